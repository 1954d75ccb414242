"""Paragraphs that a flattening tool ran together, parted again where a heading stands inside the text."""

from __future__ import annotations

import re

from pipelines.reading.markup import Block
from pipelines.spans import Span
from pipelines.theme_names import LONGEST_IN_TEXT, MOST_WORDS_IN_TEXT, heading_starts, names_themes_only

# Behind a sentence's end: `… activities. Healthy City: …`.
_BEHIND_SENTENCE = re.compile(rf"(?<=[.;!?)”]\s)[^\W\d_a-z][^.;:!?()：]{{1,{LONGEST_IN_TEXT}}}(?=\s?(?::\s|：))")
# Behind a semicolon or sentence: `…; Environment – …`.
_BEFORE_DASH = re.compile(rf"(?<=[.;]\s)[^\W\d_a-z][^.;:!?()：–—]{{1,{LONGEST_IN_TEXT}}}(?=\s[–—-]\s)")


def part_at_headings(blocks: list[Block]) -> list[Block]:
    """The blocks, those with headings inside cut before each of them."""
    return [part for block in blocks for part in _parts(block)]


def _parts(block: Block) -> list[Block]:
    text = block.span.text
    after_sentences = [
        match.start() for match in _BEHIND_SENTENCE.finditer(text) if len(match[0].split()) <= MOST_WORDS_IN_TEXT
    ]
    before_dashes = [match.start() for match in _BEFORE_DASH.finditer(text) if names_themes_only(match[0])]
    cuts = sorted({cut for cut in (*heading_starts(text), *after_sentences, *before_dashes) if cut > 0})
    if not cuts:
        return [block]
    first = block._replace(span=_without_separator(block.span.before(cuts[0]).strip()), bold=0)
    others = [
        Block(_without_separator(block.span.cut(begin, end).strip()))
        for begin, end in zip(cuts, [*cuts[1:], len(text)], strict=True)
    ]
    return [first, *others]


def _without_separator(part: Span) -> Span:
    """A paragraph without the semicolon that parted it from the next."""
    return part.before(len(part) - 1).strip() if part.text.endswith(";") else part
