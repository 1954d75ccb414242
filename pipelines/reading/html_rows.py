"""The layout of web pages: rows of an HTML table, terms of a description list, and the blocks around them.

Belongs here: which tags make rows and cells, and which table of several is the form's. What stands in a cell is read by
`markup`. One compiled pattern finds the tags, as in `markup`: of the well-kept parsers lxml keeps line numbers only, html5lib
and selectolax keep no places at all, and html.parser, which does, is ten times slower.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.reading.html_content import Element, element_of_form
from pipelines.reading.labels import LONGEST_LABEL, leading_label, section_of
from pipelines.reading.markup import Block, read_blocks, read_text
from pipelines.reading.rows import Row
from pipelines.spans import EMPTY

# Every part ends at the next `<` at the latest, so that no two attempts read the same text: linear, whatever is left open.
_TAG = re.compile(
    r"""<(?:
      (?P<closing>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*+(?P<foreign>[:-][\w:.-]*+)?)
        (?P<attributes>(?:[\s/](?:(?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+(?=>)|[^<>]*+))?+)>
        (?:(?<=[bBiIuU]>)(?:<(?P=closing)(?P=name)>)++)?  # marks of letters again and again
    | (?P<comment>!--(?:-?>)?)
    | [?!](?!\[CDATA\[)[a-zA-Z\[][^<>]*+>
    )""",
    re.VERBOSE,
)
_SPANS = re.compile(r"""\b(col|row)span\s*+=\s*+(?:["']\s*+)?(\d{1,6})""", re.IGNORECASE)

# What a browser doesn't show (WHATWG HTML, `display: none`, and scripting); its text is no part of the page.
_HIDDEN = frozenset("script style template noscript title".split())  # noqa: SIM905
_COMMENT_END = re.compile(r"--!?>")
_HIDDEN_ENDS = {name: re.compile(rf"</{name}(?:\s[^<>]*+)?>", re.IGNORECASE) for name in _HIDDEN}
# HTML's other elements that `markup` doesn't take for blocks: these stand on lines of their own, …
_LINES = frozenset(
    """address aside body caption details dialog dir fieldset figcaption figure footer form header hgroup html legend main
    menu nav option optgroup search summary""".split()  # noqa: SIM905
)
# … and these within a line, or show nothing.
_WITHIN_LINES = frozenset(
    """area audio base bdi bdo big button canvas circle data datalist defs embed g iframe link map marquee meter nobr noframes
    object output param path picture progress rb rect rp rt ruby select slot source svg textarea track tt video xml
    """.split()  # noqa: SIM905
)
# What belongs to the page and not to its content (WHATWG HTML, 4.3); what else stands beside the form may be of interest.
_AROUND = frozenset(("nav", "footer"))
_GROUPS = frozenset(("thead", "tbody", "tfoot"))
_CELLS = frozenset(("td", "th"))
_TERMS = frozenset(("dt", "dd"))
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_OF_TABLES = _GROUPS | _CELLS | _TERMS | _HEADINGS | {"table", "tr", "dl"}
# `markup` leaves it out, as it isn't seen; so what isn't written keeps its length, and everything else its place.
_UNSEEN = "\u200b"

# The form has four columns at most; what a page puts beyond this many cells of a row is read with the last of them.
WIDEST = 32
# A table with fewer rows of label and value may be there for the layout of the page only.
_ROWS_OF_A_FORM = 3
# A page's menu may have `Cities`, `Themes`, `Activities`, `Results` and `Contact`; more sections than these are a form.
_SECTIONS_OF_A_FORM = 6


@dataclass(slots=True)
class _Cell:
    start: int
    end: int = -1
    columns: int = 1
    rows: int = 1
    inner: list[_Table] | None = None


@dataclass(slots=True)
class _Table:
    """A table or a description list. `parts` are its rows, each a list of cells, and the stretches between them."""

    is_list: bool
    start: int
    parts: list[list[_Cell] | tuple[int, int] | None] = field(default_factory=list)
    row: list[_Cell] | None = None
    cell: _Cell | None = None
    # where text outside the cells began, if no cell is open
    outside: int = 0
    # rows with a label and a value, and how many of these (or headings) a table in one of its cells has
    full_rows: int = 0
    inner_rows: int = 0


class _Stretch(NamedTuple):
    """Text that stands in no table."""

    start: int
    end: int
    is_around: bool = False


_ROW_TAG = re.compile(r"<(?:t[dhr]|d[dt]|h[1-6]|body|html|table)[\s>/]", re.IGNORECASE)


def looks_like_html(text: str) -> bool:
    """Whether tags of tables, lists of terms or headings stand in the text."""
    return _ROW_TAG.search(text) is not None


def html_rows(text: str) -> list[Row]:
    """All written rows of the page's tables and description lists, and the blocks outside them as lines, in order."""
    clean, top = _parsed(text)
    rows = list(_rows(clean, top))
    element = element_of_form(clean, _labels(rows), _SECTIONS_OF_A_FORM)
    return [row._replace(is_beside=_is_beside(row, element)) for row in rows] if element else rows


def _labels(rows: list[Row]) -> Iterator[tuple[int, str]]:
    """Where labels stand, and of which sections."""
    for row in rows:
        for span in (row.label, *(block.span for block in row.line)):
            if span and (name := _section(span.text)):
                yield span.start, name


def _section(text: str) -> str | None:
    opening = leading_label(text)
    return opening[0] if opening else section_of(text)


def _is_beside(row: Row, element: Element) -> bool:
    return row.cells is None and (row.line[-1].span.end <= element.start or row.line[0].span.start >= element.end)


# -- tags → tables ---------------------------------------------------------------------------------------------------


def _parsed(text: str) -> tuple[str, list[_Table | _Stretch]]:
    """The text with all that isn't shown made invisible, each character at its place, and what it is made of."""
    tree = _Tree()
    clean: list[str] = []
    ending = _Endings(text)
    at = 0
    for tag in _TAG.finditer(text):
        start, end = tag.span()
        if start < at:  # inside a comment or a script
            continue
        name, closing, attributes, foreign, comment = tag.group("name", "closing", "attributes", "foreign", "comment")
        shown = ""
        if name is None:
            if comment == "!--":
                end = ending(_COMMENT_END, end)
        else:
            name = name.lower()
            if name in _HIDDEN:
                if not closing:
                    end = ending(_HIDDEN_ENDS[name], end)
            elif name in _OF_TABLES:
                tree.tag(name, closing != "", start, end, attributes)
                if ">" not in attributes:
                    continue
                shown = f"<{closing}{name}>"
            elif name in _LINES:
                if name in _AROUND:
                    tree.around(name, closing != "", start, end)
                shown = "<hr>"
            elif name not in _WITHIN_LINES and not foreign:
                if ">" not in attributes:
                    continue
                shown = f"<{closing}{name}>"
        clean.append(text[at:start])
        clean.append(shown)
        clean.append(_UNSEEN * (end - start - len(shown)))
        at = end
    clean.append(text[at:])
    return "".join(clean), tree.finished(len(text))


class _Endings:
    """Where what was opened ends in a text. What never does isn't searched for again: it is shown after all."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._missing: set[re.Pattern[str]] = set()

    def __call__(self, pattern: re.Pattern[str], at: int) -> int:
        """The place behind the next match, or `at` where there is none."""
        match = None if pattern in self._missing else pattern.search(self._text, at)
        if match is None:
            self._missing.add(pattern)
            return at
        return match.end()


class _Tree:
    """Which tables stand in which cells, as the tags say it one after the other; what isn't closed ends where it must."""

    def __init__(self) -> None:
        self.top: list[_Table | _Stretch] = []
        self._open: list[_Table] = []
        self._open_tables = 0
        self._outside = 0
        self._around: tuple[str, int] | None = None

    def around(self, name: str, closes: bool, start: int, end: int) -> None:
        """Parts what belongs to the page from what stands beside it. What is never closed, or holds tables, may be the form."""
        if self._open:
            self._around = None
        elif not closes:
            if self._around is not None and self._around[1] == len(self.top):  # a menu in the foot of the page
                return
            self._add_outside(start)
            self._around = (name, len(self.top))
        elif self._around == (name, len(self.top)):
            if self._outside < end:
                self.top.append(_Stretch(self._outside, end, is_around=True))
            self._outside = end
            self._around = None

    def tag(self, name: str, closes: bool, start: int, end: int, attributes: str) -> None:
        if name in _CELLS:
            self._close_lists(start)
            if closes:
                self._end_cell(start, end)
            else:
                self._begin_cell(start, end, attributes)
        elif name == "tr":
            self._close_lists(start)
            if closes:
                self._end_row(start, end)
            else:
                self._begin_row(start, end)
        elif name in ("table", "dl"):
            if closes:
                self._close(name == "dl", start, end)
            else:
                self._begin(name == "dl", start, end)
        elif name in _TERMS:
            self._term(name, closes, start, end)
        elif name in _GROUPS:
            if self._open and not self._open[-1].is_list:
                self._end_row(start, end)
                self._open[-1].parts.append(None)
        elif name in _HEADINGS and not closes and self._open:
            self._open[-1].inner_rows += 1

    def finished(self, end: int) -> list[_Table | _Stretch]:
        while self._open:
            self._pop(end, end)
        self._add_outside(end)
        return self.top

    def _begin(self, is_list: bool, start: int, end: int) -> None:
        if self._open and self._open[-1].cell is None:
            if is_list == self._open[-1].is_list or is_list:  # a table can't stand between the rows of another
                self._pop(start, start)
            else:
                self._close_lists(start)
        if not self._open:
            self._add_outside(start)
        self._open.append(_Table(is_list, start, outside=end))
        self._open_tables += not is_list

    def _close(self, is_list: bool, start: int, end: int) -> None:
        if is_list:
            if self._open and self._open[-1].is_list:
                self._pop(start, end)
        elif self._open_tables:
            self._close_lists(start)
            self._pop(start, end)

    def _close_lists(self, at: int) -> None:
        """A row or a cell ends the description lists that were left open in the one before."""
        while self._open and self._open[-1].is_list and (self._open_tables or len(self._open) == 1):
            self._pop(at, at)

    def _pop(self, start: int, end: int) -> None:
        self._end_row(start, end)
        table = self._open.pop()
        self._open_tables -= not table.is_list
        if not self._open:
            self.top.append(table)
            self._outside = end
            return
        above = self._open[-1]
        above.inner_rows = max(above.inner_rows, table.full_rows, table.inner_rows)
        if above.cell is not None:
            if above.cell.inner is None:
                above.cell.inner = []
            above.cell.inner.append(table)

    def _begin_row(self, start: int, end: int) -> None:
        if not self._open:
            self._begin(False, start, end)
        self._end_row(start, end)
        self._open[-1].row = []

    def _end_row(self, start: int, end: int) -> None:
        table = self._open[-1] if self._open else None
        if table is None:
            return
        self._end_cell(start, end)
        self._end_outside(table, start)
        table.outside = end
        if table.row is not None and len(table.row) > 1:
            table.full_rows += 1
        table.row = None

    def _begin_cell(self, start: int, end: int, attributes: str = "") -> None:
        if not self._open:
            self._begin(False, start, end)
        table = self._open[-1]
        if table.row is not None and len(table.row) == WIDEST:
            if table.cell is None:
                table.cell = table.row[-1]
            return
        self._end_cell(start, start)
        self._end_outside(table, start, is_between_cells=bool(table.row))
        cell = _Cell(end)
        if "span" in attributes or "SPAN" in attributes:
            for kind, number in _SPANS.findall(attributes):
                if kind.lower() == "col":
                    cell.columns = min(max(int(number), 1), WIDEST)
                else:
                    cell.rows = int(number) or 1 << 20  # rowspan="0": to the end of the group
        if table.row is None:
            table.row = []
        if not table.row:
            table.parts.append(table.row)
        table.row.append(cell)
        table.cell = cell

    def _end_cell(self, start: int, end: int) -> None:
        table = self._open[-1] if self._open else None
        if table is not None and table.cell is not None:
            table.cell.end = start
            table.cell = None
            table.outside = end

    def _term(self, name: str, closes: bool, start: int, end: int) -> None:
        if not self._open and not closes:
            self._begin(True, start, end)
        if not self._open or not self._open[-1].is_list:
            return
        if closes:
            self._end_cell(start, end)
            return
        if name == "dt":
            self._end_row(start, start)
            self._open[-1].row = []
            self._begin_cell(start, end)
            return
        if self._open[-1].row is None:  # a value without its label
            self._begin_cell(start, start)
        self._begin_cell(start, end)

    def _end_outside(self, table: _Table, at: int, *, is_between_cells: bool = False) -> None:
        """Keeps the text outside the cells. Between two cells of a row it comes before the row, as browsers show it."""
        if table.cell is None and table.outside < at:
            table.parts.insert(len(table.parts) - is_between_cells, (table.outside, at))
            table.outside = at

    def _add_outside(self, end: int) -> None:
        if self._outside < end:
            self.top.append(_Stretch(self._outside, end))
        self._outside = end


# -- tables → rows ---------------------------------------------------------------------------------------------------


def _rows(text: str, top: list[_Table | _Stretch]) -> Iterator[Row]:
    """The rows of the form's tables; any other table is seen through: its cells and what is in them follow each other."""
    waiting: list[_Table | _Stretch] = top[::-1]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, _Stretch):
            lines = list(_lines(text, thing.start, thing.end))
            is_around = thing.is_around and not _holds_form(lines)
            yield from (line._replace(is_around=is_around) for line in lines)
        elif _is_form(text, thing):
            yield from _table_rows(text, thing)
        else:
            waiting.extend(reversed(_contents(thing)))


def _holds_form(lines: list[Row]) -> bool:
    """Whether lines open so many sections that they are the form, whatever the page's author took them for."""
    sections = {section_of(block.span.text) for row in lines for block in row.line}
    return len(sections - {None}) >= _SECTIONS_OF_A_FORM


def _contents(table: _Table) -> list[_Table | _Stretch]:
    """What a table of the page's layout holds, in order."""
    things: list[_Table | _Stretch] = []
    for part in table.parts:
        if part is None:
            continue
        if isinstance(part, tuple):
            things.append(_Stretch(*part))
            continue
        for cell in part:
            at = cell.start
            for inner in cell.inner or ():
                things.append(_Stretch(at, inner.start))
                things.append(inner)
                at = _end(inner)
            things.append(_Stretch(at, cell.end))
    return things


def _end(table: _Table) -> int:
    return table.outside


def _is_form(text: str, table: _Table) -> bool:
    """Whether a table's rows are rows of the form. A table for the layout of a page has few rows, and in one of its cells
    there is more of a form than in itself; but a form's row may hold a table, too: that one has a label.
    """
    if table.full_rows == 0:
        return False
    if table.full_rows >= _ROWS_OF_A_FORM or table.inner_rows <= table.full_rows:
        return True
    return any(isinstance(part, list) and len(part) > 1 and _is_label(text, part[0]) for part in table.parts)


def _is_label(text: str, cell: _Cell) -> bool:
    if cell.inner or cell.end - cell.start > 3 * LONGEST_LABEL:
        return False
    return section_of(read_text(text, cell.start, cell.end).text) is not None


class _Covered(NamedTuple):
    """Columns of the rows below that a cell with a rowspan covers."""

    columns: int
    rows: int


def _table_rows(text: str, table: _Table) -> Iterator[Row]:
    covered: dict[int, _Covered] = {}
    for part in table.parts:
        if part is None:
            covered = {}
        elif isinstance(part, tuple):
            yield from _lines(text, *part)
        else:
            placed, covered = _placed(part, covered)
            label, *values = placed
            if not values:
                if label is not None:
                    yield from _lines(text, label.start, label.end)
                continue
            name = read_text(text, label.start, label.end) if label else EMPTY
            cells = tuple(
                read_blocks(text, cell.start, cell.end) if cell and cell.start < cell.end else [] for cell in values
            )
            if name or any(cells):
                yield Row(name, cells, [])


def _placed(row: list[_Cell], above: dict[int, _Covered]) -> tuple[list[_Cell | None], dict[int, _Covered]]:
    """The row's cells in their columns, None where a cell from above stands; and what is covered in the row below."""
    if not above and all(cell.rows == 1 for cell in row):
        return list(row), {}
    placed: list[_Cell | None] = []
    covered: dict[int, _Covered] = {}
    column = 0
    for cell in row:
        while column in above:
            placed.append(None)
            column += above[column].columns
        placed.append(cell)
        if cell.rows > 1 and column < WIDEST:
            covered[column] = _Covered(cell.columns, cell.rows)
        column += cell.columns
    for column, (columns, rows) in above.items():
        covered.setdefault(column, _Covered(columns, rows))
    return placed, {column: _Covered(columns, rows - 1) for column, (columns, rows) in covered.items() if rows > 1}


def _lines(text: str, start: int, end: int) -> Iterator[Row]:
    """A line a block; what only a line break parts stands in one line."""
    line: list[Block] = []
    for block in read_blocks(text, start, end):
        if line and not block.soft:
            yield Row(EMPTY, None, line)
            line = []
        line.append(block)
    if line:
        yield Row(EMPTY, None, line)
