"""Expected results: one row an item, counted from 1; or the form's word that there are none."""

# ruff: noqa: E501 (a case is a line)
from __future__ import annotations

import pytest

from pipelines.extraction.results import read_results
from tests.forms import blocks


@pytest.mark.parametrize(
    ("cell", "expected", "because"),
    [
        ("1. A platform 2. A lab 3. A forum", ["A platform", "A lab", "A forum"], "numbers in a line"),
        ("<ol><li>A platform</li><li>A lab</li></ol>", ["A platform", "A lab"], "a list"),
        ("<ol><li>1. A platform</li></ol> - 2. A lab", ["A platform", "A lab"], "a list that a page break left"),
        ("<ol><li>1. A platform</li></ol><p>- 2. A lab</p><p>- 3. A forum</p>", ["A platform", "A lab", "A forum"], "as in Yangzhou's"),
        ("• A platform • A lab", ["A platform", "A lab"], "bullets"),
        ("<p>A platform</p><p>A lab</p>", ["A platform", "A lab"], "paragraphs"),
        ("<ol><li>A platform</li></ol><p>with five companies.</p>", ["A platform with five companies."], "a list that closed too early"),
        ("<ul><li>A platform<ul><li>for data</li></ul></li><li>A lab</li></ul>", ["A platform", "for data", "A lab"], "a sub-item is an item of its own: the table has one level"),
        ("3. A platform 4. A lab", ["A platform", "A lab"], "counted anew, whatever the numbers"),
        ("1. A platform (e.g. 2. generation)", ["A platform (e.g. 2. generation)"], "a number within brackets is none of the list"),
        ("Cooperation in two fields", ["Cooperation in two fields"], "one sentence"),
        ("None of the cities has a platform yet; one is planned.", ["None of the cities has a platform yet; one is planned."], "a sentence that only opens so"),
    ],
)  # fmt: skip
def test_results(cell: str, expected: list[str], because: str) -> None:
    results = read_results(blocks(cell))
    assert [record.description for record in results.records] == expected, because
    assert [record.sequence for record in results.records] == [*range(1, len(expected) + 1)], because
    assert results.findings == [], because


@pytest.mark.parametrize(
    "cell",
    [
        "Currently none.",
        "N/A",
        "None",
        "–",
        "TBD",
        "No results yet.",
        "To be defined.",
        "1. N/A",
        "<ul><li>None so far</li></ul>",
        "There are no results.",
        "Currently no results.",
        "None at the moment",
        "Not yet.",
        "No concrete results so far.",
        "Not available yet",
        "There are currently no concrete results.",
    ],
)
def test_the_form_says_that_there_are_none(cell: str) -> None:
    results = read_results(blocks(cell))
    assert results.records == []
    assert [finding.code for finding in results.findings] == ["no_results_stated"]


def test_an_empty_section_says_nothing() -> None:
    assert (read_results([]).records, read_results([]).findings) == ([], [])


def test_an_empty_bullet_is_an_issue() -> None:
    results = read_results(blocks("→ A platform →"))
    assert [record.description for record in results.records] == ["A platform"]
    assert [finding.code for finding in results.findings] == ["empty_item"]


def test_a_result_stands_where_it_was_read() -> None:
    cell = "<ol><li>1. R&amp;D <i>platform</i></li></ol><p>of both cities</p>"
    (record,) = read_results(blocks(cell)).records
    assert record.description == "R&D platform of both cities"
    assert cell[record.source_start : record.source_end] == "R&amp;D <i>platform</i></li></ol><p>of both cities"
