"""Exports read back, by the rules that docs/exports.md gives to everybody."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import polars as pl
import pyarrow.parquet as pq
from openpyxl.utils.escape import unescape

from pipelines.export.relations import Field, Relation
from pipelines.export.spreadsheet_text import unescaped
from pipelines.export.workbook import CONTENTS, LONG_TEXTS
from pipelines.export.written import Written

Rows = list[tuple[Any, ...]]

_OF_TEXT: dict[str, Callable[[str], object]] = {
    "VARCHAR": unescaped,
    "INTEGER": int,
    "BIGINT": int,
    "DOUBLE": float,
    "BOOLEAN": {"true": True, "false": False}.__getitem__,
    "DATE": date.fromisoformat,
    "TIMESTAMP": datetime.fromisoformat,
}


def held(connection: duckdb.DuckDBPyConnection, relation: Relation) -> Rows:
    """The rows as the warehouse holds them."""
    return connection.execute(relation.query()).fetchall()


def read_csv(folder: Path, written: Written) -> Rows:
    """Every cell by its column's type; a cell with nothing in it is NULL."""
    with (folder / written.path).open(encoding="utf-8-sig", newline="") as file:
        names, *lines = csv.reader(file)
    fields = written.relation.fields
    assert names == [field.name for field in fields]
    return [tuple(_of_text(cell, field) for cell, field in zip(line, fields, strict=True)) for line in lines]


def _of_text(cell: str, field: Field) -> object:
    return None if cell == "" else _OF_TEXT[field.type](cell)


def read_parquet(folder: Path, written: Written) -> Rows:
    """As any reader of Parquet has it."""
    frame = pl.from_arrow(pq.read_table(folder / written.path))
    assert isinstance(frame, pl.DataFrame)
    return frame.rows()


def read_sqlite(folder: Path, written: Written) -> Rows:
    """Dates from ISO 8601, booleans from 0 and 1."""
    with sqlite3.connect(folder / written.path) as connection:
        rows = connection.execute(f'SELECT * FROM "{written.inside}"').fetchall()
    fields = written.relation.fields
    return [tuple(_of_sqlite(value, field) for value, field in zip(row, fields, strict=True)) for row in rows]


def _of_sqlite(value: Any, field: Field) -> object:
    if value is None or field.type not in {"BOOLEAN", "DATE", "TIMESTAMP"}:
        return value
    return bool(value) if field.type == "BOOLEAN" else _OF_TEXT[field.type](value)


def read_xlsx(folder: Path, written: Written) -> Rows:
    """The relation's sheet and those that it goes on in, with the parts of long texts put together again."""
    book = _workbook(folder / written.path)
    fields = written.relation.fields
    further = _further_parts(book)
    rows = []
    for name in _sheets(book, written.relation):
        sheet = book[name].iter_rows(min_row=2, max_col=len(fields), values_only=True)
        for number, row in enumerate(sheet, start=2):
            rows.append(
                tuple(
                    _of_cell(value, field, further.get((name, number, field.name), ""))
                    for value, field in zip(row, fields, strict=True)
                )
            )
    return rows


@cache
def _workbook(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


def _sheets(book: openpyxl.Workbook, relation: Relation) -> list[str]:
    listed = book[CONTENTS].iter_rows(min_row=2, max_col=2, values_only=True)
    return [sheet for sheet, name in listed if name == relation.qualified_name]


def _further_parts(book: openpyxl.Workbook) -> dict[tuple[str, int, str], str]:
    found: dict[tuple[str, int, str], str] = {}
    if LONG_TEXTS in book.sheetnames:
        for sheet, row, column, _, part in book[LONG_TEXTS].iter_rows(min_row=2, values_only=True):
            found[sheet, row, column] = found.get((sheet, row, column), "") + unescape(part)
    return found


def _of_cell(value: Any, field: Field, further: str) -> object:
    if value is None:
        return None
    if field.type == "VARCHAR":
        return unescape(value) + further
    if field.type in {"DATE", "TIMESTAMP"} and isinstance(value, str):
        return _OF_TEXT[field.type](value)
    return value.date() if field.type == "DATE" else int(value) if field.type in {"INTEGER", "BIGINT"} else value


def to_the_millisecond(rows: Rows) -> Rows:
    """A workbook's moments, and dates without a time, compare so."""
    return [tuple(_rounded(value) for value in row) for row in rows]


def _rounded(value: object) -> object:
    return round(value.timestamp() * 1000) if isinstance(value, datetime) else value
