"""The parts that the assets are made of: where things are, how frames pass, how rows are shown."""

from __future__ import annotations

import os
from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from assets import places
from assets.catalogue import PREVIEW_CELL, PREVIEW_ROWS, preview, shown
from assets.documents import listed, listing
from assets.frames import passed_frames
from assets.markdown import table_lines
from assets.settings import Settings
from pipelines import folder


@pytest.mark.parametrize(
    ("text", "cell", "because"),
    [
        ("Málaga", "Málaga", "a plain word stays"),
        ("circular_economy", "circular_economy", "an underscore within a word is no emphasis"),
        ("a | b", r"a \| b", "a bar would begin a new cell"),
        ("one\ntwo\r\n three", "one two three", "a cell is one line"),
        ("<script>alert(1)</script>", r"\<script>alert(1)\</script>", "HTML is shown, not run"),
        ("[here](javascript:x)", r"\[here](javascript:x)", "a link is shown, not made"),
        ("`code` *bold*", r"\`code\` \*bold\*", "emphasis is shown, not obeyed"),
        ("C:\\raw", r"C:\\raw", "a backslash would hide the letter behind it"),
        ("", "", "nothing stays nothing"),
    ],
)
def test_a_text_in_a_markdown_table_is_shown_as_it_is(text: str, cell: str, because: str) -> None:
    assert list(table_lines(["n"], [[text]]))[-1] == f"| {cell} |", because


def test_numbers_stand_to_the_right() -> None:
    assert list(table_lines(["city", "people"], [["Nice", "343000"]], right=[1])) == [
        "| city | people |",
        "| --- | ---: |",
        "| Nice | 343000 |",
    ]


def test_a_preview_is_short() -> None:
    frame = pl.DataFrame({"text": ["x" * 1_000_000, None, "b", "c", "d", "e", "f"], "n": range(7)})
    lines = preview(frame).splitlines()
    assert len(lines) == 2 + PREVIEW_ROWS
    assert lines[2] == f"| {'x' * (PREVIEW_CELL - 1)}… | 0 |"
    assert lines[3] == "|  | 1 |", "a missing value is an empty cell"
    assert shown(frame)["dagster/row_count"] == 7


def test_a_file_name_of_any_bytes_passes_between_assets(tmp_path: Path) -> None:
    """The raw folder's list travels as a frame, and a frame can't hold what isn't UTF-8."""
    names = [b"plain.txt", "Málaga 'new'.txt".encode(), b"caf\xe9.txt", b"line\nbreak.txt"]
    for name in names:
        (tmp_path / os.fsdecode(name)).write_bytes(b"City: " + name)
    files = folder.scan(tmp_path)
    frame = listing(files)
    frame.write_parquet(tmp_path / "list.parquet")
    assert listed(pl.read_parquet(tmp_path / "list.parquet")) == files
    assert {os.fsencode(file.path) for file in files} == set(names)


@pytest.mark.parametrize(
    ("environment", "raw_dir", "warehouse", "because"),
    [
        ({}, "raw", "warehouse/ucap.duckdb", "the defaults, relative to the working folder"),
        ({"UCAP_RAW_DIR": "/in", "UCAP_WAREHOUSE": "/out/w.duckdb"}, "/in", "/out/w.duckdb", "the environment says"),
        ({"UCAP_RAW_DIR": " ", "UCAP_WAREHOUSE": ""}, "raw", "warehouse/ucap.duckdb", "an empty variable says nothing"),
    ],
)
def test_settings_come_from_the_environment(
    environment: dict[str, str], raw_dir: str, warehouse: str, because: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in (places.RAW_DIR_VARIABLE, places.WAREHOUSE_VARIABLE):
        monkeypatch.delenv(variable, raising=False)
    for variable, value in environment.items():
        monkeypatch.setenv(variable, value)
    settings = Settings()
    assert (settings.raw_dir, settings.warehouse) == (raw_dir, warehouse), because


def test_each_warehouse_keeps_its_own_frames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(places.STATE_VARIABLE, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    here = places.kept_frames(Path("a.duckdb"))
    assert here is not None
    assert here.parent == tmp_path / "frames"
    assert here == places.kept_frames(tmp_path / "a.duckdb"), "however the file is named"
    assert here != places.kept_frames(tmp_path / "b.duckdb")


@dg.asset(io_manager_key="frames")
def cities() -> pl.DataFrame:
    return pl.DataFrame({"city": ["Nice", None], "people": pl.Series([343_000, None], dtype=pl.Int64)})


@dg.asset(io_manager_key="frames")
def counted(cities: pl.DataFrame) -> pl.DataFrame:
    return cities.select(pl.len())


@pytest.mark.parametrize("kept", [True, False])
def test_frames_pass_as_parquet_and_stay_only_where_there_is_a_place_for_them(
    kept: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state, temporary = tmp_path / "state", tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    monkeypatch.setenv(places.STATE_VARIABLE, str(state) if kept else "")
    resources = {"frames": passed_frames, "settings": Settings(warehouse=str(tmp_path / "w.duckdb"))}
    with dg.DagsterInstance.ephemeral() as instance:
        assert dg.materialize([cities, counted], resources=resources, instance=instance).success
    left = sorted(path.name for path in state.rglob("*.parquet"))
    assert left == (["cities.parquet", "counted.parquet"] if kept else [])
    assert not list(temporary.iterdir())
