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
        ("The forum “EU-China\nInnovation and Cities”", 40, ["The forum “EU-China Innovation and Cities”"],
         "a quotation goes on to its end"),
        ("The cities exchange good\n\npractice on waste", 25, ["The cities exchange good practice on waste"],
         "a blank line in the middle of a sentence, on a full line"),
        ("Good practice\n\npractice on waste", 25, ["Good practice", "practice on waste"],
         "where the word would have fitted a blank line parts"),
        ("Start-up meeting of the team -\n7-11 May 2018: Mission", 72, ["Start-up meeting of the team - 7-11 May 2018: Mission"],
         "the dash at a line's end belongs to what follows"),
        ("Visit to Rome\nTraining of officials", 40, ["Visit to Rome", "Training of officials"],
         "`Training` would have fitted: the author ended the line"),
        ("Partners signed an MoU in\n\nRome", 25, ["Partners signed an MoU in", "Rome"], "before a capital a blank line parts"),
        ("The delegation visited a\n• second city", 25, ["The delegation visited a", "• second city"], "a bullet"),
        ("The delegation visited a\n2. second city", 25, ["The delegation visited a", "2. second city"], "a number"),
        ("The plan was agreed with\nJune 2018: a visit", 25, ["The plan was agreed with June 2018: a visit"],
         "`with` leaves the line open, whatever follows"),
        ("The cities were satisfied\nJune 2018: a visit", 25, ["The cities were satisfied", "June 2018: a visit"],
         "a date before a colon opens a paragraph on a full line too"),
        ("The cities were satisfied\nearly 2019: a visit", 25, ["The cities were satisfied", "early 2019: a visit"],
         "a date in words and in lower case does so too"),
        ("The cities met. → 22–24\nOctober 2018: a forum", 25, ["The cities met. → 22–24 October 2018: a forum"],
         "the days stand at the end of the line, the month below"),
        ("The harbour of quarter 12\nOctober 2018: a forum", 25, ["The harbour of quarter 12", "October 2018: a forum"],
         "a figure of a sentence is no day"),
        ("Noise barriers along a road\nNoise maps for schools", 34, ["Noise barriers along a road", "Noise maps for schools"],
         "`Noise` would just have fitted, and opens as sentences do"),
        ("Opening of the new Digital\nCampus of both cities", 32, ["Opening of the new Digital Campus of both cities"],
         "a name goes on with a capital"),
        ("They visited the port of\nXi’an", 24, ["They visited the port of Xi’an"], "behind a preposition"),
        ("The delegation flew to Xi’an\nThen it went to Rome", 60, ["The delegation flew to Xi’an", "Then it went to Rome"],
         "the `an` of a name is no article"),
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
        ("May 2019: a mission\n  Harbin: a ride on paths\n  Daqing: a hospital", 30,
         ["May 2019: a mission", "Harbin: a ride on paths", "Daqing: a hospital"],
         "names with a colon head the items of a list that is set in"),
        ("May 2019: a visit\n  the port, and then\n  talks with the mayor\nthe fair in Rome", 24,
         ["May 2019: a visit", "the port, and then talks with the mayor", "the fair in Rome"],
         "set out again behind two lines: another item"),
        ("May 2019: a visit to\nthe port of the city.\n  Talks with its mayor", 24,
         ["May 2019: a visit to the port of the city.", "Talks with its mayor"],
         "set in behind the end of a sentence: another item"),
        ("  First lines are set in,\nas in a book and its\nchapters", 24,
         ["First lines are set in, as in a book and its chapters"], "one line farther in is a paragraph's first"),
    ],
)  # fmt: skip
def test_where_lines_are_set_tells_items_without_signs(
    text: str, width: int, expected: list[str], because: str
) -> None:
    lines = [
        Line(
            match.start() + len(match[0]) - len(match[0].lstrip()),
            match.end(),
            column=len(match[0]) - len(match[0].lstrip()),
        )
        for match in _LINE.finditer(text)
    ]
    found = Wrapping(text).paragraphs(lines, width)
    assert [" ".join(text[start:end] for start, end, _ in one) for one in found] == expected, because


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
