"""The folder of an export: written beside the one that is there, and put in its place when it is complete.

A folder that holds anything but an export of ours is left alone. With force, the export is put into it file by file; what
is not of an export stays, whatever its name.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from filelock import lock_descriptor

from pipelines import datapackage

_UNFINISHED = ".exporting"


class FolderError(Exception):
    """Why nothing can be written there; a sentence for a person."""


@contextmanager
def replaced(folder: Path, *, force: bool = False) -> Iterator[Path]:
    """A new folder to write into, which takes the place of `folder` when the block ends well; else it is removed.

    Raises FolderError where `folder` is a file, or holds something else than an export of ours and `force` isn't set.
    Raises OSError as the system does.
    """
    target = Path(os.path.realpath(folder))
    strangers = _strangers(target, folder)
    if strangers and not force:
        named = ", ".join(str(path) for path in strangers[:3]) + (" …" if len(strangers) > 3 else "")
        raise FolderError(
            f"{folder} holds what is no export of ours ({named}). Name another folder, or use --force: the export is put "
            "beside it then, and only files of the same name are replaced."
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    _remove_abandoned(target)
    with _unfinished(target) as new:
        yield new
        if strangers:
            _put_into(target, new)
        else:
            _swap(target, new)


@contextmanager
def _unfinished(target: Path) -> Iterator[Path]:
    """A folder beside the target, locked while somebody writes into it; gone at the end unless it was moved."""
    new = target.with_name(f".{target.name}.{uuid.uuid4().hex}{_UNFINISHED}")
    new.mkdir()
    descriptor = os.open(new, os.O_RDONLY)
    try:
        lock_descriptor(descriptor, blocking=False)
        yield new
    finally:
        os.close(descriptor)
        shutil.rmtree(new, ignore_errors=True)


def _remove_abandoned(target: Path) -> None:
    """What exports into this folder that crashed have left: nobody holds its lock."""
    for path in target.parent.glob(f".{_literal(target.name)}.*{_UNFINISHED}"):
        with suppress(OSError):
            descriptor = os.open(path, os.O_RDONLY)
            try:
                if lock_descriptor(descriptor, blocking=False):
                    shutil.rmtree(path, ignore_errors=True)
            finally:
                os.close(descriptor)


def _literal(name: str) -> str:
    """The name as a pattern that matches only itself."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def _strangers(target: Path, said: Path) -> list[PurePosixPath]:
    """What lies in the folder and isn't of an export of ours, in alphabetical order."""
    if target.exists() and not target.is_dir():
        raise FolderError(f"{said} is a file. Name the folder that the export is to be.")
    if not target.is_dir():
        return []
    ours = _named(target)
    known_folders = {parent for path in ours for parent in path.parents}
    found = [PurePosixPath(path.relative_to(target).as_posix()) for path in sorted(target.rglob("*"))]
    return [path for path in found if path not in ours and path not in known_folders]


def _named(target: Path) -> frozenset[PurePosixPath]:
    """The files that an earlier export says are its own."""
    try:
        descriptor = json.loads((target / datapackage.FILE_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return frozenset()
    return datapackage.files_named(descriptor) if isinstance(descriptor, dict) else frozenset()


def _swap(target: Path, new: Path) -> None:
    """Two renames; should the second fail, the first is undone."""
    if not target.exists():
        new.rename(target)
        return
    shutil.copymode(target, new)
    old = target.with_name(f".{target.name}.{uuid.uuid4().hex}{_UNFINISHED}")
    target.rename(old)
    try:
        new.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _put_into(target: Path, new: Path) -> None:
    """File by file, the descriptor last: until it is there, the folder says what it held before."""
    outdated = _named(target)
    files = sorted(
        (path for path in new.rglob("*") if path.is_file()), key=lambda path: path.name == datapackage.FILE_NAME
    )
    made = {PurePosixPath(path.relative_to(new).as_posix()) for path in files}
    for path in files:
        place = target / path.relative_to(new)
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)
    for left in outdated - made:
        (target / left).unlink(missing_ok=True)
