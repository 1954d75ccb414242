"""Goals and topics that a section states: in the section of related goals, and in the text of a theme."""

# ruff: noqa: E501 (a case is a line)
from __future__ import annotations

import pytest

from pipelines.extraction.tags import Tags, read_related_tags, read_theme_tags
from pipelines.vocabulary import rows
from tests.forms import blocks, span


def related(cell: str) -> Tags:
    return read_related_tags(blocks(cell))


def goals(tags: Tags) -> list[int]:
    return [tag.sdg_goal for tag in tags.goals]


def topics(tags: Tags) -> list[str]:
    return [tag.topic_code for tag in tags.topics]


def codes(tags: Tags) -> list[str]:
    return [finding.code for finding in tags.findings]


@pytest.mark.parametrize(
    ("cell", "expected", "because"),
    [
        ("SDG11", [11], "no blank"),
        ("SDG 9&11", [9, 11], "a sign"),
        ("SDG 7, 11 and 13", [7, 11, 13], "a list"),
        ("SDG 7, 11, and 13", [7, 11, 13], "the Oxford comma"),
        ("SDG 9 / 11", [9, 11], "a slash"),
        ("SDG 9 + SDG 11", [9, 11], "the word again"),
        ("SDGs: 9, 11", [9, 11], "plural and colon"),
        ("SDG's 9 & 11", [9, 11], "a wrong plural"),
        ("SDG 7-9", [7, 8, 9], "a range"),
        ("SDG 11.2", [11], "a target belongs to its goal"),
        ("SDG 11.a", [11], "a target with a letter"),
        ("SDG 11 (11.2, 11.6)", [11], "targets in brackets"),
        ("SDG 11, Target 11.2", [11], "a target by its name"),
        ("SDG targets 11.2 and 9.1", [11, 9], "targets alone"),
        ("SDG-11, #SDG7, SDG#9", [11, 7, 9], "signs between word and number"),
        ("sdg 11", [11], "in small letters"),
        ("UN SDG 11", [11], "with who set it"),
        ("Sustainable Development Goal 11", [11], "in full"),
        ("Sustainable Development Goals 9 and 11", [9, 11], "several"),
        ("Goal 11", [11], "in this section a goal is one of the seventeen"),
        ("Quality Education: SDG 4", [4], "the title first"),
        ("SDG 4 – Quality Education", [4], "a dash between"),
        ("SDG 4 (Quality Education)", [4], "brackets"),
        ("SDG8 Decent Work and Economic Growth", [8], "Panjin's: nothing between"),
        ("Affordable and Clean Energy (SDG 7), Climate Action (SDG 13)", [7, 13], "numbers in brackets"),
        ("Sustainable Cities and Communities", [11], "a title alone is a stated tag"),
        ("Industry, Innovation & Infrastructure", [9], "a title with a sign"),
        ("Life on land; life below water", [15, 14], "titles in small letters"),
        ("SDG 11, SDG 11", [11], "a tag repeated is one row"),
        ("<p>SDG 11</p><p>SDG11: Sustainable Cities and Communities</p>", [11], "also over paragraphs"),
        ("<ul><li>SDG 11</li><li>SDG 9</li></ul>", [11, 9], "a list of the markup"),
    ],
)  # fmt: skip
def test_goals(cell: str, expected: list[int], because: str) -> None:
    tags = related(cell)
    assert goals(tags) == expected, because
    assert topics(tags) == [], because
    assert codes(tags) == [], because
    assert [left.text for left in tags.unread] == [], because


@pytest.mark.parametrize("row", rows("sdg_goals"), ids=lambda row: row["title"])
def test_every_title_is_a_tag(row: dict[str, str]) -> None:
    number = int(row["sdg_goal"])
    for cell in (row["title"], f"SDG {number}: {row['title']}", f"{row['title'].upper()} (SDG{number})"):
        assert goals(related(cell)) == [number], cell


