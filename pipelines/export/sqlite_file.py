# ruff: noqa: S608 (every name in a statement is one of the warehouse's own catalogue, quoted)
"""SQLite: everything in one file, with keys, references and indices; views are there as tables of their rows.

SQLite knows no schemas: `audit.evidence` is the table `audit_evidence`. It has neither dates nor booleans, so dates are
texts in ISO 8601 and booleans 0 or 1, as its own functions take them; the columns are declared as DATE, TIMESTAMP and
BOOLEAN, by which BI tools and Python's `sqlite3` know them again. What tables and columns mean stands in the table
`data_dictionary` and as comments in the statements that `.schema` shows.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path

import polars as pl

from pipelines.export.columns import COLUMNS, described
from pipelines.export.relations import Field, Relation
from pipelines.export.written import STEM, ExportFormat, Written

DICTIONARY = "data_dictionary"
_TYPES = {"VARCHAR": "TEXT", "DOUBLE": "REAL", "BIGINT": "INTEGER"}


class SqliteError(Exception):
    """The file isn't what it should be; a sentence for a person."""


class SqliteFile:
    """Writes `ucap.sqlite` in the folder of the export."""

    def __init__(self, folder: Path) -> None:
        self._path = f"{STEM}.{ExportFormat.sqlite}"
        self._written: list[Relation] = []
        self._connection = sqlite3.connect(folder / self._path, isolation_level=None)
        # Nobody else has the file: a crash leaves a folder that is thrown away.
        for statement in ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "BEGIN"):
            self._connection.execute(statement)

    def write(self, relation: Relation, frames: Iterable[pl.DataFrame]) -> Written:
        """One table. References are looked at in the end, as the tables come in any order."""
        name = table_name(relation)
        self._connection.execute(_ddl(relation))
        places = ", ".join("?" * len(relation.fields))
        rows = 0
        for frame in frames:
            values = (tuple(map(_value, row)) for row in frame.iter_rows())
            self._connection.executemany(f"INSERT INTO {_quoted(name)} VALUES ({places})", values)
            rows += frame.height
        for statement in _indices(relation):
            self._connection.execute(statement)
        self._written.append(relation)
        return Written(relation, ExportFormat.sqlite, self._path, rows, inside=name)

    def finish(self) -> None:
        """Adds the dictionary. Raises SqliteError where a reference leads nowhere."""
        names = ", ".join(f"{_quoted(name)} TEXT" for name in COLUMNS)
        self._connection.execute(f"CREATE TABLE {DICTIONARY} ({names})")
        rows = [row for relation in self._written for row in described(relation, table_name(relation))]
        self._connection.executemany(f"INSERT INTO {DICTIONARY} VALUES ({', '.join('?' * len(COLUMNS))})", rows)
        if astray := self._connection.execute("PRAGMA foreign_key_check").fetchall():
            table, _, parent, _ = astray[0]
            raise SqliteError(f"{table} refers to rows that {parent} doesn't have; the warehouse is damaged.")
        self._connection.execute("COMMIT")
        self._connection.execute("ANALYZE")
        self._connection.close()


def table_name(relation: Relation) -> str:
    """`dim_plan`, `audit_evidence`."""
    return relation.qualified_name.replace(".", "_")


def _ddl(relation: Relation) -> str:
    parts = [*map(_column, relation.fields), *_constraints(relation)]
    lines = [
        f"  {definition}{',' if number < len(parts) else ''}{_comment(words)}"
        for number, (definition, words) in enumerate(parts, start=1)
    ]
    opening = f"CREATE TABLE {_quoted(table_name(relation))} ({_comment(relation.description)}"
    return "\n".join([opening, *lines, ")"])


def _column(field: Field) -> tuple[str, str]:
    required = " NOT NULL" if field.is_required else ""
    is_bool = f" CHECK ({_quoted(field.name)} IN (0, 1))" if field.type == "BOOLEAN" else ""
    return f"{_quoted(field.name)} {_TYPES.get(field.type, field.type)}{required}{is_bool}", field.description


def _constraints(relation: Relation) -> Iterator[tuple[str, str]]:
    if relation.key:
        yield f"PRIMARY KEY ({_listed(relation.key)})", ""
    for columns in relation.unique:
        yield f"UNIQUE ({_listed(columns)})", ""
    for reference in relation.references:
        parent = _quoted(reference.parent.replace(".", "_"))
        yield (
            f"FOREIGN KEY ({_listed(reference.columns)}) REFERENCES {parent} ({_listed(reference.parent_columns)})",
            "",
        )


def _indices(relation: Relation) -> Iterator[str]:
    """One for each reference that no key begins with already: joins and deletions look rows up by it."""
    keys = (relation.key, *relation.unique)
    for columns in dict.fromkeys(reference.columns for reference in relation.references):
        if not any(key[: len(columns)] == columns for key in keys):
            name = f"{table_name(relation)}_by_{'_'.join(columns)}"
            yield f"CREATE INDEX {_quoted(name)} ON {_quoted(table_name(relation))} ({_listed(columns)})"


def _value(value: object) -> object:
    """SQLite's form of a value: dates and moments in ISO 8601, true and false as 1 and 0."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else value


def _comment(words: str) -> str:
    one_line = " ".join(words.split())
    return f" -- {one_line}" if one_line else ""


def _listed(columns: tuple[str, ...]) -> str:
    return ", ".join(map(_quoted, columns))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
