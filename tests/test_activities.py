"""Activities and their sub-items: what happened when, in the order of the form."""

# ruff: noqa: E501 (a case is a line)
from __future__ import annotations

from datetime import date

import pytest

from pipelines.extraction.activities import Activities, read_activities
from pipelines.extraction.period import Period, read_period
from pipelines.reading.markup import read_blocks
from tests.forms import blocks, span


def read(cell: str, period: str = "June 2018 – May 2019") -> Activities:
    return read_activities(blocks(cell), read_period(span(period)))


def outline(cell: str) -> list[tuple[str, str]]:
    return [(record.sequence, record.description) for record in read(cell).records]


def codes(found: Activities) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.row_key) for finding in found.findings]


@pytest.mark.parametrize(
    ("cell", "expected", "because"),
    [
        ("<p>→ June 2018: Rome</p><p>→ July 2018: Nice</p>", [("1", "Rome"), ("2", "Nice")], "paragraphs with arrows"),
        ("→ June 2018: Rome → July 2018: Nice", [("1", "Rome"), ("2", "Nice")], "in one line"),
        ("<ul><li>June 2018: Rome</li><li>July 2018: Nice</li></ul>", [("1", "Rome"), ("2", "Nice")], "a list"),
        ("<ol><li>1. June 2018: Rome</li><li>2. July 2018: Nice</li></ol>", [("1", "Rome"), ("2", "Nice")], "a list that says its numbers, too"),
        ("<p>June 2018: Rome</p><p>July 2018: Nice</p>", [("1", "Rome"), ("2", "Nice")], "paragraphs with dates alone, as in Panjin's"),
        ("June 2018: Rome.<br>July 2018: Nice.", [("1", "Rome."), ("2", "Nice.")], "lines"),
        ("June 2018: Visit to Rome. July 2018: Visit to Nice.", [("1", "Visit to Rome."), ("2", "Visit to Nice.")], "sentences of one paragraph"),
        ("<p>Visit to Rome</p><p>Visit to Nice</p>", [("1", "Visit to Rome"), ("2", "Visit to Nice")], "no dates at all"),
        ("- Visit to Rome", [("1", "Visit to Rome")], "one item"),
        ("→ June 2018: a ○ b ○ c → July 2018: d", [("1", "a"), ("1.1", "b"), ("1.2", "c"), ("2", "d")], "sub-items by their sign"),
        ("<ul><li>June 2018: a<ul><li>b</li><li>c</li></ul></li><li>July 2018: d</li></ul>", [("1", "a"), ("1.1", "b"), ("1.2", "c"), ("2", "d")], "by the list they stand in"),
        ("<p>→ June 2018: a</p><ul>○ b ○ c</ul><p>→ July 2018: d</p>", [("1", "a"), ("1.1", "b"), ("1.2", "c"), ("2", "d")], "by both, as in Barnsley's"),
        ("<ol><li>a<ol><li>b<ol><li>c</li></ol></li></ol></li><li>d</li></ol>", [("1", "a"), ("1.1", "b"), ("1.1.1", "c"), ("2", "d")], "three levels"),
        ("1. a<br>1.1. b<br>1.2. c<br>2. d", [("1", "a"), ("1.1", "b"), ("1.2", "c"), ("2", "d")], "by their numbers"),
        ("1. a<br>1.1 b<br>1.2 c<br>2. d", [("1", "a"), ("1.1", "b"), ("1.2", "c"), ("2", "d")], "numbers without a full stop"),
        ("<p>– a</p><p>• b</p><p>• c</p><p>– d</p>", [("1", "a"), ("1.1", "b"), ("1.2", "c"), ("2", "d")], "other signs"),
        ("<p>June 2018</p><p>Visit to Rome</p><p>July 2018</p><p>Visit to Nice</p>", [("1", "Visit to Rome"), ("2", "Visit to Nice")], "dates in lines of their own"),
        ("<li><p>June 2018:</p><p>Visit to Rome</p></li>", [("1", "Visit to Rome")], "paragraphs in an item"),
        ("<ul><li>June 2018: Visit to Rome</li></ul><p>with five companies.</p>", [("1", "Visit to Rome with five companies.")], "a list that closed too early"),
        ("<p>→ June 2018: A</p><p>○ July 2018: B</p><p>→ D</p>", [("1", "A"), ("2", "B"), ("3", "D")], "a wrong sign at B: its date says that it is no part of A"),
        ("<p>→ June 2018: A</p><p>○ July 2018: B</p><p>○ C</p><p>→ D</p>", [("1", "A"), ("2", "B"), ("3", "C"), ("4", "D")], "the same, and more items with either sign"),
        ("<p>→ 2018: A</p><p>○ June 2018: B</p>", [("1", "A"), ("1.1", "B")], "a date within its parent's is a part of it"),
        ("<p>→ June 2018: a</p><p>→</p><p>→ July 2018: b</p>", [("1", "a"), ("2", "b")], "an empty bullet is no activity"),
        ("<p>→ June 2018: a</p><p>–</p>", [("1", "a")], "a lone dash is none"),
        ("<p>→ June 2018: a.</p><p>Subjects:</p><p>○ b</p><p>○ c</p><p>→ July 2018: d</p>", [("1", "a. Subjects:"), ("1.1", "b"), ("1.2", "c"), ("2", "d")], "what heads the sub-items is of the item above them"),
        ("<p>June 2018: a</p><p>B is signed</p><p>July 2018: c</p><p>May 2019: d</p>", [("1", "a"), ("1.1", "B is signed"), ("2", "c"), ("3", "d")], "a paragraph without sign and date among dated ones"),
        ("<p>June 2018: a</p><p>B is signed</p><p>July 2018: c</p><p>D</p>", [("1", "a"), ("2", "B is signed"), ("3", "c"), ("4", "D")], "where few are dated it may be one of its own"),
        ("N/A", [], "none"),
        ("Currently none.", [], "none"),
        ("–", [], "none"),
        ("", [], "none"),
    ],
)  # fmt: skip
def test_outline(cell: str, expected: list[tuple[str, str]], because: str) -> None:
    assert outline(cell) == expected, because
    for record in read(cell).records:
        parent = record.sequence.rpartition(".")[0]
        assert record.parent_sequence == (parent or None), because


