"""The sensor and the schedule as Dagster evaluates them, over real folders, published files and books."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.remote_origin import RegisteredCodeLocationOrigin, RemoteRepositoryOrigin
from dagster._core.storage.tags import GRPC_INFO_TAG
from dagster._core.utils import make_new_run_id

from assets import left_over
from assets.automation import daily_refresh, raw_folder, unfinished_refreshes
from assets.folder_state import Memory
from assets.log import Log
from assets.old_runs import tidy_books
from assets.release import code_version
from assets.runs import REFRESH, WAREHOUSE_KEY
from assets.settings import Settings
from tests.publishing import publish_folder


@pytest.fixture(scope="module")
def once(raw_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A raw folder of two summaries, and what this version of the code has published of it."""
    folder = tmp_path_factory.mktemp("once")
    (folder / "raw").mkdir()
    for path in sorted(raw_dir.glob("*.txt"))[:2]:
        shutil.copy(path, folder / "raw")
    publish_folder(folder / "raw", folder / "w.duckdb", code_version=code_version())
    return folder


@pytest.fixture
def raw(once: Path, tmp_path: Path) -> Path:
    """The folder, to be changed at will."""
    return shutil.copytree(once / "raw", tmp_path / "raw")


@pytest.fixture
def warehouse(once: Path, tmp_path: Path) -> Path:
    """The warehouse, to be changed at will."""
    return Path(shutil.copy(once / "w.duckdb", tmp_path))


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as books:
        yield books


def look(raw: Path, warehouse: Path, instance: dg.DagsterInstance, cursor: str | None = None) -> dg.SensorResult:
    """One look, as the daemon takes it."""
    context = dg.build_sensor_context(
        instance=instance,
        cursor=cursor,
        resources={"settings": Settings(raw_dir=str(raw), warehouse=str(warehouse))},
    )
    result = raw_folder(context)
    assert isinstance(result, dg.SensorResult)
    return result


def look_twice(raw: Path, warehouse: Path, instance: dg.DagsterInstance) -> dg.SensorResult:
    return look(raw, warehouse, instance, look(raw, warehouse, instance).cursor)


def record(books: dg.DagsterInstance, status: str, job: str = REFRESH) -> str:
    """Enters a run of everything into the books, as it stands there while it is waiting, running or done."""
    selection = None if job == REFRESH else frozenset({WAREHOUSE_KEY})
    run = dg.DagsterRun(
        job,
        make_new_run_id(),
        status=dg.DagsterRunStatus[status],
        asset_selection=selection,
        remote_job_origin=RemoteRepositoryOrigin(RegisteredCodeLocationOrigin("ucap"), "ucap").get_job_origin(job),
    )
    return books.add_run(run).run_id


def words(result: dg.SensorResult) -> str:
    assert not result.run_requests
    assert result.skip_reason is not None
    return result.skip_reason.skip_message or ""


def test_a_folder_as_it_was_published_asks_for_nothing(
    raw: Path, warehouse: Path, instance: dg.DagsterInstance
) -> None:
    assert words(look_twice(raw, warehouse, instance)) == "Nothing to do: the raw folder holds 2 files, as published."


def test_a_file_that_is_being_written_is_waited_for(raw: Path, warehouse: Path, instance: dg.DagsterInstance) -> None:
    """It grows between the looks, and is loaded at the first look that finds it as it was at the look before."""
    cursor = look(raw, warehouse, instance).cursor
    for part in ("City: ", "Nice | ", "Haikou"):
        with (raw / "new.txt").open("a") as file:
            file.write(part)
        result = look(raw, warehouse, instance, cursor)
        assert "1 added. The refresh starts when the next look finds the folder as it is now." in words(result)
        cursor = result.cursor
    (request,) = look(raw, warehouse, instance, cursor).run_requests or ()
    assert request.run_key is None, "Dagster would start no second run for the same key"
    assert request.tags["ucap/because"] == "The raw folder differs from what was published: 1 added."


def test_it_compares_with_what_was_published_and_not_with_what_it_saw(
    raw: Path, warehouse: Path, instance: dg.DagsterInstance
) -> None:
    """Whoever published: the refresh of a person leaves nothing to do, and one that failed leaves all to do."""
    name = sorted(path.name for path in raw.iterdir())[0]
    (raw / name).unlink()
    assert look_twice(raw, warehouse, instance).run_requests, "nobody published yet"
    publish_folder(raw, warehouse, at=datetime(2026, 1, 2), run_id="by hand", code_version=code_version())
    assert "as published" in words(look_twice(raw, warehouse, instance))


@pytest.mark.parametrize("status", ["QUEUED", "STARTING", "STARTED", "CANCELING"])
@pytest.mark.parametrize("job", [REFRESH, "__ASSET_JOB"])
def test_a_refresh_that_is_under_way_is_waited_for(
    status: str, job: str, raw: Path, warehouse: Path, instance: dg.DagsterInstance
) -> None:
    (raw / "new.txt").write_text("City: Nice")
    record(instance, status, job)
    assert words(look_twice(raw, warehouse, instance)) == "A refresh is queued or running."


@pytest.mark.parametrize("status", ["SUCCESS", "FAILURE", "CANCELED"])
def test_a_refresh_that_has_ended_holds_nothing_up(
    status: str, raw: Path, warehouse: Path, instance: dg.DagsterInstance
) -> None:
    (raw / "new.txt").write_text("City: Nice")
    record(instance, status)
    assert look_twice(raw, warehouse, instance).run_requests


