"""Rows of a table whose labels stand in the middle of their height: which lines above a label already belong to its row.

PDF tools print a label that is centred beside a long value some lines below the value's first one. In such a table as many lines
of a row stand above its label as below; in all others a row begins with its label.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipelines.reading.wrapping import opens_item
from pipelines.sentences import ends_open

# So many labels whose value begins beside one of their further lines, or between their lines, make a table a centred one.
FEWEST_CENTRED = 3
# What speaks against a beginning, in lines by which the parts above and below a label differ: a row that begins in the middle of
# a sentence, one that has no value, and one that begins behind no blank line where others do.
_IN_SENTENCE = 4
_WITHOUT_VALUE = 2
_NOT_APART = 3


class TableLine(NamedTuple):
    """A line of the table: the number of the label that stands on it, or None, its value, empty where it has none, and whether
    a blank line stands before it.
    """

    label: int | None
    value: str
    is_apart: bool = False


def lines_before_labels(pages: Sequence[Sequence[TableLine]]) -> list[list[int]]:
    """The numbers of the lines of each page that begin a row above its label, none where the labels aren't centred. Labels are
    numbered in order.
    """
    labels_of_pages = [_label_lines(lines) for lines in pages]
    centred = sum(_centred(lines, labels) for lines, labels in zip(pages, labels_of_pages, strict=True))
    if centred < FEWEST_CENTRED:
        return [[] for _ in pages]
    return [_above(lines, labels) for lines, labels in zip(pages, labels_of_pages, strict=True)]


def _above(lines: Sequence[TableLine], labels: Sequence[tuple[int, int]]) -> list[int]:
    return [begin for begin, (first, _) in zip(_begins(lines, labels), labels, strict=True) if begin < first]


def _centred(lines: Sequence[TableLine], labels: Sequence[tuple[int, int]]) -> int:
    """How many labels stand lower than the first line of their value."""
    ends = [*(first for first, _ in labels), len(lines)][1:]
    return sum(_is_centred(lines, *label, end) for label, end in zip(labels, ends, strict=True))


def _label_lines(lines: Sequence[TableLine]) -> list[tuple[int, int]]:
    """The first and the last line of each label."""
    found: dict[int, tuple[int, int]] = {}
    for number, line in enumerate(lines):
        if line.label is not None:
            found[line.label] = (found.get(line.label, (number, number))[0], number)
    return list(found.values())


def _is_centred(lines: Sequence[TableLine], first: int, last: int, end: int) -> bool:
    """Whether a label stands lower than the first line of its value: that is beside one of its further lines, or between them;
    or nothing stands beside it, and a value right above it and right below. `end` is where the next label begins.
    """
    beside = any(line.value for line in lines[first : last + 1])
    between = not beside and first > 0 and lines[first - 1].label is None and last + 1 < end
    return not lines[first].value and (beside or between)


def _begins(lines: Sequence[TableLine], labels: Sequence[tuple[int, int]]) -> list[int]:
    """The line at which each label's row begins, so that all labels together stand as near the middle as they can."""
    is_spaced = any(line.is_apart for line in lines)
    # cheapest way to begin the present row at each line: its cost and the beginnings of all rows up to it
    ways: dict[int, tuple[int, list[int]]] = {}
    for row, (first, _) in enumerate(labels):
        earliest = labels[row - 1][1] + 1 if row else 0
        following: dict[int, tuple[int, list[int]]] = {}
        for begin in range(earliest, first + 1):
            cost = _IN_SENTENCE * _is_in_sentence(lines, begin)
            cost += _NOT_APART * (is_spaced and not lines[begin].is_apart)
            if not row:
                following[begin] = (cost, [begin])
                continue
            best = min(
                (known + _weight(lines, start, labels[row - 1], begin) + cost, begins)
                for start, (known, begins) in ways.items()
            )
            following[begin] = (best[0], [*best[1], begin])
        ways = following
    if not ways:
        return []
    ends = ((known + _weight(lines, start, labels[-1], len(lines)), begins) for start, (known, begins) in ways.items())
    return min(ends)[1]


def _weight(lines: Sequence[TableLine], begin: int, label: tuple[int, int], end: int) -> int:
    """How little the lines from `begin` to `end` look like the row of a label: how far it is from their middle, and whether there
    is a value at all.
    """
    has_value = any(line.value for line in lines[begin:end])
    return abs((label[0] - begin) - (end - 1 - label[1])) + _WITHOUT_VALUE * (not has_value)


def _is_in_sentence(lines: Sequence[TableLine], begin: int) -> bool:
    value = next((line.value for line in lines[begin:] if line.value), "")
    before = next((line.value for line in reversed(lines[:begin]) if line.value), "")
    return (value[:1].islower() and not opens_item(value)) or ends_open(before)
