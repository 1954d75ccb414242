"""The whole path without Dagster: a folder of summaries → a published file, as the assets do it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pipelines import folder, publish, refresh, star


def publish_folder(
    raw_dir: Path,
    warehouse: Path,
    *,
    at: datetime = datetime(2026, 1, 1),
    run_id: str = "test",
    store: Path | None = None,
    parser: refresh.Parser | None = None,
    code_version: str = "test",
    allow_shrink: bool = False,
) -> Path:
    """Refreshes the warehouse from the files of the folder; `at` is what the clock says then.

    The store is beside the warehouse unless told.
    """
    store = store or warehouse.with_suffix(".store")
    previous = publish.recall(warehouse, store).previous
    run = star.Run(run_id, refresh.started_at(previous, at), code_version)
    read = refresh.read(raw_dir, folder.scan(raw_dir), store, parser=parser, workers=1)
    built = refresh.build(read.staged, previous, run, store, parser=parser, finished_at=lambda: at)
    refresh.publish_and_remember(built.accepted.frames, warehouse, store, parser=parser, allow_shrink=allow_shrink)
    return warehouse
