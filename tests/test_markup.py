"""Fragments of HTML and Markdown → blocks: what is a paragraph, what an item, what a sign, and what is text after all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.markup import EMPTY_ITEM, read_blocks, read_text
from tests.forms import blocks


@pytest.mark.parametrize(
    ("cell", "texts", "because"),
    [
        ("<p>Visit to Nice</p> <p>Visit to Rome</p>", ["Visit to Nice", "Visit to Rome"], "paragraphs"),
        ("<p>Visit to Nice<p>Visit to Rome", ["Visit to Nice", "Visit to Rome"], "paragraphs that never close"),
        ("Visit to Nice<br>Visit to Rome", ["Visit to Nice", "Visit to Rome"], "a line break parts, too"),
        ("Visit to Nice<BR/>Visit to Rome", ["Visit to Nice", "Visit to Rome"], "however it is written"),
        ("<ul><li>Nice</li><li>Rome</li></ul>", ["Nice", "Rome"], "items"),
        ("<li>Nice<li>Rome", ["Nice", "Rome"], "items that never close, in no list"),
        ("<td>Nice</td><td>Rome</td>", ["Nice", "Rome"], "stray cells of a table within a cell"),
        ("• Nice • Rome", ["Nice", "Rome"], "bullets as characters, in one line"),
        ("→ June: Nice → July: Rome", ["June: Nice", "July: Rome"], "arrows open items where the first one does"),
        ("Data → platform", ["Data → platform"], "in running text an arrow means “leads to”"),
        ("1. Nice 2. Rome 3. Bologna", ["Nice", "Rome", "Bologna"], "numbers that count on"),
        ("1) Nice 2) Rome", ["Nice", "Rome"], "with a bracket"),
        ("(1) Nice (2) Rome", ["Nice", "Rome"], "in brackets"),
        ("1. In 2019. 5. none", ["In 2019. 5. none"], "a number that doesn't count on opens nothing"),
        ("– Visit to Nice", ["Visit to Nice"], "a dash as a bullet"),
        ("Bologna – Guangzhou", ["Bologna – Guangzhou"], "a dash between words is none"),
        ("o Visit to Nice", ["Visit to Nice"], "Word's second bullet, exported as a letter"),
        ("\uf0b7 Visit to Nice", ["Visit to Nice"], "a bullet of the Symbol font"),
        ("- 2. cultural exchanges", ["cultural exchanges"], "a page break put a bullet before the number"),
        ("<p></p><li></li> <br/> <hr>", [], "markup around nothing"),
        (" \u200b\u00a0 ", [], "nothing that is seen"),
    ],
)  # fmt: skip
def test_blocks(cell: str, texts: list[str], because: str) -> None:
    assert [block.span.text for block in blocks(cell)] == texts, because


@pytest.mark.parametrize(
    ("source", "text", "because"),
    [
        ("Smart City &amp; Digital", "Smart City & Digital", "a named entity"),
        ("Culture &amp Tourism; 20&deg, caf&eacute.", "Culture & Tourism; 20°, café.", "names that lost their semicolon"),
        ("Arts&amplifiers, ?a=1&copy=2", "Arts&amplifiers, ?a=1&copy=2", "where a word or a value goes on it is no name"),
        ("2018&#8211;2019, R&#x26;D", "2018–2019, R&D", "numbers of characters"),
        ("AT&T, R&D; Q&A", "AT&T, R&D; Q&A", "ampersands of people, not of HTML"),
        ("&lt;b&gt;", "<b>", "a decoded sign is text, whatever it looks like"),
        ("S<span>mart</span> <i>City</i>", "Smart City", "tags within a line leave no gap"),
        ("<u>June 2018</u> : Nice", "June 2018 : Nice", "underlining"),
        ('<a href="mailto:x">Zhengdong</a> New Area', "Zhengdong New Area", "a link is its words"),
        ("[office](mailto:office@iuc-asia.eu)", "office", "a link of Markdown, too"),
        ("[June 2018]{.underline}: Nice", "June 2018: Nice", "what pandoc writes of underlining"),
        ("[June 2018]{#start .mark}: Nice", "June 2018: Nice", "and of names and classes"),
        ("[June 2018] {TBC}", "[June 2018] {TBC}", "brackets of people"),
        ("**Education:**exchange of pupils", "Education: exchange of pupils", "a blank that a tool lost behind what it set bold"),
        ("Visit [1] to Nice [note]", "Visit [1] to Nice [note]", "brackets that link nowhere"),
        ("**Smart City:** data", "Smart City: data", "bold of Markdown"),
        ("IUC-ASIA\\_office", "IUC-ASIA_office", "an underscore that Markdown escapes"),
        ("<!-- draft -->Nice", "Nice", "a comment is not written"),
        ("fewer than < 5 and > 3 people", "fewer than < 5 and > 3 people", "signs of comparison"),
        ("Zhe\u00adjiang, Yang\u200bzhou", "Zhejiang, Yangzhou", "soft hyphens and zero-width spaces aren't seen"),
        ("Nice,\n   Rome\u00a0and\u2003Bologna", "Nice, Rome and Bologna", "any white space is one blank"),
        ("Launch of <Smart Nice> platform", "Launch of <Smart Nice> platform", "no tag of HTML: words in angle brackets"),
        ("Partner: <TBC>", "Partner: <TBC>", "a place held, not a tag"),
        ("Nice <!-- and Rome", "Nice <!-- and Rome", "a comment that never ends is text: nothing vanishes"),
        ("<b>Smart</b><b> Cities:</b> data", "Smart Cities: data", "one word group in two runs of bold"),
    ],
)  # fmt: skip
def test_markup_leaves_the_words_as_they_are(source: str, text: str, because: str) -> None:
    assert " ".join(block.span.text for block in blocks(source)) == text, because


@pytest.mark.parametrize(
    ("cell", "marker", "number", "because"),
    [
        ("Visit to Nice", "", "", "a paragraph has no sign"),
        ("→ Visit to Nice", "→", "", "the sign itself tells the level"),
        ("○ Visit to Nice", "○", "", "another one, another level"),
        ("<li>Visit to Nice</li>", "li", "", "an item without a sign of its own"),
        ("<li>→ Visit to Nice</li>", "→", "", "the sign in the text says more than the list"),
        ("<li>1. Visit to Nice</li>", "#", "1", "so does the number"),
        ("2.1. Visit to Nice", "#", "2.1", "a number that says its place"),
        ("2.1 Visit to Nice", "#", "2.1", "also without a full stop behind it"),
        ("2.3 million visitors", "", "", "a quantity is no number of an item"),
        ("a) Visit to Nice", "a", "", "letters count, too"),
        ("5. Mai 2020: Besuch", "", "", "a day and its month, in German"),
        ("–", EMPTY_ITEM, "", "a sign with nothing behind it"),
        ("<li>→</li>", EMPTY_ITEM, "", "also in a list"),
        ("1.", EMPTY_ITEM, "", "or a number"),
        ("-Visit to Nice", "-", "", "typed without a blank"),
        ("2-day visit to Nice", "", "", "a hyphen within a word"),
        ("-5 degrees", "", "", "a minus is no bullet"),
    ],
)
def test_signs(cell: str, marker: str, number: str, because: str) -> None:
    (block,) = blocks(cell)
    assert (block.marker, block.number) == (marker, number), because


@pytest.mark.parametrize(
    ("cell", "depths", "because"),
    [
        ("<ul><li>a</li><li>b</li></ul><p>c</p>", [1, 1, 0], "a list and what follows it"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", [1, 2, 1], "a list in an item"),
        ("<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>", [1, 2, 1], "Word puts it beside the item"),
        ("<ul style='x'> ○ a<p>b</p>", [1, 0], "a list without items ends at the next paragraph"),
        ("</ul></li><li>a</li>", [1], "ends of what never began"),
    ],
)
def test_depth_in_the_lists_of_the_markup(cell: str, depths: list[int], because: str) -> None:
    assert [block.depth for block in blocks(cell)] == depths, because


@pytest.mark.parametrize(
    ("cell", "bold", "because"),
    [
        ("<b>Smart City:</b> data", "Smart City:", "HTML"),
        ("<strong>Smart City</strong>: data", "Smart City", "the other tag"),
        ("**Smart City:** data", "Smart City:", "Markdown"),
        ("## Smart City", "Smart City", "a heading of Markdown"),
        ("<b>Smart</b><b> City:</b> data", "Smart City:", "two runs that touch, as Word exports them"),
        ("<b>Smart <u>City</u></b> data", "Smart City", "other markup inside"),
        ("data of the <b>Smart City</b>", "", "bold within the text is emphasis, no heading"),
        ("→ <b>Smart City</b>: data", "Smart City", "behind a bullet"),
        ("<b></b>data", "", "nothing is set bold"),
    ],
)
def test_what_is_set_bold_at_the_head(cell: str, bold: str, because: str) -> None:
    (block,) = blocks(cell)
    assert block.span.text[: block.bold] == bold, because


@pytest.mark.parametrize(
    ("label", "text", "because"),
    [
        ("Key <u>focus</u> of cooperation themes:", "Key focus of cooperation themes:", "underlined words"),
        ("<p><b>Expected <u>results</u></b><br>and benefits:</p>", "Expected results and benefits:", "two lines"),
        ("Size (km<sup>2</sup>)", "Size (km2)", "a raised figure"),
        ("", "", "no label"),
    ],
)
def test_a_label_is_one_line_of_text(label: str, text: str, because: str) -> None:
    read = read_text(label, 0, len(label)).text
    assert read.replace("²", "2") == text, because


PIECES = [
    "<p>",
    "</p>",
    "<ul>",
    "<li>",
    "</ul>",
    "<br>",
    "<b>",
    "**",
    "__",
    "&amp;",
    "&",
    "<",
    ">",
    "→",
    "•",
    "– ",
    "1. ",
    "2. ",
    "2.1 ",
]
WORDS = ["Nice", "Rome", "in June 2018", "€", "海口", " ", "\u00a0", "[", "](x)", "\\_", "<!--", "-->", "<em", "(", ")"]


@given(st.lists(st.sampled_from(PIECES + WORDS), max_size=25).map("".join))
def test_any_markup_gives_blocks_that_stand_in_their_source(source: str) -> None:
    end = 0
    for block in read_blocks(source, 0, len(source)):
        assert block.span.text == block.span.text.strip() != ""
        assert "  " not in block.span.text
        assert end <= block.span.start < block.span.end <= len(source), "blocks stand in order and don't overlap"
        end = block.span.end


@given(
    st.lists(
        st.sampled_from(["Nice", "Rome", "<p>", "</p>", "<li>", "→ ", "• ", "<b>", " ", "<br>", "&amp;"]), max_size=25
    ).map("".join)
)
def test_no_word_vanishes(source: str) -> None:
    read = "".join(block.span.text for block in read_blocks(source, 0, len(source)))
    for word in ("Nice", "Rome", "&"):
        assert read.count(word) == source.count(word), word
