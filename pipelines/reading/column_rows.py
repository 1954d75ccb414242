"""Text in aligned columns, as PDF tools print tables: labels wrap in the left column while values wrap in the others.

Where the columns stand is read from the lines of each page, as it differs from file to file: behind labels the values begin,
in the rows of the head the partners' behind them. Belongs here: which part of a line belongs to which cell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from pipelines.reading.centred_rows import TableLine, lines_before_labels
from pipelines.reading.furniture import stands_alone
from pipelines.reading.indents import DRIFT, are_aligned, are_listed, depths_by_place, depths_without_sign
from pipelines.reading.labels import (
    CONTACT,
    HEAD,
    LONGEST_LABEL,
    begins_label,
    is_known,
    is_nearly_known,
    is_part_of_label,
    label_key,
    leading_label,
    section_of,
)
from pipelines.reading.markup import EMPTY_ITEM, Block, Stretch, read_blocks, read_stretches, read_text
from pipelines.reading.rows import Row
from pipelines.reading.wrapping import Line, Wrapping, opens_item
from pipelines.spans import EMPTY, Span, joined

# Rows with a label and a value in columns that a text must have to be read so.
FEWEST_ROWS = 4
# Rows that a page must have for its own columns to be told; else they stand as on the others.
FEWEST_ON_PAGE = 3
# How much nearer to its label the value of a row may begin, and how many lines around tell where.
SHIFT = 6
REACH = 3
# A value with one blank before it stands behind its label, so much before the column's edge at most.
MOST_BEFORE_EDGE = 12
# An item of an item is set in by so many signs: by more than texts of one column drift.
STEP = DRIFT + 1
_ENDS = re.compile(r"\r\n|[\r\n\v\u2028\u2029]")
_LINE = re.compile(r"[^\r\n\f\v\u2028\u2029]+")
# Words with single blanks between them; two and more part columns.
_TOKEN = re.compile(r"\S+(?:[^\S\t]\S+)*")
# A value stands apart from the one above where so many lines between them hold a part of the label only: one may stand half a
# line off, as where both are centred.
LINES_OF_GAP = 2
# Items whose numbers or tags tell their level.
_WITHOUT_LEVELS = ("#", "li", EMPTY_ITEM)
_COLON_AT_END = re.compile(r"[:：]\s*$")


class _Token(NamedTuple):
    start: int
    end: int
    text: str


class _Edges(NamedTuple):
    """Where the columns of values begin, in characters from the head of a line; `partner` is None where there is none."""

    value: int
    partner: int | None


class _Rest(NamedTuple):
    """The lines at the head of a page that go on a value, and where they begin."""

    lines: int
    at: int


class _TextLine(NamedTuple):
    start: int
    text: str
    tokens: tuple[_Token, ...]
    page: int
    is_apart: bool
    is_furniture: bool
    is_behind_break: bool


def looks_like_columns(text: str) -> bool:
    """Whether enough lines hold a label and, behind a gap, a value."""
    if "  " not in text:
        return False
    return sum(map(_is_labelled, _lines(text))) >= FEWEST_ROWS


def column_rows(text: str) -> list[Row]:
    """All rows and lines of the text, in order."""
    return _Reader(text).rows()


class _Open:
    """The row that is being read: the lines of its label and of its cells."""

    def __init__(self) -> None:
        self.label: list[Line] = []
        self.label_text = ""
        self.lead: list[Line] = []
        self.partner: list[Line] = []
        self.lines_without_value = 0  # those right above

    @property
    def is_head(self) -> bool:
        """Whether the row is one of the head, whose cells have a side each."""
        return bool(self.label_text) and section_of(self.label_text) in HEAD


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._wrapping = Wrapping(text)
        self._rows: list[Row | _Open] = []
        self._open = _Open()
        self._widths: Counter[str] = Counter()
        self._above_labels: frozenset[int] = frozenset()
        self._awaits_label = False
        self._above_label: list[tuple[_TextLine, _Token, _Edges]] = []  # values of the row whose label is awaited
        self._places: dict[int, tuple[int, int]] = {}  # page and column of the values that stand in their column

    def rows(self) -> list[Row]:
        lines = list(_lines(self._text))
        of_all = _edges(lines)
        found: list[tuple[_TextLine, _Edges | None]] = []
        for _, on_page in groupby(lines, key=lambda line: line.page):
            page = list(on_page)
            edges = _edges(page) if sum(map(_is_labelled, page)) >= FEWEST_ON_PAGE else None
            edges = edges or of_all
            if found and of_all and (rest := _rest_of_row(page, of_all)):
                found.extend((line, of_all._replace(value=rest.at)) for line in page[: rest.lines])
                page = page[rest.lines :]
            if edges and edges.partner is None and of_all and of_all.value == edges.value:
                edges = of_all
            found.extend(zip(page, _edges_of_lines(page, edges), strict=True))
        self._above_labels = _above_labels(found)
        for line, edges in found:
            self._line(line, edges)
        self._close()
        self._measure()
        return [self._row(one) if isinstance(one, _Open) else one for one in self._rows]

    def _measure(self) -> None:
        """How wide the columns are: as wide as the longest line in them. Texts may be set across those of the head."""
        for one in self._rows:
            if isinstance(one, _Open):
                names = ("lead", "partner") if one.is_head else ("text", "text")
                for name, lines in zip(names, (one.lead, one.partner), strict=True):
                    self._widths[name] = max([self._widths[name], *(line.width for line in lines)])

    def _line(self, line: _TextLine, edges: _Edges | None) -> None:
        if edges is None or line.is_furniture:
            self._outside(line)
            return
        label, value = _cut(line, edges.value)
        if _crosses(line, label, value, edges):
            self._outside(line)
            return
        if line.start in self._above_labels:
            self._close()
            self._awaits_label = True
        if label is not None:
            self._label(line, label)
        if value is not None:
            if len(line.tokens) > 1 or label is None:
                self._places[line.start + value.start] = line.page, value.start
            self._value(line, value, edges)
        self._open.lines_without_value = 0 if value is not None else self._open.lines_without_value + 1

    def _outside(self, line: _TextLine) -> None:
        """A line across the columns. Furniture doesn't end the row that it stands in, as on a page's edge."""
        blocks = read_blocks(self._text, line.start, line.start + len(line.text))
        if not blocks:
            return
        if not line.is_furniture:
            self._close()
        self._rows.append(Row(EMPTY, None, blocks))

    def _label(self, line: _TextLine, token: _Token) -> None:
        open_row = self._open
        if self._awaits_label:
            open_row.label_text = token.text
            self._awaits_label = False
            for above in self._above_label:  # now it is known whether they have two sides
                self._value(*above)
            self._above_label = []
        elif open_row.label and _continues(open_row.label_text, token.text, is_apart=line.is_apart):
            open_row.label_text = f"{open_row.label_text} {token.text}"
        else:
            self._close()
            open_row = self._open
            open_row.label_text = token.text
        open_row.label.append(_at(line, token))

    def _value(self, line: _TextLine, value: _Token, edges: _Edges) -> None:
        open_row = self._open
        if self._awaits_label:
            self._above_label.append((line, value, edges))
            return
        section = section_of(open_row.label_text) if open_row.label_text else None
        if section in HEAD:
            is_one = section == "period" and sum(token.end > value.start for token in line.tokens) == 1
            lead, partner = _parted(line, value, None if is_one else edges.partner)
            if lead is not None:
                open_row.lead.append(_at(line, lead))
            if partner is not None:
                open_row.partner.append(_at(line, partner))
        else:
            is_behind_gap = open_row.lines_without_value >= LINES_OF_GAP and not line.is_behind_break
            is_apart = line.is_apart or is_behind_gap
            set_in = max(0, value.start - edges.value)  # lines end at one edge, wherever they begin
            column = value.start if line.start + value.start in self._places else None
            open_row.lead.append(_at(line, value)._replace(is_apart=is_apart, indent=set_in, column=column))

    def _close(self) -> None:
        done, self._open = self._open, _Open()
        if done.label or done.lead or done.partner:
            self._rows.append(done)

    def _row(self, done: _Open) -> Row:
        lead, partner = ("lead", "partner") if done.is_head else ("text", "text")
        cells = [self._cell(done.lead, self._widths[lead])]
        if done.partner:
            cells.append(self._cell(done.partner, self._widths[partner]))
        return Row(self._label_span(done.label), tuple(cells), [])

    def _label_span(self, lines: list[Line]) -> Span:
        return joined(read_text(self._text, line.start, line.end) for line in lines)

    def _cell(self, lines: list[Line], width: int) -> list[Block]:
        blocks: list[Block] = []
        apart = {line.start for line in lines if line.is_apart}
        aligned = are_aligned([line.column for line in lines])
        if not aligned:
            lines = [line._replace(column=None) for line in lines]
        paragraphs = self._wrapping.paragraphs(lines, width)
        read = [read_stretches(self._text, paragraph) for paragraph in paragraphs]
        places = [self._place(*one) for one in zip(paragraphs, read, strict=True)]
        signed = depths_by_place([place if place and place[0][1] else None for place in places], STEP)
        unsigned = depths_without_sign([place if aligned and place and not place[0][1] else None for place in places])
        listed = are_listed(unsigned)
        for number, (paragraph, items) in enumerate(zip(paragraphs, read, strict=True)):
            if items:  # where only the line ended, an unfinished sentence may still go on
                placed = [item._replace(depth=item.depth + signed[number] + unsigned[number]) for item in items]
                is_soft = paragraph[0].start not in apart and not listed[number]
                blocks += [placed[0]._replace(soft=is_soft), *placed[1:]]
        return blocks

    def _place(self, paragraph: list[Stretch], items: list[Block]) -> tuple[tuple[int, str], int] | None:
        """The page and sign of an item, and the column where it stands: a page is set in otherwise than the one before. A
        paragraph has no sign, and may be an item that has lost it.
        """
        at = self._places.get(paragraph[0].start)
        if at is None or not items or items[0].marker in _WITHOUT_LEVELS:
            return None
        page, column = at
        return (page, items[0].marker), column


def _above_labels(found: list[tuple[_TextLine, _Edges | None]]) -> frozenset[int]:
    """Where the lines begin that open a row above its label, as where labels are centred."""
    pages = [_table_lines(list(on_page)) for _, on_page in groupby(found, key=lambda pair: pair[0].page)]
    begins = lines_before_labels([[line for _, line in page] for page in pages])
    return frozenset(page[index][0] for page, above in zip(pages, begins, strict=True) for index in above)


def _table_lines(page: list[tuple[_TextLine, _Edges | None]]) -> list[tuple[int, TableLine]]:
    """The lines of a page that are of its table, and where each begins."""
    table: list[tuple[int, TableLine]] = []
    label, number = "", -1
    for line, edges in page:
        if edges is None or line.is_furniture:
            continue
        token, value = _cut(line, edges.value)
        if _crosses(line, token, value, edges):
            continue
        if token is not None:
            goes_on = bool(label) and _continues(label, token.text, is_apart=line.is_apart)
            label = f"{label} {token.text}" if goes_on else token.text
            number += not goes_on
        said = value.text if value is not None else ""
        table.append((line.start, TableLine(number if token is not None else None, said, line.is_apart)))
    return table


def _continues(above: str, below: str, *, is_apart: bool) -> bool:
    """Whether a line of the label column goes on the label above it."""
    both = f"{above} {below}"
    is_label = section_of(above) is not None
    if is_label and _COLON_AT_END.search(above):
        return False
    if is_nearly_known(both) or (not is_apart and _is_of_head(above) and section_of(below) == section_of(above)):
        return True
    if is_label and (is_known(below) or (is_known(above) and begins_label(below))):
        return False
    if begins_label(both):
        return True
    if is_label and is_apart:
        return False
    return below[:1].islower() or below[:1] in "(&/" or (not is_label and section_of(both) is not None)


def _is_of_head(label: str) -> bool:
    """Whether a label is one of the head, whose sections no two rows below each other have: `Province, State` | `or region`."""
    return section_of(label) in HEAD


def _lines(text: str) -> list[_TextLine]:
    """All written lines. One stands apart from the line before where only blank lines are between them: not where a page ends
    or a running head stands, and nowhere in a text that is spaced throughout.
    """
    lines: list[_TextLine] = []
    page = behind = 0
    is_apart = is_new_page = False
    for match in _LINE.finditer(text):
        breaks = text[behind : match.start()]
        behind = match.end()
        is_new_page = is_new_page or "\f" in breaks
        page += breaks.count("\f")
        tokens = tuple(_Token(*token.span(), token[0]) for token in _TOKEN.finditer(match[0]))
        if not tokens:
            is_apart = True
            continue
        is_furniture = _is_furniture(match[0], tokens)
        is_apart = (is_apart or len(_ENDS.findall(breaks)) > 1) and bool(lines)
        is_behind_break = bool(lines) and (is_new_page or lines[-1].is_furniture)
        is_apart = is_apart and not is_behind_break
        lines.append(_TextLine(match.start(), match[0], tokens, page, is_apart, is_furniture, is_behind_break))
        is_apart = is_new_page = False
    if sum(line.is_apart for line in lines) * 3 > len(lines) * 2:
        return [line._replace(is_apart=False) for line in lines]
    return lines


def _is_furniture(line: str, tokens: tuple[_Token, ...]) -> bool:
    """Whether a line is furniture part by part, or as a whole: `U-CAP Summary      Draft`."""
    said = " ".join(line.split())
    if section_of(said) or section_of(tokens[0].text):
        return False
    return all(stands_alone(token.text) for token in tokens) or stands_alone(said)


def _is_labelled(line: _TextLine) -> bool:
    return len(line.tokens) > 1 and section_of(line.tokens[0].text) is not None


def _edges(lines: Iterable[_TextLine]) -> _Edges | None:
    """Where the columns of values begin, by what stands behind labels and on lines without one; None without labels."""
    values: Counter[int] = Counter()
    behind: Counter[int] = Counter()
    indented: Counter[int] = Counter()
    for line in lines:
        if line.is_furniture:
            continue
        first, *others = line.tokens
        if others and begins_label(first.text):
            values[others[0].start] += 1
            if section_of(first.text) in HEAD or not section_of(first.text):
                behind.update(token.start for token in others)
        else:
            indented[first.start] += 1
    if not values:
        return None
    value = max(values, key=lambda at: (3 * _near(values, at) + _near(indented, at), values[at], -at))
    partners = Counter({at: count for at, count in behind.items() if at > value + 2 * DRIFT})
    partner = max(partners, key=lambda at: (_near(partners, at), partners[at], -at), default=None)
    return _Edges(value, partner)


def _edges_of_lines(lines: list[_TextLine], edges: _Edges | None) -> list[_Edges | None]:
    """The edges at each line: tools that print a row at a time set the values of one nearer to its label than others."""
    if edges is None:
        return [None] * len(lines)
    margin = min((line.tokens[0].start for line in lines if not line.is_furniture), default=0)
    own = [_own_edge(line, edges.value, margin) for line in lines]
    found: list[_Edges | None] = []
    for number, line in enumerate(lines):
        at = own[number]
        if at is None:  # one text from the label into the value: the lines around it tell where it is to be cut
            near = range(max(0, number - REACH), min(len(lines), number + REACH + 1))
            distances = sorted((abs(other - number), place) for other in near if (place := own[other]) is not None)
            cuts = [place for place in (edges.value, *(at for _, at in distances)) if _blank_at(line.text, place)]
            behind_label = next((cut for cut in cuts if is_part_of_label(line.text[:cut])), None)
            at = behind_label or _behind_label(line, edges.value) or next(iter(cuts), edges.value)
        found.append(edges._replace(value=at))
    return found


def _own_edge(line: _TextLine, edge: int, margin: int) -> int | None:
    """Where a line's own value begins, near the edge of all; None where label and value are one text."""
    first, *others = line.tokens
    if first.start >= edge - DRIFT:
        return first.start if first.start <= edge + DRIFT else edge
    if edge - first.start <= SHIFT and edge - first.start < first.start - margin:
        return first.start
    if others and first.end < edge + DRIFT and edge - SHIFT <= others[0].start <= edge + DRIFT:
        return others[0].start
    return None if first.end > edge else edge


