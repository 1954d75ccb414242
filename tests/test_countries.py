"""The country and province rows of the head: what each column names, in any language of the programme and any order."""

from __future__ import annotations

import pytest

from pipelines.extraction.countries import read_countries, read_provinces
from tests.forms import span


@pytest.mark.parametrize(
    ("cell", "codes", "because"),
    [
        ("UK", ["GB"], "the source's UK is GB"),
        ("United Kingdom", ["GB"], "in full"),
        ("England", ["GB"], "a part of it"),
        ("China", ["CN"], "China"),
        ("P.R. China", ["CN"], "the official way"),
        ("PRC", ["CN"], "abbreviated"),
        ("China, P.R.", ["CN"], "turned round: the comma is part of the name"),
        ("Czech Republic", ["CZ"], "Prague's"),
        ("Czechia", ["CZ"], "its short name"),
        ("Greece", ["GR"], "Agioi Anargyroi-Kamatero's"),
        ("The Netherlands", ["NL"], "with an article"),
        ("España", ["ES"], "in the country's language"),
        ("Deutschland", ["DE"], "another one"),
        ("Spain, Italy, France, Germany, UK", ["ES", "IT", "FR", "DE", "GB"], "Yangzhou's: in the cell's order"),
        ("France, Spain, Germany, Italy,", ["FR", "ES", "DE", "IT"], "Panjin's: a comma too many"),
        ("Spain / Italy", ["ES", "IT"], "slashes"),
        ("Spain; Italy", ["ES", "IT"], "semicolons"),
        ("Spain and Italy", ["ES", "IT"], "words"),
        ("Spain, Italy and France", ["ES", "IT", "FR"], "both"),
        ("Spain, Italy, and France", ["ES", "IT", "FR"], "the Oxford comma"),
        ("Spain & Italy", ["ES", "IT"], "signs"),
        ("Bosnia and Herzegovina", ["BA"], "one country whose name holds an “and”"),
        ("Spain (Andalusia)", ["ES"], "a remark"),
        ("Spain、Italy", ["ES", "IT"], "the comma of Chinese keyboards"),
        ("UK France", ["GB", "FR"], "two lines of a cell that became one"),
        ("Czech Republic United Kingdom", ["CZ", "GB"], "names of two words"),
        ("P.R. of China", ["CN"], "the official way with its preposition"),
    ],
)
def test_countries(cell: str, codes: list[str], because: str) -> None:
    countries = read_countries(span(cell), "country_raw")
    assert [code for code, _ in countries.named] == codes, because
    assert countries.findings == (), because


@pytest.mark.parametrize("cell", ["", "N/A", "–", "-", "tbd"])
def test_no_country_is_stated(cell: str) -> None:
    countries = read_countries(span(cell), "country_raw")
    assert (countries.named, countries.findings) == ((), ())


def test_each_country_stands_where_it_was_read() -> None:
    cell = span("Spain, Italy and France")
    assert [cell.text[place.start : place.end] for _, place in read_countries(cell, "x").named] == [
        "Spain",
        "Italy",
        "France",
    ]


@pytest.mark.parametrize(
    ("cell", "unknown", "because"),
    [
        ("Atlantis", ["Atlantis"], "no country"),
        ("Spain, Atlantis", ["Atlantis"], "one of two"),
        ("Europe", ["Europe"], "a continent"),
        ("Catalonia", ["Catalonia"], "a region"),
    ],
)
def test_unknown_country(cell: str, unknown: list[str], because: str) -> None:
    findings = read_countries(span(cell), "country_raw").findings
    assert [(finding.code, finding.span.text) for finding in findings] == [
        ("unknown_country", name) for name in unknown
    ], because


@pytest.mark.parametrize(
    ("cell", "code", "because"),
    [
        ("Jiangsu", "CN-JS", "a province"),
        ("Jiangsu Province", "CN-JS", "with the word"),
        ("Baden-Württemberg", "DE-BW", "a state"),
        ("Baden Württemberg", "DE-BW", "without the hyphen"),
        ("Catalonia", "ES-CT", "a region, in English"),
        ("Catalunya", "ES-CT", "in its own language"),
        ("Lazio", "IT-62", "a region"),
        ("Andalucía", "ES-AN", "with its accent"),
        ("Guangxi Zhuang Autonomous Region", "CN-GX", "the whole name of Liuzhou's"),
        ("Guangxi", "CN-GX", "the short one"),
    ],
)
def test_province(cell: str, code: str, because: str) -> None:
    provinces = read_provinces(span(cell), "lead_province")
    assert code in provinces.codes, because
    assert provinces.findings == (), because


@pytest.mark.parametrize(
    ("cell", "countries", "because"),
    [
        ("France, Spain, Italy", ["France", "Spain", "Italy"], "Haikou's: all three are countries"),
        ("Catalonia, Baden-Württemberg, Italy", ["Italy"], "Guangzhou's: the last one"),
        ("Luxembourg", [], "a country and a province of Belgium: no finding can be sure"),
        ("South Yorkshire", [], "a county that isn't in the vocabulary is no finding"),
        ("", [], "nothing"),
        ("N/A", [], "not stated"),
    ],
)
def test_a_country_in_the_province_row(cell: str, countries: list[str], because: str) -> None:
    findings = read_provinces(span(cell), "lead_province").findings
    assert [(finding.code, finding.span.text) for finding in findings] == [
        ("province_is_country", name) for name in countries
    ], because
