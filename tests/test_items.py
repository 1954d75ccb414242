"""What makes an item where no bullet does: letters and words that count, dashes inside a line, dates in a column."""

from __future__ import annotations

import pytest

from pipelines.extraction.counters import counter, without_counter
from pipelines.extraction.date_columns import beside_their_texts
from pipelines.reading.lettering import lettered
from pipelines.reading.run_together import parted_items
from tests.forms import blocks


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


@pytest.mark.parametrize(
    ("texts", "expected", "because"),
    [
        (["A. Nice", "B. Rome"], ["A|Nice", "A|Rome"], "letters that count"),
        (["I) Nice", "II) Rome", "III) Bologna"], ["I|Nice", "I|Rome", "I|Bologna"], "Roman figures"),
        (["(A) Nice", "(B) Rome"], ["A|Nice", "A|Rome"], "in brackets"),
        (["A. Nice", "on the coast", "B. Rome"], ["A|Nice", "|on the coast", "A|Rome"], "a text between goes on the item"),
        (["A. Martin visits Nice"], ["|A. Martin visits Nice"], "one is somebody's first name"),
        (["J. Martin", "K. Weber"], ["|J. Martin", "|K. Weber"], "a series begins with the first"),
        (["B. Nice", "A. Rome"], ["|B. Nice", "|A. Rome"], "not in order"),
        (["• A. Nice", "• B. Rome"], ["•|A. Nice", "•|B. Rome"], "a sign tells more"),
    ],
)  # fmt: skip
def test_letters_and_roman_figures_number_items(texts: list[str], expected: list[str], because: str) -> None:
    assert [f"{block.marker}|{block.span.text}" for block in lettered(blocks(paragraphs(*texts)))] == expected, because


@pytest.mark.parametrize(
    ("text", "expected", "because"),
    [
        ("Activity 2: Visit to Nice", "Visit to Nice", "a word that counts"),
        ("ACTIVITY NO. 12 – Visit to Nice", "Visit to Nice", "in capitals, with a dash"),
        ("Activities in Nice: a visit", "Activities in Nice: a visit", "no number, no counter"),
        ("Activity 2:", "Activity 2:", "nothing behind it: then it is all that is said"),
    ],
)
def test_words_that_only_count_are_left_out(text: str, expected: str, because: str) -> None:
    (block,) = blocks(text)
    assert without_counter(block, counter("activity|pilot")).span.text == expected, because


@pytest.mark.parametrize(
    ("cell", "expected", "because"),
    [
        (
            "- May 2020: Visit to Nice - July 2020: Fair in Rome",
            ["-|May 2020: Visit to Nice", "-|July 2020: Fair in Rome"],
            "a cell of one line that opens with a dash",
        ),
        (
            "- Opening of the train Nice - Haikou",
            ["-|Opening of the train Nice - Haikou"],
            "a part of one word is none: the dash is the sentence's",
        ),
        (
            "- July 2018: Train Nice - Haikou - May 2019: Fair in Rome",
            ["-|July 2018: Train Nice - Haikou", "-|May 2019: Fair in Rome"],
            "where one has a date, only a dash before a date opens another",
        ),
        (
            "- July 2018 - May 2019: Fair in Rome",
            ["-|July 2018 - May 2019: Fair in Rome"],
            "the dash of a range is no item's",
        ),
        (
            "- febrero de 2020: Call with Nice - 5-6 Nov. 2020: Attack, simulated",
            ["-|febrero de 2020: Call with Nice", "-|5-6 Nov. 2020: Attack, simulated"],
            "dates in other languages, days and abbreviations",
        ),
        (
            "Visit to Nice - July 2020: Fair in Rome",
            ["|Visit to Nice - July 2020: Fair in Rome"],
            "it opens with no dash",
        ),
        (
            "• Mission to Nice. – Visit of the port. – Fair",
            ["•|Mission to Nice.", "–|Visit of the port.", "–|Fair"],
            "behind the end of a sentence no sentence has a dash",
        ),
        (
            "• Visits to Nice and – Rome: talks with – Bologna",
            ["•|Visits to Nice and", "–|Rome: talks with", "–|Bologna"],
            "nor behind a word that wants another",
        ),
        (
            "• Online meeting Bologna – Guangzhou",
            ["•|Online meeting Bologna – Guangzhou"],
            "between names it is the sentence's",
        ),
        (
            "• Mission to Nice. o Visit of the port. o Fair",
            ["•|Mission to Nice.", "o|Visit of the port.", "o|Fair"],
            "Word's second bullet",
        ),
        (
            "• Mission of Bosch Co. – Nice branch – to Rome",
            ["•|Mission of Bosch Co. – Nice branch – to Rome"],
            "the full stop of an abbreviation, and words between two dashes",
        ),
        (
            "• Talks at the Dept. – Nice City Hall",
            ["•|Talks at the Dept. – Nice City Hall"],
            "an abbreviation ends no sentence",
        ),
        (
            "• Mission to Nice o Visit of the port o Talks",
            ["•|Mission to Nice", "o|Visit of the port", "o|Talks"],
            "several of Word's bullets stand anywhere",
        ),
        (
            "• Mission to Nice * Visit of the port * Talks",
            ["•|Mission to Nice", "*|Visit of the port", "*|Talks"],
            "so do asterisks",
        ),
        ("Nice was visited. – Then Rome", ["|Nice was visited. – Then Rome"], "a paragraph has no items"),
    ],
)
def test_dashes_inside_a_line(cell: str, expected: list[str], because: str) -> None:
    assert [f"{block.marker}|{block.span.text}" for block in parted_items(blocks(cell))] == expected, because


@pytest.mark.parametrize(
    ("texts", "expected", "because"),
    [
        (
            ["May 2018", "July 2018", "Visit", "Fair"],
            ["May 2018", "Visit", "July 2018", "Fair"],
            "a column of dates before one of texts",
        ),
        (
            ["May 2018", "Visit", "July 2018", "Fair"],
            ["May 2018", "Visit", "July 2018", "Fair"],
            "each before its text already",
        ),
        (
            ["May 2018", "July 2018", "Visit"],
            ["May 2018", "July 2018", "Visit"],
            "one text too few: whose it is can't be told",
        ),
        (["May 2018", "Visit"], ["May 2018", "Visit"], "one is no column"),
        (
            ["<li>Visit</li>", "May 2018", "<li>Fair</li>", "July 2018"],
            ["May 2018", "Visit", "July 2018", "Fair"],
            "each behind its item",
        ),
        (
            ["Visit", "May 2018", "Fair", "July 2018"],
            ["Visit", "May 2018", "Fair", "July 2018"],
            "paragraphs: a date may head the next",
        ),
    ],
)
def test_dates_in_a_column_of_their_own(texts: list[str], expected: list[str], because: str) -> None:
    cell = "".join(text if text.startswith("<li>") else f"<p>{text}</p>" for text in texts)
    assert [block.span.text for block in beside_their_texts(blocks(cell))] == expected, because
