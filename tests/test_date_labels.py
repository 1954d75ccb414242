"""Which stretch of an item is its date, and what is left of the item without it."""

# ruff: noqa: E501 (a case is a line)
from __future__ import annotations

import pytest

from pipelines.extraction.date_labels import read_date_label, split_at_date_labels
from tests.forms import span


@pytest.mark.parametrize(
    ("item", "label", "start", "text", "because"),
    [
        ("June 2018: Meeting in Rome", "June 2018", "2018-06-01", "Meeting in Rome", "the form's way"),
        ("June 2018 : Meeting in Rome", "June 2018", "2018-06-01", "Meeting in Rome", "a blank before the colon"),
        ("June 2018 – Meeting in Rome", "June 2018", "2018-06-01", "Meeting in Rome", "a dash"),
        ("5 May 2020 - Online meeting", "5 May 2020", "2020-05-05", "Online meeting", "a day"),
        ("June 2018, Meeting in Rome", "June 2018", "2018-06-01", "Meeting in Rome", "a comma"),
        ("June 2018. Meeting in Rome", "June 2018", "2018-06-01", "Meeting in Rome", "a full stop"),
        ("June 2018; Meeting in Rome", "June 2018", "2018-06-01", "Meeting in Rome", "a semicolon"),
        ("June 2018 Meeting in Rome", "June 2018", "2018-06-01", "Meeting in Rome", "nothing at all"),
        ("(June 2018) Meeting in Rome", "June 2018", "2018-06-01", "Meeting in Rome", "in brackets"),
        ("[06/2018] Meeting in Rome", "06/2018", "2018-06-01", "Meeting in Rome", "in other brackets"),
        ("Meeting in Rome (June 2018)", "June 2018", "2018-06-01", "Meeting in Rome", "at the end"),
        ("Meeting in Rome (12-14 June 2018).", "12-14 June 2018", "2018-06-12", "Meeting in Rome", "with a full stop"),
        ("July – December 2019: Coaching", "July – December 2019", "2019-07-01", "Coaching", "a range"),
        ("28th-30th Nov. 2018: EU-China Forum", "28th-30th Nov. 2018", "2018-11-28", "EU-China Forum", "days"),
        ("2019: Conference", "2019", "2019-01-01", "Conference", "a year before a colon"),
        ("Since April 2018: monthly calls", "Since April 2018", "2018-04-01", "monthly calls", "open"),
        ("March 2020: IUC Asia Webinar: discussion", "March 2020", "2020-03-01", "IUC Asia Webinar: discussion", "two colons"),
        ("July 2018 – August 2018 – Training", "July 2018 – August 2018", "2018-07-01", "Training", "two dashes"),
        ("November 2019 Yangzhou representatives visit Rome", "November 2019", "2019-11-01", "Yangzhou representatives visit Rome", "a sentence behind it"),
        ("In June 2018 the city hosted a forum", "In June 2018", "2018-06-01", "In June 2018 the city hosted a forum", "part of the sentence: it stays there"),
        ("Meeting in Rome, June 2018", "June 2018", "2018-06-01", "Meeting in Rome", "behind the last comma"),
        ("Meeting in Rome – 5 June 2018.", "5 June 2018", "2018-06-05", "Meeting in Rome", "behind the last dash"),
        ("Ende Mai 2019: Visit", "Ende Mai 2019", "2019-05-01", "Visit", "German"),
        ("June 2018", "June 2018", "2018-06-01", "", "a label whose text is the next paragraph"),
    ],
)  # fmt: skip
def test_label(item: str, label: str, start: str, text: str, because: str) -> None:
    dated = read_date_label(span(item))
    assert dated.dates is not None, because
    assert (dated.label.text, str(dated.dates.start), dated.text.text) == (label, start, text), because


