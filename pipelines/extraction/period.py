"""The period of cooperation: `June 2018 – May 2019`, `May 2017 (as a follow-up …)`, `since April 2018`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pipelines.extraction.dates import Dates, find_dates, read_dates, speaks_of_time
from pipelines.extraction.findings import Finding, is_not_stated, quoted
from pipelines.records import DatePrecision
from pipelines.spans import Span

_ENDS_IN_FIGURE = re.compile(r"\d\s*$")


@dataclass(frozen=True, slots=True)
class Period:
    """When a plan runs. A period that names one date starts there and has no end (`is_open`)."""

    start: date | None = None
    end: date | None = None
    precision: DatePrecision | None = None
    is_open: bool = False
    findings: tuple[Finding, ...] = ()


def read_period(cell: Span) -> Period:
    """The period as its cell states it. One that can't be read, or that names further dates, is an `unparsed_date`; one
    without an end an `open_period`.
    """
    if is_not_stated(cell.text):
        return Period()
    dates = read_dates(cell.text) or _first_within(cell.text)
    if dates is None:
        message = f"{quoted(cell.text)} is no period that can be read; the plan is loaded without dates."
        return Period(findings=(Finding("unparsed_date", message, cell, column="period_start"),))
    findings = []
    rest = cell.after(dates.stop)
    if further := find_dates(rest.text):
        words = quoted(rest.text.strip(" ,;()"))
        message = f"{quoted(cell.text)} names a further date behind the period, {words}; it is not read."
        findings.append(
            Finding("unparsed_date", message, rest.before(further[-1].dates.stop).strip(), column="period_end")
        )
    is_open = dates.start is not None and not dates.is_range
    if is_open:
        message = f"{quoted(cell.text)} has a start and no end."
        findings.append(Finding("open_period", message, cell, column="period_end"))
    end = None if is_open else dates.end
    return Period(dates.start, end, dates.precision, is_open, tuple(findings))


def _first_within(text: str) -> Dates | None:
    """The period behind words that say nothing of time (`Phase 1: June 2018 – May 2019`). Behind a date that can't be (`31
    June 2018 – …`) there is none: a part of it would be a guess.
    """
    found = find_dates(text)
    if not found:
        return None
    before = text[: found[0].begin]
    return None if speaks_of_time(before) or _ENDS_IN_FIGURE.search(before) else found[0].dates
