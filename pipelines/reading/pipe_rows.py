"""The layout of Markdown tables: a row a line, cells parted by pipes; and of grid tables, whose rows lines of signs part."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.reading.indents import Indents
from pipelines.reading.markup import Block, read_blocks, read_stretches, read_text
from pipelines.reading.rows import Row
from pipelines.reading.wrapping import FEWEST_WRAPPED, Line, Wrapping
from pipelines.spans import EMPTY, joined

# Lines with pipes that a text must have to be read so.
FEWEST_ROWS = 3
_LINE = re.compile(r"[^\r\n\f\v\u2028\u2029]+")
_WITH_PIPE = re.compile(r"\|[^\r\n\f\v\u2028\u2029]*")
# An escaped sign, a code span, or the pipe that ends a cell.
_SIGN = re.compile(r"\\.|`[^`\r\n|]*`|(\|)")
_BREAK = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
# Two blanks between the paragraphs of a cell, as converters write that have no sign for them; padding stands at its edges only.
_BLANKS = re.compile(r"(?<=\S) {2}(?=[^\s|])")
FEWEST_BLANKS = 3
_BREAK_OR_BLANKS = re.compile(rf"{_BREAK.pattern}|{_BLANKS.pattern}", re.IGNORECASE)
# The line below a table's head (`|---|:---:|`), and the border of a grid.
_RULE = re.compile(r"[\s|:+]*+(?:[-=][\s|:+]++)*+[-=]{2}[\s|:+=-]*+")


def looks_like_pipes(text: str) -> bool:
    """Whether enough lines hold a pipe."""
    return (
        "|" in text and sum(1 for _ in zip(range(FEWEST_ROWS), _WITH_PIPE.finditer(text), strict=False)) == FEWEST_ROWS
    )


def pipe_rows(text: str) -> list[Row]:
    """All rows and lines of the text, in order. Lines of signs give none; between the borders of a grid all lines are one row."""
    found: list[Row] = []
    grid: list[list[tuple[int, int]]] | None = None
    indents, wrapping = Indents(text), Wrapping(text)
    breaks = _BREAK if _has_breaks(text) else _BREAK_OR_BLANKS
    for match in _LINE.finditer(text):
        line = match[0].strip()
        if not line:
            continue
        if line[0] == "+" and _RULE.fullmatch(line):
            if grid:
                found.append(_grid_row(text, grid, wrapping))
            grid = []
            continue
        cells = list(_cells(text, *match.span()))
        if len(cells) < 2 or _RULE.fullmatch(line):
            if grid:
                found.append(_grid_row(text, grid, wrapping))
            grid = None
            if len(cells) < 2 and (blocks := read_blocks(text, *match.span())):
                found.append(Row(EMPTY, None, indents.placed(blocks, match.start())))
        elif grid is not None and line[0] == "|":
            grid.append(cells)
        else:
            label, *others = cells
            is_alone = sum(bool(text[begin:end].strip()) for begin, end in others) == 1
            read = tuple(_blocks(text, *cell, breaks, wrapping if is_alone else None) for cell in others)
            row = Row(read_text(text, *label), read, [])
            if row.label or any(row.cells or ()):
                found.append(row)
    if grid:
        found.append(_grid_row(text, grid, wrapping))
    return found


def _has_breaks(text: str) -> bool:
    """Whether line breaks part the paragraphs of the cells, or nothing does: not blanks."""
    return _BREAK.search(text) is not None or sum(1 for _ in _BLANKS.finditer(text)) < FEWEST_BLANKS


def _blocks(text: str, start: int, end: int, breaks: re.Pattern[str], wrapping: Wrapping | None) -> list[Block]:
    """The blocks of a cell. Where its line breaks are those of the page that a tool read, its lines are unwrapped: those of a
    row's only text, as the lines of two may be the halves of one (without `wrapping` they aren't).
    """
    lines = list(_lines_of_cell(text, start, end, breaks))
    if breaks is _BREAK_OR_BLANKS:
        return [block for line in lines for block in read_blocks(text, line.start, line.end)]
    width = wrapping.own_width(lines) if wrapping and len(lines) > FEWEST_WRAPPED else None
    if wrapping is None or width is None:
        return Indents(text).in_cell(read_blocks(text, start, end))
    read = (read_stretches(text, paragraph) for paragraph in wrapping.paragraphs(lines, width))
    return [block._replace(soft=True) for blocks in read for block in blocks]


def _lines_of_cell(text: str, start: int, end: int, breaks: re.Pattern[str]) -> Iterator[Line]:
    """The written lines of a cell, which `<br>` parts, or two blanks."""
    begin = start
    for stop, behind in [*(line_end.span() for line_end in breaks.finditer(text, start, end)), (end, end)]:
        written = text[begin:stop]
        if written.strip():
            yield Line(begin + len(written) - len(written.lstrip()), begin + len(written.rstrip()))
        begin = behind


def _cells(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the cells of a line stand, the empty ones outside its outer pipes left out."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    begin = start
    for sign in _SIGN.finditer(text, start, end):
        if sign[1]:
            if sign.start() > start:
                yield begin, sign.start()
            begin = sign.end()
    if begin < end:
        yield begin, end


def _grid_row(text: str, lines: list[list[tuple[int, int]]], wrapping: Wrapping) -> Row:
    """One row of a grid: its cells wrap, each within its column."""
    columns = max(len(line) for line in lines)
    cells = [[line[column] for line in lines if column < len(line)] for column in range(columns)]
    label, *others = cells
    read = tuple(_grid_cell(text, cell, wrapping) for cell in others)
    return Row(joined(read_text(text, *part) for part in label), read, [])


def _grid_cell(text: str, parts: list[tuple[int, int]], wrapping: Wrapping) -> list[Block]:
    width = max(end - start for start, end in parts) - 2
    lines: list[Line] = []
    is_apart = False
    for start, end in parts:
        written = text[start:end]
        begin = start + len(written) - len(written.lstrip())
        if not written.strip():
            is_apart = True
            continue
        lines.append(Line(begin, start + len(written.rstrip()), is_apart))
        is_apart = False
    indents = Indents(text)
    paragraphs = wrapping.paragraphs(lines, width)
    return [
        block
        for paragraph in paragraphs
        for block in indents.placed(read_stretches(text, paragraph), paragraph[0].start)
    ]
