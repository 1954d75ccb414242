"""Spreadsheets saved as text: which sign parts the fields, and that each word keeps its place."""

from __future__ import annotations

import pytest

from pipelines.reading.csv_rows import csv_rows, looks_like_csv
from pipelines.summary import read_summary

HEAD = (
    "City:{0}Nice{0}Haikou\nCountry:{0}France{0}China\nPopulation:{0}340 000{0}\nPeriod of cooperation{0}May 2018{0}\n"
)
WRAPPED = """Province, State, Department
Jiangsu
Main activities
Both sides plan exchanges between the
cities and vice-versa, with support to
activities in schools, focus on tourism
themes of both cities, and more.
For further information (including access to the full U-CAP), please contact:
"""


@pytest.mark.parametrize(
    ("text", "is_so", "because"),
    [
        (HEAD.format(";"), True, "semicolons"),
        (HEAD.format(","), True, "commas"),
        ("\ufeff" + HEAD.format(";"), True, "with a byte order mark"),
        (HEAD.format(";").replace("\n", "\r"), True, "lines as old Macs end them"),
        ('"City";"Nice"\n"Country";"France"\n"Population";"1"\n"Expected results";"2"\n', True, "all fields in quotes"),
        (HEAD.format("\t"), False, "tabs are another layout"),
        (HEAD.format(": "), False, "labels of lines"),
        ("City, Country, Population and Period of cooperation\n" * 9, False, "labels in one sentence"),
        (WRAPPED, False, "wrapped lines that open with words of labels, and labels that hold a comma"),
        (WRAPPED.replace("\n", "\u2028"), False, "the same, parted by line separators"),
    ],
)
def test_which_texts_have_fields(text: str, is_so: bool, because: str) -> None:
    assert looks_like_csv(text) is is_so, because


@pytest.mark.parametrize(
    ("field", "expected", "because"),
    [
        ("Fishing; old nets", None, "without quotes the sign parts"),
        ('"Fishing; old nets"', ["Fishing; old nets"], "the sign in quotes is text"),
        ('"the ""car cluster"""', ['the "car cluster"'], "quotes in quotes are doubled"),
        ('"Fishing nets.\nOld ports."', ["Fishing nets.", "Old ports."], "several lines"),
        ('"- Fishing nets\r\n- Old ports"', ["Fishing nets", "Old ports"], "several lines, as Windows ends them"),
        ('The "old" ports', ['The "old" ports'], "quotes inside a field are its own"),
        ('"an open quote', ['"an open quote'], "a quote that never closes"),
        ("Fishing\tnets", ["Fishing nets"], "a tab is a blank"),
    ],
)
def test_fields(field: str, expected: list[str] | None, because: str) -> None:
    text = HEAD.format(";") + f"Key focus;{field};\nExpected results;A platform;\n"
    found = {row.label.text: row.cells for row in csv_rows(text)}
    cells = found["Key focus"] or ()
    if expected is None:
        assert [block.span.text for cell in cells for block in cell] == ["Fishing", "old nets"], because
    else:
        assert [block.span.text for block in cells[0]] == expected, because
        for block in cells[0]:
            first = block.span.pieces[0]
            assert text[first.start] == block.span.text[0], "it stands where it says"


def test_lines_inside_a_field_that_are_set_in_are_items_of_items() -> None:
    text = (
        HEAD.format(";") + 'Main activities;"- May 2018: Visit\n  - the port\n- June 2018: Fair";\nExpected results;;\n'
    )
    assert [activity.sequence for activity in read_summary(text).activities] == ["1", "1.1", "2"]
