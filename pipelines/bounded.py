"""One document read within the limits: whatever its bytes are, there is an answer in time, and no other document suffers.

Belongs here: where the parts of the reading run, and the sentences where they are ended. A plain text is read by our own
code, here, under an alarm. A PDF or Word document is taken apart by the code of others, in a process of its own that the
system ends when it hangs, crashes or takes too much memory.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from pipelines import deadline
from pipelines.limits import Limits, in_force
from pipelines.reading.source import Source, Unreadable, decode, is_packed
from pipelines.records import Summary

Reader = Callable[[str], Summary]


class PassingReason(str):
    """Why a document couldn't be read this time; next time it may be otherwise, so nobody should keep it as a result."""

    __slots__ = ()


def read(data: bytes, reader: Reader, limits: Limits | None = None) -> tuple[Source, Summary] | str:
    """The text of a document and what `reader` makes of it, or the sentence why there is none.

    Outside a process's main thread, `reader` must be a function of a module. Raises what `reader` raises.
    """
    limits = limits or in_force()
    started = time.monotonic()
    source = text_of(data, limits)
    if isinstance(source, str):
        return source
    left = limits.document_seconds - (time.monotonic() - started)
    try:
        if deadline.can_ring():
            return source, deadline.alarmed(left, reader, source.text)
        return source, deadline.apart(left, limits.document_memory_bytes, reader, source.text)
    except (deadline.DeadlineError, deadline.BrokenOffError, MemoryError) as error:
        return _ended(error, limits)


def text_of(data: bytes, limits: Limits | None = None) -> Source | str:
    """The text of a document, or the sentence why there is none."""
    limits = limits or in_force()
    try:
        if is_packed(data):
            source = deadline.apart(limits.document_seconds, limits.document_memory_bytes, decode, data, limits)
        else:
            source = decode(data, limits)  # time grows with size alone, which is bounded
    except (deadline.DeadlineError, deadline.BrokenOffError, MemoryError) as error:
        return _ended(error, limits)
    return source.reason if isinstance(source, Unreadable) else source


def _ended(error: Exception, limits: Limits) -> PassingReason:
    if isinstance(error, deadline.DeadlineError):
        what = f"Reading it took more than {limits.document_seconds:g} seconds and was ended."
    elif isinstance(error, MemoryError):
        what = f"Reading it took more than {limits.document_memory_bytes / 1e6:,.0f} MB of memory and was ended."
    else:
        what = "The program that takes such files apart crashed over it."
    return PassingReason(f"{what} Save the summary anew, as plain text where that can be had.")
