"""`ucap status` and `ucap quarantine`: where the warehouse stands, and what needs a person."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from unittest.mock import ANY

import pytest
from typer.testing import CliRunner, Result

from assets import places
from pipelines import last_attempt, turn
from pipelines.last_attempt import Attempt
from tests.conftest import PROJECT
from tests.survival import FIRST, refresh
from ucap.app import app

LETTER = "Dear colleagues, see you in Haikou."


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("refreshed")
    shutil.copytree(PROJECT / "raw", folder / "raw")
    (folder / "raw" / "letter.txt").write_text(LETTER)
    refresh(folder / "raw", folder / "warehouse" / "ucap.duckdb", 0)
    return folder


@pytest.fixture
def working(refreshed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with five summaries and a letter that is none, as published."""
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    monkeypatch.chdir(shutil.copytree(refreshed, tmp_path / "w"))
    return tmp_path / "w"


def ucap(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def as_json(*arguments: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(ucap(*arguments, "--json").stdout)
    return found


def test_where_nothing_waits_it_says_so(working: Path) -> None:
    done = ucap("status")
    assert done.exit_code == 0
    assert "5 loaded, 0 duplicate, 1 quarantined; published 2026-01-01" in done.stdout
    assert "nothing: raw holds what was published" in done.stdout
    assert "raw/letter.txt: This is no U-CAP summary" in done.stdout


def test_what_a_refresh_would_do_is_pending(working: Path) -> None:
    (working / "raw" / "new.txt").write_text("City: Nice")
    (working / "raw" / "letter.txt").write_text("Dear all")
    (working / "raw" / "000_b44caec2ead5b822.txt").unlink()
    assert as_json("status")["pending"] == {
        "new": ["new.txt"],
        "changed": ["letter.txt"],
        "removed": ["000_b44caec2ead5b822.txt"],
    }
    done = ucap("status")
    assert done.exit_code == 1
    assert "1 new (new.txt), 1 changed (letter.txt), 1 removed (000_b44caec2ead5b822.txt) in raw" in done.stdout


def test_a_refresh_that_failed_or_was_broken_off_is_told(working: Path) -> None:
    store = places.store(working / "warehouse" / "ucap.duckdb")
    last_attempt.begin(store, "run-7")
    assert "broken off before its end" in ucap("status").stdout
    with turn.taken(working / "warehouse" / "ucap.duckdb", wait=0, on_wait=pytest.fail):
        assert "is at work now" in ucap("status").stdout
    last_attempt.failed(store, "run-7", FIRST, "The disk is full.")
    done = ucap("status")
    assert done.exit_code == 1
    assert "failed: The disk is full." in done.stdout
    last_attempt.published(store, "run-8", FIRST)
    assert ucap("status").exit_code == 0
    (store / last_attempt.FILE).write_text("{broken")
    assert as_json("status")["last_refresh"] is None
    assert "Last refresh  published 2026-01-01 00:00 UTC" in ucap("status").stdout


def test_the_record_says_when_a_refresh_began_and_is_that_of_the_one_that_had_its_turn(tmp_path: Path) -> None:
    last_attempt.published(tmp_path, "run-1", FIRST)  # there was no store yet when it began
    assert last_attempt.read(tmp_path) == Attempt("run-1", "2026-01-01T00:00:00+00:00", ANY, None)
    last_attempt.begin(tmp_path, "run-2")
    last_attempt.failed(tmp_path, "run-3", FIRST, "Another refresh has been at work for more than 600 seconds.")
    assert last_attempt.read(tmp_path) == Attempt("run-2", ANY, None, None)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda working: shutil.rmtree(working / "warehouse"), "nothing: there is no warehouse at"),
        (lambda working: shutil.rmtree(working / "raw"), "There is no folder raw"),
        (lambda working: (working / "warehouse" / "ucap.duckdb").write_text("no"), "can't be read as a warehouse"),
    ],
    ids=["no warehouse", "no raw folder", "a broken warehouse"],
)
def test_whatever_is_missing_is_told(working: Path, spoil: object, words: str) -> None:
    assert callable(spoil)
    spoil(working)
    done = ucap("status")
    assert done.exit_code == 1
    assert words in done.output


