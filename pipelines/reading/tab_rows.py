"""The layout of the programme's own converter: one row of the form a line, cells parted by tabs, HTML in the cells."""

from __future__ import annotations

import re
from collections import Counter

from pipelines.reading.indents import Indents
from pipelines.reading.labels import begins_label, is_part_of_label, section_of
from pipelines.reading.markup import ARROWS, BULLETS, Block, read_blocks, read_text
from pipelines.reading.rows import Row
from pipelines.spans import EMPTY

# What stands for the line ends within such a cell (an information separator, which no summary holds), and for the first of two
# quotes (of no width, so that it is left out).
PARAGRAPH, INVISIBLE = "\x1e", "\u200b"
# The form has three columns; what a line holds beyond so many cells is read with the last of them.
WIDEST = 32
# Of a form's thirteen rows the head's are whole, on one line each.
FEWEST_WHOLE = 3
_LINE = re.compile(r"[^\r\n\f\v\u2028\u2029]+")
# A cell in quotes as spreadsheets write one that holds several lines, quotes inside it doubled: behind a tab or a line end, and
# before one.
_QUOTED = re.compile(r'(?:(?<=\t)|(?<=[\r\n])|\A)"((?:[^"\t]|""){1,20000})"(?=\t|[\r\n]|\Z)')
# The sign or number of an item with nothing behind it, and with a tab behind it.
_SIGNS = rf"\s*(?:[{BULLETS}{ARROWS}*+o§–—-]|\(?\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}[.)]|\(?[a-z]\))"
_SIGN = re.compile(rf"{_SIGNS}[ ]*")
_MARKED = re.compile(rf"{_SIGNS}[ ]*\t")
# What a form may leave out in the lead's column. A dash alone there says so, and opens no item.
_MAY_BE_LEFT_OUT = frozenset(("province", "population", "area"))
_DASH = re.compile(r"\s*[-–—]\s*")
_LIST_TAG = re.compile(r"</?(?:li|ul|ol)\b", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|[\r\n]")
_DOUBLED = re.compile('(?<=")"')


def tab_rows(text: str) -> list[Row]:
    """All written rows and lines of the text, in order; blank ones, and page breaks between them, give none."""
    text = _without_quoted_lines(text)
    lines = [_cells(text, *match.span()) for match in _LINE.finditer(text)]
    labelled = [len(cells) > 1 and _is_label(text, cells[0]) for cells in lines]
    full = _full_width(lines, labelled)
    rows: list[Row] = []
    missing = 0  # how many cells of the row above are still to come
    for cells, is_labelled in zip(lines, labelled, strict=True):
        row = _row(text, cells, missing, is_labelled=is_labelled)
        if len(cells) > 1:
            goes_on = row is not None and not row.label
            opened = full - len(cells) if is_labelled else 0
            missing = missing - len(cells) + 1 if goes_on else opened
        if row is not None:
            rows.append(row)
    return rows


def _without_quoted_lines(text: str) -> str:
    """A text of the same length in which a cell in quotes that holds several lines is one line, its own lines parted by a sign
    that ends a paragraph; unchanged where it has none.
    """
    if '\t"' not in text:
        return text
    return _QUOTED.sub(lambda cell: on_one_line(cell[0]) if _LINE_END.search(cell[0]) else cell[0], text)


def on_one_line(cell: str) -> str:
    """A cell in quotes as one line of the same length, without the quotes around it and those that doubled others."""
    inner = _LINE_END.sub(lambda end: PARAGRAPH * len(end[0]), cell[1:-1])
    return f" {_DOUBLED.sub(INVISIBLE, inner)} "


def _cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the cells of a line stand. A tab behind the sign of an item, as word processors write it, parts no cells: behind the
    dash of a lead that states nothing it does.
    """
    cells: list[tuple[int, int]] = []
    begin = start
    while len(cells) + 1 < WIDEST and (tab := text.find("\t", begin, end)) >= 0:
        if _end_in_sign(text, cells):
            cells[-1] = (cells[-1][0], tab)
        else:
            cells.append((begin, tab))
        begin = tab + 1
    if _end_in_sign(text, cells):
        begin = cells.pop()[0]
    return [*cells, (begin, end)]


def _end_in_sign(text: str, cells: list[tuple[int, int]]) -> bool:
    """Whether the last cell so far is the sign of an item whose text stands behind the tab."""
    if not cells or not _SIGN.fullmatch(text, *cells[-1]):
        return False
    is_of_lead = len(cells) == 2 and section_of(read_text(text, *cells[0]).text) in _MAY_BE_LEFT_OUT
    return not (is_of_lead and _DASH.fullmatch(text, *cells[-1]))


def _full_width(lines: list[list[tuple[int, int]]], labelled: list[bool]) -> int:
    """How many cells a whole row has: as many as the widest that open with a label, of which there are several."""
    widths = Counter(len(cells) for cells, is_labelled in zip(lines, labelled, strict=True) if is_labelled)
    return max((width for width, rows in widths.items() if rows >= FEWEST_WHOLE), default=0)


def _row(text: str, cells: list[tuple[int, int]], missing: int, *, is_labelled: bool) -> Row | None:
    """The row of a line. One that goes on a row whose line ended inside a cell (`missing` cells of it are still to come), as
    tables do that were pasted as text, has no label: its first cell is the rest of the one above.
    """
    if len(cells) == 1:
        line = read_blocks(text, *cells[0])
        return Row(EMPTY, None, line) if line else None
    first, *others = cells
    label = read_text(text, *first)
    is_rest = bool(label) and not is_labelled
    if is_rest and (_LIST_TAG.search(text, *first) or 0 < len(others) <= missing or _MARKED.match(text, *first)):
        label, others = EMPTY, cells  # a page break cut its line, or it is an item of a list
    read = tuple(_blocks(text, *cell) for cell in others)
    return Row(label, read, []) if label or any(read) else None


def _is_label(text: str, cell: tuple[int, int]) -> bool:
    said = read_text(text, *cell).text
    return section_of(said) is not None or begins_label(said) or is_part_of_label(said)


def _blocks(text: str, start: int, end: int) -> list[Block]:
    """The blocks of a cell, which holds one line unless a spreadsheet wrote it."""
    if PARAGRAPH not in text[start:end]:
        return read_blocks(text, start, end)
    found, begin = list[Block](), start
    while begin < end:
        stop = text.find(PARAGRAPH, begin, end)
        stop = stop if stop >= 0 else end
        found += [block._replace(soft=begin > start) for block in read_blocks(text, begin, stop)]
        begin = stop + 1
    return [block._replace(soft=False) for block in Indents(text).in_cell(found)]
