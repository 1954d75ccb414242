"""Renders every golden plan in every layout and variant, and says how what is read from them is compared.

`python -m tests.layouts FOLDER [--layout NAME]` writes them all, to look at. A layout is one of the issue's; a variant is one
way in which files of it differ. `LOSSES` names what a variant can't carry, and why; everything else must read the same.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

from pipelines.records import Summary
from tests.rendering import columns, flat, html, noise, tables
from tests.rendering.columns import Page
from tests.rendering.noise import Change
from tests.rendering.pdf import Sheet, pdf
from tests.rendering.plan import Plan, golden_plans
from tests.rendering.word import word

Render = Callable[[Plan], str]
Encode = Callable[[str], bytes]
# Tables of records, each a list of rows: what is compared.
Facts = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Variant:
    """One way in which a file of a layout looks. `folds`: it writes other signs (dashes, quotes, colons), which both sides
    are compared without.
    """

    layout: str
    name: str
    extension: str
    render: Callable[[Plan], bytes]
    folds: bool = False

    @property
    def id(self) -> str:
        """How tests and tables name it."""
        return f"{self.layout}/{self.name}"


# ── Ways of each layout ─────────────────────────────────────────────────────────────────────────────────────────────


def _html(body: Callable[[Plan], str], shell: Callable[[Plan, str], str] = html.document) -> Render:
    return lambda plan: shell(plan, body(plan))


def _in_layout_table(plan: Plan) -> str:
    return html.document(plan, html.layout_table(plan, html.table(plan)))


def _columns(**page: Any) -> Render:
    return partial(columns.columns, page=Page(**page))


def _pdf(sheet: Sheet) -> Callable[[Plan], bytes]:
    return lambda plan: pdf(noise.windows_1252(plan), sheet)


# The first way of each layout is the one that carries all the noise below.
WAYS: Mapping[str, tuple[str, Mapping[str, Render]]] = {
    "tabs": (
        "txt",
        {
            "plain": tables.tabs,
            "paragraphs": partial(tables.tabs, paragraphs=True),
            "not-bold": partial(tables.tabs, paragraphs=True, marked=False),
            "line-break-tags": partial(tables.tabs, breaks="<br/>"),
            "no-empty-cells": partial(tables.tabs, empty_partner=False),
            "pasted": tables.pasted,
            "semicolons": partial(tables.spreadsheet, sign=";"),
            "commas": partial(tables.spreadsheet, sign=","),
        },
    ),
    "pipes": (
        "md",
        {
            "plain": tables.pipes,
            "no-header": partial(tables.pipes, header=None),
            "empty-header": partial(tables.pipes, header=("", "", "")),
            "bold-labels": partial(tables.pipes, bold_labels=True),
            "padded": partial(tables.pipes, padded=True),
            "no-outer-pipes": partial(tables.pipes, outer=False),
            "two-columns": partial(tables.pipes, columns=2, header=("Section", "Content", "")),
            "two-columns-bold": partial(tables.pipes, columns=2, header=None, bold_labels=True, between="<br/>"),
            "double-breaks": partial(tables.pipes, between="<br><br>"),
            "two-blanks": partial(tables.pipes, between="  "),
        },
    ),
    "html": (
        "html",
        {
            "document": _html(html.table),
            "fragment": _html(html.table, html.fragment),
            "th-thead": _html(partial(html.table, label_tag="th", header=True, sections=True)),
            "not-spanning": _html(partial(html.table, spanning=False)),
            "nested-lists": _html(partial(html.table, nested=True)),
            "rowspan": _html(partial(html.table, torn_label_rows=True)),
            "unclosed": _html(partial(html.table, sections=True, closed=False)),
            "unclosed-lists": _html(partial(html.table, nested=True, closed=False), html.fragment),
            "line-breaks": _html(partial(html.table, line_breaks=True)),
            "layout-table": _in_layout_table,
            "definitions": _html(html.definitions),
            "headings": _html(html.headings),
            "strong-headings": _html(partial(html.headings, tag="h3", nested=False)),
            "bare-headings": _html(html.headings, html.fragment),
            "entities": lambda plan: html.with_entities(html.document(plan, html.table(plan))),
            "one-line": lambda plan: re.sub(r"\s*\n\s*", "", html.fragment(plan, html.table(plan))),
        },
    ),
    "columns": (
        "txt",
        {
            "plain": _columns(),
            "narrow": _columns(label=18, lead=20, partner=26),
            "wide": _columns(label=30, lead=38, partner=50),
            "very-wide": _columns(label=40, lead=60, partner=60),
            "margin": _columns(margin=8, gap=2),
            "tight": _columns(between_rows=False),
            "blocks-apart": _columns(between_blocks=True),
            "hanging": _columns(hanging=2),
            "drift": _columns(drift=True, gap=4),
            "hyphens": _columns(hyphens=True),
            "narrow-texts": _columns(label=24, lead=44, partner=28, wide_texts=False),
            "pages-30": _columns(lines=30),
            "pages-17": _columns(lines=17, label=20, lead=28, partner=32),
            "pages-41": _columns(lines=41, label=26, lead=24, partner=36, between_rows=False, number="{page}"),
            "pages-23": _columns(lines=23, label=16, lead=30, partner=30, number="- {page} -", head="欧盟项目"),
        },
    ),
    "running": (
        "txt",
        {
            "one-line": flat.running,
            "one-line-with-title": partial(flat.running, title=" "),
            "rows": partial(flat.running, between_rows="\n"),
            "blocks": partial(flat.running, between_rows="\n", between_blocks="\n"),
            "blank-lines": partial(flat.running, between_rows="\n\n", between_blocks="\n\n"),
            "wrapped-80": partial(flat.running, width=80),
            "wrapped-rows-100": partial(flat.running, between_rows="\n", width=100),
            "wrapped-blocks-90": partial(flat.running, between_rows="\n", between_blocks="\n", width=90),
            "torn-labels": partial(flat.running, label_width=26),
            "torn-labels-blocks": partial(flat.running, label_width=34, between_blocks="\n", between_rows="\n"),
            "torn-labels-in-lines": partial(flat.running, label_width=26, value_width=70),
        },
    ),
    "lines": (
        "txt",
        {
            "plain": flat.lines,
            "with-colon": partial(flat.lines, label=flat.with_colon),
            "without-colon": partial(flat.lines, label=flat.without_colon),
            "same-line": partial(flat.lines, label=flat.with_colon, same_line=True),
            "bulleted": partial(flat.lines, label=flat.with_bullet),
            "bulleted-same-line": partial(flat.lines, label=flat.with_bullet, same_line=True),
            "dashed": partial(flat.lines, label=flat.with_dash, between_rows="\n"),
            "numbered": partial(flat.lines, label=flat.with_number),
            "numbered-same-line": partial(flat.lines, label=flat.with_number, same_line=True),
            "bracketed": partial(flat.lines, label=flat.with_bracket, between_rows="\n"),
            "rows-apart": partial(flat.lines, between_rows="\n"),
            "blank-lines": partial(flat.lines, between_lines="\n\n"),
            "markdown-headings": partial(flat.lines, label=flat.without_colon, heading="## ", between_lines="\n\n"),
            "wrapped-72": partial(flat.lines, label=flat.with_colon, width=72),
            "wrapped-apart": partial(flat.lines, label=flat.without_colon, width=80, between_rows="\n"),
            "indented": partial(flat.lines, label=flat.with_colon, indent=True),
        },
    ),
}

# Formats of files that hold no text by themselves; their letters are those of the fonts that any PDF reader has.
_RULED = Sheet(foot="Page {page}", head="A European Union Programme")
FORMATS: Mapping[str, tuple[str, bool, Mapping[str, Callable[[Plan], bytes]]]] = {
    "pdf": (
        "pdf",
        True,
        {
            "ruled": _pdf(_RULED),
            "ruled-pages-of-130-mm": _pdf(_RULED._replace(height=130)),
            "ruled-pages-of-101-mm": _pdf(Sheet(height=101, size=9, hanging=True, foot="- {page} -")),
            "ruled-whole-rows": _pdf(Sheet(height=210, whole_rows=True, apart=0.5)),
            "unruled": _pdf(_RULED._replace(rules=False)),
            "unruled-pages-of-140-mm": _pdf(_RULED._replace(rules=False, height=140)),
            "unruled-typewriter": _pdf(Sheet(rules=False, font="courier", size=8, label=38, lead=55, partner=60)),
            "unruled-paragraphs-apart": _pdf(Sheet(rules=False, hanging=True, apart=0.5, height=180)),
        },
    ),
    "docx": (
        "docx",
        False,
        {
            "table": word,
            "lists": partial(word, lists=True),
            "pages-noted": partial(word, lists=True, breaks="noted"),
            "page-breaks-typed": partial(word, breaks="typed"),
            "cells-not-merged": partial(word, merged=False),
            "line-breaks": partial(word, one_paragraph=True),
            "headings": partial(word, table=False),
            "headings-and-lists": partial(word, table=False, lists=True),
        },
    ),
}

# ── Noise that any layout may meet ──────────────────────────────────────────────────────────────────────────────────

CHANGES: Mapping[str, tuple[Change, bool]] = {
    "capital-labels": (noise.capital_labels, False),
    "short-labels": (noise.short_labels, False),
    "long-labels": (noise.long_labels, False),
    "misspelt-labels": (noise.misspelt_labels, False),
    "colons-on-all": (noise.colons_on_all, False),
    "no-colons": (noise.no_colons, False),
    "spaced-colons": (noise.spaced_colons, False),
    "texts-first": (noise.texts_first, False),
    "reversed": (noise.reversed_sections, False),
    "shuffled": (noise.shuffled_sections, False),
    "repeated-labels": (noise.repeated_labels, False),
    "no-break-spaces": (noise.no_break_spaces, False),
    "narrow-spaces": (noise.narrow_spaces, False),
    "zero-width": (noise.zero_width, False),
    "soft-hyphens": (noise.soft_hyphens, False),
    "decomposed": (noise.decomposed, False),
    "full-width-colons": (noise.full_width_colons, True),
    "em-dashes": (noise.em_dashes, True),
    "hyphens-for-dashes": (noise.hyphens_for_dashes, True),
    "curly-quotes": (noise.curly_quotes, True),
    "straight-quotes": (noise.straight_quotes, True),
    "bullets": (noise.bullets("•", "–"), False),
    "squares": (noise.bullets("■", "□"), False),
    "dingbats": (noise.bullets("➢", "✓"), False),
    "symbol-font": (noise.bullets("\uf0b7", "o"), False),
    "asterisks": (noise.bullets("*", "-"), False),
    "bracketed-numbers": (noise.numbers("({})"), False),
    "half-brackets": (noise.numbers("{})"), False),
    "bullets-for-numbers": (noise.no_numbers, False),
    "furniture": (noise.furniture_between, False),
    "break-between-rows": (noise.break_between_rows, False),
    "break-between-blocks": (noise.break_between_blocks, False),
    "break-in-sentence": (noise.break_in_block("sentence"), False),
    "break-in-sentence-2": (noise.break_in_block("sentence", 2), False),
    "break-before-capital": (noise.break_in_block("capital"), False),
    "break-in-word": (noise.break_in_block("word"), False),
    "break-behind-hyphen": (noise.break_in_block("hyphen"), False),
    "break-in-head": (noise.break_in_head, False),
}
ENCODINGS: Mapping[str, Encode] = {
    "crlf": noise.crlf,
    "cr": noise.cr,
    "line-separators": noise.line_separators,
    "bom": noise.bom,
    "utf-16": noise.utf16,
    "utf-16-bare": noise.utf16_bare,
}


def _variants_of_formats() -> Iterator[Variant]:
    for name, (extension, folds, ways) in FORMATS.items():
        for way, render in ways.items():
            yield Variant(name, way, extension, render, folds)


def _changed(render: Render, change: Change, encode: Encode = noise.utf8) -> Callable[[Plan], bytes]:
    return lambda plan: encode(render(change(plan)))


def _variants() -> Iterator[Variant]:
    for layout, (extension, ways) in WAYS.items():
        for name, render in ways.items():
            yield Variant(layout, name, extension, _changed(render, noise.same))
        first = next(iter(ways.values()))
        for name, (change, folds) in CHANGES.items():
            if (layout, name) not in SENSELESS:
                yield Variant(layout, name, extension, _changed(first, change), folds)
        for name, encode in ENCODINGS.items():
            yield Variant(layout, name, extension, _changed(first, noise.same, encode))
        yield Variant(layout, "windows-1252", extension, _changed(first, noise.windows_1252, noise.cp1252), True)


# What no file can be: no reader, human or not, could tell.
SENSELESS: Mapping[tuple[str, str], str] = {
    ("running", "no-colons"): "labels without a colon inside a line of words are words",
}

# ── What is compared ────────────────────────────────────────────────────────────────────────────────────────────────

_PLACES = {"source_start", "source_end"}
_SIGNS = str.maketrans({"—": "-", "–": "-", "→": "-", "“": '"', "”": '"', "’": "'", "‘": "'", "：": ":"})


def facts(summary: Summary, *, folds: bool = False) -> Facts:
    """Everything that a summary says, by the names of its records, without offsets, evidence and issues."""
    found: Facts = {"rejection": [{"rejection": summary.rejection}] if summary.rejection else []}
    for name in (field.name for field in fields(Summary)):
        if name in ("rejection", "evidence", "issues"):
            continue
        records = getattr(summary, name)
        records = [records] if name == "plan" and records is not None else records or []
        found[name] = [_row(record, folds) for record in records]
    found["cities"].sort(key=lambda row: str(row["city_id"]))
    return found


def _row(record: Any, folds: bool) -> dict[str, Any]:
    row = {field.name: getattr(record, field.name) for field in fields(record) if field.name not in _PLACES}
    if folds:
        row = {name: folded(value) if isinstance(value, str) else value for name, value in row.items()}
    return row


def folded(text: str) -> str:
    """A text without what tells one dash, quote or colon from another."""
    return re.sub(r"\s+", " ", re.sub(r":\s*", ": ", text.translate(_SIGNS))).strip()


@dataclass(frozen=True, slots=True)
class Loss:
    """What variants can't carry: `fold` takes it away from the facts of both sides."""

    variants: frozenset[str]
    reason: str
    fold: Callable[[Facts], Facts]


