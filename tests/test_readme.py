"""What the README shows was run: every command on it gives the answer that stands under it."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

PROJECT = Path(__file__).parent.parent
PAGE = (PROJECT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ \.venv/bin/ucap (.+)\n((?:(?!```|\$ ).*\n)*)", PAGE, re.MULTILINE)
QUERIES = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(("arguments", "answer"), COMMANDS, ids=[arguments[:40] for arguments, _ in COMMANDS])
def test_a_command_answers_as_the_page_says(arguments: str, answer: str, published: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ucap", *shlex.split(arguments)],
        cwd=PROJECT,
        env={**os.environ, "UCAP_WAREHOUSE": str(published), "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    if answer:
        assert [line.rstrip() for line in done.stdout.splitlines()] == answer.splitlines()


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_of_the_page_finds_something(query: str, warehouse: duckdb.DuckDBPyConnection) -> None:
    assert warehouse.execute(query).fetchall()


def test_the_page_opens_with_the_two_commands() -> None:
    assert re.findall(r"^\$ (make \w+)", PAGE, re.MULTILINE)[:2] == ["make warehouse", "make test"]
    assert COMMANDS
    assert QUERIES