def test_a_folder_that_vanished_is_told_and_forgotten(raw: Path, warehouse: Path, instance: dg.DagsterInstance) -> None:
    cursor = look(raw, warehouse, instance).cursor
    raw.rename(raw.with_name("elsewhere"))
    result = look(raw, warehouse, instance, cursor)
    assert words(result).startswith(f"There is no folder {raw}.")
    assert words(result).endswith("The warehouse stays as it is.")
    assert Memory.from_cursor(result.cursor) == Memory(), "when it comes back it is looked at twice again"


def test_a_file_in_its_place_is_told(raw: Path, warehouse: Path, instance: dg.DagsterInstance) -> None:
    file = next(raw.iterdir())
    assert "is a file. Name the folder" in words(look(file, warehouse, instance))


def test_an_emptied_folder_is_told(raw: Path, warehouse: Path, instance: dg.DagsterInstance) -> None:
    for path in raw.iterdir():
        path.unlink()
    assert "The raw folder holds no documents" in words(look_twice(raw, warehouse, instance))


def test_the_published_file_is_read_while_others_have_it_open(
    raw: Path, warehouse: Path, instance: dg.DagsterInstance
) -> None:
    script = (
        f"import duckdb; c = duckdb.connect({str(warehouse)!r}, read_only=True); print('open', flush=True); input()"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == b"open\n"
        assert "as published" in words(look_twice(raw, warehouse, instance))
        reader.communicate(b"\n")


@pytest.mark.parametrize(
    ("content", "because"),
    [(b"not a database", "something else"), (b"", "an empty file"), (b"\0" * 8192, "zeros, as after a crash")],
)
def test_a_published_file_that_cant_be_read_asks_for_a_refresh(
    content: bytes, because: str, raw: Path, warehouse: Path, instance: dg.DagsterInstance
) -> None:
    """The refresh mends it, or says what is wrong; the sensor itself never fails."""
    warehouse.write_bytes(content)
    (request,) = look_twice(raw, warehouse, instance).run_requests or ()
    assert "can't be read as a warehouse" in request.tags["ucap/because"], because
    assert len(request.tags["ucap/because"]) <= 255


def test_both_are_on_without_anybody_turning_them_on() -> None:
    assert raw_folder.default_status is dg.DefaultSensorStatus.RUNNING
    assert daily_refresh.default_status is dg.DefaultScheduleStatus.RUNNING
    assert (daily_refresh.cron_schedule, daily_refresh.execution_timezone) == ("0 5 * * *", "UTC")
    for automation in (raw_folder, daily_refresh):
        assert automation.description
        assert automation.job_name == REFRESH


def test_a_run_that_went_down_with_the_service_holds_nothing_up(
    raw: Path, warehouse: Path, instance: dg.DagsterInstance
) -> None:
    (raw / "new.txt").write_text("City: Nice")
    died, by_hand, waiting = record(instance, "STARTED"), record(instance, "STARTED"), record(instance, "QUEUED")
    instance.add_run_tags(died, {GRPC_INFO_TAG: '{"host": "localhost", "socket": "/tmp/gone"}'})
    assert left_over.settle(instance, Log("off")) == 1
    assert {run.run_id for run in unfinished_refreshes(instance)} == {by_hand, waiting}
    run = instance.get_run_by_id(died)
    assert run is not None
    assert run.status is dg.DagsterRunStatus.FAILURE
    assert left_over.settle(instance, Log("off")) == 0


@pytest.mark.parametrize(("job", "is_told"), [(REFRESH, True), (tidy_books.name, False)])
def test_only_a_refresh_that_went_down_is_told_as_a_failed_refresh(
    job: str, is_told: bool, instance: dg.DagsterInstance, capsys: pytest.CaptureFixture[str]
) -> None:
    """An alarm hangs on these words."""
    run = instance.add_run(dg.DagsterRun(job, make_new_run_id(), status=dg.DagsterRunStatus.STARTED))
    instance.add_run_tags(run.run_id, {GRPC_INFO_TAG: '{"host": "localhost", "socket": "/tmp/gone"}'})
    assert left_over.settle(instance, Log("json")) == 1
    assert ("refresh failed" in capsys.readouterr().err) is is_told


def test_a_run_that_somebody_still_serves_is_left_alone(instance: dg.DagsterInstance) -> None:
    """`make dagster` may be called a second time, for another port."""
    run = record(instance, "STARTED")
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as server:
        path = f"{folder}/s"
        instance.add_run_tags(run, {GRPC_INFO_TAG: json.dumps({"host": "localhost", "socket": path})})
        server.bind(path)
        server.listen()
        assert left_over.settle(instance, Log("off")) == 0
        server.close()  # the file stays, as after a kill
        assert left_over.settle(instance, Log("off")) == 1


def test_the_daily_refresh_is_not_queued_twice(tmp_path: Path) -> None:
    with dg.instance_for_test(temp_dir=str(tmp_path)) as instance:
        context = dg.build_schedule_context(
            instance=instance, scheduled_execution_time=datetime(2026, 1, 1, 5, tzinfo=UTC)
        )
        assert isinstance(daily_refresh(context), dg.RunRequest)
        running = record(instance, "STARTED")
        assert [run.run_id for run in unfinished_refreshes(instance)] == [running]
        assert isinstance(daily_refresh(context), dg.RunRequest), "one that runs may have looked at the folder already"
        waiting = record(instance, "QUEUED")
        skipped = daily_refresh(context)
        assert isinstance(skipped, dg.SkipReason)
        assert waiting[:8] in (skipped.skip_message or "")
