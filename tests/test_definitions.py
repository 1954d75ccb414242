"""What Dagster knows of the project: every table and view an asset, every promise a blocking check, one job."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.freshness import TimeWindowFreshnessPolicy

from assets import timing
from assets.catalogue import asset_key
from assets.definitions import KINDS, OWNERS, defs
from assets.documents import RAW_DOCUMENTS
from assets.runs import WAREHOUSE_KEY
from assets.star import MADE_FROM, SOURCES_FIRST
from assets.warehouse import tables_read
from pipelines import report, tables
from pipelines.schema import Table
from tests.conftest import PROJECT

GRAPH = defs.resolve_asset_graph()
CHECKS = {(key.asset_key, key.name) for key in GRAPH.asset_check_keys}
EVERY_TABLE = (RAW_DOCUMENTS, *tables.STAGING, *tables.PUBLISHED)
every_table = pytest.mark.parametrize("table", EVERY_TABLE, ids=str)


def spec(key: dg.AssetKey) -> dg.AssetSpec:
    return next(spec for spec in defs.resolve_all_asset_specs() if spec.key == key)


def test_dagster_accepts_the_definitions(tmp_path: Path) -> None:
    """The same that a deployment would run before it loads the code."""
    command = [sys.executable, "-m", "dagster", "definitions", "validate", "-m", "assets.definitions"]
    environment = {**os.environ, "DAGSTER_HOME": str(PROJECT), "UCAP_STATE": str(tmp_path)}
    done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_table_and_view_is_an_asset_and_nothing_else() -> None:
    views = {dg.AssetKey([report.SCHEMA, view.name]) for view in report.views()}
    assert GRAPH.get_all_asset_keys() == {asset_key(table) for table in EVERY_TABLE} | views | {WAREHOUSE_KEY}


@every_table
def test_a_table_shows_its_definition(table: Table) -> None:
    shown = spec(asset_key(table))
    schema = shown.metadata["dagster/column_schema"]
    assert table.grain in (shown.description or "")
    assert [(column.name, column.type) for column in schema.columns] == [(c.name, c.type.sql) for c in table.columns]
    assert [column.description for column in schema.columns] == [column.description for column in table.columns]
    assert [column.constraints.nullable for column in schema.columns] == [column.nullable for column in table.columns]


@pytest.mark.parametrize("view", report.views(), ids=lambda view: view.name)
def test_a_view_shows_its_words_and_comes_after_the_tables_that_it_reads(view: report.View) -> None:
    shown = spec(dg.AssetKey([report.SCHEMA, view.name]))
    read = {asset_key(table) for table in tables_read(view)}
    assert shown.description == view.description
    assert [column.name for column in shown.metadata["dagster/column_schema"].columns] == list(view.columns)
    assert {dep.asset_key for dep in shown.deps} == {WAREHOUSE_KEY} | read
    assert read, "a view over nothing"


def test_every_asset_has_a_group_an_owner_and_a_kind() -> None:
    for shown in defs.resolve_all_asset_specs():
        assert shown.group_name in KINDS
        assert list(shown.owners) == OWNERS
        assert shown.kinds == KINDS[shown.group_name]


@pytest.mark.parametrize(
    ("table", "check", "because"),
    [
        *((table, "definition", "its rows keep what it promises") for table in tables.STAGING + tables.PUBLISHED),
        *((table, "references", "it refers to other tables") for table in tables.PUBLISHED if table.references),
        *((table, "grounding", "it says where it was read") for table in (*tables.FACTS, tables.EVIDENCE)),
        (tables.ARRIVAL, "reconciliation", "every file is accounted for"),
    ],
    ids=str,
)
def test_a_promise_is_a_check_that_blocks(table: Table, check: str, because: str) -> None:
    assert (asset_key(table), check) in CHECKS, because
    assert GRAPH.get_check_spec(dg.AssetCheckKey(asset_key(table), check)).blocking


def test_a_table_is_made_before_what_is_made_from_it() -> None:
    assert sorted(SOURCES_FIRST, key=str) == sorted(tables.PUBLISHED, key=str)
    for table, sources in MADE_FROM.items():
        for source in set(sources) & set(SOURCES_FIRST):
            assert SOURCES_FIRST.index(source) < SOURCES_FIRST.index(table), f"{source} comes after {table}"


def test_nothing_that_is_staged_goes_nowhere() -> None:
    used = {source for sources in MADE_FROM.values() for source in sources}
    assert set(tables.STAGING) <= used


def test_the_job_refreshes_everything() -> None:
    job = defs.resolve_job_def("refresh")
    assert job.asset_layer.executable_asset_keys == GRAPH.get_all_asset_keys()


def test_a_warehouse_that_was_not_loaded_for_a_day_counts_as_stale() -> None:
    policy = spec(WAREHOUSE_KEY).freshness_policy
    assert isinstance(policy, TimeWindowFreshnessPolicy)
    assert policy.fail_window.to_timedelta() == timing.fresh_for() > timedelta(hours=24), "the daily refresh, and some"


def test_the_instance_keeps_its_books_where_ucap_state_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UCAP_STATE", str(tmp_path))
    with dg.DagsterInstance.from_config(str(PROJECT)) as instance:
        assert instance.get_concurrency_config().run_queue_config.max_concurrent_runs == 1
        assert not instance.telemetry_enabled
        assert str(instance.storage_directory()).startswith(str(tmp_path))
        instance.get_runs_count()
    assert (tmp_path / "history" / "runs.db").exists()
    assert not (PROJECT / "history").exists()
