"""Warehouse and store as one file, and back: verified when it is written and before anything is replaced.

Belongs here: the archive and what makes it trustworthy. It is a plain tar file, so that it can be opened without us: the
warehouse, the store, and `checksums.sha256`, which `sha256sum --check` understands.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tarfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO

from pipelines import turn
from pipelines.published import UnreadableError, last_load
from pipelines.store import documents
from pipelines.store.durable import UNFINISHED, to_disk
from pipelines.system_errors import said

WAREHOUSE = "warehouse.duckdb"
STORE = "store"
CHECKSUMS = "checksums.sha256"


class BackupError(Exception):
    """Nothing was backed up or restored; the message is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What an archive holds: `documents` kept in the store, files in all, and their bytes.

    `damaged` are files of the store, by their names in it, whose document isn't any more what was kept.
    """

    documents: int
    files: int
    byte_size: int
    damaged: tuple[str, ...] = ()


def write(warehouse: Path, store: Path, archive: Path, *, force: bool = False, wait: float = 0) -> Contents:
    """Writes the warehouse and its store into a new file, reads that again, and only then gives it its name.

    No refresh runs meanwhile; one that does is waited for. `force` lets a file that is there be replaced. A document of
    the store that is damaged is backed up as it is, and told. Raises BackupError, and then no file was made or changed.
    """
    _refuse_unreadable(warehouse)
    if archive.exists() and not force:
        raise BackupError(f"{archive} is there already. Name another file, or replace it with --force.")
    unfinished = archive.with_name(f".{archive.name}.{uuid.uuid4().hex}")
    try:
        with _alone(warehouse, wait):
            damaged = _pack(warehouse, store, unfinished)
        contents = replace(verified(unfinished), damaged=tuple(damaged))
        to_disk(unfinished)
        unfinished.replace(archive)
        to_disk(archive.parent)
    except OSError as error:
        raise BackupError(f"{archive} can't be written: {said(error)}.") from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return contents


def verified(archive: Path) -> Contents:
    """What the archive holds. Raises BackupError where a byte isn't as it was written, or something is missing."""
    sizes: dict[str, int] = {}
    sums: dict[str, str] = {}
    stated = ""
    try:
        with _opened(archive) as members:
            for name, file in members:
                sums[name] = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
                sizes[name] = file.tell()
                if name == CHECKSUMS:
                    file.seek(0)
                    stated = file.read().decode("utf-8", "replace")
    except FileNotFoundError as error:
        raise BackupError(f"There is no file {archive}.") from error
    except OSError as error:
        raise BackupError(f"{archive} can't be read: {said(error)}.") from error
    is_ours = sums.pop(CHECKSUMS, None) is not None
    if not is_ours or stated != _lines(sums) or WAREHOUSE not in sums:
        raise BackupError(f"{archive} is no backup of ours, or it is damaged. Nothing was changed.")
    kept = sum(name.startswith(f"{STORE}/{documents.FOLDER}/") for name in sums)
    return Contents(kept, len(sums), sum(sizes.values()))


def restore(archive: Path, warehouse: Path, store: Path, *, force: bool = False, wait: float = 0) -> Contents:
    """Puts the warehouse and store of an archive in their places, once all of it is unpacked, verified and on disk.

    Files are owned by who restores them. `force` lets a warehouse or store that is there be replaced. Raises
    BackupError, and then nothing has changed.
    """
    contents = verified(archive)
    there = [place for place in (warehouse, store) if place.exists()]
    if there and not force:
        raise BackupError(f"{there[0]} is there already. Restore to another place, or replace it with --force.")
    mark = uuid.uuid4().hex
    new_store = store.with_name(f".{store.name}.new-{mark}")
    new_warehouse = warehouse.with_name(f".{warehouse.name}.{mark}.building")
    try:
        with _alone(warehouse, wait):
            store.parent.mkdir(parents=True, exist_ok=True)
            _unpack(archive, new_warehouse, new_store)
            _refuse_unreadable(new_warehouse)
            with _exchanged(new_store, store):
                warehouse.with_name(f"{warehouse.name}.wal").unlink(missing_ok=True)
                new_warehouse.replace(warehouse)
            to_disk(warehouse.parent)
    except OSError as error:
        raise BackupError(f"{archive} can't be restored: {said(error)}.") from error
    finally:
        shutil.rmtree(new_store, ignore_errors=True)
        with suppress(OSError):
            new_warehouse.unlink(missing_ok=True)
    return contents