def test_a_damaged_warehouse_keeps_nothing_else_from_being_told(working: Path) -> None:
    warehouse = working / "warehouse" / "ucap.duckdb"
    last_attempt.failed(places.store(warehouse), "run-0", FIRST, "The disk is full.")
    os.truncate(warehouse, warehouse.stat().st_size // 2)
    found = as_json("status")
    assert "`ucap refresh` mends it" in str(found["warehouse_problem"])
    assert (found["needs_somebody"], found["pending"], found["documents"]) == (True, None, {})
    assert found["last_refresh"]["problem"] == "The disk is full."  # type: ignore[index]
    for command in ("history", "quarantine"):
        done = ucap(command)
        assert done.exit_code == 1
        assert "`ucap refresh` mends it" in " ".join(done.stderr.split())


def test_an_emptied_raw_folder_is_no_reason_to_refresh(working: Path) -> None:
    for path in (working / "raw").iterdir():
        path.unlink()
    assert "holds no documents; a refresh would be refused" in ucap("status").stdout
    found = as_json("status")
    assert found["folder_problem"]
    assert len(found["pending"]["removed"]) == 6  # type: ignore[index]


def test_quarantine_lists_what_needs_a_person(working: Path) -> None:
    done = ucap("quarantine")
    assert done.exit_code == 1
    assert "✗ raw/letter.txt" in done.stdout
    assert "This is no U-CAP summary" in done.stdout
    (entry,) = as_json("quarantine")["quarantine"]  # type: ignore[misc]
    assert (entry["file_name"], entry["line"], entry["since"]) == ("letter.txt", None, None)
    assert ucap("quarantine", "raw/letter.txt").exit_code == 2


def test_retry_says_what_still_fails_and_refreshes_what_was_mended(working: Path) -> None:
    unchanged = ucap("quarantine", "--retry")
    assert unchanged.exit_code == 1
    assert "raw/letter.txt: no: This is no U-CAP summary" in unchanged.stdout
    (working / "raw" / "letter.txt").write_text("Dear all")
    assert "changed since; the next refresh reads it again" in ucap("quarantine").stdout
    text = (working / "raw" / "003_ef836025d08bb27e.txt").read_text(encoding="utf-8")
    (working / "raw" / "letter.txt").write_text(text.replace("May 2017 (", "May 2016 ("), encoding="utf-8")
    mended = ucap("quarantine", "--retry", "raw/letter.txt")
    assert mended.exit_code == 0, mended.output
    assert "raw/letter.txt: would load now" in mended.stdout
    assert "Nothing is in quarantine." in mended.stdout
    found = as_json("status")
    assert found["documents"] == {"loaded": 6}
    assert found["last_refresh"]["result"] == "published"  # type: ignore[index]


@pytest.mark.parametrize("named", [[], ["raw/letter.txt"], ["letter.txt"]], ids=["all", "by path", "by name"])
def test_retry_follows_no_link_out_of_the_folder(named: list[str], working: Path) -> None:
    """As a refresh doesn't: what lies outside must neither be read nor said to load now."""
    outside = shutil.copy(working / "raw" / "003_ef836025d08bb27e.txt", working / "outside.txt")
    (working / "raw" / "letter.txt").unlink()
    (working / "raw" / "letter.txt").symlink_to(outside)
    (working / "raw" / "003_ef836025d08bb27e.txt").unlink()
    done = ucap("quarantine", "--retry", *named)
    assert done.exit_code == 1
    assert "raw/letter.txt: no: It is a link that leads out of the raw folder" in done.stdout


def test_a_file_taken_out_of_the_folder_leaves_the_quarantine_at_the_next_try(working: Path) -> None:
    (working / "raw" / "letter.txt").unlink()
    assert as_json("quarantine")["quarantine"][0]["since"] == "removed"  # type: ignore[index]
    assert "no longer in the folder; the next refresh drops it" in ucap("quarantine").stdout
    done = ucap("quarantine", "--retry")
    assert done.exit_code == 0, done.output
    assert as_json("status")["documents"] == {"loaded": 5}
