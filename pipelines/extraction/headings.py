"""The heading before a paragraph: `Smart Cities: …`, `Smart Cities → …`, a paragraph in bold, a line that ends in a colon."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipelines.reading.markup import EMPTY_ITEM, Block
from pipelines.sentences import is_function_word
from pipelines.spans import EMPTY, Span, joined

# The longest heading of the five summaries has 33 characters and 5 words; sentences that hold a colon are longer.
LONGEST_HEADING = 80
MOST_WORDS = 9
# Of a heading that isn't written as a title, conjunctions, prepositions and articles aside; sentences have more.
MOST_WORDS_THAT_TELL = 4

_HARD_COLON = re.compile(r"(?:(?<!\s)\s++)?+(?::(?=\s|$|[^\W\d_])|：|→|⇒|➔|->|=>)\s*")
_SENTENCE_END = re.compile(r"[.!?;](?:\s|$)")


class Paragraph(NamedTuple):
    """A paragraph with its heading, either of which may be empty; `span` is both."""

    heading: Span
    text: Span
    span: Span


def read_paragraphs(blocks: list[Block]) -> list[Paragraph]:
    """Blocks as paragraphs; a heading that stands alone heads the block after it. Empty items are left out."""
    paragraphs: list[Paragraph] = []
    waiting: Span | None = None
    for block in blocks:
        if block.marker == EMPTY_ITEM:
            continue
        if waiting is not None and not _is_alone(block):
            paragraphs.append(_under(waiting, block.span))
            waiting = None
            continue
        if waiting is not None:
            paragraphs.append(Paragraph(waiting, EMPTY, waiting))
        heading, text = split_heading(block)
        waiting = None
        if heading and not text:
            waiting = heading
        else:
            paragraphs.append(Paragraph(heading, text, block.span))
    if waiting is not None:
        paragraphs.append(Paragraph(waiting, EMPTY, waiting))
    return paragraphs


def split_heading(block: Block) -> tuple[Span, Span]:
    """The heading of a block and the text behind it, without the sign between them."""
    span = block.span
    if 0 < block.bold <= LONGEST_HEADING and block.bold < len(span):
        return _trimmed(span.before(block.bold)), span.after(block.bold).strip(" :：→⇒–—-")
    colon = _HARD_COLON.search(span.text, 0, LONGEST_HEADING + 3)
    is_bold = block.bold == len(span)
    if colon and is_heading(before := span.text[: colon.start()]) and (is_bold or not _tells_a_sentence(before)):
        return _trimmed(span.before(colon.start())), span.after(colon.end()).strip()
    if is_bold and is_heading(span.text):
        return _trimmed(span), EMPTY
    return EMPTY, span


def is_heading(text: str) -> bool:
    """Whether words before a colon are a heading: few, opening in upper case or a figure, no end of a sentence."""
    words = text.split()
    return (
        0 < len(words) <= MOST_WORDS
        and len(text) <= LONGEST_HEADING
        and not text.lstrip("\"“‘'(")[:1].islower()
        and _SENTENCE_END.search(text) is None
    )


def _tells_a_sentence(text: str) -> bool:
    """Whether many words tell something, and not all open in upper case as a title's do: `The card of Rome serves as a model`."""
    telling = [word for word in text.split() if any(map(str.isalpha, word)) and not is_function_word(word)]
    return len(telling) > MOST_WORDS_THAT_TELL and any(word[0].islower() for word in telling)


def _is_alone(block: Block) -> bool:
    heading, text = split_heading(block)
    return bool(heading) and not text


def _under(heading: Span, text: Span) -> Paragraph:
    return Paragraph(heading, text, joined((heading, text)))


def _trimmed(span: Span) -> Span:
    return span.strip(" :：→⇒–—-")
