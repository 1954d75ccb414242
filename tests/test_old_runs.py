"""Dagster's books lose the runs that ended long ago, and nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from assets import places, timing
from assets.old_runs import tidy_books


@dg.asset
def something() -> int:
    """Anything that a run makes."""
    return 1


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dg.DagsterInstance]:
    """Books of SQLite, where `UCAP_STATE` says."""
    monkeypatch.setenv(places.STATE_VARIABLE, str(tmp_path))
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        yield instance


def begun(days_ago: int, instance: dg.DagsterInstance, status: dg.DagsterRunStatus) -> str:
    """A run of the asset that was begun so long ago; returns its id."""
    run_id = dg.materialize([something], instance=instance).run_id
    with sqlite3.connect(Path(instance.root_directory) / "history" / "runs.db") as runs:
        runs.execute(
            "UPDATE runs SET create_timestamp = datetime('now', ?), status = ? WHERE run_id = ?",
            [f"-{days_ago} days", status.value, run_id],
        )
    return run_id


def in_books(instance: dg.DagsterInstance) -> set[str]:
    """Every run of which there is a row of events, or a file."""
    history = Path(instance.root_directory) / "history"
    with sqlite3.connect(history / "runs" / "index.db") as index:
        told = {run_id for (run_id,) in index.execute("SELECT DISTINCT run_id FROM event_logs")}
    return told | {path.name.split(".")[0] for path in (history / "runs").iterdir()} - {"index", ""}


def test_runs_that_ended_long_ago_go_with_all_that_was_written_of_them(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(timing.KEEP_RUNS_VARIABLE, "30")
    old = {
        begun(31, instance, dg.DagsterRunStatus.SUCCESS),
        begun(400, instance, dg.DagsterRunStatus.FAILURE),
        begun(31, instance, dg.DagsterRunStatus.CANCELED),
    }
    kept = {
        begun(29, instance, dg.DagsterRunStatus.SUCCESS),
        begun(31, instance, dg.DagsterRunStatus.STARTED),
    }
    assert in_books(instance) == old | kept
    done = tidy_books.execute_in_process(instance=instance)
    assert {run.run_id for run in instance.get_runs()} == in_books(instance) == {*kept, done.run_id}
