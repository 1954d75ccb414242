"""A copy of what the published file remembers of earlier loads, so that either can be lost: arrivals, loads, versions.

Beside it stands how that file was made, which the next one may copy. Written after each publish. Where the file is
damaged or gone, the next refresh goes on from the copy; where the copy is, it is made again of the file.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines import tables
from pipelines.blueprint import Blueprint
from pipelines.star import Previous
from pipelines.store import bundle, durable

FOLDER = "memory"


@dataclass(frozen=True, slots=True)
class Memory:
    """What a store remembers of the warehouse that it belongs to; `made` is None where an earlier version wrote it."""

    previous: Previous
    file_name: str
    made: Blueprint | None = None

    def is_of(self, store: Path, warehouse: Path) -> bool:
        """Whether it was this file that was published."""
        return self.file_name == _relative(store, warehouse)


def recall(store: Path) -> Memory | None:
    """The memory of the latest load; None where there is none, or none that is whole and fits the tables of today."""
    folder = store / FOLDER
    found = [_read(path) for path in (folder.iterdir() if folder.is_dir() else ()) if bundle.is_whole(path)]
    return max((memory for memory in found if memory), key=lambda memory: last_load(memory.previous), default=None)


def remember(store: Path, warehouse: Path, previous: Previous, made: Blueprint | None = None) -> None:
    """Keeps a copy of what the file that was just published remembers, and how it was `made`.

    Raises OSError where it can't be written.
    """
    of = pl.DataFrame({"file_name": [_relative(store, warehouse)]}, schema=tables.MEMORY_OF.polars_schema())
    with durable.workspace(store) as workspace:
        frames = {
            tables.ARRIVAL: previous.arrivals,
            tables.LOAD_RUN: previous.load_runs,
            tables.PLAN_VERSION: previous.plan_versions,
            tables.MEMORY_OF: of,
            tables.BLUEPRINT: _frame(made),
        }
        kept = bundle.write(store / FOLDER, frames, workspace)
        for path in (store / FOLDER).iterdir():
            if path != kept:
                workspace.remove(path)


def last_load(previous: Previous) -> str:
    """When the latest load that it knows began, as text that sorts; empty where it knows none."""
    return str(previous.load_runs["started_at"].max() or "")


def _read(path: Path) -> Memory | None:
    frames = [bundle.read(path, table) for table in tables.REMEMBERED]
    of = bundle.read(path, tables.MEMORY_OF)
    made = bundle.read(path, tables.BLUEPRINT)
    as_declared = all(
        frame.schema == table.polars_schema() for frame, table in zip(frames, tables.REMEMBERED, strict=True)
    )
    if not as_declared or of.is_empty():
        return None
    is_known = made.height and made.schema == tables.BLUEPRINT.polars_schema()
    return Memory(Previous(*frames), of["file_name"][0], Blueprint(*made.row(0)) if is_known else None)


def _frame(made: Blueprint | None) -> pl.DataFrame:
    rows = [(made.statements, made.stamp)] if made else []
    return pl.DataFrame(rows, schema=tables.BLUEPRINT.polars_schema(), orient="row")


def _relative(store: Path, warehouse: Path) -> str:
    """Where the file lies, seen from the store: both may be moved together."""
    return os.path.relpath(os.path.realpath(warehouse), os.path.realpath(store))
