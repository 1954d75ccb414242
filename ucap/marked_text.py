"""The source with every value marked where it was read, for a terminal and for a pipe.

      5 │ City:⇥[[lead_city_id: Barnsley → gb-barnsley]]⇥[[partner 1: Haikou → cn-haikou]]

In a terminal colours and underlines do what the brackets do in a pipe. Text that nothing claims is `??…??`, text of a
section in which no value was read `~~…~~`, `[1]` the place of the first issue; labels, footers and what stands around the
form are dim.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.extraction.findings import is_not_stated
from pipelines.sentences import is_function_word
from ucap import terminal
from ucap.marks import Mark, Segment, State, segments
from ucap.reading import Reading
from ucap.repeats import repeats
from ucap.values import Row, rows_of

# A piece of text longer than this is shown with its beginning and its end only.
LONGEST_PIECE, KEPT_BEFORE, KEPT_BEHIND = 1_200, 700, 300
# Lines that say nothing are left out where more of them stand together; so many of them stay at both ends.
CONTEXT = 2
# A source of which more than this is to be shown is no summary.
MOST_SHOWN = 60_000
NUMBER_WIDTH = 6

COLOURS = {
    "dim_plan": "cyan",
    "fact_partnership": "blue",
    "fact_theme": "magenta",
    "fact_sdg_tag": "green",
    "fact_urban_agenda_tag": "green",
    "fact_statement": "bright_blue",
    "fact_activity": "bright_magenta",
    "fact_result": "bright_cyan",
}
_LINE_END = re.compile(r"\r\n?|\n")
_WORD = re.compile(r"[^\W_]+")
# Longer words between two values say something; the longest that says nothing has 30 characters.
_LONGEST_JOINT = 60
_ITEM_SIGN = re.compile(r"[a-z]|[ivx]{1,4}|\d{1,2}")
_BETWEEN = " /,;|\t\r\n"
_LETTER = re.compile(r"[^\W\d_]")


class Piece(NamedTuple):
    """What is printed in one style; `is_said` where it is a value, a doubt or a label, which are never left out."""

    text: str
    style: str = ""
    is_said: bool = False


def marks_of(reading: Reading) -> list[Mark]:
    """Every value that has a place, by the rows of the table of values."""
    return [Mark(row.tag, _read_as(row, reading), row.table, row.start, row.end) for row in rows_of(reading.summary)]


def segments_of(reading: Reading) -> list[Segment]:
    """The reading's source in segments, with the marks of its values and of tags that are stated again; none where there is
    no text.
    """
    if reading.source is None:
        return []
    text, form, marks = reading.source.text, reading.layout[1], marks_of(reading)
    cut = segments(text, form, marks, reading.issues)
    again = repeats_of(reading, cut)
    return segments(text, form, [*marks, *again], reading.issues) if again else cut


def repeats_of(reading: Reading, cut: Sequence[Segment] | None = None) -> list[Mark]:
    """The places where a tag is stated again. `cut` is the source in segments, where it is at hand."""
    if reading.source is None or reading.summary is None:
        return []
    text, form = reading.source.text, reading.layout[1]
    cut = segments(text, form, marks_of(reading), reading.issues) if cut is None else cut
    return list(repeats(text, form, cut, reading.summary))


def show_source(reading: Reading, console: Console, *, everything: bool = False) -> None:
    """Prints the source with its marks and line numbers; long stretches that say nothing are left out unless asked for."""
    if reading.source is None:
        return
    brackets = console.color_system is None or console.no_color
    lines = list(_lines(reading.source.text, segments_of(reading), brackets=brackets, everything=everything))
    left = None if everything else MOST_SHOWN
    console.print()
    console.print(Text(f"Source ({reading.kind})", style="heading"))
    for number, line, folded in _folded(lines, everything=everything):
        if folded:
            _print_line("", Text(f"… {terminal.plural(folded, 'line')} without a value …", style="quiet"), console)
        if left is not None and left <= 0:
            rest = f"… {terminal.plural(len(lines) - number + 1, 'line')} more; --all shows them"
            _print_line("", Text(rest, style="warning"), console)
            return
        if (page := reading.new_page(number)) is not None:
            _print_line("", Text(f"page {page}", style="quiet"), console)
        words = _as_text(line, left)
        if left is not None:
            left -= len(words) + NUMBER_WIDTH
        _print_line(str(number), words, console)


def is_passed_over(segment: Segment, text: str) -> bool:
    """Whether the segment holds words of a section in which no value was read."""
    if segment.state is not State.READ or segment.mark is not None:
        return False
    return _LETTER.search(text, segment.start, segment.end) is not None and not says_nothing(segment, text)


def says_nothing(segment: Segment, text: str) -> bool:
    """Whether the segment's words only join values (`and` between two partners), say that nothing is stated (`N/A`), or are
    the sign of an item (`b)`).
    """
    if segment.end - segment.start > _LONGEST_JOINT:
        return False
    words = html.unescape(text[segment.start : segment.end])
    if is_not_stated(words.strip(_BETWEEN)):
        return True
    return all(is_function_word(word) or _ITEM_SIGN.fullmatch(word) for word in _WORD.findall(words))


def _read_as(row: Row, reading: Reading) -> str:
    """What the words were read as, where that isn't the words themselves."""
    words = reading.told_value(row.start, row.end)
    if row.table == "fact_statement" or row.value == words:
        return ""
    if row.table in ("fact_sdg_tag", "fact_urban_agenda_tag"):
        return ""  # the tag says it
    return row.value


