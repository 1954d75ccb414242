"""A reader of the published file, as a process of its own: asks several tables in a loop, and tells what it saw.

`fresh` readers connect for each question, as a new report does; `held` ones keep a connection for many, as a BI tool does.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

ROUNDS_HELD = 40
# Between two questions, in seconds: readers that never pause would only keep the refreshes from running.
PAUSE = 0.02

# One load in one query: what audit.load_run says of the last load against what the tables hold.
ONE_LOAD = """
    SELECT
        last.run_id,
        last.documents_loaded, (SELECT count(*) FROM dim_document),
        last.documents_seen, (SELECT count(*) FROM audit.arrival WHERE is_current),
        (SELECT count(*) FROM dim_plan), (SELECT count(DISTINCT plan_id) FROM report.plan_overview),
        (SELECT count(*) FROM fact_activity), (SELECT count(*) FROM fact_activity JOIN dim_plan USING (plan_id))
    FROM audit.load_run AS last ORDER BY last.started_at DESC, last.run_id DESC LIMIT 1
"""


@contextmanager
def connected(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file, as any client opens it."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        yield connection


def mixed(row: tuple[object, ...]) -> bool:
    """The pairs of one answer that must be equal aren't."""
    _, *counts = row
    return any(here != there for here, there in zip(counts[::2], counts[1::2], strict=True))


def read_in_a_loop(warehouse: Path, until: Path, kind: str) -> dict[str, object]:
    """Asks until the file `until` appears; what was seen: how many answers, of which loads, and everything that went wrong."""
    asked, loads, wrong = 0, set(), []
    while not until.exists() or not asked:
        try:
            with connected(warehouse) as connection:
                first = None
                for _ in range(1 if kind == "fresh" else ROUNDS_HELD):
                    (row,) = connection.execute(ONE_LOAD).fetchall()
                    asked += 1
                    loads.add(row[0])
                    first = first or row
                    if mixed(row) or row != first:
                        wrong.append(f"mixed: {first} {row}")
                    if until.exists():
                        break
                    time.sleep(PAUSE)
        except Exception as error:
            wrong.append(f"{type(error).__name__}: {error}")
    return {"kind": kind, "asked": asked, "loads": len(loads), "wrong": wrong[:5], "errors": len(wrong)}


if __name__ == "__main__":
    os.nice(10)  # BI tools ask from other machines: on this one they leave the processors to the refresh
    print(json.dumps(read_in_a_loop(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])))
