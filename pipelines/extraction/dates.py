"""Dates as the summaries write them: months, days, quarters, years and ranges of them (contract, "How a date reads").

Belongs here: what a stretch of text says about time. Which stretch is a label, and what it dates, belongs to its user.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple

from pipelines.records import DatePrecision
from pipelines.vocabulary import rows, without_accents

_PRECISIONS: tuple[DatePrecision, ...] = ("day", "month", "quarter", "year")  # from the finest to the coarsest


@dataclass(frozen=True, slots=True)
class Dates:
    """What a text says about time: `start` is the first day of what its beginning names, `end` the last day of what its
    end names, the coarser of both precisions. `is_open`: it says that it has a start and no end; `is_range`: it says both.
    `stop` is where in the text it ends.
    """

    start: date | None
    end: date | None
    precision: DatePrecision
    is_open: bool
    is_range: bool
    stop: int


class _Part(NamedTuple):
    """One end of a range as written; what it leaves out (a year, a month) is None."""

    year: int | None
    month: int | None
    day: int | None
    quarter: int | None
    half: int | None = None
    slashed: tuple[int, int] | None = None  # day and month, or month and day, as slashes part them


# The order of day and month in the document that is being read.
_order: ContextVar[str | None] = ContextVar("order of day and month", default=None)

_YEAR = r"(?:19|20)\d\d"
_DASH = r"[-–—‒―−~]"
_SLASHED = re.compile(rf"(?<![\d/])(\d{{1,2}})/(\d{{1,2}})/{_YEAR}(?![\d/])")
_ORDINAL = r"(?:st|nd|rd|th|\.|º|er)?"


@cache
def _month_pattern() -> str:
    """Any month's name or abbreviation, the longest first; accents may be written or left out."""
    names = {row["name"].lower() for row in rows("months")}
    names |= {without_accents(name) for name in names}
    return rf"{_any_of(names)}(?![^\W\d_])\.?"


def _any_of(words: Iterable[str]) -> str:
    """A pattern for any of some words, the longest first; told apart by their first letter, so that few are tried."""
    by_letter: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-len(word), word)):
        by_letter.setdefault(word[0], []).append(r"\s+".join(map(re.escape, word[1:].split(" "))))
    return "(?:" + "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_letter.items()) + ")"


@cache
def _phrases(*meanings: str) -> dict[str, str]:
    """What the words before a date mean, by the words in lower case, with and without accents."""
    known = {row["phrase"].lower(): row["meaning"] for row in rows("date_phrases") if row["meaning"] in meanings}
    return known | {without_accents(phrase): meaning for phrase, meaning in known.items()}


@cache
def _months() -> dict[str, int]:
    return {without_accents(row["name"]).casefold(): int(row["month"]) for row in rows("months")}


class _Openings(NamedTuple):
    """Patterns that open with a year, with another figure, or with a letter."""

    year: tuple[re.Pattern[str], ...]
    figure: tuple[re.Pattern[str], ...]
    letter: tuple[re.Pattern[str], ...]


_WITH_LETTER = ("(?P<name>", "(?P<ordinal>", "(?P<edge>", "(?P<within>", "(?:Q", "(?:H", "Q")


