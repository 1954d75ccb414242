"""Texts that lost their table: everything in one line or paragraph, or one label or value a line."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable

from tests.rendering.plan import PageBreak, Plan, PlanRow, Text


def running(
    plan: Plan,
    *,
    between_blocks: str = " ",
    between_rows: str = " ",
    width: int = 0,
    label_width: int = 0,
    value_width: int = 0,
    title: str = "\n",
) -> str:
    """Running text: label, lead and partner a blank apart. `width` wraps each line. With `label_width` the label is cut as
    in its column, and its further lines follow the value's first ones: whole blocks, or lines of `value_width` characters.
    """
    parts: list[str] = []
    for row in plan.rows:
        if isinstance(row, PageBreak):
            parts.append(("\f".join(row.lines) or "\f") if row.is_page else " ".join(row.lines))
        elif label_width:
            parts.append(_torn(row, label_width, value_width, between_blocks))
        else:
            values = [text.signed for text in (*row.lead, *row.partner)]
            parts.append(f"{row.label} {between_blocks.join(values)}".strip() if not row.is_head else _head(row))
    text = between_rows.join([*parts, " ".join(plan.contact)])
    text = f"{plan.title}{title}{text}"
    if width:
        text = "\n".join(textwrap.fill(line, width, break_long_words=False) for line in text.split("\n"))
    return text + "\n"


def _head(row: PlanRow) -> str:
    return " ".join([row.label, *(text.signed for text in (*row.lead, *row.partner))]).strip()


def _torn(row: PlanRow, label_width: int, value_width: int, between_blocks: str) -> str:
    label = textwrap.wrap(row.label, label_width, break_long_words=False)
    if row.is_head:
        lines = [" ".join(text.signed for text in (*row.lead, *row.partner))]
    elif value_width:
        lines = [line for text in row.lead for line in textwrap.wrap(text.signed, value_width, break_long_words=False)]
    else:
        lines = [text.signed for text in row.lead]
    out = []
    for number in range(max(len(label), len(lines))):
        out += label[number : number + 1] + lines[number : number + 1]
    return (" " if value_width or between_blocks == " " else between_blocks).join(out)


def lines(
    plan: Plan,
    *,
    label: Callable[[int, str], str] = lambda _, text: text,
    same_line: bool = False,
    between_rows: str = "",
    between_lines: str = "\n",
    width: int = 0,
    heading: str = "",
    indent: bool = False,
) -> str:
    """One label or value a line. `label` writes a label (by its number); `same_line` puts the first value behind it."""
    out = [f"{heading and '# '}{plan.title}", ""]
    number = 0
    for row in plan.rows:
        if isinstance(row, PageBreak):
            out += [
                *row.lines[:1],
                *(["\f" + row.lines[1]] if row.is_page and row.lines[1:] else row.lines[1:]),
                *row.lines[2:],
            ]
            continue
        number += bool(row.label)
        values = [_value(text, width, indent) for text in (*row.lead, *row.partner)]
        written = label(number, row.label) if row.label else ""
        if written and same_line and values:
            values[0] = f"{written} {values[0].lstrip()}"
            written = ""
        out += [heading + line if line == written else line for line in [written, *values] if line]
        if between_rows:
            out.append(between_rows.removesuffix("\n"))
    return between_lines.join([*out, "", *plan.contact, ""])


def _value(text: Text, width: int, indent: bool) -> str:
    before = "    " * max(0, text.depth - 1) if indent else ""
    if not width:
        return before + text.signed
    return textwrap.fill(before + text.signed, width, break_long_words=False)


def without_colon(_: int, label: str) -> str:
    """`City`."""
    return re.sub(r"[.:\s]+$", "", label)


def with_colon(_: int, label: str) -> str:
    """`Period of cooperation:`, though the form prints it without."""
    return f"{without_colon(0, label)}:"


def with_bullet(_: int, label: str) -> str:
    """`• City:`."""
    return f"• {with_colon(0, label)}"


def with_dash(_: int, label: str) -> str:
    """`- City`."""
    return f"- {without_colon(0, label)}"


def with_number(number: int, label: str) -> str:
    """`1. City:`."""
    return f"{number}. {with_colon(0, label)}"


def with_bracket(number: int, label: str) -> str:
    """`1) City`."""
    return f"{number}) {without_colon(0, label)}"