@contextmanager
def _exchanged(new: Path, place: Path) -> Iterator[None]:
    """Puts a folder in its place for good if the block succeeds; where anything fails, what was there is there again."""
    old = place.with_name(f"{new.name}.old")
    had_one = place.exists()
    if had_one:
        place.replace(old)
    try:
        new.replace(place)
        yield
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        if had_one:
            old.replace(place)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _refuse_unreadable(warehouse: Path) -> None:
    try:
        load = last_load(warehouse)
    except UnreadableError as error:
        raise BackupError(str(error)) from error
    if load is None:
        raise BackupError(f"There is no warehouse at {warehouse}. `ucap refresh` makes one.")


@contextmanager
def _alone(warehouse: Path, wait: float) -> Iterator[None]:
    try:
        with turn.taken(warehouse, wait=wait, on_wait=lambda: None):
            yield
    except turn.TurnError as error:
        raise BackupError(str(error)) from error


def _pack(warehouse: Path, store: Path, archive: Path) -> list[str]:
    """Writes the archive; returns the files of the store whose document is damaged."""
    sums: dict[str, str] = {}
    damaged: list[str] = []
    with tarfile.open(archive, "w", format=tarfile.PAX_FORMAT) as tar:
        for name, path in [(WAREHOUSE, warehouse), *_files_of(store)]:
            with path.open("rb") as file:
                sums[name] = hashlib.file_digest(file, "sha256").hexdigest()
                file.seek(0)
                tar.addfile(_entry(name, path.stat().st_size, path.stat().st_mtime), file)
            if name.startswith(f"{STORE}/{documents.FOLDER}/") and documents.read(path) is None:
                damaged.append(name.removeprefix(f"{STORE}/"))
        lines = _lines(sums).encode()
        tar.addfile(_entry(CHECKSUMS, len(lines), 0), io.BytesIO(lines))
    return damaged


def _files_of(store: Path) -> list[tuple[str, Path]]:
    """The files of a store by their names in the archive; what isn't finished isn't part of it."""
    files = sorted(path for path in store.rglob("*") if path.is_file() and not path.is_symlink())
    named = [(path.relative_to(store).as_posix(), path) for path in files]
    return [(f"{STORE}/{name}", path) for name, path in named if not name.startswith(f"{UNFINISHED}/")]


def _entry(name: str, size: int, changed: float) -> tarfile.TarInfo:
    """Without user, group and rights: an archive holds nothing of the machine."""
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime, entry.mode = size, changed, 0o644
    return entry


@contextmanager
def _opened(archive: Path) -> Iterator[Iterator[tuple[str, IO[bytes]]]]:
    """The files of an archive, to be read within the block, wherever in it the damage shows.

    Raises BackupError where the archive is damaged, can't be read, or holds anything else than files of ours.
    """
    try:
        with tarfile.open(archive, "r:") as tar:
            yield _members(archive, tar)
    except (tarfile.TarError, EOFError) as error:
        raise BackupError(f"{archive} is no backup of ours, or it is damaged. Nothing was changed.") from error


def _members(archive: Path, tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    """Raises BackupError where the archive holds anything but files, or a name that leads elsewhere."""
    for entry in tar:
        name = PurePosixPath(entry.name)
        file = tar.extractfile(entry) if entry.isreg() else None
        if file is None or name.is_absolute() or ".." in name.parts:
            raise BackupError(f"{archive} is no backup of ours: it holds {entry.name!r}. Nothing was changed.")
        yield entry.name, file


def _unpack(archive: Path, warehouse: Path, store: Path) -> None:
    store.mkdir()
    with _opened(archive) as members:
        for name, file in members:
            if name == CHECKSUMS:
                continue
            place = warehouse if name == WAREHOUSE else store / PurePosixPath(name).relative_to(STORE)
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("wb") as target:
                shutil.copyfileobj(file, target)
                target.flush()
                os.fsync(target.fileno())


def _lines(sums: dict[str, str]) -> str:
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
