"""Makes a warehouse without Dagster and prints what each stage took: `python -m benchmarks.stages RAW WAREHOUSE`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path


def main() -> None:
    """Prints seconds by stage, as JSON, in the order of the work."""
    print(json.dumps(measured(Path(sys.argv[1]), Path(sys.argv[2]))))


def measured(raw_dir: Path, warehouse: Path) -> dict[str, float]:
    """Seconds by stage. `start` is the loading of what the work needs: polars, pandera, DuckDB and our own modules."""
    seconds: dict[str, float] = {}

    @contextmanager
    def timed(stage: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        seconds[stage] = time.perf_counter() - started

    with timed("start"):
        from pipelines import folder, publish, refresh, star
        from pipelines.store.parser_version import parser_version

        parser_version()
    store = warehouse.with_suffix(".store")
    with timed("scan"):
        files = folder.scan(raw_dir)
    with timed("stage"):
        staged = refresh.read(raw_dir, files, store).staged
    with timed("accept"):
        previous = publish.recall(warehouse, store).previous
        now = refresh.started_at(previous, datetime.now(UTC).replace(tzinfo=None))
        built = refresh.build(staged, previous, star.Run(now.isoformat(), now, "benchmark"), store)
    with timed("publish"):
        refresh.publish_and_remember(built.accepted.frames, warehouse, store)
    return seconds


if __name__ == "__main__":
    main()
