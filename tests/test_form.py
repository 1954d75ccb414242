"""Rows → the form: which section a text stands in, across page breaks, without labels, with labels nobody knows."""

# ruff: noqa: E501 (a case is a line)
from __future__ import annotations

import pytest

from pipelines.reading.form import Form, read_form
from pipelines.reading.furniture import furniture
from pipelines.reading.tab_rows import tab_rows
from pipelines.summary import read_summary
from tests.forms import form


def read(text: str) -> Form:
    return read_form(tab_rows(text))


def texts(found: Form, section: str) -> list[str]:
    return [block.span.text for block in found.sections[section].blocks]


def unread(found: Form) -> list[str]:
    return [span.text for span in found.unread]


def test_each_section_has_its_columns() -> None:
    found = read(form())
    assert found.sections_found == 13
    assert [block.span.text for block in found.sections["city"].lead] == ["Mannheim"]
    assert [block.span.text for block in found.sections["city"].partner] == ["Chongqing, Zhengzhou"]
    assert texts(found, "challenge") == ["Comparing data that cities collect in different ways."]
    assert found.title is not None
    assert found.title.text == "IUC Urban Cooperation Action Plan (U-CAP) Summary"
    assert unread(found) == []


ACTIVITIES = "Main activities:\t"


@pytest.mark.parametrize(
    ("rows", "expected", "because"),
    [
        (
            "<p>→ June 2018: Visit to Nice and</p>\n\n\n\n\t<p>Granada with five companies.</p>",
            ["June 2018: Visit to Nice and Granada with five companies."],
            "a sentence that a page break cut goes on in a row without a label",
        ),
        (
            "<p>→ June 2018: Visit to Nice,</p>\n\t<p>Granada and Rome.</p>",
            ["June 2018: Visit to Nice, Granada and Rome."],
            "a comma leaves a sentence open, even before a capital",
        ),
        (
            "<p>→ June 2018: Visit to Nice with many</p>\n\t<p>companies.</p>",
            ["June 2018: Visit to Nice with many companies."],
            "so does a missing full stop before a small letter",
        ),
        (
            "<p>→ June 2018: Visit to Nice.</p>\n\t<p>→ July 2018: Visit to Rome.</p>",
            ["June 2018: Visit to Nice.", "July 2018: Visit to Rome."],
            "a new item is a new item",
        ),
        (
            "<p>→ June 2018: Visit to Nice.</p>\n\t<p>Rome was visited, too.</p>",
            ["June 2018: Visit to Nice.", "Rome was visited, too."],
            "a finished sentence needs no mending",
        ),
        (
            "<ul><li>Port of Nice</li><li>Nice presents</li></ul>\n\t<ul><li>shore power.</li><li>Rome</li></ul>",
            ["Port of Nice", "Nice presents shore power.", "Rome"],
            "a list opened anew with the rest of an item: it alone opens in lower case",
        ),
        (
            "<ul><li>Nice</li><li>a visit</li></ul>\n\t<ul><li>training</li></ul>",
            ["Nice", "a visit", "training"],
            "where other items do so too, lower case tells nothing",
        ),
        (
            "<ul><li>Nice presents its</li></ul>\n\t<ul><li>Port</li></ul>",
            ["Nice presents its Port"],
            "no item ends in `its`",
        ),
        (
            "<p>→</p>\n\t<p>June 2018: Visit to Nice.</p>",
            ["June 2018: Visit to Nice."],
            "a bullet that stayed on the page before its text",
        ),
        (
            "<p>→ June 2018: Visit to Nice.</p>\n\n3\n\nA European Union Programme\n欧盟项目\n\n\t<p>→ July 2018: Rome.</p>",
            ["June 2018: Visit to Nice.", "July 2018: Rome."],
            "a page number and a footer stand between",
        ),
        (
            "<ol><li>1. June 2018: Nice</li></ol>\n\n- 2. July 2018: Rome\n- 3. August 2018: Bologna",
            ["June 2018: Nice", "July 2018: Rome", "August 2018: Bologna"],
            "the list goes on outside the table, as in the summary of Yangzhou",
        ),
        (
            "<p>→ June 2018: Visit to<br>Nice and<br>Rome.</p>",
            ["June 2018: Visit to Nice and Rome."],
            "line breaks of a narrow column, kept by the converter",
        ),
        (
            "<p>→ June 2018: Visit to Nice</p>\t<p>and Granada.</p>",
            ["June 2018: Visit to Nice and Granada."],
            "a text that crosses the columns is one text",
        ),
    ],
)
def test_text_goes_on_over_rows(rows: str, expected: list[str], because: str) -> None:
    found = read(f"City:\tNice\n{ACTIVITIES}{rows}\nExpected results:\tnone\n")
    assert texts(found, "activities") == expected, because
    assert unread(found) == [], because


