"""The published file: complete, verified, swapped in at once, or not at all."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import pytest
from filelock import lock_descriptor

from pipelines import publish, tables
from pipelines.publish import PublishError
from pipelines.staging import Frames
from tests.summaries import (
    ACTIVITY,
    NICE,
    PLAN,
    SECOND_LOAD,
    SUB_ITEM,
    SUMMARY,
    THIRD_LOAD,
    of_plan,
    remembered,
    warehouse,
)


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> Frames:
    """The tables of a first load."""
    return warehouse(tmp_path_factory.mktemp("raw"), {"haikou.txt": SUMMARY, "nice.txt": of_plan(NICE)})


@pytest.fixture(scope="module")
def next_frames(frames: Frames, tmp_path_factory: pytest.TempPathFactory) -> Frames:
    """The tables of a second load, which has a plan less."""
    return warehouse(tmp_path_factory.mktemp("raw"), {"haikou.txt": SUMMARY}, SECOND_LOAD, remembered(frames))


@pytest.fixture(scope="module")
def first_load(frames: Frames, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Those of the first load as a file, which nobody changes."""
    path = tmp_path_factory.mktemp("first-load") / "ucap.duckdb"
    publish.publish(frames, path)
    return path


@pytest.fixture
def loaded(first_load: Path, tmp_path: Path) -> Path:
    """A copy of that file, alone in its folder."""
    return Path(shutil.copy(first_load, tmp_path))


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def plans(path: Path) -> int:
    with duckdb.connect(str(path), read_only=True) as connection:
        return len(connection.execute("SELECT plan_id FROM dim_plan").fetchall())


def test_what_is_published_is_what_the_frames_hold(frames: Frames, first_load: Path) -> None:
    with duckdb.connect(str(first_load), read_only=True) as connection:
        for table in tables.PUBLISHED:
            frame: pl.DataFrame = connection.sql(f"SELECT * FROM {table.qualified_name}").pl()
            assert frame.sort(table.key).equals(frames[table.frame_name].sort(table.key)), table


def test_nothing_is_left_beside_the_file(frames: Frames, loaded: Path) -> None:
    assert names(loaded.parent) == ["ucap.duckdb"]
    publish.publish(frames, loaded)
    assert names(loaded.parent) == ["ucap.duckdb"]


def test_what_the_file_remembers_is_read_back(frames: Frames, first_load: Path) -> None:
    previous = publish.previous(first_load)
    assert previous.arrivals.equals(frames["arrival"])
    assert previous.load_runs.equals(frames["load_run"])


def test_where_there_is_no_file_nothing_is_remembered(tmp_path: Path) -> None:
    assert publish.previous(tmp_path / "ucap.duckdb").load_runs.height == 0
    assert names(tmp_path) == []


def test_a_reader_of_the_old_file_goes_on_reading_it(loaded: Path, next_frames: Frames) -> None:
    with duckdb.connect() as reader:
        reader.execute(f"ATTACH '{loaded}' AS old (READ_ONLY)")
        publish.publish(next_frames, loaded)
        assert reader.execute("SELECT count(*) FROM old.dim_plan").fetchall() == [(2,)]
    assert plans(loaded) == 1


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("warehouse.duckdb", "another name"),
        ('it\'s a "file".duckdb', "quotes and blanks"),
        ("Málaga\n重庆.db", "a line break, letters that are not ASCII, another suffix"),
        ("ucap", "no suffix"),
        ("memory.duckdb", "what DuckDB calls its own database in memory"),
        ("new/folders/ucap.duckdb", "folders that aren't there yet"),
    ],
)
def test_the_file_may_be_called_anything(frames: Frames, tmp_path: Path, name: str, because: str) -> None:
    publish.publish(frames, tmp_path / name)
    assert plans(tmp_path / name) == 2, because


@pytest.mark.parametrize("name", ["audit.duckdb", "report.duckdb", "main.db"])
def test_the_file_is_not_called_as_a_schema(frames: Frames, tmp_path: Path, name: str) -> None:
    with pytest.raises(PublishError, match=f"A warehouse can't be called {name}"):
        publish.publish(frames, tmp_path / name)
    assert names(tmp_path) == []


def test_a_link_to_the_file_survives(frames: Frames, tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "ucap.duckdb").symlink_to("store/2026.duckdb")
    publish.publish(frames, tmp_path / "ucap.duckdb")
    assert (tmp_path / "ucap.duckdb").is_symlink()
    assert plans(tmp_path / "store" / "2026.duckdb") == 2


