"""What a file is before it holds a row: schemas, tables with their keys and rules, report views, and the comments of all.

Belongs here: how that comes into a new file. The declarations give the statements that make it. As these take DuckDB half
a second of work, however few rows there are (each of 700 comments has it bind a table with all its rules anew), a small
file copies what the published one says of itself, in 20 ms, where both would come to the same. That is known by two
digests, which the store remembers: of the statements that made the published file, and of what its catalogue said then.
A published file that somebody has changed since, or that rotted, is no model: the statements are run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines import report, tables
from pipelines.schema import literal

# What the published file is called in the connection that makes the new one.
PUBLISHED = "published"

# All that a catalogue says of us: which list of it, and what is looked at there. The SQL of a table has its keys and rules,
# but no comments. The latter five lists have nothing of ours; what somebody else has put there isn't to be copied either.
_CATALOGUE = {
    "schemas": "schema_name, comment",
    "tables": "schema_name, table_name, sql, comment",
    "columns": "schema_name, table_name, column_index, column_name, data_type, comment",
    "views": "schema_name, view_name, sql, comment",
    "functions": "schema_name, function_name",
    "indexes": "schema_name, index_name",
    "sequences": "schema_name, sequence_name",
    "triggers": "schema_name, trigger_name",
    "types": "schema_name, type_name",
}


class UnlikeError(Exception):
    """A file can't be a model: it can't be read, or isn't any more what it was."""


@dataclass(frozen=True, slots=True)
class Blueprint:
    """How a file was made: digests of the `statements`, and of what its `catalogue` said when they had been run."""

    statements: str
    catalogue: str


@dataclass(frozen=True, slots=True)
class Model:
    """A published file, and how it was made when it was published."""

    file: Path
    made: Blueprint

    def is_of_today(self) -> bool:
        """Whether this version of us and of DuckDB would make it so."""
        return self.made.statements == _digest_of_statements(prepared=False)


def before_rows() -> Iterator[str]:
    """The statements that make schemas and tables."""
    for schema in sorted({table.schema for table in tables.PUBLISHED} - {"main"}):
        yield f"CREATE SCHEMA {schema}"
    for table in tables.PUBLISHED:
        yield table.ddl()


def after_rows(*, prepared: bool) -> Iterator[str]:
    """The statements that make views and comments; where `prepared`, also the answers of the views."""
    yield from report.ddl(prepared=prepared)
    for table in tables.PUBLISHED:
        yield ";\n".join(table.comments())


def of_statements(connection: duckdb.DuckDBPyConnection, database: str, *, prepared: bool) -> Blueprint:
    """The blueprint of a file that the statements made, as it lies on disk."""
    return Blueprint(_digest_of_statements(prepared=prepared), _digest_of_catalogue(connection, database))


def open_published(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    """Opens the file as `PUBLISHED`, for reading; nothing happens where that is open already."""
    connection.execute(f"ATTACH IF NOT EXISTS {literal(str(file))} AS {PUBLISHED} (READ_ONLY)")


def copy(connection: duckdb.DuckDBPyConnection, database: str, model: Model) -> None:
    """Makes in an empty database what the model's file defines, without its rows.

    Raises UnlikeError where that isn't what it was when the file was published; what was begun is to be undone then.
    """
    try:
        open_published(connection, model.file)
        connection.execute(f"COPY FROM DATABASE {PUBLISHED} TO {database} (SCHEMA)")
        found = _digest_of_catalogue(connection, database)
    except duckdb.Error as error:
        raise UnlikeError(str(error)) from error
    if found != model.made.catalogue:
        raise UnlikeError(f"{model.file} has been changed")


def _digest_of_statements(*, prepared: bool) -> str:
    """DuckDB's version is part of it: another one may keep the same statements otherwise."""
    return _digest([duckdb.__version__, *before_rows(), *after_rows(prepared=prepared)])


def _digest_of_catalogue(connection: duckdb.DuckDBPyConnection, database: str) -> str:
    lists = [
        f"SELECT {names} FROM duckdb_{kind}() WHERE database_name = {literal(database)} ORDER BY ALL"  # noqa: S608 (ours)
        for kind, names in _CATALOGUE.items()
    ]
    return _digest([connection.execute(query).fetchall() for query in lists])


def _digest(what: Sequence[object]) -> str:
    return hashlib.sha256(repr(what).encode()).hexdigest()