def _behind_label(line: _TextLine, edge: int) -> int | None:
    """Where a value begins one blank behind the words of a label, before the edge or at it. A label across the edge has none."""
    first = line.tokens[0]
    if _COLON_AT_END.search(first.text):
        return None
    reach = first.start + LONGEST_LABEL
    blanks = [at for at in range(first.start, min(first.end, reach)) if line.text[at].isspace()]
    ends = [at for at in blanks if is_part_of_label(line.text[first.start : at])]
    longest = max((label_key(line.text[first.start : at]) for at in ends), key=len, default=None)
    end = next((at for at in ends if label_key(line.text[first.start : at]) == longest), first.start)
    return end + 1 if edge - MOST_BEFORE_EDGE <= end < edge + DRIFT else None


def _rest_of_row(page: list[_TextLine], edges: _Edges) -> _Rest | None:
    """The lines at the head of a page that hold values only, nearer to the margin than elsewhere as no label stands beside them:
    all down to the label of a row across the columns, or of none.
    """
    lines = 0
    for line in page:
        said = line.text.strip()
        if is_known(said) or leading_label(said) or section_of(said) == CONTACT:
            break
        if not line.is_furniture and len(line.tokens) > 1 + opens_item(f"{line.tokens[0].text} "):
            return None
        lines += 1
    written = [line for line in page[:lines] if not line.is_furniture]
    at = min((line.tokens[0].start for line in written), default=edges.value)
    opens_row = any(line.tokens[0].text[:1].isupper() and begins_label(line.tokens[0].text) for line in written)
    if opens_row or at >= edges.value - DRIFT:
        return None
    return _Rest(lines, at)