@cache
def _part_patterns() -> _Openings:
    """How one date is written: forms with a year first, the most telling one first; then those that the other end of a
    range has to complete. By what they open with, so that few are tried.
    """
    month = _month_pattern()
    edge = _any_of(_phrases("first quarter", "last quarter"))
    within = _any_of(_phrases("first quarter", "last quarter", "middle"))
    whole = (
        rf"(?P<year>{_YEAR})(?P<sign>[-./])(?P<month>\d{{1,2}})(?P=sign)(?P<day>\d{{1,2}})(?!\d)",
        rf"(?P<year>{_YEAR})\s*年(?:\s*(?P<month>\d{{1,2}})\s*月(?:\s*(?P<day>\d{{1,2}})\s*[日号])?)?",
        rf"(?P<day>\d{{1,2}})(?P<order>[./])\s?(?P<month>\d{{1,2}})[./]\s?(?P<year>{_YEAR})(?!\d)",
        rf"(?P<day>\d{{1,2}}){_ORDINAL}\s*(?:of\s+|de\s+)?(?P<name>{month})[\s,]*(?:de\s+)?(?P<year>{_YEAR})(?!\d)",
        rf"(?P<name>{month})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>{_YEAR})(?!\d)",
        rf"(?P<name>{month})[\s,/-]*(?:of\s+|de\s+)?(?P<year>{_YEAR})(?!\d)",
        rf"(?P<name>{month})\s*['’‘](?P<short>\d\d)(?!\d)",
        rf"(?P<year>{_YEAR})\s*[-/.]\s*(?P<month>0[1-9]|1[0-2])(?!\d)",
        # … but `04/2018` in `01/04/2018` is no month
        rf"(?P<month>\d{{1,2}})(?<!\d[./-]\d)(?<!\d[./-]\d\d)\s*[./-]\s*(?P<year>{_YEAR})(?!\d)",
        rf"(?:Q|quarter\s*)(?P<quarter>[1-4])\s*+(?:[,/-]\s*+)?(?:of\s+)?(?P<year>{_YEAR})(?!\d)",
        rf"(?P<year>{_YEAR})\s*+(?:[,/-]\s*+)?Q(?P<quarter>[1-4])(?!\d)",
        rf"(?P<ordinal>first|second|third|fourth|last|1st|2nd|3rd|4th)\s+quarter\s+(?:of\s+)?(?P<year>{_YEAR})(?!\d)",
        rf"(?:H)(?P<half>[12])\s*+(?:[,/-]\s*+)?(?:of\s+)?(?P<year>{_YEAR})(?!\d)",
        rf"(?P<year>{_YEAR})\s*+(?:[,/-]\s*+)?H(?P<half>[12])(?!\d)",
        rf"(?P<ordinal>first|second|last|1st|2nd)\s+(?P<halves>half|semester)\s+(?:of\s+)?(?P<year>{_YEAR})(?!\d)",
        rf"(?P<edge>{edge})[\s-]+(?P<year>{_YEAR})(?!\d)",
        rf"(?P<within>{within})[\s-]+(?P<name>{month})[\s,]*(?:of\s+|de\s+)?(?P<year>{_YEAR})(?!\d)",
        rf"(?P<year>{_YEAR})\.?\s+(?P<name>{month})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?(?!\w)",
        rf"(?P<year>{_YEAR})\.?\s+(?P<name>{month})(?![\w])",
    )
    partial = (
        rf"(?P<day>\d{{1,2}}){_ORDINAL}\s*(?:of\s+)?(?P<name>{month})(?!\w)",
        rf"(?P<name>{month})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\w)",
        rf"(?P<name>{month})(?!\w)",
        rf"(?P<within>{within})[\s-]+(?P<name>{month})(?!\w)",
        r"Q(?P<quarter>[1-4])(?!\w)",
        r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.(?![\d\w])",
        rf"(?P<day>\d{{1,2}}){_ORDINAL}(?!\w|\s*[.)]\s)",
    )
    year = (rf"(?P<year>{_YEAR})(?!\d|[.,]\d)",)
    patterns = (*whole, *year, *partial)
    by_opening = (("(?P<year>",), ("(?P<day>", "(?P<month>", "(?P<ordinal>"), _WITH_LETTER)
    return _Openings(
        *(
            tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns if pattern.startswith(openings))
            for openings in by_opening
        )
    )


