"""PDF files as office programs print them: a table with rules or without, pages that end anywhere in a cell, heads and feet.

Letters are those of the fonts that every PDF reader has (Windows-1252): see `noise.windows_1252`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from fpdf import FPDF

from tests.rendering.plan import Plan, PlanRow, Text

MARGIN = 12.0  # millimetres, on all sides; the foot stands within it


class Sheet(NamedTuple):
    """How pages look: widths of the columns and height of the page in millimetres, size of the letters in points.

    `rules` draws lines round the cells, `whole_rows` keeps a row on one page where it fits, `hanging` sets the second line of an
    item below the first's text, `apart` leaves so much of a line's height between paragraphs, `head` and `foot` stand on each
    page.
    """

    label: float = 45
    lead: float = 70
    partner: float = 65
    height: float = 297
    size: float = 10
    rules: bool = True
    whole_rows: bool = False
    hanging: bool = False
    apart: float = 0.0
    padding: float = 1.5
    font: str = "helvetica"
    head: str = ""
    foot: str = ""


class _Written(NamedTuple):
    """A line of a cell: how far in it begins, and how much lower than usual."""

    text: str
    indent: float
    above: float


class _Pages(FPDF):
    """A document whose pages have heads and feet."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(format=(2 * MARGIN + sheet.label + sheet.lead + sheet.partner, sheet.height))
        self.core_fonts_encoding = "windows-1252"
        self.set_auto_page_break(False)
        self.set_margin(MARGIN)
        self.set_font(sheet.font, size=sheet.size)
        self.sheet = sheet

    def header(self) -> None:
        """What stands above the text of every page but the first."""
        if self.sheet.head and self.page_no() > 1:
            self.text(MARGIN, MARGIN - 3, self.sheet.head)

    def footer(self) -> None:
        """What stands below the text of every page."""
        if self.sheet.foot:
            self.text(MARGIN + 60, self.h - MARGIN / 2, self.sheet.foot.format(page=self.page_no()))

    @property
    def line(self) -> float:
        """The height of a line in millimetres."""
        return self.sheet.size * 0.3528 * 1.25


def pdf(plan: Plan, sheet: Sheet = Sheet()) -> bytes:  # noqa: B008 (a tuple)
    """The plan as a PDF of that kind; page breaks within the plan's rows are left to the pages."""
    pages = _Pages(sheet)
    pages.add_page()
    pages.multi_cell(0, pages.line, plan.title, new_x="LMARGIN", new_y="NEXT")
    pages.set_y(pages.get_y() + 3)
    for row in plan.rows:
        if isinstance(row, PlanRow):
            _row(pages, row)
    pages.set_y(pages.get_y() + 3)
    if pages.get_y() + 2 * pages.line > pages.h - MARGIN:
        pages.add_page()
    for line in plan.contact:
        pages.multi_cell(0, pages.line, line, new_x="LMARGIN", new_y="NEXT")
    return bytes(pages.output())


def _row(pages: _Pages, row: PlanRow) -> None:
    sheet = pages.sheet
    sides = [(sheet.lead, row.lead), (sheet.partner, row.partner)]
    columns = sides if row.is_head or row.partner else [(sheet.lead + sheet.partner, row.lead)]
    widths = [sheet.label, *(width for width, _ in columns)]
    cells = [
        _lines(pages, [Text(row.label)], sheet.label),
        *(_lines(pages, blocks, width) for width, blocks in columns),
    ]
    needed = max(_height(pages, cell) for cell in cells)
    left = pages.h - MARGIN - pages.get_y()
    if needed > left and (sheet.whole_rows or left < 3 * pages.line) and needed < pages.h - 2 * MARGIN:
        pages.add_page()
    while any(cells):
        cells = _on_page(pages, cells, widths)
        if any(cells):
            pages.add_page()


def _on_page(pages: _Pages, cells: list[list[_Written]], widths: Sequence[float]) -> list[list[_Written]]:
    """Writes what fits of a row's cells, and gives back the rest."""
    top, padding = pages.get_y(), pages.sheet.padding
    room = pages.h - MARGIN - top - 2 * padding
    below, rest = top, []
    left = MARGIN
    for cell, width in zip(cells, widths, strict=True):
        at = 0.0
        shown = 0
        for line in cell:
            if at + line.above + pages.line > room:
                break
            at += line.above if shown else 0
            pages.text(left + padding + line.indent, top + padding + at + pages.line * 0.8, line.text)
            at += pages.line
            shown += 1
        rest.append(cell[shown:])
        below = max(below, top + at + 2 * padding)
        left += width
    if pages.sheet.rules:
        left = MARGIN
        for width in widths:
            pages.rect(left, top, width, below - top)
            left += width
    pages.set_y(below)
    return rest


def _height(pages: _Pages, cell: Sequence[_Written]) -> float:
    return sum(pages.line + line.above for line in cell) + 2 * pages.sheet.padding


def _lines(pages: _Pages, blocks: Sequence[Text], width: float) -> list[_Written]:
    """The lines of a cell's blocks, wrapped to its width."""
    sheet = pages.sheet
    found: list[_Written] = []
    for number, block in enumerate(blocks):
        indent = 4.0 * max(0, block.depth - 1) if sheet.hanging else 0.0
        sign = pages.get_string_width(f"{block.sign} ") if sheet.hanging and block.sign else 0.0
        room = width - 2 * sheet.padding - indent - sign
        wrapped = pages.multi_cell(room, pages.line, block.text if sign else block.signed, dry_run=True, output="LINES")
        for at, encoded in enumerate(wrapped or [block.signed]):
            text = encoded.encode("latin-1").decode("cp1252") if wrapped else encoded
            above = sheet.apart * pages.line if number and not at else 0.0
            first = f"{block.sign} {text}" if sign and not at else text
            found.append(_Written(first, indent if not at else indent + sign, above))
    return found
