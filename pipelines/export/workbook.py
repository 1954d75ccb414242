"""XLSX: everything in one workbook, a sheet for each relation, and before them a table of contents and a dictionary.

Every value keeps its kind: dates are dates, numbers numbers, true and false booleans, and a text is a text even where it
looks like a formula (Excel's own mark for that is set, which an apostrophe typed before it sets too). What a sheet can't
hold is kept in another way:

- A text of more than 32,767 characters goes on in the sheet `long texts`, part by part; its first part stands in the cell.
- A relation of more than 1,048,575 rows goes on in a second sheet, `evidence (2)`; the sheet `contents` lists both.
- Control characters that XML lacks are written as `_x0001_`, as Excel does, which shows them as they were.
- Dates before 1901 and whole numbers of more than 15 digits are texts: Excel would change them. Moments are kept to the
  millisecond.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipelines.export.columns import COLUMNS, described
from pipelines.export.relations import Relation
from pipelines.export.written import STEM, ExportFormat, Written

CONTENTS, DICTIONARY, LONG_TEXTS = "contents", "columns", "long texts"
LONG_TEXT_COLUMNS = ("sheet", "row", "column", "part", "text")

# Excel's own bounds (Microsoft, "Excel specifications and limits").
MOST_ROWS = 1_048_576
MOST_CHARACTERS = 32_767
MOST_IN_NAME = 31
MOST_DIGITS = 15
# It has no dates before 1900, and takes 1900 for a leap year.
FIRST_YEAR = 1901
# Excel counts UTF-16 units: a text of up to this many code points fits in any case.
_SURELY_FITS = MOST_CHARACTERS // 2

_LOOKS_LIKE_A_FORMULA = re.compile(r"[\s'\ufeff]*[=+\-@＝＋－＠]|[\t\r\n']")
_NARROWEST, _WIDEST = 9, 60


class Workbook:
    """Writes `ucap.xlsx` in the folder of the export; `made_at` is the time that the file says it was made at."""

    def __init__(self, folder: Path, made_at: datetime, *, most_rows: int = MOST_ROWS) -> None:
        self._path = f"{STEM}.{ExportFormat.xlsx}"
        self._most_rows = most_rows
        self._book = xlsxwriter.Workbook(folder / self._path, {"constant_memory": True})
        self._book.set_properties({"title": "U-CAP warehouse", "created": made_at})
        self._styles = _Styles.of(self._book)
        self._names = _SheetNames()
        self._contents, self._dictionary = self._add(CONTENTS), self._add(DICTIONARY)
        self._long_texts: list[tuple[str, int, str, int, str]] = []
        self._sheets: list[tuple[str, Relation, int]] = []

    def write(self, relation: Relation, frames: Iterable[pl.DataFrame]) -> Written:
        """One sheet, or as many as the rows need."""
        rows = (row for frame in frames for row in frame.iter_rows())
        sheet = self._add(self._names.given(relation))
        sheets = [(sheet.get_name(), self._fill(sheet, relation, islice(rows, self._most_rows - 1)))]
        for row in rows:  # more than one sheet holds
            sheet = self._add(self._names.given(relation))
            portion = chain((row,), islice(rows, self._most_rows - 2))
            sheets.append((sheet.get_name(), self._fill(sheet, relation, portion)))
        self._sheets += [(name, relation, count) for name, count in sheets]
        total = sum(count for _, count in sheets)
        return Written(relation, ExportFormat.xlsx, self._path, total, inside=sheets[0][0])

    def finish(self) -> None:
        """Adds the contents, the dictionary and what was too long for a cell."""
        self._write_contents()
        in_order = dict.fromkeys(relation for _, relation, _ in self._sheets)
        rows = [row for relation in in_order for row in described(relation, relation.qualified_name)]
        self._write_texts(self._dictionary, COLUMNS, rows, widths=(30, 26, 11, 6, 9, 24, 90))
        if self._long_texts:
            sheet = self._add(LONG_TEXTS)
            self._write_texts(sheet, LONG_TEXT_COLUMNS, self._long_texts, widths=(30, 9, 26, 6, 60))
        self._book.close()

    def _add(self, name: str) -> Worksheet:
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        return sheet

    def _fill(self, sheet: Worksheet, relation: Relation, rows: Iterable[Sequence[object]]) -> int:
        """Writes names and rows; returns how many rows there were."""
        for column, each in enumerate(relation.fields):
            style = self._styles.key if each.name in relation.key else self._styles.head
            sheet.write_string(0, column, each.name, style)
            if each.description:
                sheet.write_comment(0, column, each.description, {"x_scale": 2})
        widths = [max(_NARROWEST, len(each.name) + 3) for each in relation.fields]
        number = 0
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if value is not None:
                    self._write_value(sheet, number, column, value, relation.fields[column].name)
                    widths[column] = min(_WIDEST, max(widths[column], _width(value)))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.autofilter(0, 0, max(number, 1), len(widths) - 1)
        return number

    def _write_value(self, sheet: Worksheet, row: int, column: int, value: Any, name: str) -> None:
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, datetime) and value.year >= FIRST_YEAR:
            sheet.write_datetime(row, column, value, self._styles.moment)
        elif isinstance(value, date) and value.year >= FIRST_YEAR:
            sheet.write_datetime(row, column, value, self._styles.day)
        elif isinstance(value, (int, float)) and _is_exact(value):
            sheet.write_number(row, column, value)
        elif isinstance(value, str):
            self._write_text(sheet, row, column, value, name)
        else:
            sheet.write_string(row, column, str(value), self._styles.as_text)

    def _write_text(self, sheet: Worksheet, row: int, column: int, text: str, name: str) -> None:
        first, *others = parts(text)
        looks_odd = _LOOKS_LIKE_A_FORMULA.match(first)
        style = self._styles.cut if others else self._styles.as_text if looks_odd else None
        sheet.write_string(row, column, first, style)
        self._long_texts += [
            (sheet.get_name(), row + 1, name, number, part) for number, part in enumerate(others, start=2)
        ]

    def _write_contents(self) -> None:
        names = ("sheet", "relation", "rows", "what it holds")
        for column, name in enumerate(names):
            self._contents.write_string(0, column, name, self._styles.head)
        for row, (name, relation, count) in enumerate(self._sheets, start=1):
            self._contents.write_url(row, 0, f"internal:'{name}'!A1", self._styles.link, string=name)
            self._contents.write_string(row, 1, relation.qualified_name)
            self._contents.write_number(row, 2, count)
            self._contents.write_string(row, 3, relation.description)
        for column, width in enumerate((33, 36, 10, 110)):
            self._contents.set_column(column, column, width)

    def _write_texts(
        self, sheet: Worksheet, names: Sequence[str], rows: Iterable[Sequence[object]], widths: Sequence[int]
    ) -> None:
        """A sheet of the workbook's own."""
        for row, values in enumerate((names, *rows)):
            for column, value in enumerate(values):
                style = self._styles.head if row == 0 else self._styles.as_text
                if isinstance(value, int):
                    sheet.write_number(row, column, value)
                else:
                    sheet.write_string(row, column, str(value), style)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)