def test_the_files_permissions_survive(frames: Frames, loaded: Path) -> None:
    loaded.chmod(0o664)
    publish.publish(frames, loaded)
    assert stat.S_IMODE(loaded.stat().st_mode) == 0o664


# ── What is refused ─────────────────────────────────────────────────────────────────────────────────────────────────


def _twice(frames: Frames) -> Frames:
    return frames | {"fact_result": pl.concat([frames["fact_result"], frames["fact_result"]])}


def _dangling(frames: Frames) -> Frames:
    return frames | {"dim_city": frames["dim_city"].filter(pl.col("city_id") != "fr-nice")}


def _bad_row(frames: Frames) -> Frames:
    return frames | {"dim_plan": frames["dim_plan"].with_columns(population=pl.lit(4, dtype=pl.Int64))}


def _misshapen(frames: Frames) -> Frames:
    return frames | {"dim_theme": frames["dim_theme"].drop("definition")}


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (_twice, "fact_result: result_id is unique"),
        (_dangling, "dim_plan: lead_city_id is in dim_city, but lead_city_id is 'fr-nice' in fr-nice-2018-07"),
        (_bad_row, "dim_plan: population is between 1,000 and 50,000,000, but population is 4"),
        (_misshapen, "dim_theme: its columns and types are the declared ones, but definition is missing"),
    ],
)
def test_tables_that_do_not_hold_are_not_published(
    frames: Frames, next_frames: Frames, loaded: Path, spoil: Callable[[Frames], Frames], sentence: str
) -> None:
    before = loaded.read_bytes()
    with pytest.raises(PublishError) as refusal:
        publish.publish(spoil(frames), loaded)
    assert str(refusal.value).startswith("Nothing is published, as the tables don't hold: ")
    assert sentence in str(refusal.value)
    assert loaded.read_bytes() == before
    assert names(loaded.parent) == ["ucap.duckdb"]
    publish.publish(next_frames, loaded)


def _text(path: Path) -> None:
    path.write_text("My notes on the U-CAPs")


def _other_database(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE budget AS SELECT 1 AS euro")


def _other_version(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SCHEMA audit; CREATE TABLE audit.arrival AS SELECT 'a.txt' AS file_name")


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (_text, r"can't be read as a warehouse, and is left alone: .*not a valid DuckDB database file"),
        (
            _other_database,
            r"is a DuckDB file, but no warehouse of ours \(it has no audit.arrival\); it is left alone\.",
        ),
        (_other_version, r"was made by another version \(its audit.arrival has no arrival_id, .*\); move it away"),
        (Path.mkdir, r"is a folder\. Name the file that the warehouse is to be\."),
    ],
)
def test_what_is_no_warehouse_of_ours_is_left_alone(
    frames: Frames, tmp_path: Path, make: Callable[[Path], None], sentence: str
) -> None:
    path = tmp_path / "ucap.duckdb"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    for attempt in (lambda: publish.previous(path), lambda: publish.publish(frames, path)):
        with pytest.raises(PublishError, match=sentence):
            attempt()
    assert (path.read_bytes() if path.is_file() else None) == before
    assert names(tmp_path) == ["ucap.duckdb"]


def test_an_empty_file_is_no_warehouse(frames: Frames, tmp_path: Path) -> None:
    path = tmp_path / "ucap.duckdb"
    path.touch()
    with pytest.raises(PublishError):
        publish.publish(frames, path)
    assert path.stat().st_size == 0
    assert names(tmp_path) == ["ucap.duckdb"]


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(frames: Frames, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PublishError, match=r"The folder .*/file/folder can't be used: .+\."):
        publish.publish(frames, tmp_path / "file" / "folder" / "ucap.duckdb")


def test_a_file_that_somebody_writes_to_is_left_alone(loaded: Path) -> None:
    hold = f"import duckdb, sys; c = duckdb.connect({str(loaded)!r}); print('open', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        with pytest.raises(PublishError, match=r"can't be read as a warehouse, and is left alone: .*lock"):
            publish.previous(loaded)
        writer.communicate()
    assert publish.previous(loaded).load_runs.height == 1


