"""The row above a table that names its columns (`Field | Lead city | Partner cities`) and says nothing about the plan."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from pipelines.reading.markup import Block
from pipelines.vocabulary import comparable, rows

MOST_WORDS = 8


def is_header(label: str, cells: Sequence[str]) -> bool:
    """Whether a row's texts all name columns, two of them at least: `City | Longyan` is none."""
    written = [name for text in (label, *cells) if (name := comparable(text))]
    return (len(written) > 1 and all(name in _names() for name in written)) or (
        len(written) == 1 and _is_several_names(written[0].split())
    )


def _is_several_names(words: Sequence[str]) -> bool:
    """Whether words are names of two columns and more side by side: `LEAD CITY PARTNER CITIES`."""
    if len(words) > MOST_WORDS:
        return False
    ends = {0: 0}  # where a name may begin, and how many names stand before it
    for begin in range(len(words)):
        for end in range(begin + 1, len(words) + 1) if begin in ends else ():
            if " ".join(words[begin:end]) in _names():
                ends[end] = max(ends.get(end, 0), ends[begin] + 1)
    return ends.get(len(words), 0) > 1 and len(words) > 2


def without_header(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a section less the names of columns that a table in it opens with (`Date`, `Activity`)."""
    names = 0
    while names < len(blocks) and not blocks[names].marker and comparable(blocks[names].span.text) in _names():
        names += 1
    return list(blocks[names:] if names > 1 else blocks)


@cache
def _names() -> frozenset[str]:
    return frozenset(comparable(row["words"]) for row in rows("table_headers"))
