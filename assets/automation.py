"""What starts a refresh without anybody: a look at the raw folder every half minute, and once a day in any case.

Belongs here: asking the folder, the published file and Dagster's books. Whether a refresh is due is decided by
`folder_state`; how often and when stands in `timing`.
"""

from datetime import UTC, datetime

import dagster as dg

from assets import timing
from assets.folder_state import Memory, Published, decide
from assets.release import code_version
from assets.runs import REFRESH, publishes
from assets.settings import Settings
from pipelines import folder, limits, published
from pipelines.folder_watch import FolderWatch

UNFINISHED = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]

# Lasts as long as the process that evaluates the sensor; a new one reads every file once.
WATCH = FolderWatch()


@dg.sensor(
    name="raw_folder",
    job_name=REFRESH,
    minimum_interval_seconds=timing.look_every(),
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=(
        "Refreshes the warehouse when the raw folder holds something else than was last published: a file was added, "
        "changed, removed or renamed. It compares contents, not time stamps, and waits until two looks in a row see the "
        "same, so that no half-written file is loaded. A refresh that failed is tried again after 1, 2, 4 … minutes, an "
        "hour at most, or as soon as the folder changes."
    ),
)
def raw_folder(context: dg.SensorEvaluationContext, settings: Settings) -> dg.SensorResult:
    """Asks for a refresh, or says why not."""
    memory = Memory.from_cursor(context.cursor)
    try:
        held = WATCH.look(settings.raw_folder)
    except (folder.RawFolderError, limits.LimitError) as error:
        return dg.SensorResult(skip_reason=f"{error} The warehouse stays as it is.", cursor=Memory().to_cursor())
    decision = decide(
        held,
        _last_load(settings),
        code_version(),
        memory,
        datetime.now(UTC),
        is_busy=bool(unfinished_refreshes(context.instance)),
    )
    cursor = decision.memory.to_cursor()
    if not decision.refresh:
        return dg.SensorResult(skip_reason=decision.words, cursor=cursor)
    # No run_key: Dagster would never start a second run for the same one, and a folder may come back to an earlier state.
    request = dg.RunRequest(tags={"ucap/because": _tag(decision.words)})
    return dg.SensorResult(run_requests=[request], cursor=cursor)


@dg.schedule(
    name="daily_refresh",
    job_name=REFRESH,
    cron_schedule="{1} {0} * * *".format(*timing.daily_at()),
    execution_timezone=timing.timezone(),
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description=(
        "Refreshes the warehouse once a day, whether or not the raw folder seems to have changed: every file is hashed "
        "anew, whatever its time stamps say, and the last load is never older than a day."
    ),
)
def daily_refresh(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    """Asks for a refresh, unless one is waiting to start anyway."""
    if waiting := unfinished_refreshes(context.instance, [dg.DagsterRunStatus.QUEUED]):
        return dg.SkipReason(f"The refresh {waiting[0].run_id[:8]} is waiting to start already.")
    return dg.RunRequest(tags={"ucap/because": "The daily refresh."})


def unfinished_refreshes(
    instance: dg.DagsterInstance, statuses: list[dg.DagsterRunStatus] | None = None
) -> list[dg.DagsterRun]:
    """Runs that will publish the warehouse, or are about to."""
    runs = instance.get_runs(filters=dg.RunsFilter(statuses=statuses or UNFINISHED))
    return [run for run in runs if publishes(run)]


def _last_load(settings: Settings) -> Published:
    """What was published. Where the file can't be read, a refresh is due: it mends the file, or says what is wrong."""
    try:
        return published.last_load(settings.warehouse_file)
    except published.UnreadableError as error:
        return str(error)


def _tag(words: str) -> str:
    """Dagster's tags hold 255 characters."""
    return words[:255]
