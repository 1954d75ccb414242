"""Refreshes in processes of their own, which can be killed, starved or run at once. (`test_survival`, `test_readers`.)

A refresh of the tests runs in a fork (`tests.forks`), so that a try costs a fraction of a second.
"""

from __future__ import annotations

import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from pipelines import database_file, folder, publish, report, tables, turn
from pipelines.store.opened import StoreError
from tests.publishing import publish_folder

FIRST = datetime(2026, 1, 1)
REFUSED = 3


def refresh(raw: Path, warehouse: Path, number: int) -> None:
    """One refresh, as the assets do it, when its turn has come; the process ends with `REFUSED` where it says why it can't."""
    try:
        with turn.taken(warehouse, wait=120, on_wait=lambda: None):
            publish_folder(raw, warehouse, at=FIRST + timedelta(minutes=number), run_id=f"run-{number}")
    except (publish.PublishError, StoreError, folder.RawFolderError, turn.TurnError):
        sys.exit(REFUSED)


def whole(warehouse: Path) -> list[str]:
    """The ids of the loads in the published file, after all that a publish checks of it; raises where it isn't whole."""
    with database_file.attached(warehouse) as connection:
        frames = {table.frame_name: connection.table(f"{table.schema}.{table.name}").pl() for table in tables.PUBLISHED}
        for view in report.views():
            connection.execute(f"FROM {view.qualified_name}").fetchall()
        runs = connection.execute("SELECT run_id FROM audit.load_run ORDER BY started_at").fetchall()
        ((said, held),) = connection.execute(
            "SELECT documents_loaded, (SELECT count(*) FROM dim_document) FROM audit.load_run "
            "ORDER BY started_at DESC LIMIT 1"
        ).fetchall()
        assert said == held
    assert database_file.faults(warehouse, frames, trust_constraints=False) == []
    return [run for (run,) in runs]


def beside(warehouse: Path) -> set[str]:
    """What lies in the warehouse's folder besides it."""
    return {path.name for path in warehouse.parent.iterdir()} - {warehouse.name}


@contextmanager
def no_larger_than(size: int) -> Iterator[None]:
    """Files of this process may not grow beyond this size, as on a full disk; the system's signal for it is ignored."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def refresh_on_a_full_disk(raw: Path, warehouse: Path, number: int, size: int) -> None:
    """A refresh whose files may not grow beyond a size."""
    with no_larger_than(size):
        refresh(raw, warehouse, number)
