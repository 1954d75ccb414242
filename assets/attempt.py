"""A run's turn, and the record of how it went: held from before its first step until after its last.

Belongs here: what Dagster has to be told for it. Who may go on is said by `pipelines.turn`, what is recorded by
`pipelines.last_attempt`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import dagster as dg

from assets.progress import Progress
from assets.runs import publishes
from assets.settings import Settings
from assets.steps import reason, started_at
from pipelines import last_attempt, limits, turn


@dataclass(frozen=True, slots=True)
class Turn:
    """Whether this run may go on; `problem` is the sentence why not."""

    problem: str | None = None


@dg.resource(required_resource_keys={"settings", "progress"}, description="One refresh at a time: this run's turn.")
def run_turn(context: dg.InitResourceContext) -> Iterator[Turn]:
    """Waits for another refresh of the same warehouse, as long as the limits say."""
    settings: Settings = context.resources.settings
    progress: Progress = context.resources.progress

    def tell() -> None:
        progress.stage("Waiting for another refresh to end")
        if context.log:
            context.log.info("Waiting for another refresh to end.")

    try:
        with turn.taken(settings.warehouse_file, wait=limits.in_force().wait_seconds, on_wait=tell):
            if context.run and publishes(context.run):
                last_attempt.begin(settings.store_folder, context.run.run_id)
            yield Turn()
    except (turn.TurnError, limits.LimitError) as error:
        yield Turn(str(error))


@dg.failure_hook(required_resource_keys={"settings"})
def record_failure(context: dg.HookContext) -> None:
    """Keeps why a step of a refresh failed, for `ucap status`."""
    run = context.instance.get_run_by_id(context.run_id)
    if run is not None and not publishes(run):
        return
    settings: Settings = context.resources.settings
    began = started_at(context.instance, context.run_id)
    last_attempt.failed(settings.store_folder, context.run_id, began, reason(context.op_exception))