@pytest.mark.parametrize(
    ("item", "because"),
    [
        ("Meeting in Rome", "no date"),
        ("2019 conference on smart cities in Rome", "a year is part of a name"),
        ("Agenda 2030: workshop in Rome", "another name"),
        ("Horizon 2020: joint proposal", "and another"),
        ("Rome: the visit in June 2018 was postponed", "a date far within the text"),
        ("March for science in Rome", "a verb"),
        ("May the forum succeed", "another one"),
        ("Expo in Milan, 2015", "a year alone is part of a name"),
        ("Talks in May 2018, June 2018", "two dates: which one would be a guess"),
        ("12 companies from Rome visited", "a number"),
        ("Smart City: platform (e.g. pilot projects)", "brackets that hold no date"),
    ],
)
def test_no_label(item: str, because: str) -> None:
    dated = read_date_label(span(item))
    assert (dated.dates, dated.label.text, dated.text.text) == (None, "", item), because


@pytest.mark.parametrize(
    ("item", "label", "because"),
    [
        ("Visit to Rome (31 February 2019)", "31 February 2019", "no such day"),
        ("Visit to Rome (Spring 2019)", "Spring 2019", "no months of the calendar"),
        ("Visit to Rome (03/04/2019)", "03/04/2019", "March or April: nothing is guessed"),
        ("03/04/2019: Visit to Rome", "03/04/2019", "the same at the head"),
    ],
)
def test_a_label_that_cannot_be_read_is_still_a_label(item: str, label: str, because: str) -> None:
    dated = read_date_label(span(item))
    assert (dated.dates, dated.label.text, dated.text.text) == (None, label, "Visit to Rome"), because


@pytest.mark.parametrize(
    ("item", "label", "text", "because"),
    [
        ("Spring 2019: Visit to Rome", "Spring 2019", "Visit to Rome", "a season"),
        ("31 June 2018: Visit to Rome", "31 June 2018", "Visit to Rome", "no such day"),
        ("May: Visit to Rome", "May", "Visit to Rome", "no year"),
        ("before June 2019: Visit", "before June 2019", "Visit", "no start is said"),
        ("mid-2019: Visit", "mid-2019", "Visit", "no quarter"),
        ("June 2019 or July 2019: Visit", "June 2019 or July 2019", "Visit", "one of two"),
        ("Week of 5 May 2019: Visit", "Week of 5 May 2019", "Visit", "a week"),
        ("June and October 2018: two missions", "June and October 2018", "two missions", "two months that are no range"),
        ("June 2018 and October 2018: two missions", "June 2018 and October 2018", "two missions", "two dates"),
        ("June 2018; October 2018: two missions", "June 2018; October 2018", "two missions", "two dates"),
        ("June 2018, October 2018: two missions", "June 2018, October 2018", "two missions", "two dates: one of them would be half the truth"),
    ],
)  # fmt: skip
def test_a_label_that_cannot_be_read_is_a_label_still(item: str, label: str, text: str, because: str) -> None:
    dated = read_date_label(span(item))
    assert (dated.dates, dated.label.text, dated.text.text) == (None, label, text), because


@pytest.mark.parametrize(
    ("item", "parts", "because"),
    [
        (
            "June 2018: Meeting in Rome. July 2018: Visit to Nice.",
            ["June 2018: Meeting in Rome.", "July 2018: Visit to Nice."],
            "two activities in one paragraph",
        ),
        (
            "June 2018: Meeting in Rome. It took place in July 2018. All agreed.",
            ["June 2018: Meeting in Rome. It took place in July 2018. All agreed."],
            "a date in running text opens nothing",
        ),
        (
            "Visit to Rome (June 2018). Visit to Nice (July 2018).",
            ["Visit to Rome (June 2018).", "Visit to Nice (July 2018)."],
            "dates in brackets close theirs",
        ),
        ("Meeting in Rome.", ["Meeting in Rome."], "no date at all"),
    ],
)
def test_several_activities_in_one_paragraph_are_parted(item: str, parts: list[str], because: str) -> None:
    assert [part.text for part in split_at_date_labels(span(item))] == parts, because
