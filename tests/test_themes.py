"""Cooperation themes: their headings, their descriptions, and the theme of the vocabulary that a heading means."""

# ruff: noqa: E501 (a case is a line)
from __future__ import annotations

import pytest

from pipelines.extraction.themes import read_themes
from pipelines.theme_names import theme_of
from tests.forms import blocks

Row = tuple[str, str | None, str | None]


def themes(cell: str) -> list[Row]:
    return [
        (theme.record.theme_code, theme.record.heading, theme.record.description) for theme in read_themes(blocks(cell))
    ]


SMART = ("smart_city_digital", "Smart Cities")


@pytest.mark.parametrize(
    ("cell", "expected", "because"),
    [
        ("<p><b>Smart Cities:</b> energy data</p>", [(*SMART, "energy data")], "bold and a colon, as in most forms"),
        ("<p><b>Smart Cities</b>: energy data</p>", [(*SMART, "energy data")], "the colon outside"),
        ("<p><b>Smart Cities</b> energy data</p>", [(*SMART, "energy data")], "no colon"),
        ("<p><b>Smart</b><b> Cities:</b> energy data</p>", [(*SMART, "energy data")], "bold in two runs"),
        ("<p>**Smart Cities:** energy data</p>", [(*SMART, "energy data")], "Markdown"),
        ("Smart Cities: energy data", [(*SMART, "energy data")], "a colon alone"),
        ("Smart Cities : energy data", [(*SMART, "energy data")], "a blank before it"),
        ("Smart Cities：energy data", [(*SMART, "energy data")], "the colon of Chinese keyboards has no blank behind it"),
        ("Smart Cities:energy data", [(*SMART, "energy data")], "a blank was forgotten"),
        ("Smart Cities → energy data", [(*SMART, "energy data")], "an arrow, as in Barnsley's"),
        pytest.param("Smart Cities – energy data", [(*SMART, "energy data")], "a dash behind a theme that the vocabulary knows"),
        pytest.param("Smart Cities - energy data", [(*SMART, "energy data")], "a hyphen for a dash"),
        ("• <b>Smart Cities</b> energy data", [(*SMART, "energy data")], "behind a bullet"),
        ("<p>Smart Cities:</p><p>energy data</p>", [(*SMART, "energy data")], "the heading in a paragraph of its own"),
        ("<p><b>Smart Cities</b></p><p>support: energy data</p>", [(*SMART, "support: energy data")], "a colon in its text"),
        ("<p>Smart Cities:</p><p>energy data</p><p>and mobility data</p>", [(*SMART, "energy data and mobility data")], "two paragraphs of text"),
        ("Smart Cities", [(*SMART, None)], "a theme without a description"),
        ("<p>Smart Cities: a</p><p>Health: b</p>", [(*SMART, "a"), ("health_biotech", "Health", "b")], "two themes"),
        ("Smart Cities: a<br>Health: b", [(*SMART, "a"), ("health_biotech", "Health", "b")], "two lines"),
        ("1. Smart Cities: a 2. Health: b", [(*SMART, "a"), ("health_biotech", "Health", "b")], "numbered"),
        ("• Smart Cities • Health", [(*SMART, None), ("health_biotech", "Health", None)], "a list of names"),
        ("Smart Cities<br>Tourism", [(*SMART, None), ("culture_tourism_education", "Tourism", None)], "lines of names"),
        ("<b>Smart Cities:</b><ul><li>a</li><li>b</li></ul><b>Health:</b><ul><li>c</li></ul>", [(*SMART, "a b"), ("health_biotech", "Health", "c")], "themes with bullets below"),
        ("<ul><li><b>Smart Cities</b><ul><li>a</li><li>b</li></ul></li><li><b>Health</b><ul><li>c</li></ul></li></ul>", [(*SMART, "a b"), ("health_biotech", "Health", "c")], "a list in a list"),
        ("Smart Cities: ○ a ○ b", [(*SMART, "a b")], "bullets as characters"),
        ("Smart Cities: data (e.g. energy: heat)", [(*SMART, "data (e.g. energy: heat)")], "a second colon"),
        ("<p>→</p><p>Smart Cities: a</p>", [(*SMART, "a")], "a lone arrow"),
        ("N/A", [], "none"),
        ("–", [], "none"),
        ("", [], "none"),
    ],
)  # fmt: skip
def test_themes(cell: str, expected: list[Row], because: str) -> None:
    assert themes(cell) == expected, because
    assert [theme.record.sequence for theme in read_themes(blocks(cell))] == [*range(1, len(expected) + 1)]
    assert [finding.code for theme in read_themes(blocks(cell)) for finding in theme.findings] == [], because