def _near(counts: Counter[int], at: int) -> int:
    return sum(counts[place] for place in range(at - DRIFT, at + DRIFT + 1))


def _cut(line: _TextLine, edge: int) -> tuple[_Token | None, _Token | None]:
    """What stands before a column's edge and what behind it. A text across the edge is cut where a blank stands at it; else
    all of it stands before.
    """
    left = [token for token in line.tokens if token.start < edge - DRIFT]
    right = [token for token in line.tokens if token.start >= edge - DRIFT]
    end = line.tokens[-1].end
    if left and left[-1].end > edge and (cut := _blank_at(line.text, edge)):
        return _token(line, left[0].start, cut), _token(line, cut, end)
    before = _token(line, left[0].start, left[-1].end) if left else None
    return before, (_token(line, right[0].start, end) if right else None)


def _crosses(line: _TextLine, label: _Token | None, value: _Token | None, edges: _Edges) -> bool:
    """Whether a line stands across the columns, a blank at their edge or none: the contact's, which no form has in its table."""
    if label is None or line.tokens[0].end <= edges.value:
        return False
    if label.end > edges.value:
        return value is None
    said = line.text.strip()
    opening = leading_label(said)
    return section_of(said) == CONTACT or (opening is not None and opening[0] == CONTACT)


def _blank_at(text: str, edge: int) -> int | None:
    """The place nearest to the edge at which a word begins behind a blank."""
    if edge < len(text) and text[edge - 1 : edge].isspace() and not text[edge].isspace():
        return edge
    return None


def _parted(line: _TextLine, value: _Token, edge: int | None) -> tuple[_Token | None, _Token | None]:
    """The lead's and the partner's part of what stands behind a label of the head."""
    if edge is None or value.end <= edge:
        return value, None
    within = line._replace(tokens=tuple(token for token in _split(line, value.start) if token.end > value.start))
    return _cut(within, edge)


def _split(line: _TextLine, begin: int) -> list[_Token]:
    """The line's tokens from a place on, one that stands across it only with its part behind."""
    return [
        token if token.start >= begin else _Token(begin, token.end, line.text[begin : token.end])
        for token in line.tokens
        if token.end > begin
    ]


def _token(line: _TextLine, start: int, end: int) -> _Token:
    text = line.text[start:end]
    start += len(text) - len(text.lstrip())
    return _Token(start, start + len(text.strip()), text.strip())


def _at(line: _TextLine, token: _Token) -> Line:
    return Line(line.start + token.start, line.start + token.end, line.is_apart, is_behind_break=line.is_behind_break)