_RANGE = re.compile(
    rf"\s*(?:{_DASH}+|until|till|up to|to|through|thru|/|bis|t/m|t\.e\.m\.|až|do|al?(?=\s)|au(?=\s)|à(?=\s)|至|到|and|&)\s*",
    re.IGNORECASE,
)
_TO_NOW = re.compile(
    rf"\s*(?:{_DASH}+|until|till|up to|to)\s*(?:now|today|present|ongoing|on-going|open|date|\.\.\.|…)(?!\w)"
    rf"|\s*+(?:(?:{_DASH}|\(|,)\s*+)?(?:ongoing|on-going|onwards?|open[- ]ended)(?!\w)\)?",
    re.IGNORECASE,
)
_HALF_OPEN = re.compile(rf"\s*{_DASH}\s*$")
_TWO_DIGITS = re.compile(rf"\s*(?:{_DASH}|/)\s*(\d\d)(?![\d.])")
_PHRASE_OF_EDGE = {"first quarter": 1, "last quarter": 4}
_QUARTER_OF = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": 4}


@cache
def _opening() -> re.Pattern[str]:
    """What may stand before a date: `since` and its like open a range, `in` and its like say nothing."""
    return re.compile(
        rf"\s*(?:\(|\[)?\s*(?:(?P<since>{_any_of(_phrases('since'))})\s+|{_any_of(_phrases('about'))}\s+)?"
        r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?",
        re.IGNORECASE,
    )


@cache
def _until() -> re.Pattern[str]:
    return re.compile(rf"\s*{_any_of(_phrases('until'))}\s+", re.IGNORECASE)


def read_dates(text: str, at: int = 0) -> Dates | None:
    """The date or range that the text says at `at`, or None where it says none, or one that can't be (31 June, an end
    before its start).

    A single date is itself; `since X` and `X – ongoing` have a start only, `until Y` an end only.
    """
    opening = _opening().match(text, at)
    begin = opening.end() if opening else at
    until = _until().match(text, at)
    if until and (only := _part(text, until.end())):
        last = _bounds(only[0])
        return Dates(None, last[1], last[2], False, False, only[1]) if last else None
    if days := _days_of_month(text, begin):
        return days
    first = _part(text, begin)
    if first is None:
        return None
    part, stop = first
    if to_now := _TO_NOW.match(text, stop):
        known = _bounds(part)
        return Dates(known[0], None, known[2], True, False, to_now.end()) if known else None
    if short := _short_year(part, text, stop):
        return _range(part, *short)
    since = opening["since"] if opening else None
    joint = _RANGE.match(text, stop)
    second = _part(text, joint.end()) if joint else None
    if second is not None and _joins(joint[0] if joint else "", part, second[0], since):
        return _range(part, second[0], second[1])
    known = _bounds(part)
    if known is None:
        return None
    if half_open := _HALF_OPEN.match(text, stop):
        return Dates(known[0], None, known[2], True, False, half_open.end())
    if since and since.casefold() not in ("between",):
        return Dates(known[0], None, known[2], True, False, stop)
    return Dates(known[0], known[1], known[2], False, False, stop)


def _days_of_month(text: str, at: int) -> Dates | None:
    """`May 5-7, 2019`: the month first, days as a range."""
    match = _month_first_days().match(text, at)
    if match is None:
        return None
    month = _month_number(match["name"])
    first = _Part(int(match["year"]), month, int(match["first"]), None)
    return _range(first, first._replace(day=int(match["last"])), match.end())


@cache
def _month_first_days() -> re.Pattern[str]:
    day = r"\s*(?P<{}>\d{{1,2}})(?:st|nd|rd|th)?"
    days = rf"{day.format('first')}\s*(?:{_DASH}|to|and|&){day.format('last')}"
    return re.compile(rf"(?P<name>{_month_pattern()}){days},?\s+(?P<year>{_YEAR})(?!\d)", re.IGNORECASE)


def _month_number(name: str | None) -> int | None:
    return _months().get(without_accents(name or "").casefold().rstrip("."))


def _short_year(first: _Part, text: str, at: int) -> tuple[_Part, int] | None:
    """The end of `2018/19` and `2018–20`: two digits behind a year alone that count on from it."""
    match = _TWO_DIGITS.match(text, at)
    if match is None or first.year is None or (first.month, first.quarter) != (None, None):
        return None
    year = first.year - first.year % 100 + int(match[1])
    return (_Part(year, None, None, None), match.end()) if year > first.year else None


