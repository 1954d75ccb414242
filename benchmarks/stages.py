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
        from pipelines import folder, publish, quarantine, staging, star
    with timed("scan"):
        files = folder.scan(raw_dir)
    with timed("stage"):
        staged = staging.stage(raw_dir, files)
    with timed("accept"):
        previous = publish.previous(warehouse)
        run = star.Run("benchmark", datetime.now(UTC).replace(tzinfo=None), "benchmark")
        frames = quarantine.accept(staged, previous, run).frames
        frames |= star.closing(frames, previous, run, finished_at=run.started_at)
    with timed("publish"):
        publish.publish(frames, warehouse)
    return seconds


if __name__ == "__main__":
    main()
