"""Cooperation themes: heading, description, and the theme of the vocabulary that the heading means."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipelines.extraction.counters import counter, without_counter
from pipelines.extraction.findings import Finding, is_not_stated, quoted, stated
from pipelines.extraction.headings import LONGEST_HEADING, Paragraph, split_heading
from pipelines.extraction.tags import Tags, read_theme_tags
from pipelines.reading.markup import EMPTY_ITEM, Block
from pipelines.records import ThemeRecord
from pipelines.spans import EMPTY, Span, joined
from pipelines.theme_names import AND, theme_of, themes_by_alias
from pipelines.vocabulary import comparable_without_and

OTHER = "other"
_DASH = re.compile(r"(?<!\s)\s++(?:--|[-–—])\s+")
_COUNTER = counter("(?:cooperation )?(?:theme|topic|area|field)")
_IN_BRACKETS = re.compile(r"\([^()]*\)")


class Theme(NamedTuple):
    """A theme, the tags that its text states, and the doubts about it."""

    record: ThemeRecord
    tags: Tags
    findings: tuple[Finding, ...]


def read_themes(blocks: list[Block]) -> list[Theme]:
    """The themes of the section, counted from 1. A paragraph without a heading belongs to the theme above it if its heading
    stands alone, or if it is an item below it; else it is a theme of its own.
    """
    themes: list[Theme] = []
    for paragraph in _grouped(blocks):
        themes.append(_theme(paragraph, len(themes) + 1))
    return themes


def _grouped(blocks: list[Block]) -> list[Paragraph]:
    written = [without_counter(block, _COUNTER) for block in stated(blocks) if not is_not_stated(block.span.text)]
    paragraphs: list[Paragraph] = []
    above: Block | None = None  # the block with the heading that the next text may belong to
    stands_alone = False
    for block in written:
        if block.marker == EMPTY_ITEM:
            continue
        heading, text = _parted(block)
        if not heading and paragraphs and above and (stands_alone or _is_item_below(block, above)):
            before = paragraphs[-1]
            paragraphs[-1] = Paragraph(before.heading, joined((before.text, text)), joined((before.span, block.span)))
            continue
        above = block if heading else None
        stands_alone = bool(heading) and not text
        paragraphs.append(Paragraph(heading, text, block.span))
    return paragraphs


def _parted(block: Block) -> tuple[Span, Span]:
    """Heading and description; a text that is a theme's name is its heading, also before a dash."""
    heading, text = split_heading(block)
    if heading:
        return heading, text
    if _names_themes_only(text.text):
        return text, EMPTY
    dash = _DASH.search(text.text, 0, LONGEST_HEADING)
    if dash and theme_of(text.text[: dash.start()]):
        return text.before(dash.start()).strip(), text.after(dash.end()).strip()
    return EMPTY, text


def _names_themes_only(text: str) -> bool:
    """Whether a text without a heading is itself one: a name of the vocabulary, or several with nothing else."""
    known = themes_by_alias()
    return len(text) <= LONGEST_HEADING and (
        comparable_without_and(text) in known
        or (theme_of(text) is not None and all(comparable_without_and(part) in known for part in AND.split(text)))
    )


def _is_item_below(block: Block, head: Block) -> bool:
    return bool(block.marker) and (block.marker, block.depth) != (head.marker, head.depth)


def _theme(paragraph: Paragraph, sequence: int) -> Theme:
    heading, text, span = paragraph
    code = theme_of(heading.text) if heading else None
    record = ThemeRecord(sequence, code or OTHER, heading.text or None, text.text or None, span.start, span.end)
    findings = []
    if code is None:
        said = heading or text
        message = f"{quoted(said.text)} is no theme that the vocabulary knows; it is loaded as “other”."
        findings.append(Finding("unknown_theme", message, said, "fact_theme", f"t{sequence}", "theme_code"))
    return Theme(record, read_theme_tags(span, sequence), tuple(findings))
