"""The whole path without Dagster: a folder of summaries → a published file, as the assets do it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pipelines import folder, publish, quarantine, staging, star


def publish_folder(
    raw_dir: Path,
    warehouse: Path,
    *,
    at: datetime = datetime(2026, 1, 1),
    run_id: str = "test",
    code_version: str = "test",
) -> Path:
    """Reads every file of the folder and publishes the warehouse; `at` is when the run says it took place."""
    run = star.Run(run_id, at, code_version)
    previous = publish.previous(warehouse)
    staged = staging.stage(raw_dir, folder.scan(raw_dir), workers=1)
    frames = quarantine.accept(staged, previous, run).frames
    frames |= star.closing(frames, previous, run, at)
    publish.publish(frames, warehouse)
    return warehouse
