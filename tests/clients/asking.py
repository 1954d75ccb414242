"""How a client is asked: it runs as one process in a user's folder, and a new load is published while it waits."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipelines import publish

LOADS = "SELECT count(*)::INTEGER AS loads FROM audit.load_run"
# Who opens the file for writing keeps every refresh out.
READ_ONLY = "SELECT readonly FROM duckdb_databases() WHERE database_name = 'ucap'"
# Far beyond what a client takes; it only ends the test where one never answers.
PATIENCE_SECONDS = 240
Row = list[Any]


@dataclass(frozen=True, slots=True)
class Expected:
    """What is in the file: every table and view with its comment, the partnerships, and the rows of each relation."""

    tables: list[Row]
    partnerships: list[Row]
    relations: dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Client:
    """A process that answers each line of questions by a line; `folder` is where it runs."""

    process: subprocess.Popen[str]
    folder: Path

    def tell(self, words: str) -> None:
        """Sends words as they are, to a client that has its own ways; `process.stdout` holds the answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(words)
        self.process.stdin.flush()

    def line(self) -> Any:
        """The next line that the client tells, as JSON."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the client ended with an error, which stands above"
        return json.loads(line)

    def ask(self, queries: Sequence[str], functions: Sequence[str] = ()) -> dict[str, Any]:
        """What the client tells: what its own `functions` gave, by their name, and `answers` by query."""
        self.tell(json.dumps({"queries": list(queries), "functions": list(functions)}) + "\n")
        told: dict[str, Any] = self.line()
        return told


@contextmanager
def opened(command: Sequence[str | Path], folder: Path) -> Iterator[Client]:
    """The client, running; what it says on stderr shows where the test fails."""
    ours = ("PYTHON", "VIRTUAL_ENV", "UCAP_", "HARLEQUIN_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        too_long = threading.Timer(PATIENCE_SECONDS, process.kill)
        too_long.start()
        try:
            yield Client(process, folder)
        finally:
            too_long.cancel()
            process.kill()


def refresh(folder: Path, next_load: Path) -> None:
    """What `ucap refresh` does to the file that a reader has open: reads what it remembers, and puts another in its place."""
    warehouse = folder / "warehouse" / "ucap.duckdb"
    assert publish.previous(warehouse).load_runs.height == 1
    shutil.copy(next_load, folder / "warehouse" / ".next").replace(warehouse)


def expected_of(connection: duckdb.DuckDBPyConnection) -> Expected:
    """What is in the file that is open here."""
    tables = _rows(
        connection,
        "SELECT schema_name, table_name, comment FROM duckdb_tables() WHERE NOT internal "
        "UNION ALL SELECT schema_name, view_name, comment FROM duckdb_views() WHERE NOT internal",
    )
    partnerships = _rows(connection, "SELECT lead_city, partner_city FROM report.partnership ORDER BY ALL")
    queries = [f"SELECT * FROM {schema}.{name}" for schema, name, _ in tables]
    return Expected(ordered(tables), partnerships, {query: ordered(_rows(connection, query)) for query in queries})


def ordered(rows: Sequence[Row]) -> list[Row]:
    """The same rows in an order that doesn't depend on the client: a query without ORDER BY promises none."""
    return sorted(rows, key=json.dumps)


def in_text(rows: Sequence[Row]) -> list[Row]:
    """The same rows with numbers as text, for clients in whose language 1 and 1.0 are one, or long numbers are text."""
    return ordered([[_in_text(value) for value in row] for row in rows])


def _in_text(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return str(int(value)) if float(value).is_integer() else str(value)


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    """Rows as they come out of JSON, which is how a client tells them."""
    rows: list[Row] = json.loads(json.dumps(connection.execute(query).fetchall(), default=str))
    return rows
