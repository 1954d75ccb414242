"""The report of a wrong reading: a text to be pasted into an issue, all but what is right filled in. Nothing is sent."""

from __future__ import annotations

import platform
import re

from assets.release import code_version
from pipelines.staging import document_id
from pipelines.vocabulary import rows
from ucap import terminal
from ucap.marked_text import marks_of, repeats_of
from ucap.marks import Mark
from ucap.reading import Reading
from ucap.repeats import AGAIN
from ucap.values import HEAD, name_key, rows_of

# Enough to see what was read; the line and the document's key lead to the rest.
LONGEST_QUOTE = 400
_TO_BE_FILLED = "(please fill in)"
_NOTHING_READ = "no such value was read"
# A place as it is shown: `line 12`, `23:507`, `p. 2, 24:3`.
_PLACE = re.compile(r"(?:p(?:age)?\.? ?\d{1,6}, )?(?:line )?(?P<line>\d{1,9})(?::(?P<column>\d{1,9}))?")
# What any summary may hold, whether it was read or not.
_COUNTED = re.compile(
    r"(?:partner|theme|focus|challenge|objective|activity|result) [1-9]\d{0,2}(?:\.[1-9]\d?){0,4}"
    r"|(?:related|theme [1-9]\d?) (?:sdg (?:1[0-7]|[1-9])|(?P<topic>[a-z0-9 ]{1,60}))"
)


class UnknownValueError(Exception):
    """A document has no value of this name; the message is a sentence for a person."""


def report(reading: Reading, tag: str) -> str:
    """The report of one value by any of its names (`area_km2`, `lead city`, `activity 2`), also of one that wasn't read
    (`partner 4`), of a line (`line 12`) or a character (`line 23:507`) where something was missed, or of the whole `document`.
    Raises UnknownValueError.
    """
    wanted = name_key(tag)
    if wanted == "document":
        return _written(reading, "the whole document", _whole(reading), None)
    place = _PLACE.fullmatch(wanted)
    if place and (place["column"] or wanted.startswith(("line", "p"))):
        return _of_place(reading, int(place["line"]), int(place["column"]) if place["column"] else None)
    if mark := _named(reading, wanted):
        return of_mark(reading, mark)
    if _may_be(wanted):
        return _of_missing(reading, wanted)
    known = ", ".join(terminal.one_line(mark.tag) for mark in marks_of(reading))
    raise UnknownValueError(
        f"{terminal.visible(str(reading.path))} has no value “{terminal.one_line(tag, 60)}”. "
        f"It has {known + ', ' if known else ''}line 1 and so on, and document."
    )


def of_mark(reading: Reading, mark: Mark) -> str:
    """The report of a value."""
    words = terminal.one_line(reading.told_value(mark.start, mark.end), LONGEST_QUOTE)
    place = f"{reading.where(mark.start)} (characters {mark.start}–{mark.end})"
    return _written(reading, mark.tag, terminal.one_line(_read_as(mark)), (place, words))


def _read_as(mark: Mark) -> str:
    if mark.tag.endswith(AGAIN):
        return f"the repetition of {mark.tag.removesuffix(AGAIN)}, which is loaded once"
    return mark.value or (mark.tag if mark.kind.endswith("_tag") else "the words as they stand")


def _named(reading: Reading, wanted: str) -> Mark | None:
    """The mark of a name; `SDG 7` alone is one where a single section states it."""
    marks = list(zip(rows_of(reading.summary), marks_of(reading), strict=True))
    for row, mark in marks:
        if wanted in row.names:
            return mark
    again = next((mark for mark in repeats_of(reading) if name_key(mark.tag) == wanted), None)
    alone = [mark for row, mark in marks if mark.kind.endswith("_tag") and name_key(row.value) == wanted]
    return again or (alone[0] if len(alone) == 1 else None)


def _may_be(wanted: str) -> bool:
    """Whether a summary may hold a value of this name."""
    if wanted in {name_key(name) for field, columns in HEAD.items() for name in (field, *columns)}:
        return True
    counted = _COUNTED.fullmatch(wanted)
    topics = {name_key(row["topic_code"]) for row in rows("urban_agenda_topics")}
    return counted is not None and (counted["topic"] is None or counted["topic"] in topics)