@dataclass(frozen=True, slots=True)
class _Styles:
    """How cells look. `as_text` carries Excel's mark for a text that is no formula."""

    head: Format
    key: Format
    day: Format
    moment: Format
    as_text: Format
    cut: Format
    link: Format

    @staticmethod
    def of(book: xlsxwriter.Workbook) -> _Styles:
        as_text, cut = book.add_format(), book.add_format({"bg_color": "#FFF2CC"})
        for style in (as_text, cut):
            style.set_quote_prefix()
        return _Styles(
            head=book.add_format({"bold": True, "bg_color": "#DCE6F1", "bottom": 1}),
            key=book.add_format({"bold": True, "bg_color": "#FFE699", "bottom": 1}),
            day=book.add_format({"num_format": "yyyy-mm-dd"}),
            moment=book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            as_text=as_text,
            cut=cut,
            link=book.add_format({"font_color": "#0563C1", "underline": 1}),
        )


@dataclass
class _SheetNames:
    """Names of sheets: at most 31 characters, and each once, whatever its case."""

    _taken: set[str] = field(default_factory=lambda: {CONTENTS, DICTIONARY, LONG_TEXTS})

    def given(self, relation: Relation) -> str:
        """A name for the next sheet of a relation: the longest form of its own name that is free and fits."""
        for name in _candidates(relation):
            if len(name) <= MOST_IN_NAME and name.casefold() not in self._taken:
                self._taken.add(name.casefold())
                return name
        raise AssertionError("there is always another number")


def _candidates(relation: Relation) -> Iterator[str]:
    """`report.city_pair`; without the schema where that is too long; cut; then the same with numbers."""
    fitting = next(
        (name for name in (relation.qualified_name, relation.name) if len(name) <= MOST_IN_NAME),
        relation.name[:MOST_IN_NAME],
    )
    yield fitting
    for number in range(2, MOST_ROWS):
        suffix = f" ({number})"
        yield fitting[: MOST_IN_NAME - len(suffix)] + suffix


def parts(text: str) -> list[str]:
    """The text in pieces that a cell can hold, at least one; no character is cut in two."""
    if len(text) <= _SURELY_FITS:
        return [text]
    found, start, units = [], 0, 0
    for position, character in enumerate(text):
        size = 2 if ord(character) > 0xFFFF else 1
        if units + size > MOST_CHARACTERS:
            found.append(text[start:position])
            start, units = position, 0
        units += size
    return [*found, text[start:]]


def _is_exact(value: float) -> bool:
    """Whether Excel keeps the number as it is."""
    return math.isfinite(value) if isinstance(value, float) else abs(value) < 10**MOST_DIGITS


def _width(value: object) -> int:
    """How wide a column must be to show the value: a text's first line, a date's digits."""
    return len(str(value)[:_WIDEST].partition("\n")[0]) + 2
