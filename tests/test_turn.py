"""Two refreshes at once: one runs, the other waits and then begins with what the first published, or says so."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest

from assets import launch
from assets.progress import Progress
from pipelines import turn
from tests.publishing import publish_folder

HOLDING = """
import sys, time
from pathlib import Path
from pipelines import turn
with turn.taken(Path(sys.argv[1]), wait=0, on_wait=print):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def no_dagster_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DAGSTER_HOME", raising=False)


def somebody_else(warehouse: Path) -> subprocess.Popen[str]:
    """Another process that holds the turn until its input ends."""
    other = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(warehouse)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    return other


class Listening(Progress):
    def __init__(self) -> None:
        self.heard: list[str] = []
        self.waits = threading.Event()

    def stage(self, words: str) -> None:
        self.heard.append(words)
        if words.startswith("Waiting"):
            self.waits.set()


def test_the_second_refresh_waits_and_goes_on_from_the_first(raw_dir: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "w" / "w.duckdb"
    listening = Listening()
    with turn.taken(warehouse, wait=0, on_wait=pytest.fail):
        outcomes: list[launch.Outcome] = []
        second = threading.Thread(
            target=lambda: outcomes.append(launch.refresh(raw_dir, warehouse, progress=listening))
        )
        second.start()
        assert listening.waits.wait(120)
        publish_folder(raw_dir, warehouse, run_id="first")
    second.join()
    assert [outcome.problems for outcome in outcomes] == [()]
    assert listening.heard[:2] == ["Waiting for another refresh to end", "Looking into the raw folder"]
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        runs = [run for (run,) in connection.execute("SELECT run_id FROM audit.load_run").fetchall()]
    assert len(runs) == 2
    assert "first" in runs


def test_whoever_has_waited_long_enough_says_so(raw_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UCAP_MAX_WAIT_SECONDS", "0.1")
    with somebody_else(tmp_path / "w.duckdb") as other:
        outcome = launch.refresh(raw_dir, tmp_path / "w.duckdb")
        other.communicate("")
    assert not outcome.published
    assert outcome.problems == (
        f"Another refresh has been at work in {tmp_path} for more than 0.1 seconds. Nothing was done; "
        "try again when it has finished.",
    )


def test_the_turn_goes_with_the_process_that_holds_it(tmp_path: Path) -> None:
    warehouse = tmp_path / "new" / "w.duckdb"
    with somebody_else(warehouse) as other:
        assert turn.is_anybodys(warehouse)
        other.kill()
    assert not turn.is_anybodys(warehouse)
    with turn.taken(warehouse, wait=0, on_wait=pytest.fail):
        assert turn.is_mine(warehouse.parent)
        assert turn.is_anybodys(warehouse)
    assert not turn.is_mine(tmp_path)


def test_a_turn_without_a_publish_leaves_no_folder(tmp_path: Path) -> None:
    with turn.taken(tmp_path / "a" / "b" / "w.duckdb", wait=0, on_wait=pytest.fail):
        assert (tmp_path / "a" / "b").is_dir()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cant_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(turn.TurnError, match=r"The folder .*file/w can't be used: not a directory\."),
        turn.taken(tmp_path / "file" / "w" / "w.duckdb", wait=0, on_wait=pytest.fail),
    ):
        pytest.fail("it was used")
