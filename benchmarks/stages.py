"""A refresh without Dagster, and what each stage of it took: `python -m benchmarks.stages RAW WAREHOUSE`."""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

# What a stage is called by `publish`, and here.
_OF_PUBLISHING = {"Building the new file": "file", "Verifying the new file": "verify", "Swapping it in": "swap"}


def main() -> None:
    """Prints seconds by stage, as JSON, in the order of the work."""
    print(json.dumps(measured(Path(sys.argv[1]), Path(sys.argv[2]))))


class Stopwatch:
    """Seconds by stage; each ends where the next begins."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._current, self._since = "", 0.0

    def begin(self, stage: str) -> None:
        """Ends the stage before; one that was there already goes on."""
        now = time.perf_counter()
        if self._current:
            self.seconds[self._current] = self.seconds.get(self._current, 0.0) + now - self._since
        self._current, self._since = stage, now


def measured(raw_dir: Path, warehouse: Path) -> dict[str, float]:
    """Seconds by stage.

    - `start`: loading what the work needs (polars, pandera, DuckDB and our own modules)
    - `scan`: listing and hashing the files of the folder
    - `parse`: reading the documents that are new, and keeping what was read
    - `recall`: what is kept of all documents, and what is remembered of earlier loads
    - `tables`: keys, references, the rules of single rows, history
    - `file`: the new file with its tables, keys, views and comments
    - `verify`: looking at it as it lies on disk
    - `swap`: to disk, and in the place of the old one; what the next refresh is to remember
    """
    watch = Stopwatch()
    watch.begin("start")
    from pipelines import folder, publish, refresh, star
    from pipelines.store.parser_version import parser_version

    parser_version()
    store = warehouse.with_suffix(".store")
    watch.begin("scan")
    files = folder.scan(raw_dir)
    watch.begin("recall")
    previous = publish.recall(warehouse, store).previous
    staged = refresh.read(
        raw_dir,
        files,
        store,
        on_progress=lambda done, total: watch.begin("parse" if done < total else "recall"),
    ).staged
    watch.begin("tables")
    now = refresh.started_at(previous, datetime.now(UTC).replace(tzinfo=None))
    built = refresh.build(staged, previous, star.Run(now.isoformat(), now, "benchmark"), store)
    refresh.publish_and_remember(
        built.accepted.frames, warehouse, store, on_stage=lambda words: watch.begin(_OF_PUBLISHING[words])
    )
    watch.begin("")
    return watch.seconds


if __name__ == "__main__":
    main()