def test_two_publish_one_after_the_other(frames: Frames, tmp_path: Path) -> None:
    descriptor = os.open(tmp_path, os.O_RDONLY)
    lock_descriptor(descriptor)
    with pytest.raises(PublishError, match=r"Somebody else is publishing into .* just now\. Try again"):
        publish.publish(frames, tmp_path / "ucap.duckdb")
    os.close(descriptor)
    publish.publish(frames, tmp_path / "ucap.duckdb")


def test_a_load_that_somebody_else_has_overtaken_is_not_published(
    loaded: Path, next_frames: Frames, tmp_path: Path
) -> None:
    slow = warehouse(tmp_path / "raw", {"haikou.txt": SUMMARY}, THIRD_LOAD, publish.previous(loaded))
    publish.publish(next_frames, loaded)
    with pytest.raises(PublishError, match="was refreshed by somebody else in the meantime"):
        publish.publish(slow, loaded)
    assert publish.previous(loaded).load_runs["run_id"].to_list() == ["run-1", "run-2"]


# ── What a crash leaves, and what a file must be ────────────────────────────────────────────────────────────────────


def test_what_a_crash_left_is_cleared_away(frames: Frames, tmp_path: Path) -> None:
    for name in (".ucap.duckdb.0123.building", ".ucap.duckdb.0123.building.wal", "ucap.duckdb.wal"):
        (tmp_path / name).write_bytes(b"half")
    for name in (".other.duckdb.0123.building", "ucap.duckdb.bak"):
        (tmp_path / name).write_bytes(b"not ours")
    publish.publish(frames, tmp_path / "ucap.duckdb")
    assert names(tmp_path) == [".other.duckdb.0123.building", "ucap.duckdb", "ucap.duckdb.bak"]
    assert plans(tmp_path / "ucap.duckdb") == 2


def test_an_error_while_the_file_is_built_leaves_no_trace(
    frames: Frames, loaded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space_left(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = loaded.read_bytes()
    monkeypatch.setattr(publish, "_to_disk", no_space_left)
    with pytest.raises(PublishError, match=r"could not be written: no space left on device\."):
        publish.publish(frames, loaded)
    with pytest.raises(PublishError, match="no space left"):
        publish.publish(frames, tmp_path / "made" / "for" / "it.duckdb")
    assert names(tmp_path) == ["ucap.duckdb"]
    assert loaded.read_bytes() == before


def test_every_duckdb_since_1_1_opens_the_file(first_load: Path) -> None:
    """The number of the storage format stands in the first bytes of the file: 64 is that of DuckDB 0.9 to 1.1."""
    header = first_load.read_bytes()[:20]
    assert header[8:12] == b"DUCK"
    assert int.from_bytes(header[12:20], "little") == 64


def test_sql_in_a_document_is_data(tmp_path: Path) -> None:
    hostile = "'); DROP TABLE dim_plan; --"
    summary = replace(SUMMARY, plan=replace(PLAN, title=hostile))
    publish.publish(warehouse(tmp_path / "raw", {f"{hostile}.txt": summary}), tmp_path / "ucap.duckdb")
    with duckdb.connect(str(tmp_path / "ucap.duckdb"), read_only=True) as connection:
        found = connection.execute(
            "SELECT dim_plan.title, file_name FROM dim_plan JOIN dim_document USING (document_id)"
        )
        assert found.fetchall() == [(hostile, f"{hostile}.txt")]


def test_sub_items_of_sub_items_are_loaded(tmp_path: Path) -> None:
    deep = replace(SUB_ITEM, sequence="1.1.1", parent_sequence="1.1")
    documents = {"a.txt": replace(SUMMARY, activities=(deep, SUB_ITEM, ACTIVITY))}
    publish.publish(warehouse(tmp_path / "raw", documents), tmp_path / "ucap.duckdb")
    with duckdb.connect(str(tmp_path / "ucap.duckdb"), read_only=True) as connection:
        assert len(connection.execute("SELECT * FROM fact_activity").fetchall()) == 3


def test_the_file_keeps_its_promises_by_itself(loaded: Path) -> None:
    """Who writes into a copy of the file is held to the same rules."""
    with duckdb.connect(str(loaded)) as connection:
        for statement in (
            "UPDATE dim_plan SET population = 4",
            "INSERT INTO bridge_activity_city SELECT * REPLACE ('gone' AS activity_id) FROM bridge_activity_city LIMIT 1",
            "INSERT INTO fact_result SELECT * FROM fact_result",
        ):
            with pytest.raises(duckdb.ConstraintException):
                connection.execute(statement)
