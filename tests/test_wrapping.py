"""Where wrapped lines are one paragraph, and how a word torn at a line's end is written."""

from __future__ import annotations

import re

import pytest

from pipelines.reading.wrapping import Line, Wrapping

_LINE = re.compile(r"[^\n\f]+")


def paragraphs(text: str, width: int) -> list[str]:
    """The paragraphs of a text's lines, `width` characters wide; a blank line parts, a form feed ends a page."""
    lines = []
    behind = 0
    for match in _LINE.finditer(text):
        gap = text[behind : match.start()]
        lines.append(Line(*match.span(), gap.count("\n") > 1, is_behind_break="\f" in gap))
        behind = match.end()
    found = Wrapping(text).paragraphs(lines, width)
    return [
        "".join(" " * (glue and bool(at)) + text[start:end] for at, (start, end, glue) in enumerate(one))
        for one in found
    ]


@pytest.mark.parametrize(
    ("text", "width", "expected", "because"),
    [
        ("The cities exchange good\npractice on waste", 25, ["The cities exchange good practice on waste"],
         "`practice` would not have fitted"),
        ("Visit to Rome\nTraining of officials", 40, ["Visit to Rome", "Training of officials"],
         "`Training` would have fitted: the author ended the line"),
        ("Partners signed an MoU in\n\nRome", 25, ["Partners signed an MoU in", "Rome"], "a blank line always parts"),
        ("The delegation visited a\n• second city", 25, ["The delegation visited a", "• second city"], "a bullet"),
        ("The delegation visited a\n2. second city", 25, ["The delegation visited a", "2. second city"], "a number"),
        ("The plan was agreed with\nJune 2018: a visit", 25, ["The plan was agreed with June 2018: a visit"],
         "`with` leaves the line open, whatever follows"),
        ("The cities were satisfied\nJune 2018: a visit", 25, ["The cities were satisfied", "June 2018: a visit"],
         "a date before a colon opens a paragraph on a full line too"),
        ("The lead city chose Modern\nAgriculture: a farm in Rome", 26,
         ["The lead city chose Modern Agriculture: a farm in Rome"],
         "the theme's name began on the line before"),
        ("The report names a city\u200b\nSmart\u200b City: a platform", 24,
         ["The report names a city\u200b", "Smart\u200b City: a platform"],
         "a sign of no width hides no heading"),
        ("The area is as large as\n12\u202f000\u202fkm² of the whole", 25,
         ["The area is as large as 12\u202f000\u202fkm² of the whole"],
         "no line ends at a blank that doesn't break: the figure would not have fitted"),
        ("The two cities agreed to meet\f1 June in the town hall", 60, ["The two cities agreed to meet 1 June in the town hall"],
         "a page's end tears a sentence anywhere in its line"),
        ("A platform for both (SDG 9)\nUrbanisation: parks", 27, ["A platform for both (SDG 9)", "Urbanisation: parks"],
         "what closes a bracket is no item's number"),
        ("The report has the parts 2)\nSmart City: parks", 27, ["The report has the parts 2) Smart City: parks"],
         "the number of an item, whose text is on the next line"),
        ("The two cities met.\fThen they parted", 60, ["The two cities met.", "Then they parted"],
         "a full stop at the page's end ends the paragraph"),
    ],
)  # fmt: skip
def test_lines_become_paragraphs(text: str, width: int, expected: list[str], because: str) -> None:
    assert paragraphs(text, width) == expected, because


@pytest.mark.parametrize(
    ("text", "width", "expected", "because"),
    [
        ("support for cooper-\nation of both", 19, "support for cooperation of both", "a hyphen tore an English word"),
        ("the vice-\nversa exchange; a vice-versa", 10, "the vice-versa exchange; a vice-versa",
         "the document writes this one with its hyphen"),
        ("firms and stake-\nholders of both", 17, "firms and stakeholders of both", "rarer than `holders`, and a word"),
        ("the take-\noff of both", 9, "the take-off of both", "its halves are far more common"),
        ("short- and long-\nterm plans, long-term aims", 17, "short- and long-term plans, long-term aims", "the same"),
        ("urban-\nand rural areas", 7, "urban- and rural areas", "a hyphen before `and` stands for a word left out"),
        ("support for coop\u00ad\neration", 17, "support for coop\u00aderation", "a soft hyphen is nothing but a place to part"),
    ],
)  # fmt: skip
def test_words_at_line_ends_are_whole(text: str, width: int, expected: str, because: str) -> None:
    assert paragraphs(text, width) == [expected], because


@pytest.mark.parametrize(
    ("before", "after", "is_torn", "because"),
    [
        ("main acti", "vities of", True, "`activities` is more common than `acti`"),
        ("both of the", "cities met", False, "two words"),
        ("Hefei Biomedi", "cine Park", True, "`biomedicine` is English, `biomedi` isn't"),
        ("the EU", "China Summit", False, "a capital opens a word"),
    ],
)
def test_a_page_break_may_tear_a_word(before: str, after: str, is_torn: bool, because: str) -> None:
    assert Wrapping("").is_torn_word(before, after) is is_torn, because
