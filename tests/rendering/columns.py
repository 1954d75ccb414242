"""Text in aligned columns, as `pdftotext -layout` prints a table: cells wrap at their widths, pages end where they are full."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import zip_longest
from random import Random
from typing import NamedTuple

from tests.rendering.plan import PageBreak, Plan, PlanRow, Text


class Page(NamedTuple):
    """How a page is set: the columns' widths, what parts them, and how many lines a page holds (0: it never ends)."""

    label: int = 24
    lead: int = 30
    partner: int = 32
    gap: int = 3
    margin: int = 0
    between_rows: bool = True
    between_blocks: bool = False
    lines: int = 0
    hanging: int = 0
    drift: bool = False
    hyphens: bool = False
    number: str = "Page {page} of {pages}"
    head: str = "A European Union Programme"
    centred_labels: bool = False
    wide_texts: bool = True


def columns(plan: Plan, page: Page) -> str:
    """The plan on pages of that kind."""
    random = Random(f"{plan.name}{page}")
    lines = [" " * 12 + plan.title, ""]
    for row in plan.rows:
        if isinstance(row, PageBreak):
            lines += _break(row)
            continue
        lines += _row(row, page, random)
        if page.between_rows:
            lines.append("")
    lines += ["", *(" " * page.margin + line for line in plan.contact)]
    if not page.lines:
        return "\n".join([*lines, ""])
    pages = [lines[start : start + page.lines] for start in range(0, len(lines), page.lines)]
    written = []
    for number, on_page in enumerate(pages, start=1):
        foot = " " * 40 + page.number.format(page=number, pages=len(pages))
        written.append("\n".join([*([] if number == 1 else [page.head, ""]), *on_page, "", foot, ""]))
    return "\f".join(written)


def _break(page_break: PageBreak) -> list[str]:
    if not page_break.lines:
        return ["\f"] if page_break.is_page else []
    foot, *head = page_break.lines
    return [
        "",
        " " * 30 + foot,
        *(("\f" if not at and page_break.is_page else "") + line for at, line in enumerate(head)),
    ]


def _row(row: PlanRow, page: Page, random: Random) -> list[str]:
    label = textwrap.wrap(row.label, page.label, break_long_words=False)
    if row.is_head or row.partner:
        cells = [_cell(row.lead, page.lead, page), _cell(row.partner, page.partner, page)]
    else:
        width = page.lead + page.gap + page.partner if page.wide_texts else page.lead
        cells = [_cell(row.lead, width, page)]
    if page.centred_labels and len(cells[0]) > len(label):
        label = [""] * ((len(cells[0]) - len(label)) // 2) + label
    lines = []
    for first, *others in zip_longest(label, *cells, fillvalue=""):
        line = " " * page.margin + first.ljust(page.label + page.gap)
        if page.drift:
            line += " " * random.randint(0, 1)
        if others:
            line += others[0]
        for other in others[1:]:
            if other:
                at = page.margin + page.label + page.gap + page.lead + page.gap
                line = line.ljust(at) + (" " * random.randint(0, 1) if page.drift else "") + other
        lines.append(line.rstrip())
    return lines


def _cell(blocks: Sequence[Text], width: int, page: Page) -> list[str]:
    lines: list[str] = []
    for number, text in enumerate(blocks):
        if number and page.between_blocks:
            lines.append("")
        indent = " " * (2 * max(0, text.depth - 1))
        hanging = indent + (" " * page.hanging if text.sign else "")
        wrapped = textwrap.wrap(
            text.signed, width, initial_indent=indent, subsequent_indent=hanging, break_long_words=False
        )
        lines += _hyphenated(wrapped, width) if page.hyphens else wrapped
    return lines


def _hyphenated(lines: list[str], width: int) -> list[str]:
    """Words torn at the lines' ends with a hyphen where there is room for four letters of them."""
    lines = list(lines)
    for number in range(len(lines) - 1):
        room = width - len(lines[number]) - 2
        word, _, rest = lines[number + 1].partition(" ")
        if room >= 4 and word.isalpha() and len(word) >= room + 4 and word.islower() and rest:
            lines[number] += f" {word[:room]}-"
            lines[number + 1] = f"{word[room:]} {rest}"
    return lines
