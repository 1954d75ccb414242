"""The line and the sentence around a place of a source, in every layout that sources come in."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipelines.reading.surroundings import Surroundings


@pytest.mark.parametrize(
    ("source", "words", "sentence", "because"),
    [
        ("City:\tHaikou\tNice, Rome\nCountry:\tChina\t", "Nice", "City: Haikou Nice, Rome", "the row of a table is one"),
        ("Country:\tChina\tSpain,\nPopulation:\t4 mio", "4 mio", "Population: 4 mio", "a row goes never on in the next"),
        ("<p>Energy (SDG 7)</p> <p>Culture (SDG 4)</p>", "SDG 4", "Culture (SDG 4)", "a paragraph of a cell"),
        ("<td><b>Area</b></td><td>14 km<sup>2</sup></td>", "14 km", "14 km2", "a cell, and markup is no word"),
        ("We met. Rome signed a MoU. All ate.", "Rome", "Rome signed a MoU.", "full stops part sentences"),
        ("We met. Rome signed. All ate.", "met. Rome", "We met. Rome signed.", "a value in two sentences has both"),
        ("Forum (e.g. Rome Expo) was held. End", "Expo", "Forum (e.g. Rome Expo) was held.", "an abbreviation ends none"),
        ("Talks with J. Smith in Rome.", "Rome", "Talks with J. Smith in Rome.", "nor does a first name's letter"),
        ("We met, etc. Rome signed.", "Rome", "Rome signed.", "`etc.` may stand last"),
        ("An area of 1.44 million.", "1.44", "An area of 1.44 million.", "a decimal point is none"),
        ("→ May 2018: visit → June 2018: forum", "forum", "→ June 2018: forum", "a bullet begins an item"),
        ("1. MoU with Rome 2. Visit to Nice", "Nice", "2. Visit to Nice", "so does a number"),
        ("Mission to Tianjin, Zhengzhou and\nHaikou in July.\nNext", "Tianjin",
         "Mission to Tianjin, Zhengzhou and Haikou in July.", "a wrapped line goes on"),
        ("Mission to Nice\nWorkshop in Rome", "Rome", "Workshop in Rome", "a line that isn't wrapped is one"),
        ("Mission to Nice,\n\nand Rome", "Rome", "and Rome", "a blank line parts"),
        ("Mission to Nice and\fRome", "Rome", "Rome", "so does a page"),
        ("Smart &amp; green: **Rome**", "Rome", "Smart & green: Rome", "entities and emphasis are read"),
    ],
)  # fmt: skip
def test_the_sentence_around_words(source: str, words: str, sentence: str, because: str) -> None:
    start = source.index(words)
    assert Surroundings(source).sentence(start, start + len(words)) == sentence, because


@pytest.mark.parametrize(
    ("offset", "line"), [(0, 1), (1, 1), (2, 2), (3, 3), (5, 4), (None, None)], ids=lambda value: str(value)
)
def test_lines_are_counted_from_1(offset: int | None, line: int | None) -> None:
    """A line break belongs to the line that it ends."""
    assert Surroundings("a\n\nb\nc").line(offset) == line


@given(st.lists(st.sampled_from([*"abA1. →\n\t\f", "<p>", "</b>", "&amp;", "e.g. "])).map("".join), st.data())
def test_a_sentence_holds_the_words_it_is_asked_for(text: str, data: st.DataObject) -> None:
    words = [at for at, sign in enumerate(text) if sign in "A1"]
    assume(words)
    start = data.draw(st.sampled_from(words))
    around = Surroundings(text)
    assert text[start] in around.sentence(start, start + 1)
    assert text.split("\n")[(around.line(start) or 0) - 1]
