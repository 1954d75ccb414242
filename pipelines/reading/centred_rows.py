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
# What it costs to begin a row in the middle of a sentence, in lines by which the parts above and below a label differ.
_IN_SENTENCE = 4


class TableLine(NamedTuple):
    """A line of the table: the number of the label that stands on it, or None, and its value, empty where it has none."""

    label: int | None
    value: str


def lines_before_labels(lines: Sequence[TableLine]) -> list[int]:
    """The numbers of the lines that begin a row above its label, none where the labels aren't centred. Takes the lines of one
    page, each label numbered from 0 on in order.
    """
    labels = [(first, last) for first, last in _label_lines(lines) if first <= last]
    centred = sum(
        not lines[first].value and any(line.value for line in lines[first : last + 1]) for first, last in labels
    )
    if centred < FEWEST_CENTRED:
        return []
    return [begin for begin, (first, _) in zip(_begins(lines, labels), labels, strict=True) if begin < first]


def _label_lines(lines: Sequence[TableLine]) -> list[tuple[int, int]]:
    """The first and the last line of each label."""
    found: dict[int, tuple[int, int]] = {}
    for number, line in enumerate(lines):
        if line.label is not None:
            found[line.label] = (found.get(line.label, (number, number))[0], number)
    return list(found.values())


def _begins(lines: Sequence[TableLine], labels: Sequence[tuple[int, int]]) -> list[int]:
    """The line at which each label's row begins, so that all labels together stand as near the middle as they can."""
    # cheapest way to begin the present row at each line: its cost and the beginnings of all rows up to it
    ways: dict[int, tuple[int, list[int]]] = {}
    for row, (first, _) in enumerate(labels):
        earliest = labels[row - 1][1] + 1 if row else 0
        following: dict[int, tuple[int, list[int]]] = {}
        for begin in range(earliest, first + 1):
            cost = _IN_SENTENCE * _is_in_sentence(lines, begin)
            if not row:
                following[begin] = (cost, [begin])
                continue
            best = min(
                (known + _imbalance(start, labels[row - 1], begin) + cost, begins)
                for start, (known, begins) in ways.items()
            )
            following[begin] = (best[0], [*best[1], begin])
        ways = following
    if not ways:
        return []
    ends = ((known + _imbalance(start, labels[-1], len(lines)), begins) for start, (known, begins) in ways.items())
    return min(ends)[1]


def _imbalance(begin: int, label: tuple[int, int], end: int) -> int:
    return abs((label[0] - begin) - (end - 1 - label[1]))


def _is_in_sentence(lines: Sequence[TableLine], begin: int) -> bool:
    value = next((line.value for line in lines[begin:] if line.value), "")
    before = next((line.value for line in reversed(lines[:begin]) if line.value), "")
    return (value[:1].islower() and not opens_item(value)) or ends_open(before)
