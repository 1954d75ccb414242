"""What the file says about itself is true, and the tables don't change without their version."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines import schema_version, tables
from pipelines.schema import BIGINT, TEXT, Column, Table
from pipelines.vocabulary import rows
from tests.summaries import FIRST_LOAD, NICE, SUMMARY, of_plan, warehouse


def properties(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(connection.execute("SELECT name, value FROM meta").fetchall())


def test_the_counts_are_those_of_the_file(warehouse: duckdb.DuckDBPyConnection) -> None:
    told = properties(warehouse)
    assert told["documents"] == told["plans"] == "5"
    others = [table for table in tables.WAREHOUSE if table is not tables.META]
    assert {name for name in told if name.startswith("rows.")} == {f"rows.{table}" for table in others}
    for table in others:
        assert told[f"rows.{table}"] == str(warehouse.table(table.qualified_name).shape[0]), table


def test_the_file_tells_its_versions_and_when_it_was_built(warehouse: duckdb.DuckDBPyConnection) -> None:
    told = properties(warehouse)
    assert int(told["schema_version"]) == schema_version.current().number
    assert told["schema_fingerprint"] == schema_version.fingerprint()
    ((finished_at, code_version),) = warehouse.execute(
        "SELECT finished_at, code_version FROM audit.load_run"
    ).fetchall()
    assert datetime.fromisoformat(told["built_at"]).replace(tzinfo=None) == finished_at
    assert told["code_version"] == code_version


def test_every_source_is_named_with_its_terms(warehouse: duckdb.DuckDBPyConnection) -> None:
    told = properties(warehouse)
    assert {f"source.{row['source']}" for row in rows("sources")} == {n for n in told if n.startswith("source.")}
    assert "CC-BY-4.0" in told["source.geonames"]
    assert "state no licence" in told["source.summaries"]


def test_the_same_documents_tell_the_same_but_for_the_time(tmp_path: Path) -> None:
    later = replace(FIRST_LOAD, run_id="another", started_at=datetime(2027, 1, 1))
    first, second = (
        warehouse(tmp_path, {"a.txt": SUMMARY, "b.txt": of_plan(NICE)}, run)["meta"] for run in (FIRST_LOAD, later)
    )
    assert first.filter(pl.col("name") != "built_at").equals(second.filter(pl.col("name") != "built_at"))
    assert not first.equals(second)


# ── The version of the tables ───────────────────────────────────────────────────────────────────────────────────────


def test_the_tables_do_not_change_without_their_version() -> None:
    assert schema_version.current().fingerprint == schema_version.fingerprint(), (
        'The tables have changed: python -m pipelines.schema_version "what changed"'
    )


def test_versions_are_counted_from_1_and_each_says_what_changed() -> None:
    versions = schema_version.versions()
    assert [version.number for version in versions] == list(range(1, len(versions) + 1))
    assert len({version.fingerprint for version in versions}) == len(versions)
    assert all(version.change for version in versions)


CITY = tables.DIM_CITY
NEW = Column("mayor", TEXT, "who governs it")


def _with(table: Table, *columns: Column) -> Table:
    return replace(table, columns=columns)


@pytest.mark.parametrize(
    ("change", "because"),
    [
        (lambda: _with(CITY, *CITY.columns, NEW), "a column more"),
        (lambda: _with(CITY, *CITY.columns[:-1]), "a column less"),
        (lambda: _with(CITY, *CITY.columns[:-1], replace(CITY.columns[-1], name="known")), "another name"),
        (lambda: _with(CITY, *CITY.columns[:-1], replace(CITY.columns[-1], type=BIGINT)), "another type"),
        (lambda: _with(CITY, *CITY.columns[:-1], replace(CITY.columns[-1], nullable=True)), "NULL where none was"),
        (lambda: _with(CITY, *(replace(column, references=None) for column in CITY.columns)), "a reference less"),
        (lambda: replace(CITY, unique=(("city_name",),)), "a promise of uniqueness more"),
        (lambda: replace(CITY, schema="audit"), "another schema"),
    ],
)
def test_what_a_query_relies_on_changes_the_fingerprint(change: Callable[[], Table], because: str) -> None:
    assert schema_version.fingerprint([change()]) != schema_version.fingerprint([CITY]), because


@pytest.mark.parametrize(
    ("change", "because"),
    [
        (lambda: replace(CITY, grain="one town"), "words"),
        (lambda: _with(CITY, *(replace(column, description="?") for column in CITY.columns)), "words of columns"),
    ],
)
def test_what_no_query_relies_on_does_not(change: Callable[[], Table], because: str) -> None:
    assert schema_version.fingerprint([change()]) == schema_version.fingerprint([CITY]), because


def test_the_order_of_tables_does_not_matter() -> None:
    assert schema_version.fingerprint(reversed(tables.PUBLISHED)) == schema_version.fingerprint()