@pytest.mark.parametrize(
    ("before", "after", "section", "expected", "because"),
    [
        ("Chongqing, Zhengzhou\n", "Chongqing,\n\n\n\t\tZhengzhou\n", "city", "Mannheim Chongqing, Zhengzhou", "a list of partners, cut behind a comma"),
        ("Chongqing, Zhengzhou\n", "Chongqing\n\n\n\t\tand Zhengzhou\n", "city", "Mannheim Chongqing and Zhengzhou", "or before a word"),
        ("June 2018 – May 2019", "June 2018 –\n\n\tMay 2019", "period", "June 2018 – May 2019", "a period, cut behind its dash"),
        pytest.param("June 2018 – May 2019", "June 2018\n\n\t– May 2019", "period", "June 2018 – May 2019", "or before it: no bullet there"),
        ("City:\tMannheim", "City:\n\tMannheim", "city", "Mannheim Chongqing, Zhengzhou", "a label on a page, its cells on the next"),
    ],
)  # fmt: skip
def test_a_cell_of_the_head_goes_on_over_rows(
    before: str, after: str, section: str, expected: str, because: str
) -> None:
    text = form().replace(before, after)
    assert text != form()
    found = read(text)
    assert " ".join(texts(found, section)) == expected, because
    assert unread(found) == [], because


@pytest.mark.parametrize(
    ("rows", "section", "expected", "because"),
    [
        (
            "Key challenges of\tComparing data and\ncooperation theme:\tsharing it.",
            "challenge",
            ["Comparing data and sharing it."],
            "a label that a page break cut",
        ),
        (
            "Key focus of\tFinding partners and\ncooperation themes:\tpilot projects.",
            "focus",
            ["Finding partners and pilot projects."],
            "whose rest would be another section's label",
        ),
        (
            "Short description of main activities and key\tJune 2018: Nice\noutputs (e.g. pilot projects):\tJuly 2018: Rome",
            "activities",
            ["June 2018: Nice", "July 2018: Rome"],
            "the longest label, cut in the middle",
        ),
    ],
)
def test_a_label_in_two_rows_is_one(rows: str, section: str, expected: list[str], because: str) -> None:
    found = read(form(without=(section,)).replace("\nExpected", f"\n{rows}\nExpected"))
    assert texts(found, section) == expected, because
    assert texts(found, "themes") == ["Energy Transition: data on the energy of quarters"], because
    assert unread(found) == [], because


def test_the_sections_may_stand_in_any_order() -> None:
    lines = [line for line in form().splitlines() if "\t" in line]
    found = read("\n".join(reversed(lines)))
    assert found.sections_found == 13
    assert texts(found, "city") == ["Mannheim", "Chongqing, Zhengzhou"]
    assert unread(found) == []


def test_a_head_section_that_stands_twice_with_other_words_is_kept_apart() -> None:
    found = read(form() + "\nPopulation:\t512,000\tN/A\n")
    assert texts(found, "population") == ["309,370", "N/A"]
    assert [(repeated.section, repeated.span.text) for repeated in found.repetitions] == [("population", "512,000")]


def test_a_head_section_that_stands_twice_with_the_same_words_is_no_finding() -> None:
    """The head is repeated on the second page of some summaries."""
    found = read(form() + "\nCity:\tMannheim\tChongqing, Zhengzhou\n")
    assert found.repetitions == []
    assert unread(found) == []


def test_a_text_section_that_stands_twice_goes_on() -> None:
    """A page break repeats the label of a long cell."""
    text = form(activities="<p>→ June 2018: Nice</p>\t").replace(
        "\nExpected", "\nMain activities and key outputs (continued):\t<p>→ July 2018: Rome</p>\t\nExpected"
    )
    assert texts(read(text), "activities") == ["June 2018: Nice", "July 2018: Rome"]


@pytest.mark.parametrize(
    ("row", "expected", "because"),
    [
        ("Budget:\t20,000 EUR\tN/A", ["Budget: 20,000 EUR N/A"], "a row that this form doesn't know"),
        ("Contact person\tMs Müller", ["Contact person Ms Müller"], "another one"),
    ],
)
def test_a_row_with_an_unknown_label_is_unread(row: str, expected: list[str], because: str) -> None:
    found = read(form().replace("\nExpected", f"\n{row}\t\nExpected"))
    assert unread(found) == expected, because
    assert texts(found, "results") == ["A joint platform of Mannheim and Chongqing."], "the next row isn't harmed"


