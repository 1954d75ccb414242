"""Questions to the published file: opened read-only, cut off from everything else on the machine.

A query may come from anywhere, and reading must not turn into writing: other files, the network, extensions and
Python's own variables are out of reach, and the settings that say so are locked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb

from ucap import terminal
from ucap.formats import Answer

# Together they leave a query nothing but the file (DuckDB's guide to securing it, and measured with 2.0).
READ_ONLY_AND_ALONE: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    "lock_configuration": "true",
}
# MULTI is what PIVOT turns into; DESCRIBE, SHOW and SUMMARIZE count as SELECT.
QUESTIONS = {"SELECT", "EXPLAIN", "MULTI"}
INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
NUMBERS = (*INTEGERS, *(f"U{name}" for name in INTEGERS), "FLOAT", "DOUBLE", "DECIMAL")
ROWS_AT_ONCE = 10_000


class QueryError(Exception):
    """Why a question has no answer, in words for the one who asked."""


@contextmanager
def opened(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file, open for reading. Raises QueryError when it isn't there or is no DuckDB file."""
    where = terminal.path_words(warehouse)
    if not warehouse.exists():
        raise QueryError(f"There is no warehouse at {where} yet. Run `ucap refresh` or `make warehouse` to build it.")
    try:
        connection = duckdb.connect(str(warehouse), read_only=True, config=READ_ONLY_AND_ALONE)
    except duckdb.Error as error:
        why = str(error).partition("\n")[0].rstrip(".")
        raise QueryError(
            f"{where} can't be opened as a DuckDB file: {why}. `ucap refresh` mends it, or says what is wrong."
        ) from error
    try:
        yield connection
    finally:
        connection.close()


def ask(connection: duckdb.DuckDBPyConnection, sql: str, parameters: Mapping[str, object] | None = None) -> Answer:
    """The answer to one query, with values for its `$parameters`.

    Raises QueryError when it isn't one query, isn't SQL, or asks for more than reading.
    """
    try:
        statements = connection.extract_statements(sql)
        if len(statements) != 1:
            raise QueryError(
                "There is no query in this text."
                if not statements
                else f"These are {len(statements)} statements. Ask one at a time."
            )
        if statements[0].type.name not in QUESTIONS:
            raise QueryError(f"{statements[0].type.name} is no question: the published file is only read here.")
        cursor = connection.execute(statements[0], dict(parameters or {}))
    except duckdb.Error as error:
        raise QueryError(str(error)) from error
    columns = cursor.description
    return Answer(
        columns=tuple(name for name, *_ in columns),
        numeric=frozenset(position for position, (_, kind, *_) in enumerate(columns) if _is_number(kind)),
        rows=_rows(cursor),
    )


def row_counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many rows each table has, by the name that a query uses: `dim_city`, `audit.arrival`."""
    names = "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal ORDER BY table_oid"
    counts = {}
    for schema, table in connection.execute(names).fetchall():
        rows, _ = connection.table(f'"{schema}"."{table}"').shape
        counts[table if schema == "main" else f"{schema}.{table}"] = rows
    return counts


def _is_number(type_code: object) -> bool:
    """`DECIMAL(5,2)` is one; `INTEGER[]`, a list, isn't."""
    return str(type_code).partition("(")[0] in NUMBERS


def _rows(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[object, ...]]:
    while rows := cursor.fetchmany(ROWS_AT_ONCE):
        yield from rows
