"""A source cut into segments: which values were read in each, and what became of the text that no value was read in.

Belongs here: where marks begin and end. How a mark looks is told by `marked_text` (terminals, pipes) and `page` (HTML).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from itertools import pairwise
from typing import NamedTuple

from pipelines.reading.form import Form
from pipelines.records import IssueRecord
from pipelines.spans import Span
from ucap.around import extent, is_whole

# The issue about text that nothing claims.
UNREAD_CODE = "unread_text"
_WORDS = re.compile(r"[^\W_][^\n\r\t]*")
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|<![^<>]*>|&[#\w]{1,32};|\]\([^()\s]{0,300}\)")
_LETTER = re.compile(r"[^\W_]")
# What stands between these is no text of an HTML page.
_HIDDEN = (("<!--", "-->"), ("<script", "</script"), ("<style", "</style"))


class State(IntEnum):
    """What became of a piece of text; of several, the highest counts."""

    OUTSIDE = 0  # markup and blanks
    READ = 1  # it stands in a section of the form
    FURNITURE = 2  # a label, a title, a footer: known, and no value
    AROUND = 3  # nothing claims it, and it stands before or behind a form that is whole
    UNREAD = 4  # nothing claims it


class Mark(NamedTuple):
    """A value at its place. `tag` names it within its document (`activity 2.1`), `kind` is its table."""

    tag: str
    value: str
    kind: str
    start: int
    end: int


class Close(NamedTuple):
    """The end of a mark; `crosses` where a mark that began later goes on."""

    mark: Mark
    crosses: bool


class Segment(NamedTuple):
    """A piece of the source in which nothing begins or ends. `opens` and `closes` are the marks that begin with it and end
    with it, the outer ones first and the inner ones first; `mark` the innermost that it stands in, `depth` how many do;
    `notes` the numbers of the issues whose place ends with it.
    """

    start: int
    end: int
    state: State
    mark: Mark | None
    depth: int
    opens: tuple[Mark, ...]
    closes: tuple[Close, ...]
    notes: tuple[int, ...]


class _Range(NamedTuple):
    start: int
    end: int
    state: State


def segments(text: str, form: Form, marks: Sequence[Mark], issues: Sequence[IssueRecord]) -> list[Segment]:
    """The whole source, in order and without gaps. Issues are numbered from 1 in their order.

    One sweep over all begins and ends: as long as the marks are sorted, the time grows with their number alone.
    """
    size = len(text)
    states = list(_states(text, form, issues))
    opening: dict[int, list[int]] = {}
    closing: dict[int, list[int]] = {}
    placed = [mark for mark in marks if 0 <= mark.start < mark.end <= size]
    for number in sorted(range(len(placed)), key=lambda n: (placed[n].start, -placed[n].end, n)):
        opening.setdefault(placed[number].start, []).append(number)
    notes: dict[int, list[int]] = {}
    for number, issue in enumerate(issues, start=1):
        if issue.source_end is not None and 0 < issue.source_end <= size:
            notes.setdefault(issue.source_end, []).append(number)
    for number in sorted(range(len(placed)), key=lambda n: (placed[n].end, -placed[n].start, -n)):
        closing.setdefault(placed[number].end, []).append(number)
    cuts = sorted({0, size, *opening, *closing, *notes, *(one.start for one in states)})
    found: list[Segment] = []
    stack: list[int] = []  # the marks that are open, and above the innermost none that was closed
    closed: set[int] = set()
    depth, at = 0, 0
    for start, end in pairwise(cuts):
        while at + 1 < len(states) and states[at + 1].start <= start:
            at += 1
        opens = opening.get(start, [])
        stack += opens
        depth += len(opens)
        inner = placed[stack[-1]] if stack else None
        deep, ends = depth, []
        for number in closing.get(end, ()):
            ends.append(Close(placed[number], stack[-1] != number))
            closed.add(number)
            depth -= 1
            while stack and stack[-1] in closed:
                closed.discard(stack.pop())
        found.append(
            Segment(
                start,
                end,
                states[at].state if states else State.OUTSIDE,
                inner,
                deep,
                tuple(placed[number] for number in opens),
                tuple(ends),
                tuple(notes.get(end, ())),
            )
        )
    return found


def _states(text: str, form: Form, issues: Iterable[IssueRecord]) -> Iterator[_Range]:
    """The state of every piece of the text, in order and without gaps. A section that is missing may stand outside the form:
    then what stands there is unread.
    """
    within = extent(form, len(text))
    around = State.AROUND if is_whole(form) else State.UNREAD
    painted = list(_painted([*_of_form(form), *_of_issues(issues)], len(text)))
    hidden = list(_hidden(text))
    behind = 0
    for one in painted:
        if one.state is State.AROUND:
            yield one._replace(state=around)
            continue
        if one.state is not State.OUTSIDE:
            yield one
            continue
        while behind < len(hidden) and hidden[behind][1] <= one.start:
            behind += 1
        is_outside = one.end <= within.start or one.start >= within.end
        yield from _looked_through(text, one, hidden, behind, around if is_outside else State.UNREAD)


def _of_form(form: Form) -> Iterator[_Range]:
    def of(span: Span | None, state: State) -> Iterator[_Range]:
        if span is not None:
            for start, end in span.ranges():
                yield _Range(start, end, state)

    for section in form.sections.values():
        for block in section.blocks:
            yield from of(block.span, State.READ)
            yield from of(block.with_sign, State.READ)
        yield from of(section.label, State.FURNITURE)
    yield from of(form.title, State.FURNITURE)
    for span in form.dropped:
        yield from of(span, State.FURNITURE)
    for span in form.outside:
        yield from of(span, State.AROUND)
    for span in form.unread:
        yield from of(span, State.UNREAD)
    for repetition in form.repetitions:
        yield from of(repetition.span, State.UNREAD)


def _of_issues(issues: Iterable[IssueRecord]) -> Iterator[_Range]:
    for issue in issues:
        if issue.code == UNREAD_CODE and issue.source_start is not None and issue.source_end is not None:
            yield _Range(issue.source_start, issue.source_end, State.UNREAD)


def _painted(ranges: Iterable[_Range], size: int) -> Iterator[_Range]:
    """Ranges that may overlap → one after the other, each in the highest of its states; neighbours of one state are one."""
    changes: dict[int, list[tuple[int, State]]] = {}
    for start, end, state in ranges:
        if 0 <= start < end <= size:
            changes.setdefault(start, []).append((1, state))
            changes.setdefault(end, []).append((-1, state))
    counts = dict.fromkeys(State, 0)
    cuts = sorted({0, size, *changes})
    begin, current = 0, State.OUTSIDE
    for cut in cuts:
        for step, state in changes.get(cut, ()):
            counts[state] += step
        state = max((one for one in State if counts[one]), default=State.OUTSIDE)
        if state is not current:
            if cut > begin:
                yield _Range(begin, cut, current)
            begin, current = cut, state
    if size > begin:
        yield _Range(begin, size, current)


def _looked_through(
    text: str, gap: _Range, hidden: Sequence[tuple[int, int]], behind: int, state: State
) -> Iterator[_Range]:
    """What no reader took, parted into markup and words: words that nobody took are in the state given."""
    at = gap.start
    for start, end in _text_between(text, gap, hidden, behind):
        if _LETTER.search(text, start, end) is None:
            continue
        for match in _WORDS.finditer(text, start, end):
            stop = match.start() + len(match[0].rstrip())
            if match.start() > at:
                yield _Range(at, match.start(), State.OUTSIDE)
            yield _Range(match.start(), stop, state)
            at = stop
    if gap.end > at:
        yield _Range(at, gap.end, State.OUTSIDE)


def _text_between(text: str, gap: _Range, hidden: Sequence[tuple[int, int]], behind: int) -> Iterator[tuple[int, int]]:
    """The parts of a gap that are neither markup nor hidden."""
    at = gap.start
    for number in range(behind, len(hidden)):
        start, end = hidden[number]
        if start >= gap.end:
            break
        yield from _without_markup(text, at, max(at, min(start, gap.end)))
        at = min(end, gap.end)
    yield from _without_markup(text, at, gap.end)


def _without_markup(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for match in _MARKUP.finditer(text, start, end):
        if match.start() > at:
            yield at, match.start()
        at = match.end()
    if end > at:
        yield at, end


def _hidden(text: str) -> Iterator[tuple[int, int]]:
    """Comments, scripts and styles; one that never ends hides nothing."""
    folded = text.lower() if len(text.lower()) == len(text) else text
    following = {opening: folded.find(opening) for opening, _ in _HIDDEN}
    at = 0
    while True:
        begins = [(place, opening) for opening, place in following.items() if place >= 0]
        if not begins:
            return
        start, opening = min(begins)
        closing = dict(_HIDDEN)[opening]
        end = folded.find(closing, start) if start >= at else -1
        if end >= 0:
            at = end + len(closing)
            yield start, at
        elif start >= at:
            following[opening] = -1  # nothing closes it, nor a later one
            continue
        following[opening] = folded.find(opening, max(at, start + 1))
