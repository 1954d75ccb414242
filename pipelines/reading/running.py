"""Running text that was a form: labels and values in one line or paragraph, as copying and flattening tools leave it.

The labels are found by their words, wherever they stand; a label that the tool tore (`Related SDGs and Urban Agenda …
topics:`) by its first words and the rest behind the first value. Which part of a value is the lead's and which the
partners' isn't told by any sign: `extraction.sides` tells it by what the words name.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Hashable, Iterator, Sequence
from itertools import zip_longest

from pipelines.reading.furniture import FOOTERS_IN_TEXT, stands_alone
from pipelines.reading.indents import are_aligned, are_listed, depths_without_sign
from pipelines.reading.labels import CONTACT, HEAD
from pipelines.reading.markup import Block, Stretch, read_blocks, read_stretches, read_text
from pipelines.reading.rows import Row
from pipelines.reading.running_labels import Label, find_labels
from pipelines.reading.wrapping import Line, Wrapping
from pipelines.sentences import is_finished
from pipelines.spans import EMPTY, joined

_LINE = re.compile(r"[^\r\n\f\v\u2028\u2029]+")
_LINE_END = r"(?:\r\n|\r(?!\n)|\n)"
_BEHIND_HYPHEN = re.compile(r"(?<=[^\W\d_][-\u2010\u2011]) (?=[^\W\d_A-Z])")
_BLANK_LINE = re.compile(rf"{_LINE_END}[ \t]*{_LINE_END}")
# With so many labels a line and more, the text's lines aren't its paragraphs.
LABELS_A_LINE = 3
# Lines that hold a label and a cell are wider than the cell's other lines, by so much of them at least.
CELLS_WIDER = 0.08


def running_rows(text: str) -> list[Row]:
    """The sections of the text, each as a row of one cell; what stands before the first is a line."""
    labels = find_labels(text)
    reader = _Cells(text, labels)
    first = labels[0].start if labels else len(text)
    found = [Row(EMPTY, None, [block]) for block in reader.blocks(0, first, ())]
    rests = tuple(sorted(part for label in labels for part in label.parts[1:]))
    for label, following in zip_longest(labels, labels[1:]):
        end = following.start if following else len(text)
        words = joined(read_text(text, *part) for part in label.parts)
        read = reader.across if label.section in HEAD and reader.labels_open_lines else reader.blocks
        found.append(Row(words, (read(label.parts[0][1], end, rests),), []))
    found += [Row(EMPTY, None, read_blocks(text, *footer)) for footer in reader.footers]
    return found


class _Cells:
    """Reads the blocks of a part of the text, parts of labels and running footers left out."""

    def __init__(self, text: str, labels: Sequence[Label]) -> None:
        self._text = text
        self._wrapping = Wrapping(text)
        lines = list(_LINE.finditer(text))
        self._line_starts = [line.start() for line in lines]
        self._keeps_paragraphs = len(labels) < LABELS_A_LINE * len(lines)
        self.labels_open_lines = _labels_open_lines(labels)
        self._in_cells, self._width = _width(lines, labels, are_beside=self.labels_open_lines)
        self.footers = _footers(text, lines)

    def across(self, start: int, end: int, parts: tuple[tuple[int, int], ...]) -> list[Block]:
        """What stands between two places as one paragraph: of a row that was printed line by line, each line goes across the
        columns, and the second one goes on either.
        """
        lines = (Stretch(line.start, line.end) for line in self._lines(start, end))
        return read_stretches(self._text, [kept for stretch in lines for kept in self._without(stretch, parts)])

    def blocks(self, start: int, end: int, parts: tuple[tuple[int, int], ...]) -> list[Block]:
        """The paragraphs between two places, what stands in `parts` left out."""
        lines = list(self._lines(start, end))
        if self.labels_open_lines:
            lines = list(self._behind_labels(lines, parts))
        apart = {line.start for line in lines if line.is_apart}
        columns = [None if _overlaps(line, parts) else line.column for line in lines]
        aligned = are_aligned(columns)
        lines = [
            line if line.column is None else line._replace(column=column if aligned else None)
            for line, column in zip(lines, columns, strict=True)
        ]
        width = self._wrapping.own_width(lines) or self._width
        paragraphs = self._wrapping.paragraphs(lines, width, keeps_paragraphs=self._keeps_paragraphs)
        depths = depths_without_sign(_places(lines, paragraphs))
        found: list[Block] = []
        for paragraph, depth, is_listed in zip(paragraphs, depths, are_listed(depths), strict=True):
            stretches = [kept for stretch in paragraph for kept in self._without(stretch, parts)]
            read = read_stretches(self._text, stretches)
            if read:  # where only the line ended, an unfinished sentence may still go on
                first = read[0]._replace(soft=paragraph[0].start not in apart and not is_listed)
                found += [first if first.marker else first._replace(depth=depth), *read[1:]]
        return found

    def _line_start(self, at: int) -> int:
        """Where the line of a written character begins."""
        return self._line_starts[bisect_right(self._line_starts, at) - 1]

    def _column(self, first: int) -> int | None:
        """Where a text begins on its line that is set in or stands behind a gap; None for one that other words open."""
        line_start = self._line_start(first)
        return first - line_start if self._text[max(line_start, first - 2) : first] == "  " else None

    def _lines(self, start: int, end: int) -> Iterator[Line]:
        """The lines between two places, cut where a page ended: at a form feed and at a footer in the text."""
        behind = start
        is_behind_break = False
        for begin, stop in self._between_footers(start, end):
            for match in _LINE.finditer(self._text, begin, stop):
                text = match[0].rstrip()
                if not text:
                    continue
                first = match.start() + len(text) - len(text.lstrip())
                gap = self._text[behind : match.start()]
                is_behind_break = is_behind_break or "\f" in gap
                is_apart = _BLANK_LINE.search(gap) is not None and not is_behind_break
                indent = 0 if self._in_cells else first - self._line_start(first)
                column = self._column(first)
                yield Line(first, match.start() + len(text), is_apart, indent, is_behind_break, column)
                behind = match.end()
                is_behind_break = False
            is_behind_break = True

    def _behind_labels(self, lines: Sequence[Line], parts: tuple[tuple[int, int], ...]) -> Iterator[Line]:
        """What stands behind the parts of labels that open lines. A blank line beside a line of a label parts no sentence: some
        tools print one around each.
        """
        is_beside_label, above = False, ""
        for line in lines:
            behind = max((stop for begin, stop in parts if begin < line.end and line.start < stop), default=line.start)
            written = self._text[behind : line.end]
            is_beside_label = is_beside_label or behind > line.start
            if written.strip():
                is_apart = line.is_apart and not (is_beside_label and not is_finished(above))
                first, column = line.end - len(written.lstrip()), line.column
                if first > line.start:
                    column = self._column(first)
                yield line._replace(start=first, is_apart=is_apart, column=column)
                is_beside_label, above = False, written

    def _between_footers(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        for begin, stop in self.footers:
            if start <= begin and stop <= end:
                yield start, begin
                start = stop
        yield start, end

    def _without(self, stretch: Stretch, left_out: tuple[tuple[int, int], ...]) -> list[Stretch]:
        """A stretch without the parts of labels in it; what they part is joined as where a line ends, and so is what a hyphen
        parts that stood at the end of a lost line (`co- organize`).
        """
        gaps = (gap.span() for gap in _BEHIND_HYPHEN.finditer(self._text, stretch.start, stretch.end))
        pieces, at = list[tuple[int, int]](), stretch.start
        for begin, stop in sorted((*left_out, *gaps)):
            if at <= begin < stretch.end:
                pieces.append((at, begin))
                at = max(at, min(stop, stretch.end))
            elif begin < at < stop:
                at = min(stop, stretch.end)
        kept: list[Stretch] = []
        for begin, end in (*pieces, (at, stretch.end)):
            written = self._text[begin:end]
            if not written.strip():
                continue
            line = Line(begin + len(written) - len(written.lstrip()), begin + len(written.rstrip()), is_apart=False)
            if kept:
                kept += self._wrapping.joint(kept.pop(), line)
            else:
                kept.append(Stretch(line.start, line.end, stretch.glue))
        return kept


def _overlaps(line: Line, parts: tuple[tuple[int, int], ...]) -> bool:
    """Whether a part of a label stands in a line."""
    return any(begin < line.end and line.start < stop for begin, stop in parts)


def _places(lines: Sequence[Line], paragraphs: Sequence[Sequence[Stretch]]) -> list[tuple[Hashable, int] | None]:
    """The page and the column where each paragraph begins."""
    places: dict[int, tuple[Hashable, int]] = {}
    page = 0
    for line in lines:
        page += line.is_behind_break
        if line.column is not None:
            places[line.start] = page, line.column
    return [places.get(paragraph[0].start) for paragraph in paragraphs]


def _labels_open_lines(labels: Sequence[Label]) -> bool:
    """Whether torn labels stand at the heads of the lines on which a table's rows were printed."""
    torn = [label for label in labels if len(label.parts) > 1]
    return bool(torn) and not any(label.is_in_values for label in torn)


