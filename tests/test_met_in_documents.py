"""Rules that unseen documents taught (`cases/documents`), each by itself: how people and programs write besides."""

from __future__ import annotations

import pytest

from pipelines.extraction.activities import read_activities
from pipelines.extraction.period import Period
from pipelines.reading.labels import section_of
from pipelines.reading.layout import read_layout
from pipelines.reading.markup import read_blocks
from pipelines.reading.tab_rows import tab_rows
from pipelines.summary import read_summary
from tests.forms import form


@pytest.mark.parametrize(
    ("source", "text", "because"),
    [
        ("*Smart City*: data", "Smart City: data", "one asterisk slants words"),
        ("the *Design Week*, twice", "the Design Week, twice", "in the middle of a sentence"),
        ("rooms of 5 * 3 * 2 m", "rooms of 5 * 3 * 2 m", "signs between figures are none"),
        ("a price* and *a note", "a price* and *a note", "footnotes' signs slant nothing"),
        (r"Beijing\'s \"Heat\"", 'Beijing\'s "Heat"', "pandoc escapes quotes too"),
        (r"C:\Users", r"C:\Users", "a backslash before a letter is one"),
    ],
)
def test_marks_of_markdown(source: str, text: str, because: str) -> None:
    (block,) = read_blocks(source, 0, len(source))
    assert block.span.text == text, because
    assert source[block.span.start] == text[0] or source[block.span.start] == "*"


@pytest.mark.parametrize(
    ("source", "texts", "because"),
    [
        ("a) Meeting; b) Mission; c) Workshop", ["Meeting;", "Mission;", "Workshop"], "letters that count on"),
        ("a) Meeting; see c) below", ["Meeting; see c) below"], "letters that don't"),
        ("i. Roofs<br>ii. Food", ["Roofs", "Food"], "Roman figures with a full stop"),
        ("i.e. roofs", ["i.e. roofs"], "`i.e.` opens no item"),
        ("12.3 31 September 2018: Deadline", ["31 September 2018: Deadline"], "a number before a day"),
        ("2.3 million visitors", ["2.3 million visitors"], "a figure is no number of an item"),
        ("o a round table", ["a round table"], "Word's second bullet before a small letter"),
    ],
)
def test_signs_of_items(source: str, texts: list[str], because: str) -> None:
    assert [block.span.text for block in read_blocks(source, 0, len(source))] == texts, because


@pytest.mark.parametrize(
    ("section", "expected", "because"),
    [
        (
            "<p>12.1 May 2018: Visit</p><p>(a) Nanjing</p><p>12.2 June 2018: Call</p>",
            [("1", "Visit"), ("1.1", "Nanjing"), ("2", "Call")],
            "numbers that go on from their section's",
        ),
        (
            "<table><tr><th>Date</th><th>Activity</th></tr><tr><td>May 2018</td><td>Visit</td></tr>"
            "<tr><td>Spring 2019</td><td>Call</td></tr></table>",
            [("1", "Visit"), ("2", "Call")],
            "a table with a column of dates; its head is no activity",
        ),
    ],
)
def test_activities(section: str, expected: list[tuple[str, str]], because: str) -> None:
    read = read_activities(read_blocks(section, 0, len(section)), Period())
    assert [(record.sequence, record.description) for record in read.records] == expected, because


@pytest.mark.parametrize(
    ("label", "section", "because"),
    [
        ("Citv:", "city", "v for y"),
        ("Countrv:", "country", "in a longer word"),
        ("Slze (km2)", "area", "l for i"),
        ("Cooperation Thernes:", "themes", "rn for m"),
        ("Cite:", None, "another word"),
        ("Site", None, "one letter off, of another shape"),
    ],
)
def test_labels_that_text_recognition_misread(label: str, section: str | None, because: str) -> None:
    assert section_of(label) == section, because


def test_a_cell_in_quotes_holds_several_lines() -> None:
    """Spreadsheets write it so; quotes inside are doubled, and every offset still leads to the file's own words."""
    text = 'City:\t"Athens\n(with Piraeus)"\tShanghai\nCooperation Themes:\t"Culture: the ""Old"" town\r\nEnvironment: shade"\t\n'
    first, second = tab_rows(text)
    assert [[block.span.text for block in cell] for cell in first.cells or ()] == [
        ["Athens", "(with Piraeus)"],
        ["Shanghai"],
    ]
    blocks = (second.cells or ())[0]
    assert [block.span.text for block in blocks] == ['Culture: the "Old" town', "Environment: shade"]
    assert text[blocks[1].span.start : blocks[1].span.end] == "Environment: shade"


def test_an_email_quotes_a_summary() -> None:
    """The signs before its lines are no text; offsets stay those of the file."""
    quoted = "Dear all,\n\n" + "".join(f"> {line}\n" for line in form().splitlines())
    expected, found = read_summary(form()), read_summary(quoted)
    assert [one.city_id for one in found.partners] == [one.city_id for one in expected.partners]
    assert [one.description for one in found.activities] == [one.description for one in expected.activities]
    partner = found.partners[0]
    assert quoted[partner.source_start : partner.source_end] == partner.raw_text


def test_a_sign_before_one_line_is_no_quote() -> None:
    assert read_layout(form())[1].sections.keys() == read_layout("> see below\n" + form())[1].sections.keys()
