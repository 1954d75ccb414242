"""Which lines above a label, set in the middle of its row's height, belong to the label's row."""

from __future__ import annotations

import pytest

from pipelines.reading.centred_rows import TableLine, lines_before_labels


def table(drawn: str) -> list[TableLine]:
    """A line each: the label's number or a dot, and its value: `1 Longyan`, `. and Fuzhou`."""
    lines = []
    for line in drawn.strip().splitlines():
        label, _, value = line.strip().partition(" ")
        lines.append(TableLine(None if label == "." else int(label), value))
    return lines


@pytest.mark.parametrize(
    ("drawn", "begins", "because"),
    [
        ("""
         . Smart cities: a joint
         . platform for both
         0
         0 cities, and visits
         . of their experts.
         . Climate plans
         1
         1 of both cities.
         . Trade fairs
         2
         2 in both cities.
         """, [0, 5, 8], "as many lines above a label as below, and no row begins within a sentence"),
        ("""
         0 Longyan
         . and its districts
         1 Fujian
         2 China
         """, [], "each value begins beside its label"),
        ("""
         0
         . Longyan
         1 Fujian
         2 China
         """, [], "one value below its label is chance"),
        ("""
         0
         . Longyan
         0
         1
         . Fujian
         1
         2
         . China
         2
         """, [], "each value stands between the lines of its label: nothing is above"),
    ],
)  # fmt: skip
def test_rows_begin_above_their_labels(drawn: str, begins: list[int], because: str) -> None:
    assert lines_before_labels(table(drawn)) == begins, because