class Found(NamedTuple):
    """A date or range and where in the text it begins."""

    begin: int
    dates: Dates


def find_dates(text: str) -> list[Found]:
    """All dates and ranges that stand anywhere in the text and name a year, in order."""
    found, at = [], 0
    for match in _digit_groups().finditer(text):
        if match.start() < at:
            continue
        dates = read_dates(text, match.start())
        if dates:
            found.append(Found(match.start(), dates))
            at = dates.stop
    return found


def ends_in_month(text: str) -> bool:
    """Whether a text ends in the name or abbreviation of a month (`12 Mar.`)."""
    return _month_at_end().search(text[-16:]) is not None


@cache
def _month_at_end() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_month_pattern()}$", re.IGNORECASE)


def speaks_of_time(text: str) -> bool:
    """Whether a text holds a year, the name of a month or a part of a year (`Spring`), read or not."""
    return _time_words().search(text) is not None


@cache
def _time_words() -> re.Pattern[str]:
    parts = _any_of(row["word"] for row in rows("date_words") if row["kind"] == "part")
    return re.compile(rf"(?<!\w)(?:{_month_pattern()}|{_YEAR}(?!\d)|{parts}(?!\w))", re.IGNORECASE)


@cache
def _digit_groups() -> re.Pattern[str]:
    within = _any_of(_phrases("first quarter", "last quarter"))
    return re.compile(
        rf"(?<!\w)(?:{_month_pattern()}|{within}(?=[\s-])|\d{{1,2}}(?=[./-]|\s|st|nd|rd|th)|(?<!\d[./]){_YEAR}(?!\d)|Q[1-4]|H[12](?!\d))",
        re.I,
    )


def _part(text: str, at: int) -> tuple[_Part, int] | None:
    opening = text[at : at + 1]
    if not opening.isalnum():
        return None
    known = _part_patterns()
    is_year = opening.isdigit() and text[at : at + 4].isdigit() and len(text) >= at + 4
    for pattern in known.letter if opening.isalpha() else known.year if is_year else known.figure:
        match = pattern.match(text, at)
        if match is None:
            continue
        groups = match.groupdict()
        month = groups.get("month")
        number = int(month) if month else _month_number(groups.get("name"))
        year, written_day = groups.get("year"), groups.get("day")
        if short := groups.get("short"):
            year = f"20{short}"
        day = int(written_day) if written_day else None
        slashed = (day, number) if groups.get("order") == "/" and day is not None and number is not None else None
        if slashed:
            day, number = _day_and_month(*slashed)
        half = _half(groups)
        quarter = None if half else _quarter(groups)
        return _Part(int(year) if year else None, number, day, quarter, half, slashed), match.end()
    return None


def _day_and_month(first: int, second: int) -> tuple[int, int]:
    """Day and month of `13/05/2019` and `05/13/2019`: a number above 12 is the day. `03/04/2019` is read in the order of
    the document's other dates, or else with month 0, which no calendar has, so that it isn't read.
    """
    if second > 12 >= first:
        return second, first
    if first == second or first > 12:
        return first, second
    order = _order.get()
    if order is None:
        return first, 0
    return (first, second) if order == "day first" else (second, first)


@contextmanager
def in_the_order_of(text: str) -> Iterator[None]:
    """Within it `03/04/2019` is read in the order of day and month in which a document writes its other dates, where they tell:
    at least one has a number above 12, and all such ones agree.
    """
    told = {
        "day first" if int(first) > 12 else "month first"
        for first, second in _SLASHED.findall(text)
        if (int(first) > 12) != (int(second) > 12)
    }
    token = _order.set(told.pop() if len(told) == 1 else None)
    try:
        yield
    finally:
        _order.reset(token)


