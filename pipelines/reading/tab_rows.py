"""The layout of the programme's own converter: one row of the form a line, cells parted by tabs, HTML in the cells."""

from __future__ import annotations

import re

from pipelines.reading.markup import Block, read_blocks, read_text
from pipelines.reading.rows import Row
from pipelines.spans import EMPTY

# The form has three columns; what a line holds beyond so many cells is read with the last of them.
WIDEST = 32
_LINE = re.compile(r"[^\r\n\f\v\u2028\u2029]+")


def tab_rows(text: str) -> list[Row]:
    """All written rows and lines of the text, in order; blank ones, and page breaks between them, give none."""
    return [row for match in _LINE.finditer(text) if (row := _row(text, *match.span())) is not None]


def _row(text: str, start: int, end: int) -> Row | None:
    tab = text.find("\t", start, end)
    if tab < 0:
        line = read_blocks(text, start, end)
        return Row(EMPTY, None, line) if line else None
    label = read_text(text, start, tab)
    cells: list[list[Block]] = []
    while tab >= 0:
        next_tab = text.find("\t", tab + 1, end) if len(cells) + 1 < WIDEST else -1
        cells.append(read_blocks(text, tab + 1, next_tab if next_tab >= 0 else end))
        tab = next_tab
    return Row(label, tuple(cells), []) if label or any(cells) else None