def _width(lines: list[re.Match[str]], labels: Sequence[Label], *, are_beside: bool) -> tuple[bool, int]:
    """Whether values were wrapped in cells of their own, before which labels stand on the same line (`are_beside`: it is known
    that they do), and how wide the lines of a value are. Lines with a label are longer than all others then.
    """
    ends: dict[int, int] = {}
    if are_beside and labels[-1].section == CONTACT:  # it stands below the table
        *labels, contact = labels
        lines = [line for line in lines if line.end() <= contact.start]
    starts = [line.start() for line in lines]
    for label in labels:
        for _, end in label.parts:
            number = bisect_right(starts, end - 1) - 1
            ends[number] = max(end, ends.get(number, 0))
    with_label = [len(lines[number][0]) for number in ends]
    without = [len(line[0]) for number, line in enumerate(lines) if number not in ends]
    widest = max(with_label, default=0), max(without, default=0)
    if widest[0] > widest[1] * (1 + CELLS_WIDER) and (are_beside or len(without) > len(with_label)):
        values = [lines[number].end() - end for number, end in ends.items()]
        return True, max(widest[1], *values)
    return False, max(widest)


def _footers(text: str, lines: list[re.Match[str]]) -> list[tuple[int, int]]:
    """Where running heads, footers and page numbers stand: on lines of their own or inside a text, in order."""
    alone = [line.span() for line in lines if stands_alone(line[0].strip())]
    inside = [span for footer in FOOTERS_IN_TEXT.finditer(text) for span in _written_groups(footer)]
    begins = [begin for begin, _ in alone]
    apart = [span for span in inside if not _lies_in(alone, bisect_right(begins, span[0]) - 1, span[0])]
    return sorted(alone + apart)


def _lies_in(lines: list[tuple[int, int]], number: int, at: int) -> bool:
    """Whether a place lies in the line of that number, -1 for none."""
    return number >= 0 and at < lines[number][1]


def _written_groups(match: re.Match[str]) -> list[tuple[int, int]]:
    return [match.span(group) for group in range(1, match.re.groups + 1) if match[group]]