def test_a_paragraph_that_heads_what_follows_is_no_end_of_the_item_above() -> None:
    cell = "<p>Done:</p><ul><li>June 2018: Visit to Rome</li></ul><p>Planned:</p><ul><li>Visit to Nice</li></ul>"
    descriptions = [record.description for record in read(cell).records]
    assert "Visit to Rome" in descriptions
    assert "Visit to Nice" in descriptions


def test_a_heading_among_the_items_is_no_part_of_the_item_above() -> None:
    cell = "<p>→ July 2018: Visit to Rome</p><p><b>Planned activities:</b></p><p>→ Forum in Nice</p>"
    heading = next(record for record in read(cell).records if "Planned" in record.description)
    assert (heading.parent_sequence, heading.start_date) == (None, None)


@pytest.mark.parametrize(
    ("cell", "raw", "start", "end", "because"),
    [
        ("→ June 2018: a", "June 2018", date(2018, 6, 1), date(2018, 6, 30), "a month"),
        ("→ <u>June 2018</u> : a", "June 2018", date(2018, 6, 1), date(2018, 6, 30), "underlined"),
        ("→ 12–14 September 2018: a", "12–14 September 2018", date(2018, 9, 12), date(2018, 9, 14), "days"),
        ("→ July – December 2019: a", "July – December 2019", date(2019, 7, 1), date(2019, 12, 31), "a range"),
        ("→ Since April 2018: a", "Since April 2018", date(2018, 4, 1), None, "no end"),
        ("→ Visit to Rome (June 2018)", "June 2018", date(2018, 6, 1), date(2018, 6, 30), "at its end"),
        ("→ Visit to Rome", None, None, None, "none"),
    ],
)
def test_dates(cell: str, raw: str | None, start: date | None, end: date | None, because: str) -> None:
    (record,) = read(cell).records
    assert (record.date_raw, record.start_date, record.end_date) == (raw, start, end), because
    assert not record.date_is_inherited, because
    assert raw is None or raw not in record.description, "the description stands without the label"


@pytest.mark.parametrize(
    ("cell", "inherited", "because"),
    [
        ("→ June 2018: a ○ b", {"1": False, "1.1": True}, "a sub-item without a date has its parent's"),
        ("→ 2018: a ○ June 2018: b", {"1": False, "1.1": False}, "one with a date has its own"),
        ("<ul><li>June 2018: a<ul><li>b<ul><li>c</li></ul></li></ul></li></ul>", {"1": False, "1.1": True, "1.1.1": True}, "over two levels"),
        ("→ a ○ b", {"1": False, "1.1": False}, "there is nothing to inherit"),
        ("→ Spring 2019: a ○ b", {"1": False, "1.1": False}, "nor where the parent's can't be read"),
        ("→ 2019: a ○ Spring 2019: b", {"1": False, "1.1": False}, "a label that can't be read is no missing date"),
    ],
)  # fmt: skip
def test_inherited_dates(cell: str, inherited: dict[str, bool], because: str) -> None:
    records = {record.sequence: record for record in read(cell, "2018 – 2020").records}
    assert {sequence: record.date_is_inherited for sequence, record in records.items()} == inherited, because
    for record in records.values():
        if record.date_is_inherited and record.parent_sequence:
            parent = records[record.parent_sequence]
            assert (record.start_date, record.end_date, record.date_precision) == (
                parent.start_date,
                parent.end_date,
                parent.date_precision,
            )
            assert record.date_raw is None


