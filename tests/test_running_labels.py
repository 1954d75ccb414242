"""Where the labels of a form stand in running text, and which words only look like one."""

from __future__ import annotations

import pytest

from pipelines.reading.running_labels import find_labels, has_torn_labels


def labels(text: str) -> list[tuple[str, str]]:
    """The section of each label and its words as they stand, parts of a torn one parted by `…`."""
    return [(one.section, " … ".join(text[start:end] for start, end in one.parts)) for one in find_labels(text)]


@pytest.mark.parametrize(
    ("text", "found", "because"),
    [
        ("City: Longyan Country: China", [("city", "City:"), ("country", "Country:")], "each with its colon"),
        ("CITY：Longyan COUNTRY：China", [("city", "CITY："), ("country", "COUNTRY：")], "capitals and wide colons"),
        ("City: Longyan Popluation: 2.6 million", [("city", "City:"), ("population", "Popluation:")], "a typing error"),
        ("City: Longyan Size (km²) 329 Period of cooperation May 2017",
         [("city", "City:"), ("area", "Size (km²)"), ("period", "Period of cooperation")],
         "no colon is needed before a figure or a month"),
        ("Main objectives of A plan for cooperation as described both cities in the U-CAP: Expected results: none",
         [("objective", "Main objectives of … cooperation as described … in the U-CAP:"), ("results", "Expected results:")],
         "torn, each word of it known: better than shorter and lengthened"),
        ("City: Longyan Population of the city: 2.6 million",
         [("city", "City:"), ("population", "Population of the city:")], "lengthened up to its colon"),
        ("City: Longyan Country: China The city and the country are proud of their population.",
         [("city", "City:"), ("country", "Country:")], "words of a sentence have no capital"),
        ("Cooperation Themes: Smart City: a platform City: Longyan",
         [("themes", "Cooperation Themes:"), ("city", "City:")], "`Smart City:` is a theme's heading"),
        ("Related SDGs and Urban Agenda Good Health and Well-Being: SDG 3 topics: Quality Education: SDG 4",
         [("related_tags", "Related SDGs and Urban Agenda … topics:")], "torn: the rest stands behind the value's first line"),
        ("Ci\u200bty: Longyan Coun\u00adtry: China", [("city", "Ci\u200bty:"), ("country", "Coun\u00adtry:")],
         "signs of no width stand in words"),
        ("Expected results: a plan. 2 Expected results: a visit.",
         [("results", "Expected results:"), ("results", "Expected results:")],
         "a text's label is printed again behind a page break"),
        ("Key focus of Ceramics: kilns.\ncooperation\nFootball: coaches.\nthemes:\nKey challenges of Gas.\ncooperation theme:",
         [("focus", "Key focus of … cooperation … themes:"), ("challenge", "Key challenges of … cooperation theme:")],
         "of a table printed line by line the labels' lines open lines: the nearest goes on, and no value lengthens it"),
        ("Period of May 2018\ncooperation\nCooperation Industry: glass\nThemes:\nRelated SDGs and SDG 3\nUrban Agenda\ntopics:",
         [("period", "Period of … cooperation"), ("themes", "Cooperation … Themes:"),
          ("related_tags", "Related SDGs and … Urban Agenda\ntopics:")],
         "a word alone on its line is the label's, with a capital it opens the next"),
        ("nothing of the kind", [], "no label"),
    ],
)  # fmt: skip
def test_labels_in_running_text(text: str, found: list[tuple[str, str]], because: str) -> None:
    assert labels(text) == found, because


@pytest.mark.parametrize(
    ("text", "is_torn", "because"),
    [
        (
            "Period of\ncooperation: May 2017\nExpected results\nand benefits: a plan",
            True,
            "two labels on two lines each",
        ),
        ("Period of cooperation: May 2017\nExpected results and benefits: a plan", False, "each on one line"),
        ("Period of\ncooperation: May 2017\nExpected results: a plan", False, "one is no habit"),
    ],
)
def test_labels_on_several_lines(text: str, is_torn: bool, because: str) -> None:
    assert has_torn_labels(text) is is_torn, because


def test_thousands_of_labels_take_no_longer_than_their_text() -> None:
    assert [section for section, _ in labels("City: " * 3_000)] == ["city"]