@pytest.mark.parametrize(
    ("cell", "expected", "because"),
    [
        ("EU UP Culture / Cultural Heritage", ["culture_heritage"], "Yangzhou's"),
        ("EU UP Culture/Cultural Heritage", ["culture_heritage"], "without blanks"),
        ("EU UP Urban Mobility", ["urban_mobility"], "Haikou's"),
        ("EU Urban Partnership Energy Transition", ["energy_transition"], "Guangzhou's"),
        ("EU Urban Partnership on Climate Adaptation", ["climate_adaptation"], "with a preposition"),
        ("EU Urban Partnership for Circular Economy", ["circular_economy"], "with another one"),
        ("EU Urban Agenda Theme: Digital Transition in Cities", ["digital_transition"], "Barnsley's"),
        ("EU Urban Agenda Theme(s)/Topics: Air Quality", ["air_quality"], "the form's own hint"),
        ("EU Urban Agenda Themes: Air Quality, Housing and Urban Mobility", ["air_quality", "housing", "urban_mobility"], "several"),
        ("Urban Agenda for the EU: Circular Economy", ["circular_economy"], "the Agenda's real name"),
        ("EU UP Jobs & Skills in the Local Economy", ["jobs_and_skills"], "a sign"),
        ("EU UP Sustainable Use of Land and Nature-Based Solutions", ["sustainable_land_use"], "the longest"),
        ("EU UP: Inclusion of Migrants and Refugees", ["inclusion_of_migrants"], "a colon"),
        ("Digital Transition", ["digital_transition"], "in this section a topic needs no introduction"),
    ],
)  # fmt: skip
def test_topics(cell: str, expected: list[str], because: str) -> None:
    tags = related(cell)
    assert topics(tags) == expected, because
    assert goals(tags) == [], because
    assert codes(tags) == [], because
    assert [left.text for left in tags.unread] == [], because


@pytest.mark.parametrize("row", rows("urban_agenda_topics"), ids=lambda row: row["topic_code"])
def test_every_partnership_of_the_urban_agenda_is_a_topic(row: dict[str, str]) -> None:
    assert topics(related(f"EU UP {row['topic_name']}")) == [row["topic_code"]]


@pytest.mark.parametrize(
    ("cell", "expected_goals", "expected_topics", "because"),
    [
        ("SDG11: Sustainable Cities and Communities EU Urban Agenda Theme: Digital Transition in Cities SDG9: Industry, Innovation and Infrastructure EU Urban Agenda Theme: Digital Transition", [11, 9], ["digital_transition"], "Barnsley's, all in one line; the topic twice"),
        ("SDG 9&11, EU UP Urban Mobility", [9, 11], ["urban_mobility"], "Haikou's"),
        ("SDG 11 and EU UP Housing; SDG 13, EU UP Air Quality", [11, 13], ["housing", "air_quality"], "two pairs"),
        ("SDG 11: Sustainable Cities and Communities (EU UP Housing)", [11], ["housing"], "in brackets"),
        ("SDG 12 Responsible Consumption and Production, EU UP Circular Economy", [12], ["circular_economy"], "a title that holds an “and”"),
        ("EU UP Climate Adaptation, Climate Action", [13], ["climate_adaptation"], "a topic and a title that share a word"),
    ],
)  # fmt: skip
def test_goals_and_topics_together(
    cell: str, expected_goals: list[int], expected_topics: list[str], because: str
) -> None:
    tags = related(cell)
    assert (goals(tags), topics(tags)) == (expected_goals, expected_topics), because
    assert [left.text for left in tags.unread] == [], because


@pytest.mark.parametrize("cell", ["N/A", "–", "-", "", "none", "n.a.", "tbd"])
def test_no_tags_are_stated(cell: str) -> None:
    tags = related(cell)
    assert (goals(tags), topics(tags), codes(tags), tags.unread) == ([], [], [], ())


@pytest.mark.parametrize(
    ("cell", "expected_goals", "code", "says", "because"),
    [
        ("SGD 4", [4], "misspelt_sdg", "SDG 4", "a slip: read, with an issue"),
        ("SGD 7 and 11", [7, 11], "misspelt_sdg", "SDG 11", "of two goals"),
        ("SDG 18", [], "unknown_sdg", "18", "there are seventeen"),
        ("SDG 0", [], "unknown_sdg", "0", "counted from one"),
        ("SDG 11 and 19", [11], "unknown_sdg", "19", "the other one is read"),
        ("SDG 4: Gender Equality", [4, 5], "sdg_title_mismatch", "SDG 5", "number and title say two things"),
        ("EU UP Space Travel", [], "unknown_topic", "Space Travel", "no topic of the Agenda"),
    ],
)
def test_doubts(cell: str, expected_goals: list[int], code: str, says: str, because: str) -> None:
    tags = related(cell)
    assert goals(tags) == expected_goals, because
    assert codes(tags) == [code], because
    assert says in tags.findings[0].message, "the issue says what was read"
    assert [left.text for left in tags.unread] == [], because