def _lines(text: str, cut: Sequence[Segment], *, brackets: bool, everything: bool) -> Iterator[list[Piece]]:
    """The printed pieces of each line of the source."""
    line: list[Piece] = []
    for segment in cut:
        line += _openings(segment, brackets)
        at = segment.start
        for match in _LINE_END.finditer(text, segment.start, segment.end):
            if match.start() == at > 0 and match[0] == "\n" and text[at - 1] == "\r":
                at = match.end()  # the second half of a line end that the segments part
                continue
            line += _words(text, at, match.start(), segment, brackets, everything)
            yield line
            line = []
            at = match.end()
        line += _words(text, at, segment.end, segment, brackets, everything)
        line += _closings(segment, brackets, everything)
    if line:
        yield line


def _openings(segment: Segment, brackets: bool) -> Iterator[Piece]:
    for mark in segment.opens:
        shown = f"[[{mark.tag}: " if brackets else f"⟦{mark.tag}⟧"
        yield Piece(shown, f"bold {COLOURS[mark.kind]}", is_said=True)


def _closings(segment: Segment, brackets: bool, everything: bool) -> Iterator[Piece]:
    """The ends of marks, and the numbers of the issues whose place ends here, those outside the form only if all is asked
    for. A mark that ends while an inner one goes on says its name.
    """
    for mark, crosses in segment.closes:
        value = f" → {terminal.one_line(mark.value)}" if mark.value else ""
        if brackets:
            yield Piece(f"{value} ({mark.tag} ends)]]" if crosses else f"{value}]]", is_said=True)
        elif value:
            yield Piece(value, f"italic {COLOURS[mark.kind]}", is_said=True)
    for number in segment.notes if everything or segment.state is not State.AROUND else ():
        yield Piece(f"[{number}]", "bold yellow", is_said=True)


def _words(text: str, start: int, end: int, segment: Segment, brackets: bool, everything: bool) -> Iterator[Piece]:
    if start >= end:
        return
    style, sign, is_said = _look(segment, text)
    yield Piece(sign if brackets else "", style, is_said)
    if everything or end - start <= LONGEST_PIECE:
        yield Piece(_printable(text[start:end]), style, is_said)
    else:
        yield Piece(_printable(text[start : start + KEPT_BEFORE]), style, is_said)
        left_out = end - start - KEPT_BEFORE - KEPT_BEHIND
        yield Piece(f" … {left_out:,} characters … ", "reverse", is_said)
        yield Piece(_printable(text[end - KEPT_BEHIND : end]), style, is_said)
    yield Piece(sign if brackets else "", style, is_said)


def _look(segment: Segment, text: str) -> tuple[str, str, bool]:
    """A segment's style, the sign around it in a pipe, and whether it must be seen."""
    if segment.state is State.UNREAD:
        return "bold red reverse", "??", True
    if segment.state is State.AROUND:
        return "dim", "", False
    if segment.state is State.FURNITURE:
        return "dim", "", segment.mark is not None
    if segment.mark is not None:
        return f"underline {COLOURS[segment.mark.kind]}", "", True
    if is_passed_over(segment, text):
        return "yellow", "~~", True
    return ("dim" if segment.state is State.OUTSIDE or says_nothing(segment, text) else ""), "", False


def _printable(text: str) -> str:
    """Harmless, with signs for tabs, which part the cells; form feeds, which part the pages, are told by the pages' numbers."""
    return terminal.visible(text.replace("\f", ""), keep_layout=True).replace("\t", "⇥")


def _folded(lines: Sequence[list[Piece]], *, everything: bool) -> Iterator[tuple[int, list[Piece], int]]:
    """The lines to be shown with their numbers, and how many were left out before each."""
    said = [any(piece.is_said for piece in line) for line in lines]
    near = _near(said)
    folded = 0
    for number, line in enumerate(lines, start=1):
        if everything or near[number - 1] or len(lines) <= 4 * CONTEXT:
            yield number, line, folded
            folded = 0
        else:
            folded += 1
    if folded:
        yield len(lines), lines[-1], folded - 1


def _near(said: Sequence[bool]) -> list[bool]:
    """Whether a line says something, or stands within the context of one that does."""
    changes = [0] * (len(said) + 1)
    for at, is_said in enumerate(said):
        if is_said:
            changes[max(0, at - CONTEXT)] += 1
            changes[min(len(said), at + CONTEXT + 1)] -= 1
    near, count = [], 0
    for change in changes[:-1]:
        count += change
        near.append(count > 0)
    return near


def _as_text(line: Sequence[Piece], most: int | None) -> Text:
    words = Text()
    for piece in line:
        if most is not None and len(words) > most:
            words.append(" … the rest of the line; --all shows it", style="yellow")
            break
        words.append(piece.text, style=piece.style or None)
    return words


def _print_line(number: str, words: Text, console: Console) -> None:
    """A line behind its number: wrapped beside it in a terminal, whole in a pipe."""
    if not console.is_terminal:
        console.print(Text.assemble((f"{number:>{NUMBER_WIDTH}} │ ", "quiet"), words), soft_wrap=True)
        return
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=NUMBER_WIDTH, justify="right", style="quiet")
    grid.add_column(overflow="fold")
    grid.add_row(number, words)
    console.print(grid)