def _one_statement_a_section(found: Facts) -> Facts:
    """The statements of a section as one text, their headings before them."""
    texts: dict[str, list[str]] = {}
    for row in found["statements"]:
        words = f"{row['heading']}: {row['text']}" if row["heading"] else row["text"]
        texts.setdefault(row["section"], []).append(words)
    merged = [{"section": section, "text": " ".join(words)} for section, words in texts.items()]
    return found | {"statements": merged}


LOSSES: tuple[Loss, ...] = (
    Loss(
        frozenset(
            (
                "running/one-line",
                "running/one-line-with-title",
                "running/rows",
                "running/wrapped-80",
                "running/wrapped-rows-100",
                "running/torn-labels",
                "running/torn-labels-in-lines",
                *(f"running/{name}" for name in (*CHANGES, *ENCODINGS, "windows-1252")),
            )
        ),
        "Two paragraphs without a heading in one line are told apart by nothing: a sentence may begin anywhere in a paragraph.",
        _one_statement_a_section,
    ),
    Loss(
        frozenset(("columns/narrow", "columns/narrow-texts")),
        "A paragraph whose last line fills the column is told apart by nothing from one with two sentences.",
        _one_statement_a_section,
    ),
    Loss(
        frozenset(("lines/break-before-capital",)),
        "Where the end of a page left no trace, a line that opens with a capital may as well be the next paragraph.",
        _one_statement_a_section,
    ),
)


def without_losses(variant: Variant, found: Facts) -> Facts:
    """The facts less what the variant can't carry."""
    for loss in LOSSES:
        if variant.id in loss.variants:
            found = loss.fold(found)
    return found


VARIANTS: tuple[Variant, ...] = (*_variants(), *_variants_of_formats())
LAYOUTS: tuple[str, ...] = tuple(dict.fromkeys(variant.layout for variant in VARIANTS))


def write_all(folder: Path, layout: str | None = None) -> int:
    """Writes every plan in every variant to `<layout>/<variant>/<plan>.<extension>`; how many files."""
    count = 0
    for variant in VARIANTS:
        if layout not in (None, variant.layout):
            continue
        place = folder / variant.layout / variant.name
        place.mkdir(parents=True, exist_ok=True)
        for plan in golden_plans():
            (place / f"{plan.name}.{variant.extension}").write_bytes(variant.render(plan))
            count += 1
    return count


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.layouts", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the files go")
    parser.add_argument("--layout", choices=LAYOUTS, help="only this one")
    arguments = parser.parse_args()
    print(f"{write_all(arguments.folder, arguments.layout)} files in {arguments.folder}")


if __name__ == "__main__":
    main()