def test_a_misspelt_goal_is_marked() -> None:
    assert [(tag.sdg_goal, tag.is_misspelt, tag.raw_text) for tag in related("SDG 11, SGD 4").goals] == [
        (11, False, "SDG 11"),
        (4, True, "SGD 4"),
    ]


def test_an_issue_with_a_goal_points_to_a_row_that_is_there() -> None:
    for cell in ("SGD 18", "SGD 4", "SGD 18 and 4", "SDG 4: Gender Equality"):
        tags = related(cell)
        there = {f"sdg/related/{tag.sdg_goal}" for tag in tags.goals}
        assert {finding.row_key for finding in tags.findings} - {None} <= there, cell


@pytest.mark.parametrize(
    ("cell", "left", "because"),
    [
        ("Related to all SDGs", "all", "a sentence that names no goal"),
        ("Smart tourism", "Smart tourism", "words that are neither goal nor topic"),
        ("SDG 11, more partners", "more partners", "words behind a tag"),
    ],
)
def test_what_is_no_tag_is_unread(cell: str, left: str, because: str) -> None:
    assert left in " ".join(part.text for part in related(cell).unread), because


@pytest.mark.parametrize(
    ("theme", "expected_goals", "expected_topics", "because"),
    [
        ("invite EU cities (SDG11, EU UP Culture / Cultural Heritage)", [11], ["culture_heritage"], "Yangzhou's"),
        ("exchange of students, etc (SGD 4, Quality Education)", [4], [], "misspelt"),
        ("a platform in support of SDG 9 and 11", [9, 11], [], "in the sentence"),
        ("joint courses (Quality Education)", [4], [], "a title in brackets"),
        ("EU UP Urban Mobility: shared bicycles", [], ["urban_mobility"], "an introduced topic"),
        ("Goal 7: Affordable and Clean Energy", [7], [], "a goal with its title"),
        ("quality education for all students", [], [], "words of a title in a sentence: nothing is inferred"),
        ("support the digital transition of SMEs", [], [], "words of a topic, not introduced"),
        ("(digital transition)", [], [], "not even in brackets"),
        ("climate action in cities", [], [], "a title's words in a sentence"),
        ("the goal 5 of the plan", [], [], "somebody else's goals"),
        ("Goal 3 of the project is a platform", [], [], "in capitals, too"),
        ("Goals 2 and 3 of the cluster", [], [], "several of them"),
        ("Goal 1: attract investment", [], [], "with a colon"),
        ("25 SDGs workshops in 2019", [], [], "a number before"),
    ],
)  # fmt: skip
def test_tags_of_a_theme(theme: str, expected_goals: list[int], expected_topics: list[str], because: str) -> None:
    tags = read_theme_tags(span(theme), 2)
    assert (goals(tags), topics(tags)) == (expected_goals, expected_topics), because
    assert {tag.theme_sequence for tag in tags.goals} <= {2}


def test_each_tag_stands_where_it_was_read() -> None:
    cell = "<p>SDG 9&amp;11, EU UP Urban <b>Mobility</b></p> <p>Quality Education: SDG 4</p>"
    tags = related(cell)
    assert [cell[tag.source_start : tag.source_end] for tag in tags.goals] == [
        "SDG 9&amp;11",
        "SDG 9&amp;11",
        "Quality Education: SDG 4",
    ]
    assert [cell[tag.source_start : tag.source_end] for tag in tags.topics] == ["EU UP Urban <b>Mobility"]


@pytest.mark.parametrize(
    ("cell", "expected", "because"),
    [
        pytest.param(
            "SDG 1" + " ," * 60 + " and so on",
            [1],
            "a row of commas",
        ),
        ("SDG 1, " * 400, [1], "one goal, many times"),
        ("SDG 1 and " * 400, [1], "joined by words"),
        ("EU UP " * 200, [], "an introduction that introduces nothing"),
    ],
)
def test_a_long_cell_is_read_to_its_end(cell: str, expected: list[int], because: str) -> None:
    assert goals(related(cell)) == expected, because
    assert goals(read_theme_tags(span(cell), 1)) == expected, because
