"""Which failures are tried again, and that it helps: a lock that is let go of, a refresh that was overtaken."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import dagster as dg
import pytest
from filelock import lock_descriptor

from assets import launch
from assets.definitions import defs
from assets.log import Log
from assets.progress import Progress
from assets.steps import RETRIES, START_AGAIN, may_pass
from pipelines import publish
from pipelines.folder import RawFolderError
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


def test_a_refresh_that_was_overtaken_asks_to_be_run_again_from_the_start(
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
    job = defs.resolve_job_def("refresh")
    with dg.DagsterInstance.ephemeral() as instance:
        result = job.execute_in_process(run_config=run_config(some, warehouse), instance=instance, raise_on_error=False)
        assert not result.success
        tags = instance.get_run_by_id(result.run_id).tags  # type: ignore[union-attr]
    assert tags.items() >= START_AGAIN.items()
    assert tags["dagster/retry_strategy"] == "ALL_STEPS", "the tables have to be made anew"


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
