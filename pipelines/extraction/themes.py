"""Cooperation themes: heading, description, and the theme of the vocabulary that the heading means."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from pipelines.extraction.findings import Finding, is_not_stated, quoted
from pipelines.extraction.headings import Paragraph, read_paragraphs
from pipelines.extraction.tags import Tags, read_theme_tags
from pipelines.reading.markup import EMPTY_ITEM, Block
from pipelines.records import ThemeRecord
from pipelines.spans import Span, joined
from pipelines.vocabulary import comparable, rows

OTHER = "other"
_AND = re.compile(r",|;|\s(?:and|&)\s|[/&+]", re.IGNORECASE)


class Theme(NamedTuple):
    """A theme, the tags that its text states, and the doubts about it."""

    record: ThemeRecord
    tags: Tags
    findings: tuple[Finding, ...]


def read_themes(blocks: list[Block]) -> list[Theme]:
    """The themes of the section, counted from 1. A paragraph without a heading belongs to the theme above it if that has
    no description yet, or if it is an item below it; else it is a theme of its own.
    """
    themes: list[Theme] = []
    for paragraph in _grouped(blocks):
        themes.append(_theme(paragraph, len(themes) + 1))
    return themes


@lru_cache(maxsize=4096)
def theme_of(heading: str) -> str | None:
    """The theme that a heading means: by `vocab/theme_aliases.csv` as a whole, else by its parts where all that are known
    mean the same one. None where nothing is known, or the parts disagree.
    """
    known = _themes_by_alias()
    if code := known.get(_key(heading)):
        return code
    parts = {known.get(_key(part)) for part in _AND.split(heading)} - {None}
    return parts.pop() if len(parts) == 1 else None


def _grouped(blocks: list[Block]) -> list[Paragraph]:
    written = [block for block in blocks if block.marker != EMPTY_ITEM and not is_not_stated(block.span.text)]
    paragraphs: list[Paragraph] = []
    for paragraph in read_paragraphs(written):
        heading, text, span = paragraph
        if not heading and theme_of(text.text):
            paragraph = Paragraph(text, Span("", ()), span)
        elif not heading and paragraphs and _belongs_to(paragraphs[-1], span, written):
            before = paragraphs[-1]
            paragraphs[-1] = Paragraph(before.heading, joined((before.text, text)), joined((before.span, span)))
            continue
        paragraphs.append(paragraph)
    return paragraphs


def _belongs_to(above: Paragraph, span: Span, blocks: list[Block]) -> bool:
    """Whether a paragraph without a heading goes on the theme above: it is its first text, or an item below its heading."""
    if not above.heading:
        return False
    if not above.text:
        return True
    block = next(block for block in blocks if block.span.start <= span.start < block.span.end)
    head = next(block for block in blocks if block.span.start <= above.span.start < block.span.end)
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


@cache
def _themes_by_alias() -> dict[str, str]:
    return {_key(row["alias"]): row["theme_code"] for row in rows("theme_aliases")}


def _key(name: str) -> str:
    return " ".join(word for word in comparable(name).split() if word != "and")
