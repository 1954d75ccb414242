"""Which words of a head without columns are the lead's and which the partners'."""

from __future__ import annotations

import pytest

from pipelines.extraction.sides import part_sides
from pipelines.reading.form import read_form
from pipelines.reading.tab_rows import tab_rows


def sides(*rows: str) -> list[tuple[str, str]]:
    """The lead's and the partners' words of each row, written `Label: words`."""
    text = "\n".join("\t".join(row.split(": ", 1)) for row in rows)
    form = read_form(tab_rows(text), text)
    part_sides(form)
    sections = form.sections.values()
    return [
        tuple(" | ".join(block.span.text for block in cell) for cell in (one.lead, one.partner)) for one in sections
    ]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("row", "lead", "partner", "because"),
    [
        ("City: Longyan Mannheim, Prague", "Longyan", "Mannheim, Prague", "two known cities side by side"),
        ("City: Aalborg Reggio Emilia, Granada", "Aalborg", "Reggio Emilia, Granada", "a city of two words stays one"),
        ("City: New Taipei", "New Taipei", "", "one known city of two words has no partner"),
        ("City: Hefei", "Hefei", "", "one city"),
        ("Country: China Spain, Germany, Italy", "China", "Spain, Germany, Italy", "two known countries side by side"),
        ("Country: United Kingdom China", "United Kingdom", "China", "a country of two words stays one"),
        ("Population: 2.6 million N/A", "2.6 million", "N/A", "the partners state none"),
        ("Population: 240,000 8,500,000", "240,000", "8,500,000", "two figures"),
        ("Population: 320.475 15,3 mio, 0,77 mio", "320.475", "15,3 mio, 0,77 mio", "the partners' figures are a list"),
        ("Population: 204 234 8.5m; 2.4m", "204 234", "8.5m; 2.4m", "blanks part thousands, and the sides"),
        ("Size (km²): 19,027 145", "19,027", "145", "no number has both signs"),
        ("Population: 1.2m 0.3m 8.5m", "1.2m 0.3m 8.5m", "", "nothing tells which of three are the lead's"),
        ("Population: 1 200 000", "1 200 000", "", "blanks part thousands"),
        ("Population: 240,000 (2018)", "240,000 (2018)", "", "a year in brackets is no second figure"),
        ("Population: 240,000 in 2018", "240,000 in 2018", "", "a year is no second figure"),
        ("Size (km²): 10 to 20", "10 to 20", "", "a range is one figure"),
        ("Size (km²): 329 km 2", "329 km 2", "", "the 2 of a square"),
        ("Period of cooperation: May 2017 – ongoing N/A", "May 2017 – ongoing", "N/A", "the partners state none"),
    ],
)
def test_one_row(row: str, lead: str, partner: str, because: str) -> None:
    assert sides(row) == [(lead, partner)], because


def test_the_same_sign_in_all_rows_parts_the_sides() -> None:
    rows = (
        "City: Gothenburg / Hangzhou, Jinan",
        "Province: Västra Götaland / Zhejiang, Shandong",
        "Country: Sweden / China",
    )
    assert sides(*rows) == [
        ("Gothenburg", "Hangzhou, Jinan"),
        ("Västra Götaland", "Zhejiang, Shandong"),
        ("Sweden", "China"),
    ]


def test_a_lone_province_goes_to_the_side_in_whose_countries_it_lies() -> None:
    rows = ("City: Longyan Mannheim", "Province: Baden-Württemberg", "Country: China Germany")
    assert sides(*rows)[1] == ("", "Baden-Württemberg")


def test_a_misspelt_partner_stands_behind_a_known_lead() -> None:
    rows = ("City: Lanzhou Wroclav, Katowice", "Country: China Poland")
    assert sides(*rows)[0] == ("Lanzhou", "Wroclav, Katowice")


def test_a_form_that_has_its_columns_is_left_alone() -> None:
    text = "City\tLongyan\tMannheim\nCountry\tChina Germany"
    form = read_form(tab_rows(text), text)
    part_sides(form)
    assert [block.span.text for block in form.sections["country"].lead] == ["China Germany"]


def test_a_cell_that_is_no_list_is_left_alone() -> None:
    """And takes no time: a list of names is short."""
    words = "the city of Rome and its many partners " * 2_000
    assert sides(f"City: {words}")[0][1] == ""
