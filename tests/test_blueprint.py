"""A new file copies the tables, views and comments of the published one; it says the same as one that the statements made."""

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines import database_file, publish, refresh, tables
from pipelines.blueprint import Blueprint
from pipelines.staging import Frames
from pipelines.store import memory
from tests.summaries import NICE, SECOND_LOAD, SUMMARY, of_plan, warehouse

SAID = (
    "SELECT schema_name, comment FROM duckdb_schemas() WHERE NOT internal",
    "SELECT schema_name, table_name, sql, comment FROM duckdb_tables()",
    "SELECT schema_name, table_name, column_name, column_index, data_type, is_nullable, comment FROM duckdb_columns()",
    "SELECT schema_name, view_name, sql, comment FROM duckdb_views() WHERE NOT internal",
    "SELECT schema_name, table_name, constraint_type, constraint_text FROM duckdb_constraints()",
    "SELECT function_name FROM duckdb_functions() WHERE NOT internal",
    "SELECT sequence_name FROM duckdb_sequences()",
    "SELECT index_name FROM duckdb_indexes()",
)


def said(path: Path) -> list[list[tuple[Any, ...]]]:
    """All that a file says of itself."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return [connection.execute(f"{query} ORDER BY ALL").fetchall() for query in SAID]


def held(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, in the order in which it lies."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return {str(table): connection.execute(f"FROM {table}").fetchall() for table in tables.PUBLISHED}


def changed(path: Path, statement: str) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute(statement)


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> Frames:
    documents = {"haikou.txt": SUMMARY, "nice.txt": of_plan(NICE)}
    return warehouse(tmp_path_factory.mktemp("raw"), documents)


@pytest.fixture(scope="module")
def by_statements(frames: Frames, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file made without a model, which nobody changes."""
    path = tmp_path_factory.mktemp("made") / "ucap.duckdb"
    database_file.build(path, frames)
    return path


@pytest.fixture
def model(by_statements: Path, tmp_path: Path) -> Path:
    """A copy of that file."""
    return Path(shutil.copy(by_statements, tmp_path / "published.duckdb"))


def test_a_file_made_like_another_says_and_holds_the_same(frames: Frames, by_statements: Path, tmp_path: Path) -> None:
    """Also a copy of a copy: whatever DuckDB rewords when it keeps a query, it has done once."""
    model = by_statements
    for path in (tmp_path / "child.duckdb", tmp_path / "grandchild.duckdb"):
        database_file.build(path, frames, model)
        assert said(path) == said(by_statements)
        assert held(path) == held(by_statements)
        model = path
    assert database_file.faults(model, frames, trust_constraints=False) == []


def test_rows_of_the_model_are_not_copied(by_statements: Path, tmp_path: Path) -> None:
    fewer = warehouse(tmp_path / "raw", {"haikou.txt": SUMMARY})
    database_file.build(tmp_path / "ucap.duckdb", fewer, by_statements)
    assert {name: len(rows) for name, rows in held(tmp_path / "ucap.duckdb").items()} == {
        str(table): fewer[table.frame_name].height for table in tables.PUBLISHED
    }


def test_what_the_model_says_is_what_the_new_file_says(frames: Frames, model: Path, tmp_path: Path) -> None:
    """So that the tests around this one see that there is a copy at all: a model that differs, and is meant to."""
    changed(model, "COMMENT ON TABLE dim_plan IS 'a mark'")
    database_file.build(tmp_path / "ucap.duckdb", frames, model)
    assert said(tmp_path / "ucap.duckdb") == said(model)


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ("COMMENT ON COLUMN dim_plan.title IS 'spoilt'", "a comment of a column"),
        ("COMMENT ON TABLE dim_plan IS NULL", "a comment that is gone"),
        ("COMMENT ON VIEW report.evidence IS 'spoilt'", "a comment of a view"),
        ("CREATE OR REPLACE VIEW report.agreement AS SELECT 1 AS one", "a view that asks something else"),
        ("DROP VIEW report.iati_tag", "a view that is gone"),
        ("CREATE OR REPLACE TABLE audit.load_run AS FROM audit.load_run", "a table that has lost its keys and rules"),
        ("CREATE TABLE budget AS SELECT 1 AS euro", "a table of somebody else's"),
        ("CREATE MACRO twice(x) AS 2 * x", "a macro"),
        ("CREATE SCHEMA mine", "a schema"),
        ("CREATE INDEX mine ON dim_plan (title)", "an index"),
        ("CREATE SEQUENCE mine", "a sequence"),
        ("CREATE TYPE mood AS ENUM ('good')", "a type"),
    ],
)
def test_a_file_that_somebody_changed_is_no_model(model: Path, change: str, because: str) -> None:
    made = Blueprint.of(model, prepared=False)
    assert made.is_of(model)
    changed(model, change)
    assert not made.is_of(model), because


