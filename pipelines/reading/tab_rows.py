"""The layout of the programme's own converter: one row of the form a line, cells parted by tabs, HTML in the cells."""

from __future__ import annotations

import re

from pipelines.reading.labels import section_of
from pipelines.reading.markup import Block, read_blocks, read_text
from pipelines.reading.rows import Row
from pipelines.spans import EMPTY

# What stands for the line ends within such a cell (an information separator, which no summary holds), and for the first of two
# quotes (of no width, so that it is left out).
PARAGRAPH, INVISIBLE = "\x1e", "\u200b"
# The form has three columns; what a line holds beyond so many cells is read with the last of them.
WIDEST = 32
_LINE = re.compile(r"[^\r\n\f\v\u2028\u2029]+")
# A cell in quotes as spreadsheets write one that holds several lines, quotes inside it doubled: behind a tab or a line end, and
# before one.
_QUOTED = re.compile(r'(?:(?<=\t)|(?<=[\r\n])|\A)"((?:[^"\t]|""){1,20000})"(?=\t|[\r\n]|\Z)')
_LIST_TAG = re.compile(r"</?(?:li|ul|ol)\b", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|[\r\n]")
_DOUBLED = re.compile('(?<=")"')


def tab_rows(text: str) -> list[Row]:
    """All written rows and lines of the text, in order; blank ones, and page breaks between them, give none."""
    text = _without_quoted_lines(text)
    return [row for match in _LINE.finditer(text) if (row := _row(text, *match.span())) is not None]


def _without_quoted_lines(text: str) -> str:
    """A text of the same length in which a cell in quotes that holds several lines is one line, its own lines parted by a sign
    that ends a paragraph; unchanged where it has none.
    """
    if '\t"' not in text:
        return text
    return _QUOTED.sub(lambda cell: _on_one_line(cell[0]) if _LINE_END.search(cell[0]) else cell[0], text)


def _on_one_line(cell: str) -> str:
    inner = _LINE_END.sub(lambda end: PARAGRAPH * len(end[0]), cell[1:-1])
    return f" {_DOUBLED.sub(INVISIBLE, inner)} "


def _row(text: str, start: int, end: int) -> Row | None:
    tab = text.find("\t", start, end)
    if tab < 0:
        line = read_blocks(text, start, end)
        return Row(EMPTY, None, line) if line else None
    label = read_text(text, start, tab)
    cells: list[list[Block]] = []
    if label and _LIST_TAG.search(text, start, tab) and section_of(label.text) is None:
        label, cells = EMPTY, [read_blocks(text, start, tab)]  # the rest of a cell whose line a page break cut
    while tab >= 0:
        next_tab = text.find("\t", tab + 1, end) if len(cells) + 1 < WIDEST else -1
        cells.append(_blocks(text, tab + 1, next_tab if next_tab >= 0 else end))
        tab = next_tab
    return Row(label, tuple(cells), []) if label or any(cells) else None


def _blocks(text: str, start: int, end: int) -> list[Block]:
    """The blocks of a cell, which holds one line unless a spreadsheet wrote it."""
    if PARAGRAPH not in text[start:end]:
        return read_blocks(text, start, end)
    found, begin = list[Block](), start
    while begin < end:
        stop = text.find(PARAGRAPH, begin, end)
        stop = stop if stop >= 0 else end
        found += read_blocks(text, begin, stop)
        begin = stop + 1
    return found
