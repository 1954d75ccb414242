"""A refresh without Dagster, and what each stage of it took: `python -m benchmarks.stages RAW WAREHOUSE`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.took import Took

# What a stage is called by `publish`, and here.
_OF_PUBLISHING = {"Building the new file": "file", "Verifying the new file": "verify", "Swapping it in": "swap"}


def main() -> None:
    """Prints what each stage took by its name, as JSON, in the order of the work."""
    stages = measured(Path(sys.argv[1]), Path(sys.argv[2]))
    print(json.dumps({stage: asdict(took) for stage, took in stages.items()}))


class Stopwatch:
    """What each stage takes; each ends where the next begins."""

    def __init__(self) -> None:
        self.stages: dict[str, Took] = {}
        self._current, self._since = "", Took.until_now()

    def begin(self, stage: str) -> None:
        """Ends the stage before."""
        now = Took.until_now()
        if self._current:
            self.stages[self._current] = now - self._since
        self._current, self._since = stage, now


def measured(raw_dir: Path, warehouse: Path) -> dict[str, Took]:
    """What each stage took.

    - `start`: loading what the work needs (polars, pandera, DuckDB, pyarrow between them, and our own modules)
    - `scan`: listing and hashing the files of the folder
    - `parse`: reading the documents that are new, judging and keeping what was read
    - `recall`: what is kept of all documents, and what is remembered of earlier loads
    - `tables`: keys, references, the rules of single rows, history
    - `file`: the new file with its tables, keys, views and comments
    - `verify`: looking at it as it lies on disk
    - `swap`: to disk, and in the place of the old one; what the next refresh is to remember
    """
    watch = Stopwatch()
    watch.begin("start")
    import pyarrow  # noqa: F401 (with it, DuckDB and polars hand each other rows, and load it at the first of them)

    from pipelines import folder, publish, refresh, star
    from pipelines.store.parser_version import parser_version

    parser_version()
    store = warehouse.with_suffix(".store")
    watch.begin("scan")
    files = folder.scan(raw_dir)
    watch.begin("parse")
    refresh.read(raw_dir, files, store)
    watch.begin("recall")
    staged = refresh.read(raw_dir, files, store).staged  # nothing is new any more
    previous = publish.recall(warehouse, store).previous
    watch.begin("tables")
    now = refresh.started_at(previous, datetime.now(UTC).replace(tzinfo=None))
    built = refresh.build(staged, previous, star.Run(now.isoformat(), now, "benchmark"), store)
    refresh.publish_and_remember(
        built.accepted.frames, warehouse, store, on_stage=lambda words: watch.begin(_OF_PUBLISHING[words])
    )
    watch.begin("")
    return watch.stages | {"parse": watch.stages["parse"] - watch.stages["recall"]}


if __name__ == "__main__":
    main()
