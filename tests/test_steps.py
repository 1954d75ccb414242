"""Which failures are tried again, and that it helps: a lock that is let go of, a refresh that was overtaken."""

from __future__ import annotations

import errno
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import duckdb
import pytest
import yaml
from dagster._core.remote_origin import InProcessCodeLocationOrigin
from dagster._core.test_utils import create_test_daemon_workspace_context
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import InProcessWorkspaceLoadTarget
from dagster._daemon.auto_run_reexecution.auto_run_reexecution import consume_new_runs_for_automatic_reexecution
from filelock import lock_descriptor

from assets import launch
from assets.definitions import defs
from assets.log import Log
from assets.progress import Progress
from assets.runs import REFRESH
from assets.steps import RETRIES, START_AGAIN, may_pass
from pipelines import publish
from pipelines.folder import RawFolderError
from tests.conftest import PROJECT
from tests.publishing import publish_folder
from tests.test_refresh import no_dagster_home, run_config, some

__all__ = ["no_dagster_home", "some"]


def caused(error: Exception, cause: BaseException) -> Exception:
    error.__cause__ = cause
    return error


def wrapped(code: int) -> Exception:
    """As `folder` wraps it: `from None`, so that people don't see it."""
    try:
        try:
            raise OSError(code, os.strerror(code))
        except OSError:
            raise RawFolderError("The folder can't be read.") from None
    except RawFolderError as error:
        return error


@pytest.mark.parametrize(
    ("error", "again", "because"),
    [
        (publish.BusyError("Somebody else is publishing."), True, "they will have finished in a moment"),
        (caused(publish.PublishError("."), OSError(errno.EIO, "")), True, "the disk failed to answer"),
        (caused(publish.PublishError("."), OSError(errno.ESTALE, "")), True, "a network folder was mounted anew"),
        (wrapped(errno.ETIMEDOUT), True, "the raw folder lies on a network that failed"),
        (caused(publish.PublishError("."), OSError(errno.ENOSPC, "")), False, "a full disk wants a person, or time"),
        (caused(publish.PublishError("."), OSError(errno.EACCES, "")), False, "a missing right wants a person"),
        (wrapped(errno.ENOENT), False, "a folder that isn't there wants a person"),
        (publish.PublishError("The tables don't hold."), False, "bad data stays bad"),
        (publish.OvertakenError("Refresh again."), False, "the step alone can't help: a new run can"),
    ],
)
def test_a_step_is_tried_again_only_where_that_can_help(error: Exception, again: bool, because: str) -> None:
    assert may_pass(error) == again, because


class LetsGo(Progress):
    """Lets go of a lock as soon as the refresh says that it waits for it."""

    def __init__(self, held: int) -> None:
        self.held, self.has_waited = held, False

    def stage(self, words: str) -> None:
        if "Waiting" in words:
            self.has_waited = True
            os.close(self.held)


def test_who_finds_somebody_else_at_work_waits_for_them(some: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    publish_folder(some, warehouse)
    held = os.open(tmp_path, os.O_RDONLY)
    assert lock_descriptor(held, blocking=False)
    progress = LetsGo(held)
    assert launch.refresh(some, warehouse, progress=progress).published
    assert progress.has_waited


def test_the_daemon_starts_a_refresh_again_that_was_overtaken(
    some: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody publishes between the moment when the tables were made and the one when they are written."""
    warehouse = tmp_path / "w.duckdb"
    publish_folder(some, warehouse)
    write = publish.publish

    def overtaken(*arguments: object, **options: object) -> Path | None:
        monkeypatch.setattr(publish, "publish", write)
        publish_folder(some, warehouse, run_id="somebody else")
        return write(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(publish, "publish", overtaken)
    with workspace_of_the_daemon() as workspace:
        instance = workspace.instance
        first = started(workspace, run_config(some, warehouse))
        assert first.status is dg.DagsterRunStatus.FAILURE
        assert first.tags.items() >= START_AGAIN.items()
        records = instance.get_run_records()
        list(consume_new_runs_for_automatic_reexecution(workspace, records, logging.getLogger()))
        again, _ = instance.get_runs()
        assert (again.parent_run_id, again.status) == (first.run_id, dg.DagsterRunStatus.SUCCESS)
        assert again.step_keys_to_execute is None or "raw_documents" in again.step_keys_to_execute, (
            "from its first step"
        )
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        loads = connection.execute("SELECT run_id FROM audit.load_run ORDER BY started_at").fetchall()
    assert loads == [("test",), ("somebody else",), (again.run_id,)]


@contextmanager
def workspace_of_the_daemon() -> Iterator[WorkspaceProcessContext]:
    """What the daemon works with, under the rules of dagster.yaml; runs are carried out in this process."""
    rules = yaml.safe_load((PROJECT / "dagster.yaml").read_text(encoding="utf-8"))["run_retries"]
    in_memory = {"module": "dagster._core.storage.event_log", "class": "InMemoryEventLogStorage"}
    origin = InProcessCodeLocationOrigin(
        LoadableTargetOrigin(executable_path=sys.executable, module_name="assets.definitions"), location_name="ours"
    )
    with (
        dg.instance_for_test(
            overrides={"run_retries": rules, "event_log_storage": in_memory},
            synchronous_run_coordinator=True,
            synchronous_run_launcher=True,
        ) as instance,
        create_test_daemon_workspace_context(InProcessWorkspaceLoadTarget(origin), instance) as workspace,
    ):
        yield workspace


def started(workspace: WorkspaceProcessContext, config: dict[str, object]) -> dg.DagsterRun:
    """A run of the job as the sensor asks for it, when it has ended."""
    asked = workspace.create_request_context()
    location = asked.get_code_location("ours")
    (repository,) = location.get_repositories().values()
    job = repository.get_full_job(REFRESH)
    run = workspace.instance.create_run_for_job(
        defs.resolve_job_def(REFRESH),
        run_config=config,
        tags=job.run_tags,
        remote_job_origin=job.get_remote_origin(),
        job_code_origin=job.get_python_origin(),
    )
    workspace.instance.submit_run(run.run_id, asked)
    ended = workspace.instance.get_run_by_id(run.run_id)
    assert ended is not None
    return ended


def test_bad_data_is_not_tried_again(some: Path, tmp_path: Path) -> None:
    for path in some.iterdir():
        path.unlink()
    with dg.DagsterInstance.ephemeral() as instance:
        job = defs.resolve_job_def("refresh")
        result = job.execute_in_process(
            run_config=run_config(some, tmp_path / "w.duckdb"), instance=instance, raise_on_error=False
        )
        assert not instance.all_logs(result.run_id, of_type=dg.DagsterEventType.STEP_UP_FOR_RETRY)
        assert "dagster/retry_on_asset_or_op_failure" not in instance.get_run_by_id(result.run_id).tags  # type: ignore[union-attr]


def test_the_waits_grow() -> None:
    exact = RETRIES._replace(jitter=None)
    assert [exact.calculate_delay(attempt) for attempt in range(1, exact.max_retries + 1)] == [1, 3, 7]


def test_an_interruption_is_told_in_words(
    some: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(publish, "publish", interrupted)
    assert launch.refresh(some, tmp_path / "w.duckdb", log=Log("json")).problems == ("It was interrupted.",)
    assert '"reason": "It was interrupted."' in capsys.readouterr().err
