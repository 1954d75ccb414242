"""How deep items of one sign stand, told by the blanks before them alone."""

from __future__ import annotations

import pytest

from pipelines.reading.indents import Indents, are_aligned
from pipelines.reading.markup import read_blocks


@pytest.mark.parametrize(
    ("lines", "depths", "because"),
    [
        ("* a\n    * b\n        * c\n    * d\n* e", [0, 1, 2, 1, 0], "lists in lists"),
        ("  - a\n  - b", [0, 0], "set in as a whole"),
        ("- a\n - b\n- c", [0, 0, 0], "a blank more is no list"),
        ("- a\n\t- b\n- c", [0, 1, 0], "tabs"),
        ("- a\n      - b\n   - c", [0, 1, 1], "one that comes back halfway is still below the first"),
        ("- a\n   - b\nText\n   - c", [0, 1, 0, 0], "text at the margin ends the lists"),
        (" 9. a\n10. b", [0, 0], "numbers set to the right"),
    ],
)
def test_depth(lines: str, depths: list[int], because: str) -> None:
    indents, at, found = Indents(lines), 0, []
    for line in lines.split("\n"):
        found += [block.depth for block in indents.placed(read_blocks(lines, at, at + len(line)), at)]
        at += len(line) + 1
    assert found == depths, because


@pytest.mark.parametrize(
    ("columns", "is_so", "because"),
    [
        ([28, 28, 33, 28, 33, 35, 28, 28], True, "three levels of a list"),
        ([47, 48, 37, 53, 60, 45, 39, 50], False, "a tool that sets each line anywhere"),
        ([None, 28, 40], True, "two columns any text may have"),
        ([], True, "no line"),
    ],
)
def test_whether_lines_stand_in_columns(columns: list[int | None], is_so: bool, because: str) -> None:
    assert are_aligned(columns) is is_so, because
