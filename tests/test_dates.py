"""How a date reads (contract, “How a date reads”), and how the period of a plan does."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.dates import find_dates, read_dates
from pipelines.extraction.period import read_period
from tests.forms import span


def day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


@pytest.mark.parametrize(
    ("text", "start", "end", "precision", "because"),
    [
        ("June 2018", "2018-06-01", "2018-06-30", "month", "a month"),
        ("Sept. 2018", "2018-09-01", "2018-09-30", "month", "abbreviated"),
        ("JUNE 2018", "2018-06-01", "2018-06-30", "month", "in capitals"),
        ("June, 2018", "2018-06-01", "2018-06-30", "month", "with a comma"),
        ("05/2019", "2019-05-01", "2019-05-31", "month", "in figures"),
        ("05.2019", "2019-05-01", "2019-05-31", "month", "with a point, as in Germany"),
        ("2019-05", "2019-05-01", "2019-05-31", "month", "ISO 8601"),
        ("February 2020", "2020-02-01", "2020-02-29", "month", "the last day of February in a leap year"),
        ("5 May 2020", "2020-05-05", "2020-05-05", "day", "a day"),
        ("5th of May 2020", "2020-05-05", "2020-05-05", "day", "as it is spoken"),
        ("May 5, 2020", "2020-05-05", "2020-05-05", "day", "as Americans write it"),
        ("05.05.2020", "2020-05-05", "2020-05-05", "day", "as Germans do"),
        ("2020-05-05", "2020-05-05", "2020-05-05", "day", "as machines do"),
        ("2020/05/07", "2020-05-07", "2020-05-07", "day", "year, month, day with slashes"),
        ("2020.05.07", "2020-05-07", "2020-05-07", "day", "year, month, day with points"),
        ("05/13/2019", "2019-05-13", "2019-05-13", "day", "no month 13: the month stands first"),
        ("13/05/2019", "2019-05-13", "2019-05-13", "day", "no month 13: the day stands first"),
        ("2019年5月12日", "2019-05-12", "2019-05-12", "day", "Chinese"),
        ("2018年6月至2019年5月", "2018-06-01", "2019-05-31", "month", "a Chinese range"),
        ("května 2019", "2019-05-01", "2019-05-31", "month", "Prague writes Czech, in the genitive"),
        ("12-14 September 2018", "2018-09-12", "2018-09-14", "day", "days of one month"),
        ("12–14 September 2018", "2018-09-12", "2018-09-14", "day", "any dash"),
        ("12th-14th September 2018", "2018-09-12", "2018-09-14", "day", "with ordinals"),
        ("12 and 13 September 2018", "2018-09-12", "2018-09-13", "day", "two days"),
        ("September 12-14, 2018", "2018-09-12", "2018-09-14", "day", "the month first"),
        ("30 June – 2 July 2018", "2018-06-30", "2018-07-02", "day", "over the end of a month"),
        ("30 December 2018 – 2 January 2019", "2018-12-30", "2019-01-02", "day", "over the end of a year"),
        ("30 December – 2 January 2019", "2018-12-30", "2019-01-02", "day", "the year of the first day goes without saying"),
        ("July – December 2019", "2019-07-01", "2019-12-31", "month", "months of one year"),
        ("Sep.–Oct. 2018", "2018-09-01", "2018-10-31", "month", "abbreviated, no blanks"),
        ("June/July 2018", "2018-06-01", "2018-07-31", "month", "with a slash"),
        ("June and July 2018", "2018-06-01", "2018-07-31", "month", "two months on end"),
        ("between May and July 2019", "2019-05-01", "2019-07-31", "month", "in words"),
        ("December 2018 – February 2019", "2018-12-01", "2019-02-28", "month", "over the end of a year"),
        ("from March 2018 until June 2019", "2018-03-01", "2019-06-30", "month", "from X until Y"),
        ("March 2018 to June 2019", "2018-03-01", "2019-06-30", "month", "X to Y"),
        ("November 2019 till November 2020", "2019-11-01", "2020-11-30", "month", "till"),
        ("06/2018 - 05/2019", "2018-06-01", "2019-05-31", "month", "figures"),
        ("06.2018–05.2019", "2018-06-01", "2019-05-31", "month", "figures with points"),
        ("Q2 2019", "2019-04-01", "2019-06-30", "quarter", "a quarter"),
        ("Q4 2018 – Q1 2019", "2018-10-01", "2019-03-31", "quarter", "two of them"),
        ("1st semester of 2019", "2019-01-01", "2019-06-30", "quarter", "a semester is half a year"),
        ("in the course of 2019", "2019-01-01", "2019-12-31", "year", "some time in it"),
        ("H1 2019", "2019-01-01", "2019-06-30", "quarter", "half a year is two whole quarters"),
        ("2020 H2", "2020-07-01", "2020-12-31", "quarter", "the year first"),
        ("second half of 2020", "2020-07-01", "2020-12-31", "quarter", "in words"),
        ("Du 10 au 12 octobre 2018", "2018-10-10", "2018-10-12", "day", "a French range"),
        ("vom 10. bis 12. Oktober 2018", "2018-10-10", "2018-10-12", "day", "a German one"),
        ("del 10 al 12 de octubre de 2018", "2018-10-10", "2018-10-12", "day", "a Spanish one"),
        ("dal 10 al 12 ottobre 2018", "2018-10-10", "2018-10-12", "day", "an Italian one"),
        ("29.10.–2.11.2018", "2018-10-29", "2018-11-02", "day", "the year stands behind the second day only"),
        ("second quarter of 2019", "2019-04-01", "2019-06-30", "quarter", "in words"),
        ("2019", "2019-01-01", "2019-12-31", "year", "a year"),
        ("2018-2020", "2018-01-01", "2020-12-31", "year", "years"),
        ("2018/19", "2018-01-01", "2019-12-31", "year", "a school year"),
        ("June 2018 – 2019", "2018-06-01", "2019-12-31", "year", "the coarser of both precisions"),
        ("Juni 2018", "2018-06-01", "2018-06-30", "month", "Mannheim writes German"),
        ("juin 2018", "2018-06-01", "2018-06-30", "month", "Nice writes French"),
        ("giugno 2018", "2018-06-01", "2018-06-30", "month", "Rome writes Italian"),
        ("junio de 2018", "2018-06-01", "2018-06-30", "month", "Málaga writes Spanish"),
        ("early 2019", "2019-01-01", "2019-03-31", "quarter", "the first quarter"),
        ("the end of 2019", "2019-10-01", "2019-12-31", "quarter", "the last quarter"),
        ("Anfang 2019", "2019-01-01", "2019-03-31", "quarter", "the same in German"),
        ("end of May 2019", "2019-05-01", "2019-05-31", "month", "it lies in the month"),
        ("mid-June – late July 2019", "2019-06-01", "2019-07-31", "month", "parts of months as a range"),
        ("czerwca 2019", "2019-06-01", "2019-06-30", "month", "Polish, in the genitive"),
        ("június 2019", "2019-06-01", "2019-06-30", "month", "Hungarian"),
        ("kesäkuussa 2019", "2019-06-01", "2019-06-30", "month", "Finnish, with its case"),
        ("Ιουνίου 2019", "2019-06-01", "2019-06-30", "month", "Greek, in the genitive"),
        ("юни 2019", "2019-06-01", "2019-06-30", "month", "Bulgarian"),
        pytest.param("Thursday, 5 July 2018", "2018-07-05", "2018-07-05", "day", "with the day of the week"),
        ("May 2019/June 2019", "2019-05-01", "2019-06-30", "month", "both years said"),
    ],
)  # fmt: skip
def test_date(text: str, start: str, end: str, precision: str, because: str) -> None:
    dates = read_dates(text)
    assert dates is not None, because
    assert (dates.start, dates.end, dates.precision) == (day(start), day(end), precision), because
    assert text[dates.stop :] == "", because
    assert not dates.is_open, because


@pytest.mark.parametrize(
    ("text", "start", "because"),
    [
        ("since April 2018", "2018-04-01", "the contract's own example"),
        ("as of June 2018", "2018-06-01", "another word"),
        ("from 2018 onwards", "2018-01-01", "a year"),
        ("starting in May 2017", "2017-05-01", "more words"),
        ("June 2018 – ongoing", "2018-06-01", "a dash and a word"),
        ("June 2018 until now", "2018-06-01", "until now"),
        ("June 2018 –", "2018-06-01", "a dash that leads nowhere"),
    ],
)
def test_a_date_may_have_no_end(text: str, start: str, because: str) -> None:
    dates = read_dates(text)
    assert dates is not None, because
    assert (dates.start, dates.end, dates.is_open) == (day(start), None, True), because


@pytest.mark.parametrize(("text", "end"), [("until December 2020", "2020-12-31"), ("by June 2019", "2019-06-30")])
def test_a_date_may_have_no_start(text: str, end: str) -> None:
    dates = read_dates(text)
    assert dates is not None
    assert (dates.start, dates.end) == (None, day(end))


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("31 June 2018", "June has thirty days"),
        ("29 February 2019", "no leap year"),
        ("13/2019", "no thirteenth month"),
        ("May 2019 – April 2019", "the end lies before the start"),
        ("Spring 2019", "no month is said"),
        ("mid-2019", "the second quarter or the third"),
        ("05/12/2019 - 06/12/2019", "May or December: nothing is guessed"),
        ("May", "no year is said"),
        ("12-14 September", "no year is said"),
        ("24 months", "a duration"),
        ("May the meeting succeed", "a verb"),
        ("Marching on", "it only opens like a month"),
        ("1.24 km²", "a number"),
        ("100 companies", "a number"),
        ("", "nothing"),
    ],
)
def test_no_date(text: str, because: str) -> None:
    assert read_dates(text) is None, because


def test_dates_are_found_in_running_text() -> None:
    text = "First talks in April 2018, a visit on 5 May 2018 and a forum from June until July 2018; 24 months in all."
    found = [(str(dates.start), str(dates.end)) for _, dates in find_dates(text)]
    assert found == [("2018-04-01", "2018-04-30"), ("2018-05-05", "2018-05-05"), ("2018-06-01", "2018-07-31")]


@given(
    st.dates(date(2015, 1, 1), date(2029, 12, 31)),
    st.sampled_from(["%d.%m.%Y", "%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d %b. %Y"]),
)
def test_any_day_reads_as_written(when: date, written: str) -> None:
    dates = read_dates(when.strftime(written))
    assert dates is not None
    assert (dates.start, dates.end, dates.precision) == (when, when, "day")


@given(
    st.dates(date(2015, 1, 1), date(2024, 12, 31)),
    st.dates(date(2015, 1, 1), date(2024, 12, 31)),
    st.sampled_from([" – ", "-", " to ", " until ", " — "]),
)
def test_a_range_of_months_goes_to_the_last_day_of_its_end(first: date, last: date, joint: str) -> None:
    first, last = sorted((first, last))
    dates = read_dates(f"{first:%B %Y}{joint}{last:%B %Y}")
    assert dates is not None
    assert dates.start == first.replace(day=1)
    assert dates.end is not None
    assert (dates.end.year, dates.end.month) == (last.year, last.month)
    assert (dates.end.replace(day=28) - dates.end).days <= 0


@given(st.text(alphabet="0123456789 ./-–JuneMayQ(),:tosinc", max_size=30), st.integers(0, 5))
def test_any_text_gives_dates_in_order_or_none(text: str, at: int) -> None:
    dates = read_dates(text, at)
    if dates and dates.start and dates.end:
        assert dates.start <= dates.end
    for found in find_dates(text):
        assert found.begin < found.dates.stop <= len(text)


@pytest.mark.parametrize(
    ("cell", "start", "end", "codes", "because"),
    [
        ("June 2018 – May 2019", "2018-06-01", "2019-05-31", [], "Barnsley's"),
        ("November 2019 until November 2020", "2019-11-01", "2020-11-30", [], "Yangzhou's"),
        ("May 2017 (as a follow-up to Wuhan's engagement)", "2017-05-01", None, ["open_period"], "Guangzhou's"),
        ("since April 2018", "2018-04-01", None, ["open_period"], "a start and no end"),
        ("2018", "2018-01-01", None, ["open_period"], "one date is a start"),
        ("early 2018 – late 2019", "2018-01-01", "2019-12-31", [], "quarters"),
        ("2018-2020", "2018-01-01", "2020-12-31", [], "years"),
        ("2 years (2018-2020)", "2018-01-01", "2020-12-31", [], "behind a duration"),
        ("Phase 1: June 2018 – May 2019", "2018-06-01", "2019-05-31", [], "behind a heading"),
        ("June 2018 – May 2019 (12 months)", "2018-06-01", "2019-05-31", [], "before a duration"),
        ("until December 2020", None, "2020-12-31", [], "an end and no start"),
        ("N/A", None, None, [], "nothing is stated"),
        ("", None, None, [], "nothing is written"),
        ("24 months", None, None, ["unparsed_date"], "no date at all"),
        ("Spring 2019 – Autumn 2020", None, None, ["unparsed_date"], "a part of a year is not the year"),
        ("since April 2018, mid-2020 at the latest", "2018-04-01", None, ["unparsed_date", "open_period"], "a further date"),
        ("seit April 2018", "2018-04-01", None, ["open_period"], "German"),
        ("May 2019 – May 2018", None, None, ["unparsed_date"], "the end lies before the start: nothing is guessed"),
        ("31 June 2018 – May 2019", None, None, ["unparsed_date"], "no such day: half of it would be a guess"),
        ("June 2018 – May 2019, June 2020 – May 2021", "2018-06-01", "2019-05-31", ["unparsed_date"], "a second period"),
        ("June 2018 – May 2019 (extended until December 2019)", "2018-06-01", "2019-05-31", ["unparsed_date"], "a further date"),
    ],
)  # fmt: skip
def test_period(cell: str, start: str | None, end: str | None, codes: list[str], because: str) -> None:
    period = read_period(span(cell))
    assert (period.start, period.end) == (day(start), day(end)), because
    assert [finding.code for finding in period.findings] == codes, because
    assert period.is_open == ("open_period" in codes), because