def _of_missing(reading: Reading, wanted: str) -> str:
    where = "(please fill in; a report of `line 12` or `line 12:300` quotes the source there)"
    return _written(reading, wanted, _NOTHING_READ, (where, None), blank="the file says")


def _of_place(reading: Reading, line: int, column: int | None) -> str:
    """A line in which something was missed, from its beginning, or around the character in it that is meant."""
    if not reading.source or not 1 <= line <= len(reading.line_starts):
        raise UnknownValueError(f"{terminal.visible(str(reading.path))} has no line {line}.")
    starts = [*reading.line_starts, len(reading.source.text)]
    start, end = starts[line - 1], starts[line]
    size = max(1, end - start)
    if column is None:
        words = terminal.one_line(reading.told(start, end))
        tags = _marks_within(reading, start, end)
        quoted = terminal.one_line(words, LONGEST_QUOTE)
        if quoted != words:
            quoted += f" (`line {line}:{size // 2}` quotes around a character of the {size:,})"
        return _written(reading, f"line {line}", tags, (f"{line}:1", quoted))
    if not 1 <= column <= size:
        raise UnknownValueError(
            f"Line {line} of {terminal.visible(str(reading.path))} has {terminal.plural(size, 'character')}."
        )
    at = start + column - 1
    place = f"{line}:{column}"
    return _written(
        reading, f"line {place}", _marks_within(reading, at, at + 1), (place, _around(reading, at, start, end))
    )


def _around(reading: Reading, at: int, start: int, end: int) -> str:
    """The words around a character of the line `text[start:end)`; `▶` stands before the word that is meant."""
    text = reading.words(start, end)
    place = at - start
    while (
        place and not text[place - 1].isspace() and text[place - 1] != ">" and at - start - place < LONGEST_QUOTE // 4
    ):
        place -= 1
    first, last = _outside_markup(text, max(0, place - LONGEST_QUOTE // 2), min(len(text), place + LONGEST_QUOTE // 2))
    before = reading.told(start + first, start + place)
    behind = reading.told(start + place, start + last)
    ends = ("… " if first else "", " …" if last < len(text.rstrip()) else "")
    return terminal.one_line(f"{ends[0]}{before} ▶{behind}{ends[1]}")


def _outside_markup(text: str, first: int, last: int) -> tuple[int, int]:
    """The bounds of a quote, moved outwards to where no word, tag or entity is cut."""
    while first and not text[first - 1].isspace():
        first -= 1
    while last < len(text) and not text[last].isspace():
        last += 1
    return first, last


def _marks_within(reading: Reading, start: int, end: int) -> str:
    marks = [*marks_of(reading), *repeats_of(reading)]
    tags = [mark.tag for mark in marks if mark.start < end and mark.end > start]
    return ", ".join(map(terminal.one_line, tags)) or "nothing"


def _whole(reading: Reading) -> str:
    if reading.rejection:
        return f"would be quarantined: {terminal.one_line(reading.rejection, LONGEST_QUOTE)}"
    return "would be loaded"


def _written(
    reading: Reading, field: str, read: str, place: tuple[str, str | None] | None, *, blank: str = "should be"
) -> str:
    source = reading.source
    lines = [
        f"### Wrong reading: {terminal.one_line(field)}",
        "",
        f"    file            {terminal.visible(reading.path.name)}",
        f"    document_id     {document_id(reading.sha256) if reading.sha256 else '(not opened)'}",
        f"    version         ucap {code_version()}, Python {platform.python_version()}",
    ]
    if source is not None:
        lines.append(f"    layout          {reading.kind}; {source.encoding}")
    lines.append(f"    field           {terminal.one_line(field)}")
    lines.append(f"    was read as     {read}")
    if place is not None:
        lines.append(f"    line:column     {place[0]}")
        lines += [f"    source          {place[1]}"] if place[1] is not None else []
    lines.append(f"    {blank:<16}{_TO_BE_FILLED}")
    return "\n".join(lines)
