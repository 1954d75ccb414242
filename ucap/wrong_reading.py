"""The report of a wrong reading: a text to be pasted into an issue, all but what is right filled in. Nothing is sent."""

from __future__ import annotations

import platform

from assets.release import code_version
from pipelines.staging import document_id
from ucap import terminal
from ucap.marked_text import marks_of
from ucap.marks import Mark
from ucap.reading import Reading

# Enough to see what was read; the line and the document's key lead to the rest.
LONGEST_QUOTE = 400
_TO_BE_FILLED = "(please fill in)"


class UnknownValueError(Exception):
    """A document has no value of this name; the message is a sentence for a person."""


def report(reading: Reading, tag: str) -> str:
    """The report of one value by its tag (`area_km2`, `activity 2`), of a line (`line 12`) in which something was missed,
    or of the whole document (`document`). Raises UnknownValueError.
    """
    wanted = " ".join(tag.split()).casefold()
    if wanted == "document":
        return _written(reading, "the whole document", _whole(reading), None)
    if wanted.startswith("line ") and (number := wanted[5:]).isdecimal() and len(number) < 10:
        return _of_line(reading, int(number))
    marks = marks_of(reading)
    for mark in marks:
        if mark.tag.casefold() == wanted:
            return of_mark(reading, mark)
    known = ", ".join(terminal.one_line(mark.tag) for mark in marks)
    raise UnknownValueError(
        f"{terminal.visible(str(reading.path))} has no value “{terminal.one_line(tag, 60)}”. "
        f"It has {known + ', ' if known else ''}line 1 and so on, and document."
    )


def of_mark(reading: Reading, mark: Mark) -> str:
    """The report of a value."""
    words = terminal.one_line(reading.words(mark.start, mark.end), LONGEST_QUOTE)
    read = terminal.one_line(mark.value) if mark.value else "the words as they stand"
    place = f"{reading.where(mark.start)} (characters {mark.start}–{mark.end})"
    return _written(reading, mark.tag, read, (place, words))


def _of_line(reading: Reading, number: int) -> str:
    if not reading.source or not 1 <= number <= len(reading.line_starts):
        raise UnknownValueError(f"{terminal.visible(str(reading.path))} has no line {number}.")
    starts = [*reading.line_starts, len(reading.source.text)]
    words = terminal.one_line(reading.source.text[starts[number - 1] : starts[number]], LONGEST_QUOTE)
    tags = [mark.tag for mark in marks_of(reading) if mark.start < starts[number] and mark.end > starts[number - 1]]
    read = ", ".join(map(terminal.one_line, tags)) or "nothing"
    return _written(reading, f"line {number}", read, (f"{number}:1", words))


def _whole(reading: Reading) -> str:
    if reading.rejection:
        return f"would be quarantined: {terminal.one_line(reading.rejection, LONGEST_QUOTE)}"
    return "would be loaded"


def _written(reading: Reading, field: str, read: str, place: tuple[str, str] | None) -> str:
    source = reading.source
    lines = [
        f"### Wrong reading: {terminal.one_line(field)}",
        "",
        f"    file            {terminal.visible(reading.path.name)}",
        f"    document_id     {document_id(reading.sha256) if reading.sha256 else '(not opened)'}",
        f"    sha256          {reading.sha256 or '(not opened)'}",
        f"    version         ucap {code_version()}, Python {platform.python_version()}",
    ]
    if source is not None:
        lines.append(f"    layout          {reading.layout[0]}, {source.media_type}, {source.encoding}")
    lines.append(f"    field           {terminal.one_line(field)}")
    lines.append(f"    was read as     {read}")
    if place is not None:
        lines.append(f"    line:column     {place[0]}")
        lines.append(f"    source          {place[1]}")
    lines.append(f"    should be       {_TO_BE_FILLED}")
    return "\n".join(lines)