@pytest.mark.parametrize(
    ("before", "because"),
    [
        ("This summary was written by the IUC team.", "a sentence above the form"),
        ("Draft, not for circulation", "a stamp"),
    ],
)
def test_text_above_the_form_is_told_as_outside_it(before: str, because: str) -> None:
    found = read(before + "\n" + form())
    assert ([span.text for span in found.outside], unread(found)) == ([before], []), because


@pytest.mark.parametrize(
    ("line", "because"),
    [
        ("A European Union Programme", "a footer"),
        ("欧盟项目", "the same in Chinese"),
        ("A European Union Programme 欧盟项目", "both"),
        ("2", "a page number"),
        ("Page 2 of 3", "with words"),
        pytest.param(
            "- 2 -",
            "with dashes",
        ),
        ("## IUC Urban Cooperation Action Plan (U-CAP) Summary", "the title, again on each page"),
        ("**IUC-ASIA [office@iuc-asia.eu](mailto:office@iuc-asia.eu)**", "the contact"),
        ("IUC-ASIA\\_office@iuc-asia.eu", "the same with an escaped sign"),
        ("www.iuc-asia.eu", "an address"),
        ("---", "a rule of Markdown"),
        ("International Urban Cooperation", "a running head"),
        ("11/25/20, 8:49 PM IUC Summary", "when a browser printed the page, and its title"),
        ("25.11.20, 20:49 Nice – Haikou | City pairs | Urban Cooperation", "the same in German, with a longer title"),
        ("25/11/2020 20:49", "the same without one"),
        ("https://www.iuc-asia.eu/summary.html 1/2", "from where, and the page's number"),
    ],
)
def test_furniture_is_known_and_dropped(line: str, because: str) -> None:
    for text in (f"{line}\n{form()}", f"{form()}\n{line}\n", form().replace("\nExpected", f"\n\n{line}\n\nExpected")):
        assert unread(read(text)) == [], because
        assert texts(read(text), "activities") == ["July 2018: Mission of the Mannheim delegation to Chongqing."], (
            because
        )


@pytest.mark.parametrize(
    ("line", "because"),
    [
        ("The U-CAP Summary was presented to the mayors in Rome.", "a sentence that names the document"),
        ("Visit to Rome, organised with mayor@comune.roma.it", "a sentence with an address"),
        ("2019 brought a second mission.", "it only opens like a page number"),
        ("11/2020 Visit to Rome", "a date opens a text"),
        ("12.06.2018 10:00 Kick-off meeting with Rome", "so does a day with its hour"),
        ("12.06.2018, 10:00 Workshop on the U-CAP in Rome", "whatever it names"),
    ],
)
def test_a_sentence_is_no_furniture(line: str, because: str) -> None:
    found = read(form().replace("\nExpected", f"\n{line}\nExpected"))
    assert any(line in text for text in [*texts(found, "activities"), *unread(found)]), because


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("", "nothing"),
        ("\n\n\t\t\n", "blank rows"),
        ("Dear colleagues,\nplease find attached our report.\n", "another document"),
        ("City\tPopulation\nNice\t340,000\n", "a table that happens to share a label"),
    ],
)
def test_another_document_has_few_sections(text: str, because: str) -> None:
    assert read(text).sections_found <= 1, because


def test_lines_without_tabs_open_sections_by_their_labels() -> None:
    """A form that lost its columns: `Label: value` in running lines."""
    found = read("City: Nice\nCountry: France\nPopulation: 342,669\nExpected results:\n1. A platform\n")
    assert texts(found, "city") == ["Nice"]
    assert texts(found, "population") == ["342,669"]
    assert texts(found, "results") == ["A platform"]


@pytest.mark.parametrize(
    "line", ["-" * 150, "- " * 75, ":-|" * 50, "Summary " + "-" * 150, "U-CAP Summary " + "-" * 140 + "!a b c d"]
)
def test_lines_of_signs_take_no_time(line: str) -> None:
    """A rule of 80 dashes once took minutes, which is seen as a hang: each dash could belong to any of eight words."""
    assert furniture(line) in ("rule", "title", None)


@pytest.mark.parametrize(
    ("line", "because"),
    [
        ("Kind regards", "English"),
        ("Best wishes,", "with a comma"),
        ("Mit freundlichen Grüßen", "German"),
        ("Kind regards / Cofion cynnes", "in two languages"),
    ],
)
def test_the_closing_of_a_letter_ends_the_form(line: str, because: str) -> None:
    found = read(f"City: Nice\nCountry: France\nExpected results:\n1. A platform\n\n{line}\n\nAnne Martin\nTel. 12\n")
    assert texts(found, "results") == ["A platform"], because


