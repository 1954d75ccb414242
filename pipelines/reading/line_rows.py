"""One label or value a line, or text that was wrapped at a width: the layout of what is typed by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipelines.reading.furniture import stands_alone
from pipelines.reading.indents import Indents
from pipelines.reading.labels import label_before_value, leading_label, section_of
from pipelines.reading.markup import read_blocks, read_stretches
from pipelines.reading.rows import Row
from pipelines.reading.wrapping import Line, Wrapping
from pipelines.spans import EMPTY
from pipelines.vocabulary import comparable

# Text that is wrapped fills most of its lines: so many of those longer than half of the longest reach `NEARLY_FULL` of it.
WIDEST_WRAPPED = 130
FEWEST_FULL = 5
NEARLY_FULL = 0.8
_LINE = re.compile(r"[^\r\n\f\v\u2028\u2029]+")
_ENDS = re.compile(r"\r\n|[\r\n\v\u2028\u2029]")
_COLON = re.compile(r"[:：]")
_SIGNS = " \t#*_>•●○▪-–—"


class _Written(NamedTuple):
    line: Line
    text: str
    is_furniture: bool


def line_rows(text: str) -> list[Row]:
    """Each paragraph of the text as a line, in order; furniture between two parts of a paragraph as lines of their own. A label
    that stands on several lines is a row without cells, whose value follows as lines.
    """
    lines = list(_lines(text))
    width = _width(lines)
    wrapping, indents = Wrapping(text), Indents(text)
    found: list[Row] = []
    waiting: list[Line] = []
    for written in lines:
        if written.is_furniture or width is None:
            blocks = read_blocks(text, written.line.start, written.line.end)
            if not written.is_furniture:
                blocks = indents.placed(blocks, written.line.start)
            found.append(Row(EMPTY, None, blocks))
        else:
            waiting.append(written.line)
    if width is None:
        return found
    rows = [
        Row(EMPTY, None, indents.placed(read_stretches(text, paragraph), paragraph[0].start))
        for paragraph in wrapping.paragraphs(waiting, width)
    ]
    return found + rows


def _lines(text: str) -> Iterator[_Written]:
    """The written lines. What is a label, and what stands behind one, is apart, and so is what blank lines part, save where a
    page ends or furniture stands.
    """
    behind = 0
    blank = False
    is_behind_label = is_behind_furniture = False
    opened: dict[str, str] = {}
    for match in _LINE.finditer(text):
        breaks = text[behind : match.start()]
        behind = match.end()
        written = match[0].strip()
        blank = blank or len(_ENDS.findall(breaks)) > 1
        if not written:
            blank = True
            continue
        start = match.start() + match[0].index(written)
        bare = written.strip(_SIGNS)
        is_furniture = stands_alone(written) and section_of(bare) is None
        label = _label(bare)
        is_label = label is not None and opened.setdefault(*label) == label[1]
        is_apart = (blank and "\f" not in breaks and not is_behind_furniture) or is_label or is_behind_label
        yield _Written(Line(start, start + len(written), is_apart), written, is_furniture)
        blank = False
        is_behind_furniture = is_furniture
        if not is_furniture:
            is_behind_label = is_label and section_of(bare) is not None


def _label(line: str) -> tuple[str, str] | None:
    """The section that a line's label opens, and the label. `Theme: …` in a text opens no section that has its label; a line in
    lower case without a colon goes on a sentence: `activities (SDG 11)`.
    """
    if line[:1].islower() and not _COLON.search(line):
        return None
    if section := section_of(line):
        return section, comparable(line)
    opening = leading_label(line) or label_before_value(line)
    return (opening[0], comparable(line[: opening[1]])) if opening else None


def _width(lines: list[_Written]) -> int | None:
    """How wide a wrapped text is; None where the lines are paragraphs."""
    lengths = [len(written.text) for written in lines if not written.is_furniture and section_of(written.text) is None]
    longest = max(lengths, default=0)
    long = [length for length in lengths if length * 2 > longest]
    full = sum(length >= longest * NEARLY_FULL for length in long)
    is_wrapped = 0 < longest <= WIDEST_WRAPPED and full >= FEWEST_FULL and full * 2 > len(long)
    return longest if is_wrapped else None
