"""Asks every report view of a warehouse and prints what each took: `python -m benchmarks.views WAREHOUSE`.

An answer is complete, every row and column, and is timed twice: computed by DuckDB, and handed over to a client in Arrow
batches besides. Handing over is copying, which one core does: of a view as large as the facts together it takes longer than
the answer. No batch is kept: what it costs to hold all of a large answer in memory is the client's.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from statistics import median

import duckdb

from benchmarks.measurements import Answer
from pipelines import report
from pipelines.schema import literal

# As many as the machine has for which the aim is stated.
THREADS = 2
# So many answers count, after one that warms up; or as many as begin within so many seconds.
RUNS, SECONDS = 7, 5.0
# Large enough for no time to go into the handing over, small enough for the memory of one batch to serve the next.
ROWS_A_BATCH = 20_480
# What a tool shows at first.
FIRST_ROWS = 100


def main() -> None:
    """Prints, as JSON, the figures of each view by its name."""
    answers = measured(Path(sys.argv[1]))
    print(json.dumps({view: asdict(answer) for view, answer in answers.items()}))


def measured(warehouse: Path, runs: int = RUNS) -> dict[str, Answer]:
    """Every view, each in a connection of its own that has just opened the file, as a reader comes to it."""
    return {view.qualified_name: _asked(warehouse, f"FROM {view.qualified_name}", runs) for view in report.views()}


def _asked(warehouse: Path, query: str, runs: int) -> Answer:
    with duckdb.connect(config={"threads": THREADS}) as connection:
        connection.execute(f"ATTACH {literal(str(warehouse))} AS warehouse (READ_ONLY)")
        connection.execute("USE warehouse")
        rows = _rows_handed_over(connection, query)
        # The hash of whole rows makes DuckDB evaluate every column.
        computed = _timed(connection, f"{query} AS answer SELECT count(hash(answer))", runs)
        whole = _timed(connection, query, runs)
        first = _timed(connection, f"{query} LIMIT {FIRST_ROWS}", runs)
    return Answer(
        rows, _median_ms(computed), _median_ms(whole), _median_ms(first), 1_000 * min(cpu for _, cpu in whole)
    )


def _median_ms(timed: list[tuple[float, float]]) -> float:
    return 1_000 * median(seconds for seconds, _ in timed)


def _rows_handed_over(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    return sum(batch.num_rows for batch in connection.sql(query).to_arrow_reader(ROWS_A_BATCH))


def _timed(connection: duckdb.DuckDBPyConnection, query: str, runs: int) -> list[tuple[float, float]]:
    """Seconds, and CPU seconds of all cores, of each run."""
    begun = time.perf_counter()
    timed: list[tuple[float, float]] = []
    while not timed or (len(timed) < runs and time.perf_counter() - begun < SECONDS):
        seconds, cpu_seconds = time.perf_counter(), time.process_time()
        _rows_handed_over(connection, query)
        timed.append((time.perf_counter() - seconds, time.process_time() - cpu_seconds))
    return timed


if __name__ == "__main__":
    main()
