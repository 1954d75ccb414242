"""Focus, challenges and objectives: one statement a paragraph, with its heading where it has one."""

# ruff: noqa: E501 (a case is a line)
from __future__ import annotations

import pytest

from pipelines.extraction.statements import read_statements
from pipelines.sentences import is_broken
from tests.forms import blocks


@pytest.mark.parametrize(
    ("cell", "expected", "because"),
    [
        ("To define a long-term mechanism.", [(None, "To define a long-term mechanism.")], "a sentence"),
        ("<b>Smart Cities:</b> aligning models", [("Smart Cities", "aligning models")], "a heading in bold"),
        ("Smart Cities: aligning models", [("Smart Cities", "aligning models")], "a heading and a colon"),
        ("<p><b>Energy Transition:</b></p> <p>aligning research</p>", [("Energy Transition", "aligning research")], "in two paragraphs"),
        ("<p>Life Sciences and Healthy City:</p><p>Promote joint activities.</p>", [("Life Sciences and Healthy City", "Promote joint activities.")], "without bold"),
        ("<p>Education:</p><p>a</p><p>b</p>", [("Education", "a"), (None, "b")], "one statement a paragraph"),
        ("→ Launch projects.", [(None, "Launch projects.")], "an arrow before it, as in Panjin's"),
        ("<ul><li>Launch.</li><li>Compare.</li></ul>", [(None, "Launch."), (None, "Compare.")], "items"),
        ("1. Launch. 2. Compare.", [(None, "Launch."), (None, "Compare.")], "numbers"),
        ("“Cluster-to-cluster” cooperation.", [(None, "“Cluster-to-cluster” cooperation.")], "a quotation"),
        ("The cities want three things, of which the first is the most important one of all: money", [(None, "The cities want three things, of which the first is the most important one of all: money")], "a sentence with a colon"),
        ("The citizen card of Rome serves as a model: more services", [(None, "The citizen card of Rome serves as a model: more services")], "five words that tell are a sentence"),
        ("Urban Regeneration and Protection of Cultural Heritage Sites: share models", [("Urban Regeneration and Protection of Cultural Heritage Sites", "share models")], "as many are a title"),
        ("<p><b>Sustainable transport for the inner city:</b></p><p>share models</p>", [("Sustainable transport for the inner city", "share models")], "or set bold"),
        ("aims are: money", [(None, "aims are: money")], "no heading opens in lower case"),
        ("<p>Smart Cities</p><p>Health</p>", [(None, "Smart Cities"), (None, "Health")], "words without a colon are statements"),
        ("<p><b>Smart Cities</b></p><p><b>Health:</b></p><p>data</p>", [(None, "Smart Cities"), ("Health", "data")], "a heading with nothing under it: no words are lost"),
        ("<p>N/A</p>", [], "nothing is stated"),
        ("–", [], "nothing is stated"),
        ("", [], "nothing is written"),
    ],
)  # fmt: skip
def test_statements(cell: str, expected: list[tuple[str | None, str]], because: str) -> None:
    records = [record for record, _ in read_statements(blocks(cell), "challenge")]
    assert [(record.heading, record.text) for record in records] == expected, because
    assert [record.sequence for record in records] == [*range(1, len(expected) + 1)], because
    assert {record.section for record in records} <= {"challenge"}


def test_a_statement_stands_where_it_was_read() -> None:
    cell = "<p><b>Energy:</b></p> <p>aligning R&amp;D</p>"
    ((record, _),) = read_statements(blocks(cell), "focus")
    assert cell[record.source_start : record.source_end] == "Energy:</b></p> <p>aligning R&amp;D"
    assert record.text == "aligning R&D"


@pytest.mark.parametrize(
    ("text", "broken", "because"),
    [
        ("and multi-stakeholder partnerships for challenges", True, "Yangzhou's: it opens with a conjunction"),
        ("Mission to the cities of Tianjin, Zhengzhou and", True, "it ends in one"),
        ("Zhangzhou: Meetings with", True, "it ends in a preposition"),
        ("support of the", True, "it ends in an article"),
        ("Promote exchange.", False, "a sentence"),
        ("aligning models and data", False, "lower case alone is no sign: fragments are usual"),
        ("And then the cities met.", False, "a capital opens a sentence, whatever the word"),
        ("What the pilot is for.", False, "a full stop ends it"),
        ("Android phones", False, "a word that only opens like one"),
        ("cities of the Netherlands", False, "a word that only holds one"),
        ("", False, "nothing"),
    ],
)
def test_a_broken_sentence_is_told_by_its_ends(text: str, broken: bool, because: str) -> None:
    assert is_broken(text) == broken, because
