"""What Dagster's books need not hold any more: runs that ended long ago. A refresh writes 3 MB there, and Dagster keeps all.

Belongs here: which runs are old, their removal, and the job and schedule that see to it. The warehouse isn't touched: what it
was and how it changed stands in its own history.
"""

from datetime import UTC, datetime
from pathlib import Path

import dagster as dg

from assets import places, sqlite_files, timing

ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]


def remove(instance: dg.DagsterInstance, before: datetime, state: Path | None) -> int:
    """Removes the runs that ended and were begun before then, with their events; returns how many there were.

    `state` is where books of SQLite lie: there each run has a file of its own, which Dagster empties and leaves lying.
    """
    old = instance.get_runs(filters=dg.RunsFilter(statuses=ENDED, created_before=before))
    for run in old:
        instance.delete_run(run.run_id)
        for part in sqlite_files.parts(sqlite_files.of_run(state, run.run_id)).values() if state else ():
            part.unlink(missing_ok=True)
    return len(old)


@dg.op(out=dg.Out(dg.Nothing))
def remove_old_runs(context: dg.OpExecutionContext) -> None:
    """Removes runs that are older than `UCAP_KEEP_RUNS_DAYS`."""
    kept_for = timing.keep_runs_for()
    count = remove(context.instance, datetime.now(UTC) - kept_for, places.state())
    context.log.info(
        f"{count} runs that were begun more than {kept_for.days} days ago are removed from Dagster's books."
    )


@dg.job(
    name="tidy_books",
    description=(
        "Removes from Dagster's books the runs that are older than UCAP_KEEP_RUNS_DAYS (90), with their events. The warehouse "
        "and its history stay as they are."
    ),
)
def tidy_books() -> None:
    """The one step."""
    remove_old_runs()


@dg.schedule(
    name="daily_tidying",
    job=tidy_books,
    cron_schedule="{1} {0} * * *".format(*timing.tidy_at()),
    execution_timezone=timing.timezone(),
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Removes old runs from Dagster's books once a day, an hour after the daily refresh.",
)
def daily_tidying() -> dg.RunRequest:
    """Asks for it, whatever there is."""
    return dg.RunRequest()
