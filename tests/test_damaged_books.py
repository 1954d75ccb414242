"""Dagster's books that a crash or a disk damaged keep nothing from starting."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from assets import damaged_books, sqlite_files

DAMAGES: dict[str, Callable[[Path], object]] = {
    "garbled": lambda path: path.write_bytes(bytes(byte ^ 0x55 for byte in path.read_bytes())),
    "cut off": lambda path: os.truncate(path, path.stat().st_size // 2),
    "garbled within": lambda path: path.write_bytes(
        path.read_bytes()[:4096] + bytes(byte ^ 0x55 for byte in path.read_bytes()[4096:])
    ),
}


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Books as Dagster's SQLite storages lay them out, in which something is written."""
    for name in sqlite_files.NEEDED:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(tmp_path / name)
        connection.execute("CREATE TABLE runs (body)")
        connection.executemany("INSERT INTO runs VALUES (?)", [("x" * 400,)] * 200)
        connection.commit()
        connection.close()
    return tmp_path


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", sqlite_files.NEEDED)
def test_a_damaged_file_makes_room_for_a_new_one(name: str, damage: str, state: Path) -> None:
    database, aside = state / name, (state / name).with_name(f"{Path(name).name}.damaged-1")
    DAMAGES[damage](database)
    content = database.read_bytes()
    journal = database.with_name(f"{database.name}-wal")
    journal.write_bytes(b"of the damaged one")
    (sentence,) = damaged_books.set_aside(state)
    assert f"kept as {aside.name}" in sentence
    assert aside.read_bytes() == content
    assert not database.exists()
    assert not journal.exists(), "SQLite would take it for the new one's"
    assert damaged_books.set_aside(state) == []
    database.write_bytes(b"damaged again")
    assert "damaged-2" in damaged_books.set_aside(state)[0]
    assert aside.read_bytes() == content


def test_sound_books_stay_also_while_somebody_writes(state: Path) -> None:
    before = {path: path.read_bytes() for path in state.rglob("*.db")}
    connection = sqlite3.connect(state / "history/runs.db", isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    assert damaged_books.set_aside(state) == []
    connection.execute("ROLLBACK")
    connection.close()
    (state / "schedules/schedules.db").write_bytes(b"")  # as it is before Dagster writes the first table
    assert damaged_books.set_aside(state) == []
    assert {path: path.read_bytes() for path in before if path.parent.name != "schedules"} == {
        path: content for path, content in before.items() if path.parent.name != "schedules"
    }


def test_where_there_are_no_books_there_is_nothing_to_do(tmp_path: Path) -> None:
    assert damaged_books.set_aside(tmp_path / "nowhere") == []