@pytest.mark.parametrize(
    ("heading", "code", "because"),
    [
        ("Smart Cities & Digital Transition", "smart_city_digital", "Barnsley's"),
        ("Smart City / Mobility", "smart_city_digital", "Haikou's"),
        ("Cultural, Tourism and Education", "culture_tourism_education", "an adjective among nouns"),
        ("Culture, Tourism, and Education", "culture_tourism_education", "the Oxford comma"),
        ("Health Care and Biotechnology", "health_biotech", "Guangzhou's"),
        ("HEALTHCARE & BIOTECH", "health_biotech", "other spelling, capitals"),
        ("Circular Economy & Energy Transition", "circular_economy_energy", "two parts, one theme"),
        ("Modern Agriculture", "agriculture", "Panjin's"),
        ("Technology innovation", "technology_innovation", "Haikou's"),
        ("Urban regeneration", "urbanisation", "an alias"),
        ("Industrial design", "industry", "an alias"),
        ("Environment / Green development", "environment", "two aliases of one theme"),
        ("Smart Cities and unicorns", "smart_city_digital", "the part that is known"),
        ("Smart City (SDG 11)", "smart_city_digital", "a remark in brackets"),
        ("Circular Economy and Smart Cities", None, "two themes: neither is chosen"),
        ("Unicorns", None, "unknown"),
        ("", None, "nothing"),
    ],
)
def test_a_heading_means_a_theme(heading: str, code: str | None, because: str) -> None:
    assert theme_of(heading) == code, because


def test_a_theme_counted_in_words_has_its_name_for_heading() -> None:
    assert themes("<p>Theme 1: Smart City: energy data</p>")[0][0] == "smart_city_digital"


@pytest.mark.parametrize(
    ("cell", "heading", "because"),
    [
        ("<b>Blue sky thinking:</b> clouds", "Blue sky thinking", "a heading that the vocabulary lacks"),
        ("Support stakeholders of the city.", None, "a text without a heading"),
        ("Circular Economy and Smart Cities: both", "Circular Economy and Smart Cities", "two themes in one"),
    ],
)
def test_an_unknown_theme_is_other_with_an_issue(cell: str, heading: str | None, because: str) -> None:
    (theme,) = read_themes(blocks(cell))
    assert (theme.record.theme_code, theme.record.heading) == ("other", heading), because
    assert [(finding.code, finding.row_key) for finding in theme.findings] == [("unknown_theme", "t1")], because


def test_the_tags_of_a_theme_are_its_own() -> None:
    first, second = read_themes(blocks("<p>Smart Cities: a (SDG 11)</p><p>Health: b (SDG 3, SDG 11)</p>"))
    assert [(tag.sdg_goal, tag.theme_sequence) for tag in first.tags.goals] == [(11, 1)]
    assert [(tag.sdg_goal, tag.theme_sequence) for tag in second.tags.goals] == [(3, 2), (11, 2)]


def test_a_theme_stands_where_it_was_read() -> None:
    cell = "<p><b>Smart Cities:</b> a</p> <p><b>Health:</b></p> <ul><li>b</li><li>c</li></ul>"
    written = [cell[theme.record.source_start : theme.record.source_end] for theme in read_themes(blocks(cell))]
    assert written == ["Smart Cities:</b> a", "Health:</b></p> <ul><li>b</li><li>c"]