@pytest.mark.parametrize(
    ("table", "because"),
    [
        ("| Date | Activity |\n|---|---|\n| June 2018 | Visit to Nice |\n| July 2018 | Fair in Rome |", "a column of dates"),
        ("| Activity | Date |\n|---|---|\n| Visit to Nice | June 2018 |\n| Fair in Rome | July 2018 |", "behind the texts"),
        ("| No. | Date | Activity |\n|---|---|---|\n| 1 | June 2018 | Visit to Nice |\n| 2. | July 2018 | Fair in Rome |", "numbered rows: `1 June 2018` is no day"),
    ],
)  # fmt: skip
def test_a_table_under_the_heading_of_a_section_is_its_text(table: str, because: str) -> None:
    head = "\n\n".join(
        f"## {name}\n\n{value}" for name, value in (("City", "Nice"), ("Country", "France"), ("Population", "340,000"))
    )
    summary = read_summary(
        f"{head}\n\n## Main activities and key outputs\n\n{table}\n\n## Expected results\n\n1. A platform\n"
    )
    told = [(activity.date_raw, activity.description) for activity in summary.activities]
    assert told == [("June 2018", "Visit to Nice"), ("July 2018", "Fair in Rome")], because
    assert "unread_text" not in {issue.code for issue in summary.issues}, because


@pytest.mark.parametrize(
    ("rows", "section", "expected", "because"),
    [
        ("Expected results:\t•\tA platform\n•\tTwo fairs\t\n", "results", ["A platform", "Two fairs"], "tabs behind bullets"),
        ("Expected results:\t1.\tA platform\n2.\tTwo fairs\t\n", "results", ["A platform", "Two fairs"], "and numbers"),
        ("Key focus:\tPorts and fairs.\nSchools.\nBudget: none so far.\t\n", "focus", ["Ports and fairs.", "Schools.", "Budget: none so far."],
         "the cell's last line ends in the tab of the empty one behind it"),
    ],
)  # fmt: skip
def test_a_table_pasted_as_text_has_cells_of_several_lines(
    rows: str, section: str, expected: list[str], because: str
) -> None:
    head = "City:\tNice\tHaikou\nCountry:\tFrance\tChina\nPopulation:\t340,000\tN/A\n"
    found = read(head + rows)
    assert (texts(found, section), unread(found)) == (expected, []), because


@pytest.mark.parametrize(
    ("cells", "population", "because"),
    [
        ("–\t2,300,000", None, "a dash alone states nothing: the figure behind it is the partner's"),
        ("340,000\t-", 340_000, "the same of the partner"),
        ("•\t340,000\tN/A", 340_000, "a bullet is a sign in the head too"),
    ],
)
def test_a_dash_alone_in_the_lead_s_column_is_no_sign_of_an_item(
    cells: str, population: int | None, because: str
) -> None:
    head = f"City:\tNice\tHaikou\nCountry:\tFrance\tChina\nPopulation:\t{cells}\n"
    summary = read_summary(f"{head}Period of cooperation:\tMay 2018\t\nExpected results:\tA platform\t\n")
    assert summary.plan is not None
    assert summary.plan.population == population, because


def test_the_head_may_stand_once_for_the_lead_and_once_for_the_partner() -> None:
    head = "City: {}\nCountry: {}\nPopulation: {}\n"
    found = read(
        "Lead city\n" + head.format("Nice", "France", "340,000") + "Partner city\n" + head.format("Haikou", "China", "2 m")
        + "Period of cooperation\nMay 2018 – May 2019\nExpected results\nA platform\n"
    )  # fmt: skip
    sides = [
        [block.span.text for block in side] for side in (found.sections["city"].lead, found.sections["city"].partner)
    ]
    assert sides == [["Nice"], ["Haikou"]]
    assert [block.span.text for block in found.sections["population"].partner] == ["2 m"]
    assert texts(found, "period") == ["May 2018 – May 2019"]
    assert (found.repetitions, unread(found)) == ([], [])


def test_a_partner_s_label_without_a_value_is_no_heading_over_the_lead_s() -> None:
    found = read(
        "Lead city: Nice\nPartner cities:\nCountry: France\nPopulation: 340,000\nExpected results: A platform\n"
    )
    assert [block.span.text for block in found.sections["country"].lead] == ["France"]
    assert [block.span.text for block in found.sections["population"].lead] == ["340,000"]


@pytest.mark.parametrize(
    ("lines", "because"),
    [
        ("• First contact with Nice\n(June 2018)", "what stands in brackets on a line of its own"),
        ("• First contact with Nice\n: a call", "a colon opens no paragraph"),
    ],
)
def test_what_cannot_open_a_paragraph_goes_on_the_one_above(lines: str, because: str) -> None:
    found = read(f"City: Nice\nCountry: France\nMain activities:\n{lines}\nExpected results:\nA platform\n")
    assert texts(found, "activities") == [" ".join(lines.removeprefix("• ").splitlines())], because
