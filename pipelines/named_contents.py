"""A digest of contents and what they are called, which tells versions of code and data apart."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def digest(contents: Iterable[tuple[str, bytes]]) -> str:
    """64 hex digits for these contents under these names, in this order. No byte can pass from one to the next unnoticed."""
    found = hashlib.sha256()
    for name, content in contents:
        found.update(f"{name}\0{len(content)}\0".encode())
        found.update(content)
    return found.hexdigest()