def _in_one_order(first: _Part, second: _Part) -> tuple[_Part, _Part]:
    """Both ends of `01/04/2018 – 31/03/2020`: the end that can be read one way only says in which order the other is written."""
    for one, other in ((first, second), (second, first)):
        if one.slashed and other.slashed and max(one.slashed) > 12:
            day, month = other.slashed if one.slashed[0] > 12 else reversed(other.slashed)
            other = other._replace(day=day, month=month)
            return (one, other) if one is first else (other, one)
    return first, second


def _quarter(groups: dict[str, str | None]) -> int | None:
    if quarter := groups.get("quarter"):
        return int(quarter)
    if ordinal := groups.get("ordinal"):
        return _QUARTER_OF[ordinal.casefold()]
    if edge := groups.get("edge"):
        return _PHRASE_OF_EDGE[_phrases("first quarter", "last quarter")[" ".join(edge.lower().split())]]
    return None


def _half(groups: dict[str, str | None]) -> int | None:
    if groups.get("halves"):
        return 1 if _QUARTER_OF[(groups["ordinal"] or "").casefold()] == 1 else 2
    half = groups.get("half")
    return int(half) if half else None


def _joins(joint: str, first: _Part, second: _Part, since: str | None) -> bool:
    """Whether two dates are the ends of one range. `and` joins them only in `between X and Y` and where the second
    completes the first (`June and July 2018`); a bare day or number behind a dash must be completed by a month.
    """
    if second.year is None and first.year is None:
        return False
    if second.month is None and second.quarter is None and second.year is None:
        return False  # a bare number behind a whole date
    if first.month is None and first.quarter is None and first.year is None:
        return second.month is not None  # 12-14 September 2018
    word = joint.strip().casefold()
    if word in ("and", "&", "/") and not (since and since.casefold() == "between"):
        return _follows(first, second)
    return True


def _follows(first: _Part, second: _Part) -> bool:
    """Whether the second month (or year, quarter) is the one after the first: then `and` leaves no gap between them."""
    if first.day is not None or second.day is not None:
        return False
    year = first.year if first.year is not None else second.year
    later = second.year if second.year is not None else first.year
    if year is None or later is None:
        return False
    if first.month is not None and second.month is not None:
        return 12 * later + second.month == 12 * year + first.month + 1
    if first.quarter is not None and second.quarter is not None:
        return 4 * later + second.quarter == 4 * year + first.quarter + 1
    return (first.month, first.quarter, second.month, second.quarter) == (None,) * 4 and later == year + 1


def _range(first: _Part, second: _Part, stop: int) -> Dates | None:
    first, second = _in_one_order(first, second)
    year = second.year if second.year is not None else first.year
    second = second._replace(year=year)
    begins_later = first.month is not None and second.month is not None and first.month > second.month
    if first.year is None and year is not None:
        first = first._replace(year=year - 1 if begins_later else year)
    if first.month is None and first.quarter is None and first.day is not None:
        first = first._replace(month=second.month)
    begin, end = _bounds(first), _bounds(second)
    if begin is None or end is None or begin[0] > end[1]:
        return None
    precision = max(begin[2], end[2], key=_PRECISIONS.index)
    return Dates(begin[0], end[1], precision, False, True, stop)


def _bounds(part: _Part) -> tuple[date, date, DatePrecision] | None:
    """First and last day of what the part names; None where there is no such day or no year is said."""
    year, month, day, quarter, half, _ = part
    if year is None:
        return None
    try:
        if half is not None:  # two whole quarters
            return date(year, 6 * half - 5, 1), date(year, 6 * half, 30 if half == 1 else 31), "quarter"
        if quarter is not None:
            last = 3 * quarter
            return date(year, last - 2, 1), date(year, last, monthrange(year, last)[1]), "quarter"
        if month is None:
            return (date(year, 1, 1), date(year, 12, 31), "year") if day is None else None
        if day is None:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month"
        return date(year, month, day), date(year, month, day), "day"
    except (ValueError, IndexError):
        return None
