"""Which section a label opens, however it is typed, and which cells are no label."""

from __future__ import annotations

import pytest

from pipelines.reading.labels import is_rest_of_label, leading_label, section_names, section_of


@pytest.mark.parametrize(
    ("label", "section", "because"),
    [
        ("City:", "city", "the form's own"),
        ("CITY", "city", "case and colon make no difference"),
        ("Cities", "city", "a form of several"),
        ("City (lead)", "city", "a remark in brackets"),
        ("Province, State, Department...:", "province", "dots and all"),
        ("Province / State", "province", "shortened"),
        ("County:", "province", "a British form; one letter off Country"),
        ("Country:", "country", "one letter off County"),
        ("Population (2018):", "population", "a year"),
        ("Popluation:", "population", "a typing error"),
        ("Size (km²)", "area", "raised"),
        ("Size (km2):", "area", "or not"),
        ("Size (km ²)", "area", "or set apart by the converter"),
        ("Area", "area", "another word"),
        ("Period of cooperation", "period", "without a colon, as the form has it"),
        ("Cooperation period:", "period", "turned round"),
        ("Cooperation Themes (max. 3):", "themes", "a hint to who fills it in"),
        ("Related SDGs and Urban Agenda topics:", "related_tags", "the form's own"),
        ("Related SDGs & Urban Agenda topics", "related_tags", "with a sign for “and”"),
        ("Key focus of cooperation themes:", "focus", "the form's own"),
        ("Key challenges of cooperation theme:", "challenge", "singular in the form"),
        ("Key chalenges of cooperation theme", "challenge", "a letter is missing"),
        ("Main objectives of cooperation as described in the U-CAP:", "objective", "the form's own"),
        ("Short description of main activities and key outputs (e.g. pilot projects):", "activities", "the longest"),
        ("Short description of main activities and key outputs", "activities", "without its example"),
        ("Expected results and benefits:", "results", "the form's own"),
        ("Expeted results and benefits", "results", "a typing error"),
        ("Results:", "results", "the short form of an impatient author"),
        ("For further information (including access to the full U-CAP), please contact:", "contact", "the foot of the form"),
    ],
)  # fmt: skip
def test_label(label: str, section: str, because: str) -> None:
    assert section_of(label) == section, because


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("", "nothing"),
        ("…", "punctuation alone"),
        ("(km²)", "a remark alone"),
        ("Mannheim", "a value"),
        ("Nice", "a value that is short"),
        ("Site visit", "`Site` is one letter off `Size`"),
        ("June 2018", "a date"),
        ("Population growth is a challenge for the city", "a sentence that opens with a label's word"),
        ("Challenges of the digital age were discussed", "another one"),
        ("Objectives were reached in every one of the cities that took part in the mission of July 2018, and beyond", "long"),
        ("A European Union Programme", "a footer"),
    ],
)  # fmt: skip
def test_no_label(text: str, because: str) -> None:
    assert section_of(text) is None, because


@pytest.mark.parametrize(
    ("line", "section", "value", "because"),
    [
        ("City: Mannheim", "city", "Mannheim", "a form that lost its columns"),
        ("Period of cooperation: June 2018 – May 2019", "period", "June 2018 – May 2019", "a longer one"),
        ("Size (km²): 145", "area", "145", "a remark in the label"),
        ("City：Mannheim", "city", "Mannheim", "the colon of Chinese keyboards"),
    ],
)
def test_label_at_the_head_of_a_line(line: str, section: str, value: str, because: str) -> None:
    opening = leading_label(line)
    assert opening is not None, because
    assert (opening[0], line[opening[1] :].strip()) == (section, value), because


@pytest.mark.parametrize(
    ("line", "because"),
    [
        ("Smart City: data on the energy of quarters", "a theme's heading is no label"),
        ("Mannheim: mission in the city", "a name"),
        ("The period: June 2018", "a sentence"),
        ("City of Mannheim: visit", "a label's word, but a name"),
        ("July 2018: Visit to the city", "a date"),
    ],
)
def test_no_label_at_the_head_of_a_line(line: str, because: str) -> None:
    assert leading_label(line) is None, because


def test_the_sections_have_the_names_that_the_form_prints() -> None:
    names = section_names()
    assert list(names)[:6] == ["city", "province", "country", "population", "area", "period"]
    assert names["results"] == "Expected results and benefits"
    assert len(names) == 14  # 13 sections and the contact


@pytest.mark.parametrize(
    ("above", "below", "is_so", "because"),
    [
        ("Key challenges of", "cooperation theme:", True, "half a label and its rest"),
        ("Short description of main activities and key outputs", "(e.g. pilot projects):", True,
         "a label that may end there goes on where the rest is no label by itself"),
        ("Cooperation", "Themes:", True, "one that is no label before its rest is read"),
        ("City:", "Country:", False, "two labels"),
        ("Population:", "2.6 million", False, "a value"),
    ],
)  # fmt: skip
def test_the_rest_of_a_cut_label(above: str, below: str, is_so: bool, because: str) -> None:
    assert is_rest_of_label(above, below) is is_so, because
