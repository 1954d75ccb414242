"""A span never forgets where a character was read, whatever is done to it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.markup import read_blocks
from pipelines.spans import EMPTY, Piece, Span, joined

TEXTS = st.text(alphabet="ab \t\n,.;→é城ß🚀", max_size=40)
BOUNDS = st.integers(min_value=-5, max_value=45)
MARKUP = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<b>", "**", "&amp;", "&nbsp;", "Nice", " ", "  ", "\u200b", "→ ", "1. ", "x", "é"]
    ),
    max_size=20,
).map("".join)


def place_of(span: Span, at: int) -> tuple[int, int]:
    """Where in the source the character at `at` was read."""
    for piece in span.pieces:
        if piece.at <= at < piece.at + piece.length:
            if piece.length == piece.end - piece.start:
                return piece.start + at - piece.at, piece.start + at - piece.at + 1
            return piece.start, piece.end
    raise AssertionError(f"the character {at} of {span!r} stands nowhere")


def assert_well_formed(span: Span, source: str) -> None:
    """The pieces lie in the text and in the source, in order, and those that map one by one hold the text's own characters."""
    at = 0
    for piece in span.pieces:
        assert piece.at >= at
        assert piece.length > 0
        assert 0 <= piece.start < piece.end <= len(source)
        if piece.length == piece.end - piece.start > 1:
            written = span.text[piece.at : piece.at + piece.length]
            assert written.split() == source[piece.start : piece.end].split()
        at = piece.at + piece.length
    assert at <= len(span.text)


@st.composite
def spans(draw: st.DrawFn) -> tuple[str, Span]:
    """A source and a span over pieces of it: markup read, or parts joined."""
    if draw(st.booleans()):
        source = draw(MARKUP)
        found = read_blocks(source, 0, len(source))
        return source, joined(block.span for block in found)
    source = draw(TEXTS)
    cuts = draw(st.lists(st.tuples(BOUNDS, BOUNDS), max_size=3))
    return source, joined(Span.of(source).cut(begin, stop) for begin, stop in sorted(cuts))


@given(TEXTS, st.integers(0, 45), st.integers(0, 45))
def test_a_span_of_the_source_is_the_source(source: str, start: int, end: int) -> None:
    span = Span.of(source, start, end)
    assert span.text == source[start:end]
    if span:
        assert source[span.start : span.end] == span.text


@given(spans(), BOUNDS, BOUNDS)
def test_cut_keeps_each_character_at_its_place(made: tuple[str, Span], begin: int, stop: int) -> None:
    source, span = made
    part = span.cut(begin, stop)
    assert_well_formed(part, source)
    assert part.text == span.text[max(begin, 0) : max(stop, 0)]
    for at, letter in enumerate(part.text):
        first = max(begin, 0)
        assert letter == span.text[first + at]
        if any(piece.at <= at < piece.at + piece.length for piece in part.pieces):
            assert place_of(part, at) == place_of(span, first + at)


@given(spans(), st.integers(0, 40))
def test_before_and_after_make_up_the_whole(made: tuple[str, Span], at: int) -> None:
    _, span = made
    assert span.before(at).text + span.after(at).text == span.text


@given(spans())
def test_strip_takes_away_white_space_and_nothing_else(made: tuple[str, Span]) -> None:
    source, span = made
    inner = span.strip()
    assert inner.text == span.text.strip()
    assert_well_formed(inner, source)


@given(spans(), st.sampled_from([r"\s*,\s*", r"[;.]", r"\s+", r"→"]))
def test_split_gives_the_stripped_parts_in_order(made: tuple[str, Span], separator: str) -> None:
    source, span = made
    parts = span.split(re.compile(separator))
    assert [part.text for part in parts] == [p.strip() for p in re.split(separator, span.text) if p.strip()]
    for part in parts:
        assert_well_formed(part, source)


@given(st.lists(TEXTS, max_size=4))
def test_joined_texts_stand_where_each_stood(texts: list[str]) -> None:
    source = "|".join(texts)
    parts, start = [], 0
    for text in texts:
        parts.append(Span.of(source, start, start + len(text)))
        start += len(text) + 1
    whole = joined(parts)
    assert whole.text == " ".join(text for text in texts if text)
    assert_well_formed(whole, source)
    at = 0
    for part in (part for part in parts if part):
        for offset in range(len(part)):
            assert place_of(whole, at + offset) == place_of(part, offset)
        at += len(part) + 1


@given(spans(), st.sampled_from([r"(?P<word>\w+)", r"(?P<word>x)?", r"(?P<word>[→é]+)"]))
def test_a_group_of_a_match_is_the_text_it_covers(made: tuple[str, Span], pattern: str) -> None:
    _, span = made
    for match in re.finditer(pattern, span.text):
        assert span.group(match).text == match[0]
        assert span.group(match, "word").text == (match["word"] or "")


def test_an_entity_stands_for_its_place_as_a_whole() -> None:
    source = "R&amp;D in Nice"
    (block,) = read_blocks(source, 0, len(source))
    assert block.span.text == "R&D in Nice"
    sign = block.span.cut(1, 2)
    assert (sign.text, source[sign.start : sign.end]) == ("&", "&amp;")
    rest = block.span.after(2)
    assert (rest.text, source[rest.start : rest.end]) == ("D in Nice", "D in Nice")


def test_an_empty_span_is_falsy_and_has_no_place() -> None:
    assert not EMPTY
    assert not Span.of("Nice").cut(3, 3)
    assert list(EMPTY.ranges()) == []


def test_spans_are_values() -> None:
    assert Span.of("Nice", 1, 3) == Span("ic", (Piece(0, 2, 1, 3),))
    assert hash(Span.of("Nice")) == hash(Span.of("Nice"))
    assert Span.of("Nice", 0, 1) != Span.of("Nice", 1, 2)
