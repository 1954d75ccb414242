"""The row above a table that names its columns (`Field | Lead city | Partner cities`) and says nothing about the plan."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from pipelines.reading.markup import Block
from pipelines.vocabulary import comparable, rows


def is_header(label: str, cells: Sequence[str]) -> bool:
    """Whether a row's texts all name columns, two of them at least: `City | Longyan` is none."""
    written = [name for text in (label, *cells) if (name := comparable(text))]
    return len(written) > 1 and all(name in _names() for name in written)


def without_header(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a section less the names of columns that a table in it opens with (`Date`, `Activity`)."""
    names = 0
    while names < len(blocks) and not blocks[names].marker and comparable(blocks[names].span.text) in _names():
        names += 1
    return list(blocks[names:] if names > 1 else blocks)


@cache
def _names() -> frozenset[str]:
    return frozenset(comparable(row["words"]) for row in rows("table_headers"))
