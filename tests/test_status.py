"""`ucap status` and `ucap quarantine`: where the warehouse stands, and what needs a person."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assets import places
from pipelines import last_attempt, turn
from tests.conftest import PROJECT
from tests.survival import refresh
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
    last_attempt.end(store, "run-7", "The disk is full.")
    done = ucap("status")
    assert done.exit_code == 1
    assert "failed: The disk is full." in done.stdout
    last_attempt.end(store, "run-8")
    assert ucap("status").exit_code == 0
    (store / last_attempt.FILE).write_text("{broken")
    assert as_json("status")["last_refresh"] is None


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


def test_quarantine_lists_what_needs_a_person(working: Path) -> None:
    done = ucap("quarantine")
    assert done.exit_code == 1
    assert "✗ raw/letter.txt" in done.stdout
    assert "This is no U-CAP summary" in done.stdout
    (entry,) = as_json("quarantine")["quarantine"]  # type: ignore[misc]
    assert (entry["file_name"], entry["line"]) == ("letter.txt", None)
    assert ucap("quarantine", "raw/letter.txt").exit_code == 2


def test_retry_says_what_still_fails_and_refreshes_what_was_mended(working: Path) -> None:
    unchanged = ucap("quarantine", "--retry")
    assert unchanged.exit_code == 1
    assert "raw/letter.txt: no: This is no U-CAP summary" in unchanged.stdout
    text = (working / "raw" / "003_ef836025d08bb27e.txt").read_text(encoding="utf-8")
    (working / "raw" / "letter.txt").write_text(text.replace("May 2017 (", "May 2016 ("), encoding="utf-8")
    mended = ucap("quarantine", "--retry", "raw/letter.txt")
    assert mended.exit_code == 0, mended.output
    assert "raw/letter.txt: would load now" in mended.stdout
    assert "Nothing is in quarantine." in mended.stdout
    found = as_json("status")
    assert found["documents"] == {"loaded": 6}
    assert found["last_refresh"]["result"] == "published"  # type: ignore[index]
