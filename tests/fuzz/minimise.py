"""A failing document made smaller as long as it fails in the same way: first lines, then ever shorter stretches go."""

from __future__ import annotations

import time
from collections.abc import Callable

Fails = Callable[[bytes], bool]


def minimised(data: bytes, fails: Fails, seconds: float = 20.0) -> bytes:
    """The smallest failing document found in this time."""
    until = time.monotonic() + seconds
    data = b"".join(_fewer(data.splitlines(keepends=True), fails, until))
    return b"".join(_fewer([data[at : at + 1] for at in range(len(data))], fails, until))


def _fewer(parts: list[bytes], fails: Fails, until: float) -> list[bytes]:
    size = max(1, len(parts) // 2)
    while size:
        at = 0
        while at < len(parts):
            if time.monotonic() > until:
                return parts
            shorter = parts[:at] + parts[at + size :]
            if fails(b"".join(shorter)):
                parts = shorter
            else:
                at += size
        size //= 2
    return parts
