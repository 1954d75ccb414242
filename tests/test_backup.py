"""Backup and restore: after a restore everything is as it was, and a refresh gives the same; nothing half-way, ever."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assets import places
from pipelines import turn
from pipelines.backup import BackupError, restore, verified, write
from tests.conftest import PROJECT
from tests.survival import refresh, whole
from ucap.app import app


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    shutil.copytree(PROJECT / "raw", tmp_path / "raw")
    return tmp_path / "raw"


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a warehouse and its store, after one refresh."""
    folder = tmp_path_factory.mktemp("refreshed")
    refresh(PROJECT / "raw", folder / "ucap.duckdb", 0)
    return folder


@pytest.fixture
def warehouse(refreshed: Path, tmp_path: Path) -> Path:
    """A copy of these, to be changed at will."""
    return shutil.copytree(refreshed, tmp_path / "w") / "ucap.duckdb"


def held(folder: Path) -> dict[str, str]:
    """Every file below a folder and its SHA-256."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_after_a_restore_all_is_as_it_was_and_a_refresh_goes_on(raw: Path, warehouse: Path, tmp_path: Path) -> None:
    before = held(warehouse.parent)
    options = ["--warehouse", str(warehouse)]
    done = CliRunner().invoke(app, ["backup", str(tmp_path / "b.tar"), *options])
    assert done.exit_code == 0, done.stderr
    assert "5 documents" in done.stdout
    shutil.rmtree(warehouse.parent)
    assert CliRunner().invoke(app, ["restore", str(tmp_path / "b.tar"), *options]).exit_code == 0
    assert held(warehouse.parent) == before
    (raw / "003_ef836025d08bb27e.txt").unlink()
    refresh(raw, warehouse, 1)
    assert whole(warehouse) == ["run-0", "run-1"]


def test_a_document_that_is_damaged_is_told_and_how_to_mend_it(raw: Path, warehouse: Path, tmp_path: Path) -> None:
    store, options = places.store(warehouse), ["--force", "--warehouse", str(warehouse)]
    path = min(store.glob("documents/*/*.gz"))
    os.truncate(path, path.stat().st_size // 2)
    told = CliRunner().invoke(app, ["backup", str(tmp_path / "b.tar"), *options])
    assert told.exit_code == 1
    assert "✓ Backed up the warehouse and 5 documents" in told.stdout, "a backup with damage is better than none"
    assert f"1 document of the store {store} is damaged" in told.stderr
    assert str(path.relative_to(store)) in told.stderr
    assert "Remove them there: the next refresh keeps what is still in the raw folder." in " ".join(told.stderr.split())
    path.unlink()
    refresh(raw, warehouse, 1)
    assert CliRunner().invoke(app, ["backup", str(tmp_path / "b.tar"), *options]).exit_code == 0


def test_the_archive_opens_without_us(warehouse: Path, tmp_path: Path) -> None:
    write(warehouse, places.store(warehouse), tmp_path / "b.tar")
    subprocess.run(["tar", "-xf", "b.tar"], cwd=tmp_path, check=True)
    subprocess.run(["sha256sum", "--check", "--quiet", "checksums.sha256"], cwd=tmp_path, check=True)
    assert whole(tmp_path / "warehouse.duckdb") == ["run-0"]


def test_nothing_is_overwritten_unasked(warehouse: Path, tmp_path: Path) -> None:
    store, archive = places.store(warehouse), tmp_path / "b.tar"
    write(warehouse, store, archive)
    with pytest.raises(BackupError, match=r"b\.tar is there already\. Name another file, or replace it with --force\."):
        write(warehouse, store, archive)
    before = held(warehouse.parent)
    with pytest.raises(BackupError, match=r"ucap\.duckdb is there already\. Restore to another place"):
        restore(archive, warehouse, store)
    write(warehouse, store, archive, force=True)
    (store / "documents" / "later").touch()
    restore(archive, warehouse, store, force=True)
    assert held(warehouse.parent) == before


def garbled(archive: Path) -> None:
    data = bytearray(archive.read_bytes())
    data[len(data) // 2] ^= 1
    archive.write_bytes(data)


def cut_in_the_head_of_a_file(archive: Path) -> None:
    with tarfile.open(archive) as tar:
        at = tar.getmembers()[3].offset + 100
    os.truncate(archive, at)


def cut_within_a_file(archive: Path) -> None:
    with tarfile.open(archive) as tar:
        at = tar.getmembers()[3].offset_data + 10
    os.truncate(archive, at)


def cut_between_two_files(archive: Path) -> None:
    with tarfile.open(archive) as tar:
        at = tar.getmembers()[3].offset
    os.truncate(archive, at)


def cut_to_nothing(archive: Path) -> None:
    os.truncate(archive, 0)


def no_archive(archive: Path) -> None:
    archive.write_text("not a tar file")


def leading_out(archive: Path) -> None:
    with tarfile.open(archive, "a") as tar:
        entry = tarfile.TarInfo("store/../../stolen")
        entry.size = 1
        tar.addfile(entry, io.BytesIO(b"x"))


def with_a_link(archive: Path) -> None:
    with tarfile.open(archive, "a") as tar:
        entry = tarfile.TarInfo("store/link")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(entry)


def with_something_more(archive: Path) -> None:
    with tarfile.open(archive, "a") as tar:
        tar.addfile(tarfile.TarInfo("store/more"))


@pytest.mark.parametrize(
    "damage",
    [
        garbled,
        cut_in_the_head_of_a_file,
        cut_within_a_file,
        cut_between_two_files,
        cut_to_nothing,
        no_archive,
        leading_out,
        with_a_link,
        with_something_more,
    ],
)
def test_what_isnt_whole_changes_nothing(warehouse: Path, tmp_path: Path, damage: Callable[[Path], None]) -> None:
    archive = tmp_path / "b.tar"
    write(warehouse, places.store(warehouse), archive)
    damage(archive)
    before = held(warehouse.parent)
    with pytest.raises(BackupError, match=r"Nothing was changed\."):
        restore(archive, warehouse, places.store(warehouse), force=True)
    assert held(warehouse.parent) == before
    assert sorted(path.name for path in warehouse.parent.iterdir()) == ["ucap.duckdb", "ucap.store"]


def test_a_restore_that_fails_at_its_end_leaves_the_store_as_it_was(warehouse: Path, tmp_path: Path) -> None:
    """The store is in its place already when the warehouse can't get there: something else has that name."""
    store, archive = places.store(warehouse), tmp_path / "b.tar"
    write(warehouse, store, archive)
    (store / "since.txt").write_text("kept after the backup")
    before = held(store)
    warehouse.unlink()
    warehouse.mkdir()
    with pytest.raises(BackupError, match=r"can't be restored: is a directory\."):
        restore(archive, warehouse, store, force=True)
    assert held(store) == before
    assert sorted(path.name for path in warehouse.parent.iterdir()) == ["ucap.duckdb", "ucap.store"]


def test_what_isnt_there_is_told(warehouse: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match=r"There is no warehouse at .*none\.duckdb"):
        write(tmp_path / "none.duckdb", tmp_path / "none.store", tmp_path / "b.tar")
    with pytest.raises(BackupError, match=r"There is no file .*none\.tar"):
        verified(tmp_path / "none.tar")
    (tmp_path / "text.duckdb").write_text("no warehouse")
    with pytest.raises(BackupError, match="can't be read as a warehouse"):
        write(tmp_path / "text.duckdb", tmp_path / "none.store", tmp_path / "b.tar")
    with pytest.raises(BackupError, match=r"no/folder/b\.tar can't be written: no such file or directory\."):
        write(warehouse, places.store(warehouse), tmp_path / "no" / "folder" / "b.tar")
    assert not (tmp_path / "b.tar").exists()


def test_a_refresh_at_work_is_waited_for(warehouse: Path, tmp_path: Path) -> None:
    with (
        turn.taken(warehouse, wait=0, on_wait=lambda: None),
        pytest.raises(BackupError, match="Another refresh has been at work"),
    ):
        write(warehouse, places.store(warehouse), tmp_path / "b.tar")
