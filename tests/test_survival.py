"""Whatever happens to a refresh, the published file is the old or the new one, whole, and the next refresh mends the rest.

The short form runs with all tests; `make endurance` runs the long one (200 kills).
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from pipelines import database_file, last_attempt, tables
from pipelines import refresh as refreshing
from tests import command, forks
from tests.conftest import PROJECT
from tests.forks import Runner
from tests.survival import FIRST, REFUSED, beside, refresh, refresh_on_a_full_disk, whole
from tests.test_readers import change

IS_LONG = bool(os.environ.get("UCAP_ENDURANCE"))
KILLS = 200 if IS_LONG else 3
COMMANDS_KILLED = 10
# Where a file may not grow further, in bytes: before the first block, within the tables, near the end.
FULL_AT = range(0, 3_000_000, 50_000) if IS_LONG else (400_000,)
DAMAGES = ["garbled", "cut", "emptied", "removed"] if IS_LONG else ["garbled"]


@pytest.fixture
def runner() -> Runner:
    return forks.runner()


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    shutil.copytree(PROJECT / "raw", tmp_path / "raw")
    return tmp_path / "raw"


@pytest.fixture(scope="module")
def first_load(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("first-load")
    assert forks.runner().run(refresh, PROJECT / "raw", folder / "ucap.duckdb", 0) == 0
    return folder


@pytest.fixture
def warehouse(first_load: Path, raw: Path) -> Path:
    """A warehouse of one load, `run-0`, in a folder of its own."""
    return Path(shutil.copytree(first_load, raw.parent / "published"), "ucap.duckdb")


def mended(runner: Runner, raw: Path, warehouse: Path, number: int) -> None:
    """The next refresh works, and leaves nothing but the warehouse and its store."""
    assert runner.run(refresh, raw, warehouse, number) == 0
    assert whole(warehouse)[-1] == f"run-{number}"
    assert beside(warehouse) == {"ucap.store"}
    assert not list((warehouse.parent / "ucap.store" / "unfinished").glob("*"))


def test_kill_at_any_moment(runner: Runner, raw: Path, warehouse: Path) -> None:
    started = time.monotonic()
    change(raw, 0)
    assert runner.run(refresh, raw, warehouse, 1) == 0
    takes = time.monotonic() - started
    published, killed, number = whole(warehouse), 0, 1
    chance = random.Random(20261125)
    while killed < KILLS:
        number += 1
        change(raw, number)
        process = runner.start(refresh, raw, warehouse, number)
        time.sleep(chance.uniform(0, takes))
        os.kill(process, signal.SIGKILL)
        was_killed = runner.wait(process) == -signal.SIGKILL
        killed += was_killed
        now = whole(warehouse)
        assert now in (published, [*published, f"run-{number}"])
        assert was_killed or now != published
        published = now
    print(json.dumps({"kills": killed, "loads": len(published), "refreshes": number, "seconds": takes}))
    mended(runner, raw, warehouse, number + 1)


@pytest.mark.skipif(not IS_LONG, reason="`make endurance` runs it: each try takes seconds")
def test_kill_the_command_itself(raw: Path, warehouse: Path, runner: Runner) -> None:
    command = [sys.executable, "-m", "ucap", "refresh", "--raw", str(raw), "--warehouse", str(warehouse)]
    environment = {key: value for key, value in os.environ.items() if key != "DAGSTER_HOME"}
    started = time.monotonic()
    subprocess.run(command, cwd=PROJECT, env=environment, check=True, capture_output=True)
    takes = time.monotonic() - started
    chance = random.Random(11)
    for number in range(COMMANDS_KILLED):
        change(raw, number)
        before = whole(warehouse)
        with subprocess.Popen(
            command, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            time.sleep(takes * chance.uniform(0.4, 1.0))
            process.kill()
        assert whole(warehouse)[: len(before)] == before
    mended(runner, raw, warehouse, 10_000_000)


@pytest.mark.parametrize("size", FULL_AT)
def test_a_full_disk(runner: Runner, raw: Path, warehouse: Path, size: int) -> None:
    """As a limit of how far files may grow, which fails as a full disk does, in the middle of any write."""
    before = warehouse.read_bytes()
    change(raw, 1)
    code = runner.run(refresh_on_a_full_disk, raw, warehouse, 1, size)
    if code == 0:
        assert whole(warehouse) == ["run-0", "run-1"]
    else:
        assert code == REFUSED
        assert warehouse.read_bytes() == before
    assert beside(warehouse) == {"ucap.store"}
    mended(runner, raw, warehouse, 2)


def test_a_really_full_disk(runner: Runner, raw: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    size = ["-o", "size=20m"]
    if subprocess.run(["mount", "-t", "tmpfs", *size, "none", str(disk)], capture_output=True).returncode:
        pytest.skip("file systems can't be mounted here")
    try:
        warehouse = disk / "w" / "ucap.duckdb"
        warehouse.parent.mkdir()
        assert runner.run(refresh, raw, warehouse, 0) == 0
        last_attempt.published(store := disk / "w" / "ucap.store", "run-0", FIRST)
        with (disk / "ballast").open("wb", buffering=0) as ballast:
            while ballast.tell() < 100_000_000:
                try:
                    ballast.write(b"x" * 10_000)
                except OSError:
                    break
        change(raw, 1)
        before = warehouse.read_bytes()
        assert runner.run(refresh, raw, warehouse, 1) == REFUSED
        assert warehouse.read_bytes() == before
        last_attempt.begin(store, "run-1")
        last_attempt.failed(store, "run-1", FIRST, said := "The disk is full, and `ucap status` can tell. " * 9)
        assert (record := last_attempt.read(store)) and record.problem == said
        assert {path.name for path in store.iterdir() if path.is_file()} == {last_attempt.FILE}
        (disk / "ballast").unlink()
        mended(runner, raw, warehouse, 2)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.skipif(not IS_LONG, reason="`make endurance` runs it: each try takes seconds")
def test_dagsters_books_on_a_full_disk(raw: Path, warehouse: Path, tmp_path: Path) -> None:
    """They fill up in the middle of a run, which Dagster ends with an error of its own."""
    home, state = tmp_path / "home", tmp_path / "state"
    home.mkdir()
    state.mkdir()
    shutil.copy(PROJECT / "dagster.yaml", home)
    before = warehouse.read_bytes()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2300k", "none", str(state)], capture_output=True).returncode:
        pytest.skip("file systems can't be mounted here")
    try:
        books = {"DAGSTER_HOME": str(home), "UCAP_STATE": str(state)}
        done = command.run("refresh", "--raw", str(raw), "--warehouse", str(warehouse), cwd=raw.parent, **books)
    finally:
        subprocess.run(["umount", str(state)], check=True)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert re.search(r"Dagster.* (database or disk is full|disk I/O error)", done.stderr)
    assert warehouse.read_bytes() == before


def test_two_refreshes_at_once(runner: Runner, raw: Path, warehouse: Path) -> None:
    first, second = (runner.start(refresh, raw, warehouse, number) for number in (1, 2))
    assert [runner.wait(first), runner.wait(second)] == [0, 0]
    runs = whole(warehouse)
    assert (runs[0], sorted(runs)) == ("run-0", ["run-0", "run-1", "run-2"])  # whichever had its turn before the other
    mended(runner, raw, warehouse, 3)


def test_a_raw_folder_that_vanished(runner: Runner, raw: Path, warehouse: Path) -> None:
    before = warehouse.read_bytes()
    raw.rename(raw.parent / "gone")
    assert runner.run(refresh, raw, warehouse, 1) == REFUSED
    assert warehouse.read_bytes() == before
    (raw.parent / "gone").rename(raw)
    mended(runner, raw, warehouse, 2)


def test_a_folder_that_may_not_be_written(runner: Runner, raw: Path, warehouse: Path) -> None:
    """A root may write anywhere, but not where the file system is mounted read-only."""
    before = warehouse.read_bytes()
    folder = str(warehouse.parent)
    if subprocess.run(["mount", "--bind", folder, folder], capture_output=True).returncode:
        if os.geteuid() == 0:
            pytest.skip("root may write everywhere, and folders can't be mounted here")
        warehouse.parent.chmod(0o500)
    else:
        subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
    try:
        change(raw, 1)
        assert runner.run(refresh, raw, warehouse, 1) == REFUSED
        assert warehouse.read_bytes() == before
        assert whole(warehouse) == ["run-0"]
    finally:
        if subprocess.run(["umount", folder], capture_output=True).returncode:
            warehouse.parent.chmod(0o700)
    mended(runner, raw, warehouse, 2)


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_store_that_was_corrupted(runner: Runner, raw: Path, warehouse: Path, damage: str) -> None:
    """Every file of the store in turn would take long; here all of them at once."""
    store = warehouse.parent / "ucap.store"
    for path in [path for path in store.rglob("*") if path.is_file()]:
        if damage == "cut":
            os.truncate(path, path.stat().st_size // 2)
        elif damage == "garbled":
            path.write_bytes(bytes(byte ^ 0x55 for byte in path.read_bytes()))
        elif damage == "emptied":
            path.write_bytes(b"")
        else:
            path.unlink()
    mended(runner, raw, warehouse, 1)
    assert whole(warehouse) == ["run-0", "run-1"]


@pytest.mark.parametrize("damage", [*DAMAGES, "some blocks"])
def test_a_warehouse_that_was_corrupted(runner: Runner, raw: Path, warehouse: Path, damage: str) -> None:
    """It is made anew from the store, with all that it remembered; what was damaged is kept under another name."""
    if damage == "removed":
        warehouse.unlink()
    elif damage == "garbled":
        warehouse.write_bytes(bytes(byte ^ 0x55 for byte in warehouse.read_bytes()))
    elif damage == "some blocks":  # the header is sound; DuckDB finds it by checksums
        with warehouse.open("r+b") as file:
            for place in range(100_000, warehouse.stat().st_size, 100_000):
                file.seek(place)
                file.write(b"no data!")
    else:
        os.truncate(warehouse, 0 if damage == "emptied" else warehouse.stat().st_size // 2)
    assert runner.run(refresh, raw, warehouse, 1) == 0
    assert whole(warehouse) == ["run-0", "run-1"]
    aside = set() if damage == "removed" else {f"{warehouse.name}.damaged-1"}
    assert beside(warehouse) == {"ucap.store", *aside}


def test_a_warehouse_that_was_cut_off_is_made_anew_and_the_person_told(raw: Path, warehouse: Path) -> None:
    os.truncate(warehouse, warehouse.stat().st_size // 2)
    cut = warehouse.read_bytes()
    done = command.run("refresh", "--raw", str(raw), "--warehouse", str(warehouse), cwd=raw.parent)
    assert done.returncode == 0, done.stderr
    said = " ".join((done.stdout + done.stderr).split())
    assert "was damaged. It was made anew from the store; the damaged one is kept as ucap.duckdb.damaged-1." in said
    assert whole(warehouse)[0] == "run-0"
    assert beside(warehouse) == {"ucap.store", "ucap.duckdb.damaged-1"}
    assert warehouse.with_name("ucap.duckdb.damaged-1").read_bytes() == cut
    assert "`ucap.duckdb.damaged-1`" in (PROJECT / "docs" / "operations.md").read_text(encoding="utf-8")


def test_a_clock_that_jumps_back(runner: Runner, raw: Path, warehouse: Path) -> None:
    change(raw, 1)
    assert runner.run(refresh, raw, warehouse, -100_000) == 0
    assert whole(warehouse) == ["run-0", "run--100000"]
    mended(runner, raw, warehouse, 2)


@pytest.mark.parametrize(
    ("ahead", "is_told"),
    [(timedelta(days=400), True), (timedelta(seconds=20), False)],
    ids=["a clock that was wrong", "a clock that was set right by seconds"],
)
def test_a_clock_behind_the_last_load_is_told(ahead: timedelta, is_told: bool, warehouse: Path, tmp_path: Path) -> None:
    with database_file.attached(warehouse, "READ_ONLY") as connection:
        frames = {table.frame_name: connection.table(f"{table.schema}.{table.name}").pl() for table in tables.PUBLISHED}
    dated = (datetime.now(UTC) + ahead).replace(tzinfo=None)
    frames["load_run"] = frames["load_run"].with_columns(started_at=pl.lit(dated), finished_at=pl.lit(dated))
    remarks = refreshing.publish_and_remember(frames, tmp_path / "new.duckdb", tmp_path / "new.store")
    assert ["Check the clock" in remark for remark in remarks] == [True] * is_told
