"""What reading finds beside values: doubts, in words for a person. Errors are values here; nothing raises."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from pipelines.reading.markup import Block
from pipelines.spans import EMPTY, Span, joined
from pipelines.vocabulary import comparable, rows

T = TypeVar("T")

NOT_STATED = frozenset(comparable(row["words"]) for row in rows("not_stated"))
# Longer texts say something; the longest of the vocabulary has 19 characters, punctuation may stand around it.
_LONGEST_NOT_STATED = 40
_PARTS = re.compile(r"[,;|]|(?<=\s)(?:and|/)(?=\s)")


class Finding(NamedTuple):
    """One doubt. `table` and `row_key` name the row it is about (none: the plan), `column` the value."""

    code: str
    message: str
    span: Span
    table: str | None = "dim_plan"
    row_key: str | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """A value as read from a stretch of the source, with the doubts about it. `value` is None where nothing is stated or
    the value is withheld; the span keeps the source's words in each case.
    """

    value: T | None
    span: Span
    findings: tuple[Finding, ...] = ()


def is_not_stated(text: str) -> bool:
    """Whether a cell says that there is nothing to say: empty, a dash, `N/A`, `Currently none.`"""
    if len(text) > _LONGEST_NOT_STATED:
        return False
    name = comparable(text)
    return not name or name in NOT_STATED or all(comparable(part) in NOT_STATED for part in _PARTS.split(text))


def whole(blocks: list[Block]) -> Span:
    """A cell of several blocks as one text."""
    if len(blocks) == 1:
        return blocks[0].span
    return joined(block.span for block in blocks) if blocks else EMPTY


def stated(blocks: list[Block]) -> list[Block]:
    """The blocks of a section; none where all it says is that there is nothing to say (`–`, `N/A`)."""
    return [] if is_not_stated(whole(blocks).text) else blocks


def quoted(text: str, limit: int = 120) -> str:
    """The source's words for a message, shortened where they are long."""
    return f"“{text}”" if len(text) <= limit else f"“{text[: limit - 1].rstrip()}…”"
