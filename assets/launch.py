"""The job `refresh`, run from a plain process: which Dagster instance records it, and what came of it in words.

With DAGSTER_HOME the run is recorded there and shows in the UI. Without, Dagster keeps no books, and nothing is left behind
but the warehouse.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
from dagster_shared.error import SerializableErrorInfo
from sqlalchemy.exc import DBAPIError

from assets import damaged_books, places
from assets.books import without_books
from assets.definitions import defs
from assets.log import Log
from assets.progress import Progress
from assets.runs import WAREHOUSE_KEY

INTERRUPTED = "It was interrupted."


class LaunchError(Exception):
    """Why the job couldn't start, or go on, whatever its steps do; a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a refresh. `problems` are sentences: what kept the warehouse from being published."""

    run_id: str
    published: bool
    problems: tuple[str, ...]


def refresh(
    raw_dir: Path,
    warehouse: Path,
    *,
    store: Path | None = None,
    progress: Progress | None = None,
    workers: int | None = None,
    allow_shrink: bool = False,
    show_log: bool = False,
    log: Log | None = None,
) -> Outcome:
    """Materialises every asset. Raises LaunchError where Dagster's books can't be opened or written, and nothing else.

    `store` is beside the warehouse unless told. `allow_shrink` lets most of the loaded documents go. `show_log` lets
    Dagster write its own log lines to standard error; `log` hears of the refresh's events, nobody unless told.
    """
    log = log or Log("off")
    job = defs.resolve_job_def("refresh")
    settings: dict[str, object] = {"raw_dir": str(raw_dir), "warehouse": str(warehouse)}
    settings |= {"workers": workers, "allow_shrink": allow_shrink}
    settings |= {"store": str(store)} if store else {}
    run_config: dict[str, object] = {"resources": {"settings": {"config": settings}}}
    if not show_log:
        run_config["loggers"] = {"console": {"config": {"log_level": "CRITICAL"}}}
    with _instance() as (instance, remarks):
        for remark in remarks:
            (progress or Progress()).remark(remark)
            log.warning("books damaged", reason=remark)
        try:
            result = job.execute_in_process(
                run_config=run_config,
                instance=instance,
                resources={"progress": progress or Progress(), "log": log},
                raise_on_error=False,
            )
        except DBAPIError as error:
            raise LaunchError(
                f"Dagster's books ({places.state() or os.environ['DAGSTER_HOME']}) can't be written: {error.orig}. "
                "`ucap status` says what is published."
            ) from error
        published = any(event.asset_key == WAREHOUSE_KEY for event in result.get_asset_materialization_events())
        problems = tuple(_problems(result))
        if INTERRUPTED in problems:  # the one end of a step that Dagster's hooks don't hear of
            log.error("refresh failed", run_id=result.run_id, reason=INTERRUPTED)
        return Outcome(result.run_id, published, problems)


@contextmanager
def _instance() -> Iterator[tuple[dg.DagsterInstance, list[str]]]:
    """Dagster's instance, and what a person should know about its books."""
    if not os.environ.get("DAGSTER_HOME"):
        with without_books() as instance:
            yield instance, []
        return
    instance, remarks = _with_books()
    with instance:
        yield instance, remarks


def _with_books() -> tuple[dg.DagsterInstance, list[str]]:
    """The instance in DAGSTER_HOME; where its books are damaged, with new ones."""
    try:
        return _opened(), []
    except LaunchError:
        folder = places.state()
        remarks = [] if folder is None else damaged_books.set_aside(folder)
        if not remarks:
            raise
        return _opened(), remarks


def _opened() -> dg.DagsterInstance:
    try:
        return dg.DagsterInstance.get()
    except Exception as error:
        words = error.orig if isinstance(error, DBAPIError) else error
        raise LaunchError(f"Dagster can't use DAGSTER_HOME ({os.environ['DAGSTER_HOME']}): {words}") from error


def _problems(result: dg.ExecuteInProcessResult) -> Iterator[str]:
    """The failed checks that block, then the steps that failed by themselves."""
    for check in result.get_asset_check_evaluations():
        if not check.passed and check.severity is dg.AssetCheckSeverity.ERROR:
            yield check.description or f"{check.asset_key.to_user_string()} fails its check {check.check_name}."
    for event in result.get_step_failure_events():
        failure = event.step_failure_data
        if failure.user_failure_data is not None:
            yield failure.user_failure_data.description or f"The step {event.step_key} failed."
        elif failure.error is not None and failure.error.cls_name != "DagsterAssetCheckFailedError":
            yield _in_words(event.step_key, failure.error)


def _in_words(step: str | None, error: SerializableErrorInfo) -> str:
    """What the error that began it says; Dagster wraps it in its own."""
    while error.cause is not None:
        error = error.cause
    if error.cls_name in {"KeyboardInterrupt", "DagsterExecutionInterruptedError"}:
        return INTERRUPTED
    return f"Internal error in the step {step}: {error.message.strip()}"
