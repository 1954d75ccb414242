"""The tables of a PDF's page, told by the rules and grounds that are drawn: their rows, and the cells of these.

Belongs here: where cells are. What is written in them is `pdf`'s. pdfplumber (MIT) finds what the lines of a page enclose; added
is what programs leave out: the rule where a page ends, and the rows without a ground between those that have one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from pipelines.reading.labels import section_of
from pipelines.reading.pdf_words import Box, Line, Word, lines_of, text_of, within

if TYPE_CHECKING:
    from pdfplumber.page import Page

# So many rules between columns that end at one height were cut there; a rule is drawn so many points off at most.
FEWEST_UPRIGHTS = 3
NEAR_RULE = 3
# A cell with the labels of so many sections is a column of the form and no cell.
FEWEST_LABELS = 3
# A page of the form has some 200 edges of cells. So many more are a drawing, and comparing each with each takes seconds.
MOST_EDGES = 2_000
# What stands further behind a word than so much of the letters' height stands in a column of its own.
WIDE_GAP = 0.7


class Grid(NamedTuple):
    """A table: the box that it takes, and the cells of each row from the left."""

    box: Box
    rows: list[list[Box]]


def tables_of(page: Page, words: list[Word]) -> list[Grid]:
    """The tables of a page that have two columns and more, from above; none where its lines are a drawing."""
    if len(page.edges) > MOST_EDGES:
        return []
    found = []
    for table in page.find_tables({"explicit_horizontal_lines": _cut_edges(page)}):
        rows = [cells for row in table.rows if (cells := [cell for cell in row.cells if cell is not None])]
        if any(len(cells) > 1 for cells in rows):
            found.append(Grid(table.bbox, rows))
    return _with_plain_rows(page, words, sorted(found, key=lambda grid: grid.box[1]))


def is_frame(grid: Grid, words: list[Word]) -> bool:
    """Whether a table has rules, or colours, around its columns only: a cell of it holds the labels of several rows."""
    return any(_sections(words, cell) >= FEWEST_LABELS for cells in grid.rows for cell in cells)


def leaves_out(grid: Grid, words: list[Word]) -> bool:
    """Whether words stand within a table and in none of its cells, as some of its rules aren't drawn."""
    return any(
        not any(within([word], cell) for cells in grid.rows for cell in cells) for word in within(words, grid.box)
    )


def _sections(words: list[Word], cell: Box) -> int:
    """How many sections of the form have their label on a line of its own in a cell."""
    return len({name for line in lines_of(within(words, cell)) if (name := section_of(text_of(line)))})


def _cut_edges(page: Page) -> list[dict[str, float | str]]:
    """Lines where rules between columns end side by side and none is drawn all across them: a page's end cut a row there."""
    ends: dict[int, list[float]] = {}
    for upright in page.edges:
        if upright["orientation"] == "v":
            for end in (upright["top"], upright["bottom"]):
                ends.setdefault(round(end), []).append(upright["x0"])
    across = [edge for edge in page.edges if edge["orientation"] == "h"]
    return [
        _rule(min(places), max(places), end)
        for end, places in ends.items()
        if len({round(place) for place in places}) >= FEWEST_UPRIGHTS
        and not _reaches([edge for edge in across if abs(edge["top"] - end) <= NEAR_RULE], min(places), max(places))
    ]


def _reaches(rules: Sequence[dict[str, float]], left: float, right: float) -> bool:
    """Whether rules at one height, one behind the other, go from one place to another without a gap."""
    for rule in sorted(rules, key=lambda rule: rule["x0"]):
        if rule["x0"] > left + NEAR_RULE:
            return False
        left = max(left, rule["x1"])
    return left >= right - NEAR_RULE


def _rule(left: float, right: float, top: float) -> dict[str, float | str]:
    """A rule across, as pdfplumber describes those of the page."""
    return {
        "object_type": "line",
        "x0": left,
        "x1": right,
        "top": top,
        "bottom": top,
        "width": right - left,
        "height": 0.0,
    }


def _with_plain_rows(page: Page, words: list[Word], grids: list[Grid]) -> list[Grid]:
    """The tables; where each is but a row with a ground of its own, these and the rows without one between them as one."""
    if not grids or any(len(grid.rows) > 1 for grid in grids):
        return grids
    left, right = grids[0].box[0], grids[0].box[2]
    if any(abs(grid.box[0] - left) > NEAR_RULE or abs(grid.box[2] - right) > NEAR_RULE for grid in grids):
        return grids
    edges = sorted({round(cell[2]) for grid in grids for cell in grid.rows[0][:-1]})
    gaps = [(left, top, right, bottom) for top, bottom in _gaps(page, grids)]
    plain = [row for gap in gaps if (row := _plain_row(within(words, gap), gap, edges))]
    if not plain:
        return grids
    rows = sorted([*plain, *(grid.rows[0] for grid in grids)], key=lambda cells: cells[0][1])
    return [Grid((left, rows[0][0][1], right, rows[-1][0][3]), rows)]


def _gaps(page: Page, grids: list[Grid]) -> Iterator[tuple[float, float]]:
    """From where to where no ground is drawn, between tables or a rule as wide as they are."""
    left, _, right, _ = grids[0].box
    across = [edge for edge in page.edges if edge["orientation"] == "h"]
    rules = [
        edge["top"]
        for edge in across
        if _reaches([other for other in across if abs(other["top"] - edge["top"]) <= NEAR_RULE], left, right)
    ]
    heights = sorted({*rules, *(height for grid in grids for height in (grid.box[1], grid.box[3]))})
    for top, bottom in pairwise(heights):
        is_within = any(grid.box[1] - NEAR_RULE <= top and bottom <= grid.box[3] + NEAR_RULE for grid in grids)
        if not is_within and bottom - top > 2 * NEAR_RULE:
            yield top, bottom


def _plain_row(words: list[Word], gap: Box, edges: list[int]) -> list[Box]:
    """The cells of a row without a ground, at those edges of the other rows that its lines leave free; none without a value."""
    lines = list(lines_of(words))
    free = [edge for edge in edges if all(_leaves_free(line, edge) for line in lines)]
    is_row = free[:1] == edges[:1] and any(float(word["x0"]) > edges[0] for word in words)
    if not is_row:
        return []
    left, top, right, bottom = gap
    return [(start, top, end, bottom) for start, end in pairwise([left, *free, right])]


def _leaves_free(line: Line, edge: int) -> bool:
    """Whether no word of a line stands across an edge, nor a text with single blanks."""
    before = max((float(word["x1"]) for word in line if float(word["x0"]) < edge), default=None)
    behind = min((float(word["x0"]) for word in line if float(word["x0"]) >= edge), default=None)
    if before is None or behind is None:
        return before is None or before <= edge
    height = float(line[0]["bottom"]) - float(line[0]["top"])
    return before <= edge and behind - before >= WIDE_GAP * height