def test_a_file_is_the_same_under_another_name_and_with_other_rights(model: Path) -> None:
    made = Blueprint.of(model, prepared=False)
    renamed = model.rename(model.with_name("renamed.duckdb"))
    renamed.chmod(0o640)
    with duckdb.connect(str(renamed), read_only=True) as reader:
        reader.execute("FROM report.plan_overview")
    assert made.is_of(renamed)
    assert not made.is_of(model), "there is none of that name"
    assert not made.is_of(Path(shutil.copy2(renamed, model))), "a copy, with its times, may be an older one"


def test_a_file_with_a_log_of_changes_beside_it_is_no_model(model: Path) -> None:
    made = Blueprint.of(model, prepared=False)
    model.with_name(f"{model.name}.wal").touch()
    assert not made.is_of(model)


def _gone(path: Path) -> None:
    path.unlink()


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _rotten(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:12288] + bytes(len(data) - 12288))


def _text(path: Path) -> None:
    path.write_text("My notes on the U-CAPs")


@pytest.mark.parametrize("damage", [_gone, _cut, _rotten, _text])
def test_without_a_model_that_can_be_read_the_statements_are_run(
    damage: Callable[[Path], None], frames: Frames, by_statements: Path, model: Path, tmp_path: Path
) -> None:
    damage(model)
    database_file.build(tmp_path / "ucap.duckdb", frames, model)
    assert said(tmp_path / "ucap.duckdb") == said(by_statements)


def test_a_file_of_other_statements_is_no_model(model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether our tables are declared otherwise since, or DuckDB is another."""
    made = Blueprint.of(model, prepared=False)
    assert made.is_of_today()
    assert not Blueprint.of(model, prepared=True).is_of_today(), "it has tables for the answers of views"
    assert not replace(made, statements="of an earlier version").is_of_today()
    monkeypatch.setattr(duckdb, "__version__", "9.9.9")
    assert not made.is_of_today()


def next_load(path: Path, store: Path, raw: Path) -> None:
    """Another refresh, of one summary."""
    frames = warehouse(raw, {"haikou.txt": SUMMARY}, SECOND_LOAD, publish.recall(path, store).previous)
    refresh.publish_and_remember(frames, path, store)


def test_the_next_refresh_mends_what_somebody_changed_in_the_published_file(frames: Frames, tmp_path: Path) -> None:
    """The store remembers how the file was made."""
    path, store = tmp_path / "ucap.duckdb", tmp_path / "ucap.store"
    refresh.publish_and_remember(frames, path, store)
    as_declared = said(path)
    assert publish.recall(path, store).made == Blueprint.of(path, prepared=False)
    changed(path, "COMMENT ON TABLE dim_plan IS 'spoilt'")
    assert publish.recall(path, store).made is None
    next_load(path, store, tmp_path / "raw")
    assert said(path) == as_declared


def test_a_file_that_rotted_without_a_trace_is_made_anew(frames: Frames, tmp_path: Path) -> None:
    """Its size and time are what they were; what it remembered is told by the store."""
    path, store = tmp_path / "ucap.duckdb", tmp_path / "ucap.store"
    refresh.publish_and_remember(frames, path, store)
    as_declared, status = said(path), path.stat()
    with path.open("r+b") as file:
        file.seek(12288)
        file.write(bytes(status.st_size - 12288))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert publish.recall(path, store).made is not None
    next_load(path, store, tmp_path / "raw")
    assert said(path) == as_declared
    assert len(publish.previous(path).load_runs) == 2


def test_a_store_of_an_earlier_version_remembers_no_blueprint(
    by_statements: Path, frames: Frames, tmp_path: Path
) -> None:
    store = tmp_path / "ucap.store"
    for made in (None, Blueprint.of(by_statements, prepared=False)):
        memory.remember(store, by_statements, publish.remembered(frames), made)
        assert publish.recall(by_statements, store).made == made
