"""What all steps share: how they fail and which failures are worth another try, how long they took, what the log hears.

Belongs here: the dealings of a step with Dagster that have nothing to do with what it makes.
"""

import errno
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import dagster as dg
from dagster._core.errors import DagsterAssetCheckFailedError

from assets.catalogue import Metadata
from assets.log import Log
from pipelines import publish

# Failures that may be over in a moment: a disk or a network that doesn't answer. A full disk or a missing right is none
# of them; these want a person, or time (the sensor tries again after minutes).
PASSING = frozenset(
    {
        errno.EAGAIN,
        errno.EBUSY,
        errno.EHOSTDOWN,
        errno.EHOSTUNREACH,
        errno.EINTR,
        errno.EIO,
        errno.ENETDOWN,
        errno.ENETUNREACH,
        errno.ENOTCONN,
        errno.ESTALE,
        errno.ETIMEDOUT,
    }
)

# After 1, 3 and 7 seconds, each a little more or less, so that two that wait for each other don't meet again. No step has
# it as its `retry_policy`: Dagster would then try again after any error, also one of ours, and after Ctrl-C.
RETRIES = dg.RetryPolicy(max_retries=3, delay=1, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS)

# Dagster's daemon starts a run with this tag again, from its first step, as often as `run_retries` in dagster.yaml says.
START_AGAIN = {"dagster/retry_on_asset_or_op_failure": "true"}
FROM_THE_FIRST_STEP = {"dagster/retry_strategy": "ALL_STEPS"}


def failure(error: Exception, context: dg.AssetExecutionContext) -> dg.Failure | dg.RetryRequested:
    """What to raise for an error: a failure in its words, or the wish to be tried again where that can help.

    Where another refresh has published meanwhile, only a new run can help, and the daemon is told so.
    """
    tried_again = context.op_execution_context.retry_number
    if may_pass(error) and tried_again < RETRIES.max_retries:
        wait = RETRIES.calculate_delay(tried_again + 1)
        context.log.warning(f"{error} The step is tried again in {wait:.0f} s.")
        return dg.RetryRequested(RETRIES.max_retries, seconds_to_wait=wait)
    if isinstance(error, publish.OvertakenError):
        context.instance.add_run_tags(context.run.run_id, START_AGAIN)
    return dg.Failure(str(error), allow_retries=False)


def may_pass(error: BaseException) -> bool:
    """Whether what stood in the way may be gone in a moment: the system said so, or somebody else was publishing."""
    return any(
        isinstance(cause, publish.BusyError) or (isinstance(cause, OSError) and cause.errno in PASSING)
        for cause in _causes(error)
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what it came of, however it was raised."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


class Stopwatch:
    """How long a step has taken, as Dagster plots it over time."""

    def __init__(self) -> None:
        self._begin = time.monotonic()

    def metadata(self) -> Metadata:
        """Seconds since the step began."""
        return {"seconds": dg.MetadataValue.float(round(time.monotonic() - self._begin, 3))}


def started_at(instance: dg.DagsterInstance, run_id: str) -> datetime:
    """When a run began, naive UTC, as the warehouse keeps it."""
    record = instance.get_run_record_by_id(run_id)
    if record is None or record.start_time is None:
        return now()
    return datetime.fromtimestamp(record.start_time, UTC).replace(tzinfo=None)


def now() -> datetime:
    """Now, naive UTC."""
    return datetime.now(UTC).replace(tzinfo=None)


@dg.failure_hook(name="tell_the_log", required_resource_keys={"log"})
def tell_the_log(context: dg.HookContext) -> None:
    """One line for a step that failed, with the traceback where the error is ours."""
    log: Log = context.resources.log
    error = context.op_exception
    ours = not isinstance(error, dg.Failure | DagsterAssetCheckFailedError | None)
    log.error(
        "refresh failed",
        run_id=context.run_id,
        step=context.step_key,
        reason=reason(error),
        exc_info=error if ours else None,
    )


def reason(error: BaseException | None) -> str:
    """Why a step failed, in words."""
    if isinstance(error, dg.Failure):
        return error.description or "The step failed."
    return " ".join(str(error).split()) or type(error).__name__ if error is not None else "The step failed."
