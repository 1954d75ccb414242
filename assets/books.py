"""Dagster's books of a run that nobody will look up: kept nowhere.

Without DAGSTER_HOME what a run writes ends with the process. Dagster's own instance for that files each of some 700 events in a
database in memory, which takes a sixth of a small refresh; here they are only handed to who watches the run.
"""

from __future__ import annotations

import dagster as dg
from dagster._core.instance.types import InstanceType
from dagster._core.launcher.sync_in_memory_run_launcher import SyncInMemoryRunLauncher
from dagster._core.run_coordinator import DefaultRunCoordinator
from dagster._core.storage.event_log import InMemoryEventLogStorage
from dagster._core.storage.noop_compute_log_manager import NoOpComputeLogManager
from dagster._core.storage.root import TemporaryLocalArtifactStorage
from dagster._core.storage.runs import InMemoryRunStorage


class _Unkept(InMemoryEventLogStorage):
    """An event log that forgets. The events of a run come back from it as its result; no other run is ever asked for."""

    def store_event(self, event: dg.EventLogEntry) -> None:
        """Keeps nothing."""


def without_books() -> dg.DagsterInstance:
    """An instance for one run in this process, as `DagsterInstance.ephemeral` makes it, but for the event log."""
    return dg.DagsterInstance(
        instance_type=InstanceType.EPHEMERAL,
        local_artifact_storage=TemporaryLocalArtifactStorage(),  # type: ignore[no-untyped-call]
        run_storage=InMemoryRunStorage(),
        event_storage=_Unkept(),
        compute_log_manager=NoOpComputeLogManager(),
        run_coordinator=DefaultRunCoordinator(),
        run_launcher=SyncInMemoryRunLauncher(),
    )
