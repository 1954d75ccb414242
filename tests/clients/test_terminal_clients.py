"""Clients in a terminal: DuckDB's own command line, and Harlequin's screen and command line."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.clients.asking import LOADS, READ_ONLY, Client, Expected, in_text, opened, ordered, refresh
from tests.clients.environments import HERE, python_of

RECIPE = (HERE / "recipes" / "duckdb_cli.sql").read_text(encoding="utf-8")
OPEN, TABLES, PARTNERSHIPS = RECIPE.strip().split("\n\n")


def bin_of(environment: str) -> Path:
    return python_of(environment).parent


def test_duckdbs_command_line_reads_all_and_sees_the_next_load(
    folder: Path, next_load: Path, expected: Expected
) -> None:
    with opened([bin_of("duckdb-1.5") / "duckdb", "-init", "/dev/null", "-json"], folder) as shell:
        shell.tell(OPEN + "\n")
        assert ordered(answer(shell, TABLES)) == expected.tables
        assert answer(shell, PARTNERSHIPS) == expected.partnerships
        assert answer(shell, READ_ONLY) in ([["true"]], [[True]])
        for query, rows in expected.relations.items():
            assert in_text(answer(shell, query)) == in_text(rows), query
        refresh(folder, next_load)
        assert answer(shell, LOADS) == [[1]], "it stays on its load"
        shell.tell(OPEN + "\n")
        assert answer(shell, LOADS) == [[2]]


def answer(shell: Client, query: str) -> list[list[Any]]:
    """The rows of a query: what the shell writes up to the mark that a second query makes."""
    shell.tell(f"{query.strip().removesuffix(';')};\nSELECT 'end' AS mark;\n")
    written = ""
    assert shell.process.stdout is not None
    while not written.endswith('[{"mark":"end"}]\n'):
        line = shell.process.stdout.readline()
        assert line, "the shell ended with an error, which stands above"
        written += line
    rows = json.loads(written.removesuffix('[{"mark":"end"}]\n') or "[]")
    return [list(row.values()) for row in rows]


def test_harlequin_shows_all_tables_and_joins(folder: Path, next_load: Path, expected: Expected) -> None:
    """On its screen. Who has it open stays on their load; another one beside it, or `hsql`, sees the next."""
    with opened([python_of("duckdb-1.5"), HERE / "harlequin_screen.py"], folder) as screen:
        shown = [(schema, table) for schema, tables in screen.line().items() for table in tables]
        assert sorted(shown) == sorted((schema, name) for schema, name, _ in expected.tables)
        screen.tell(json.dumps(PARTNERSHIPS) + "\n")
        assert screen.line() == expected.partnerships
        refresh(folder, next_load)
        screen.tell(json.dumps(LOADS) + "\n")
        assert screen.line() == [[1]]
        command = [bin_of("duckdb-1.5") / "hsql", "--read-only", "warehouse/ucap.duckdb", "--json", "--command", LOADS]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
        assert json.loads(done.stdout) == [{"loads": 2}]
