"""What the operating system says of a file or folder that can't be read or written, as our sentences quote it.

Belongs here: the one wording. What was to be done with the file, and what to do now, is said where it failed.
"""

from __future__ import annotations


def said(error: OSError) -> str:
    """`no space left on device`: the system's words, to stand after a colon, without number, path and full stop."""
    words = error.strerror or str(error).partition("\n")[0] or type(error).__name__
    return words.rstrip(".").lower()
