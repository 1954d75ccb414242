"""What machines and people read of a refresh on standard error: every line an event with the run's id."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from assets import log
from assets.log import Form, Log
from tests.command import run


@pytest.fixture
def working(raw_dir: Path, tmp_path: Path) -> Path:
    """A working folder with one summary, and one file that is none, of a name that a terminal would obey."""
    (tmp_path / "raw").mkdir()
    shutil.copy(raw_dir / "000_b44caec2ead5b822.txt", tmp_path / "raw")
    (tmp_path / "raw" / "Málaga\x1b[2J.txt").write_text("Minutes of a meeting", encoding="utf-8")
    return tmp_path


def lines(stderr: str) -> list[dict[str, Any]]:
    """Each line as what it says; fails where one is no JSON."""
    return [json.loads(line) for line in stderr.splitlines()]


def test_a_refresh_says_when_it_starts_what_it_sets_aside_and_how_it_ends(working: Path) -> None:
    done = run("refresh", "--log-format", "json", cwd=working)
    assert done.returncode == 0
    assert done.stdout.startswith("✓ Published"), "the result stays as it is"
    started, quarantined, finished = lines(done.stderr)
    assert [event["event"] for event in (started, quarantined, finished)] == [
        "refresh started",
        "document quarantined",
        "refresh finished",
    ]
    with duckdb.connect(str(working / "warehouse" / "ucap.duckdb"), read_only=True) as connection:
        (run_id,) = connection.execute("SELECT run_id FROM audit.load_run").fetchall()[0]
        (row,) = connection.execute(
            "SELECT document_id, file_name, reason FROM audit.arrival WHERE status = 'quarantined'"
        ).fetchall()
    assert {event["run_id"] for event in (started, quarantined, finished)} == {run_id}
    assert (quarantined["document_id"], quarantined["file_name"], quarantined["reason"]) == row
    assert quarantined["level"] == "warning"
    assert (finished["documents_loaded"], finished["documents_quarantined"]) == (1, 1)
    assert finished["bytes"] == (working / "warehouse" / "ucap.duckdb").stat().st_size
    assert finished["seconds"] > 0


def test_a_refresh_that_fails_says_why_and_nothing_else(working: Path) -> None:
    (working / "empty").mkdir()
    done = run("refresh", "--raw", "empty", cwd=working, UCAP_LOG="json")
    assert done.returncode == 1
    started, failed = lines(done.stderr)
    assert (failed["event"], failed["level"], failed["run_id"]) == ("refresh failed", "error", started["run_id"])
    assert failed["reason"] == "The folder empty holds no documents. Put the summaries there, and try again."
    assert failed["step"] == "raw_documents"


def test_dagsters_books_that_cant_be_opened_are_an_event_too(working: Path) -> None:
    done = run("refresh", "--log-format", "json", cwd=working, DAGSTER_HOME=str(working / "nowhere"))
    assert done.returncode == 1
    (failed,) = lines(done.stderr)
    assert "DAGSTER_HOME" in failed["reason"]


def test_people_read_text_in_which_no_name_moves_the_terminal(working: Path) -> None:
    done = run("refresh", "--log-format", "text", cwd=working)
    assert [line.split("]")[1].split("  ")[0].strip() for line in done.stderr.splitlines()] == [
        "refresh started",
        "document quarantined",
        "refresh finished",
    ]
    assert r"file_name=Málaga\x1b[2J.txt" in done.stderr
    assert "\x1b" not in done.stderr


def test_a_form_that_isnt_one_is_wrong_usage(working: Path) -> None:
    done = run("refresh", "--log-format", "xml", cwd=working)
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("said", "in_a_terminal", "form", "because"),
    [
        ("", False, "json", "a service's log goes to a machine"),
        ("", True, "text", "make dagster: a person looks on"),
        ("json", True, "json", "it was asked for"),
        ("TEXT", False, "text", "it was asked for"),
        ("off", False, "off", "it was asked for"),
        ("loud", False, "json", "a word that means nothing must stop no refresh"),
    ],
)
def test_a_service_writes_what_suits_its_reader(
    said: str, in_a_terminal: bool, form: Form, because: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(log.VARIABLE, said)
    monkeypatch.setattr("sys.stderr.isatty", lambda: in_a_terminal, raising=False)
    assert Log.by_environment().form == form, because


def test_an_error_of_ours_comes_with_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError("no such column")
    except ValueError as error:
        Log("json").error("refresh failed", exc_info=error, step=None)
    (line,) = lines(capsys.readouterr().err)
    assert "ValueError: no such column" in line["exception"]
    assert "step" not in line, "what isn't known isn't said"