@pytest.mark.parametrize(
    ("item", "period", "is_outside", "because"),
    [
        ("July – December 2019", "June 2018 – May 2019", True, "Barnsley's: it begins after the end"),
        ("April 2018", "June 2018 – May 2019", True, "it ends before the start"),
        ("May 2018 – June 2018", "June 2018 – May 2019", False, "it lies partly inside"),
        ("May 2019 – July 2019", "June 2018 – May 2019", False, "partly inside at the other end"),
        ("1 June 2018", "June 2018 – May 2019", False, "the first day"),
        ("31 May 2019", "June 2018 – May 2019", False, "the last day"),
        ("1 June 2019", "June 2018 – May 2019", True, "the day after it"),
        ("2018", "June 2018 – May 2019", False, "a year that reaches into the period"),
        ("June 2030", "since June 2018", False, "an open period has no end to lie behind"),
        ("May 2018", "since June 2018", True, "but a start"),
        ("since July 2019", "June 2018 – May 2019", True, "an open date begins after the end"),
        ("since May 2018", "June 2018 – May 2019", False, "or reaches into the period"),
        ("until May 2018", "June 2018 – May 2019", True, "or ends before the start"),
        ("May 2018", "N/A", False, "no period is stated"),
        ("May 2018", "24 months", False, "the period can't be read: no alarm"),
    ],
)
def test_activity_outside_the_period(item: str, period: str, is_outside: bool, because: str) -> None:
    found = codes(read(f"→ {item}: Visit to Rome", period))
    assert found == ([("activity_outside_period", "a1")] if is_outside else []), because


def test_a_sub_item_that_inherits_its_date_raises_no_second_alarm() -> None:
    assert codes(read("→ June 2020: a ○ b ○ c")) == [("activity_outside_period", "a1")]


@pytest.mark.parametrize(
    ("cell", "expected", "because"),
    [
        ("→ Spring 2019: Visit to Rome", [("unparsed_date", "a1")], "a season"),
        ("→ 31 June 2018: Visit to Rome", [("unparsed_date", "a1")], "no such day"),
        ("→ June 2018: a → July: b", [("unparsed_date", "a2")], "no year"),
        ("→ June 2018: a →", [("empty_item", None)], "Guangzhou's: a bullet with nothing behind it"),
        (
            "<p>June 2018: a</p><p>B is signed</p><p>July 2018: c</p><p>May 2019: d</p>",
            [("undated_item", None)],
            "it may be a sub-item, or a further sentence",
        ),
        ("→ June 2018: Visit to Rome", [], "all is well"),
        pytest.param(
            "–",
            [],
            "a dash says that there are none; it is no empty bullet",
        ),
    ],
)
def test_doubts(cell: str, expected: list[tuple[str, str | None]], because: str) -> None:
    assert codes(read(cell)) == expected, because


def test_a_date_that_cannot_be_read_leaves_the_activity_without_dates() -> None:
    (record,) = read("→ Spring 2019: Visit to Rome").records
    assert (record.date_raw, record.start_date, record.end_date, record.date_precision) == (
        "Spring 2019",
        None,
        None,
        None,
    )
    assert record.description == "Visit to Rome"


def test_an_activity_stands_where_it_was_read() -> None:
    cell = "<p>→ <u>June 2018</u> : Visit to R&amp;D labs</p> <p>with</p> <ul>○ Rome</ul>"
    first, second = read(cell).records
    assert cell[first.source_start : first.source_end] == "June 2018</u> : Visit to R&amp;D labs</p> <p>with"
    assert first.description == "Visit to R&D labs with"
    assert cell[second.source_start : second.source_end] == "Rome"


@pytest.mark.parametrize(
    ("section", "expected", "because"),
    [
        (
            "<p>Sept. 2019: Panjin met. March 2020: Panjin took part.</p>",
            [("2019-09-01", "Panjin met."), ("2020-03-01", "Panjin took part.")],
            "the full stop of an abbreviation ends no sentence",
        ),
        ("<p>Dec. 2019 – Feb. 2020: Three webinars</p>", [("2019-12-01", "Three webinars")], "nor within a range"),
        (
            "<p>In January 2019 a delegation came. On 5 May 2019 both cities signed.</p>",
            [("2019-01-01", "In January 2019 a delegation came."), ("2019-05-05", "On 5 May 2019 both cities signed.")],
            "each sentence tells of an activity with its date",
        ),
        (
            "<p>In January 2019 a delegation came. It stayed a week. On 5 May 2019 both cities signed.</p>",
            [("None", "In January 2019 a delegation came. It stayed a week. On 5 May 2019 both cities signed.")],
            "a story of several dates has no one date",
        ),
    ],
)
def test_dates_and_full_stops(section: str, expected: list[tuple[str, str]], because: str) -> None:
    read = read_activities(read_blocks(section, 0, len(section)), Period())
    assert [(str(record.start_date), record.description) for record in read.records] == expected, because
