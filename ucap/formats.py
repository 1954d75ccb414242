"""An answer as table, CSV, JSON or Markdown. Missing values are empty in CSV and Markdown, `null` in JSON.

All formats but the table are written row by row, so that an answer may be larger than memory.
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from assets.markdown import table_lines
from ucap import terminal

# A table is for reading: beyond these, `--format csv` is the better answer.
TABLE_ROWS = 1_000
TABLE_CELL = 2_000
# A column narrower than this can't be read; with more of them than fit, rows are written one under another.
LEAST_WIDTH = 14

# Controls beyond ASCII that JSON lets pass, though a terminal may obey them.
_BEYOND_ASCII = re.compile("[\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class Format(StrEnum):
    """How `ucap sql` writes an answer."""

    table = "table"
    csv = "csv"
    json = "json"
    markdown = "markdown"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave: names of the columns, which of them hold numbers, and the rows, to be read once."""

    columns: tuple[str, ...]
    numeric: frozenset[int]
    rows: Iterator[tuple[object, ...]]


def write(answer: Answer, how: Format, stream: TextIO) -> None:
    """Writes the answer to a text stream."""
    if how is Format.json:
        stream.writelines(f"{line}\n" for line in json_lines(answer))
    elif how is Format.markdown:
        stream.writelines(f"{line}\n" for line in markdown_lines(answer))
    elif how is Format.csv:
        write_csv(answer, stream)
    else:
        write_table(answer, stream)


def write_csv(answer: Answer, stream: TextIO) -> None:
    """RFC 4180 but for the line ends, which are `\\n`; lists and structs are JSON within their cell."""
    clean = terminal.visible if stream.isatty() else str
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(answer.columns)
    for row in answer.rows:
        writer.writerow([clean(as_text(value)) for value in row])


def json_lines(answer: Answer) -> Iterator[str]:
    """An array of objects, one object a line. A column name that comes twice gets a number: `a`, `a_2`."""
    names = unique(answer.columns)
    separator = "["
    for row in answer.rows:
        yield separator + as_json(dict(zip(names, row, strict=True)))
        separator = ","
    yield "[]" if separator == "[" else "]"


def markdown_lines(answer: Answer) -> Iterator[str]:
    """A table of GitHub's Markdown; numbers stand to the right."""
    return table_lines(answer.columns, ([as_text(value) for value in row] for row in answer.rows), answer.numeric)


def write_table(answer: Answer, stream: TextIO) -> None:
    """A table for people: as wide as the terminal, or in a pipe as wide as it needs; says what it left out."""
    rows = list(islice(answer.rows, TABLE_ROWS))
    further = sum(1 for _ in answer.rows)
    table = Table(box=box.SIMPLE_HEAD, header_style="heading", pad_edge=False, show_edge=False)
    for position, name in enumerate(answer.columns):
        table.add_column(
            Text(terminal.visible(name)),
            justify="right" if position in answer.numeric else "left",
            overflow="fold",
        )
    for row in rows:
        table.add_row(*map(table_cell, row))
    as_wide_as_needed = None if stream.isatty() else 1_000_000
    console = Console(
        file=stream, theme=terminal.THEME, width=as_wide_as_needed, markup=False, emoji=False, highlight=False
    )
    if stream.isatty() and len(answer.columns) * LEAST_WIDTH > console.width:
        _print_records(console, answer.columns, rows)
    else:
        console.print(table)
    terminal.remark(terminal.plural(len(rows) + further, "row"))
    if further:
        terminal.remark(f"Shown are the first {TABLE_ROWS:,}; --format csv writes all.", "warning")


def _print_records(console: Console, columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
    """One row under another, for a terminal too narrow to put the columns side by side."""
    for number, row in enumerate(rows, start=1):
        console.rule(f"row {number}", align="left", characters="─", style="quiet")
        record = Table.grid(padding=(0, 2))
        record.add_column(style="heading", no_wrap=True)
        record.add_column(overflow="fold")
        for name, value in zip(columns, row, strict=True):
            record.add_row(Text(terminal.visible(name)), table_cell(value))
        console.print(record)


def table_cell(value: object) -> Text:
    """A value as a cell of the terminal's table; what is missing shows as NULL."""
    if value is None:
        return Text("NULL", style="quiet")
    text = terminal.visible(as_text(value), keep_layout=True)
    return Text(text if len(text) <= TABLE_CELL else text[: TABLE_CELL - 1] + "…")


def as_text(value: object) -> str:
    """A value as CSV and tables show it: dates as ISO 8601, true and false in lower case, NULL as nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, (list, tuple, dict)):
        return as_json(value)
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


def json_value(value: object) -> object:
    """A value as JSON has it: numbers stay numbers, what JSON has no word for (NaN, infinity) is null."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return json_value(float(value))
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return [json_value(item) for item in value]
    if isinstance(value, dict):
        return {str(key): json_value(item) for key, item in value.items()}
    return as_text(value)


def as_json(value: object, indent: int | None = None) -> str:
    """JSON in readable letters, with the controls that JSON lets pass written as `\\u009b`."""
    text = json.dumps(json_value(value), ensure_ascii=False, allow_nan=False, indent=indent)
    return _BEYOND_ASCII.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def unique(names: Sequence[str]) -> list[str]:
    """The names, each once: the second `a` is `a_2`, or `a_3` where there is an `a_2` already."""
    given: list[str] = []
    for name in names:
        candidate, number = name, 1
        while candidate in given or (number > 1 and candidate in names):
            number += 1
            candidate = f"{name}_{number}"
        given.append(candidate)
    return given
