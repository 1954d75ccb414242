"""Which lines above a label, set in the middle of its row's height, belong to the label's row."""

from __future__ import annotations

import pytest

from pipelines.reading.centred_rows import TableLine, lines_before_labels


def pages(drawn: str) -> list[list[TableLine]]:
    """A line each: the label's number or a dot, and its value: `1 Longyan`, `. and Fuzhou`; pages are parted by a rule."""
    return [table(page) for page in drawn.strip().split("---")]


def table(drawn: str) -> list[TableLine]:
    lines: list[TableLine] = []
    is_apart = False
    for line in drawn.strip().splitlines():
        label, _, value = line.strip().partition(" ")
        if label:
            lines.append(TableLine(None if label == "." else int(label), value, is_apart and bool(lines)))
        is_apart = not label
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
         """, [[0, 5, 8]], "as many lines above a label as below, and no row begins within a sentence"),
        ("""
         0 Longyan
         . and its districts
         1 Fujian
         2 China
         """, [[]], "each value begins beside its label"),
        ("""
         0
         . Longyan
         1 Fujian
         2 China
         """, [[]], "one value below its label is chance"),
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
         """, [[]], "each value stands between the lines of its label: nothing is above"),
        ("""
         0 Longyan
         . May 2018 to May 2019
         1

         . Smart cities
         2
         . Climate plans

         . Trade
         3
         . Fairs

         . Ports
         4
         . Parks
         """, [[1, 3, 6, 9]], "nothing beside the labels, values above and below; blank lines part rows"),
        ("""
         . Smart cities
         0
         . Climate plans
         . Trade
         1
         . Fairs
         . Ports
         2
         . Parks
         ---
         . Trade fairs

         . Schools of music
         3 in both cities
         3
         """, [[0, 3, 6], [1]], "what the labels of one page show holds on the others; a text may go on from page to page"),
        ("""
         0 Longyan
         1
         2 China
         3
         4 May 2018
         """, [[]], "empty values have no lines above them"),
    ],
)  # fmt: skip
def test_rows_begin_above_their_labels(drawn: str, begins: list[list[int]], because: str) -> None:
    assert lines_before_labels(pages(drawn)) == begins, because
