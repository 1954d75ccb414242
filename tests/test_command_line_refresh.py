"""`ucap refresh`: what it says, how it ends, and that it says it to people."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from tests.command import run
from tests.publishing import publish_folder


@pytest.fixture
def working(raw_dir: Path, tmp_path: Path) -> Path:
    """A working folder with two summaries: Barnsley's, without errors, and Guangzhou's, with one."""
    (tmp_path / "raw").mkdir()
    for name in ("000_b44caec2ead5b822.txt", "003_ef836025d08bb27e.txt"):
        shutil.copy(raw_dir / name, tmp_path / "raw")
    return tmp_path


def test_it_tells_people_what_came_of_it(working: Path) -> None:
    (working / "raw" / "minutes.txt").write_text("Minutes of a meeting", encoding="utf-8")
    done = run("refresh", cwd=working)
    assert done.returncode == 0, done.stderr
    said = done.stdout
    assert re.search(r"^✓ Published warehouse/ucap\.duckdb in [0-9.]+ s$", said, re.MULTILINE)
    assert "3 in raw: 2 loaded, 0 duplicate, 1 quarantined" in said
    assert re.search(r"^  ✗ raw/minutes\.txt: .+", said, re.MULTILINE), "which one, and why"
    assert re.search(r"dim_plan +2\b", said)
    assert re.search(r"^Issues  1 error, ", said, re.MULTILINE)
    issues = [line for line in said.splitlines() if re.match(r"  [✗!] raw/0", line)]
    assert issues[0].startswith("  ✗ raw/003_ef836025d08bb27e.txt, line 9: ")
    assert issues[0].endswith("(implausible_area)")
    assert 'more: ucap sql "FROM report.quality_issue"' in said
    assert sorted(path.name for path in (working / "warehouse").iterdir()) == ["ucap.duckdb", "ucap.store"]


def test_progress_goes_to_standard_error_in_plain_lines(working: Path) -> None:
    done = run("refresh", cwd=working)
    assert [line.strip() for line in done.stderr.splitlines()] == [
        "Starting …",
        "Looking into the raw folder …",
        "Reading documents …",
        "2 of 2 documents read",
        "Building the tables …",
        "Building the new file …",
        "Verifying the new file …",
        "Swapping it in …",
    ]
    assert "\x1b" not in done.stdout + done.stderr


def test_dagsters_own_log_is_shown_on_request(working: Path) -> None:
    assert "RUN_SUCCESS" in run("refresh", "--verbose", cwd=working).stderr


@pytest.mark.parametrize(
    ("files", "exit_code", "words", "because"),
    [
        (["000_b44caec2ead5b822.txt"], 0, "", "nothing to complain of"),
        (["003_ef836025d08bb27e.txt"], 1, "1 error", "a value had to be withheld"),
        (["000_b44caec2ead5b822.txt", "empty.txt"], 1, "1 document quarantined", "a document was set aside"),
    ],
)
def test_strict_ends_with_1_but_publishes(
    files: list[str], exit_code: int, words: str, because: str, working: Path
) -> None:
    """Without --strict it is no matter, as the first test here shows: it has an error and a document set aside."""
    (working / "raw" / "empty.txt").touch()
    for path in (working / "raw").iterdir():
        if path.name not in files:
            path.unlink()
    done = run("refresh", "--strict", cwd=working)
    assert done.returncode == exit_code, because
    assert words in done.stderr
    assert (working / "warehouse" / "ucap.duckdb").exists()


def test_the_environment_chooses_folder_and_file(working: Path) -> None:
    (working / "raw").rename(working / "in")
    done = run("refresh", cwd=working, UCAP_RAW_DIR="in", UCAP_WAREHOUSE="out.duckdb")
    assert done.returncode == 0
    assert (working / "out.duckdb").exists()


@pytest.mark.parametrize(
    ("raw", "words", "because"),
    [
        ("nowhere", "The folder nowhere isn't there", "a folder that isn't there"),
        ("raw/000_b44caec2ead5b822.txt", "is a file, not a folder", "a file where a folder is wanted"),
    ],
)
def test_a_wrong_folder_is_wrong_usage(raw: str, words: str, because: str, working: Path) -> None:
    done = run("refresh", "--raw", raw, cwd=working)
    assert done.returncode == 2, because
    assert words in " ".join(re.sub(r"[│╭╮╰╯─]", "", done.stderr).split())
    assert not (working / "warehouse").exists()


def test_an_empty_folder_leaves_the_warehouse_as_it_was(working: Path) -> None:
    before = publish_folder(working / "raw", working / "warehouse" / "ucap.duckdb").read_bytes()
    (working / "empty").mkdir()
    done = run("refresh", "--raw", "empty", cwd=working)
    assert done.returncode == 1
    assert "Nothing was published" in done.stderr
    assert "The folder empty holds no documents" in done.stderr
    assert "warehouse/ucap.duckdb stays as it was" in done.stderr
    assert "Traceback" not in done.stderr
    assert (working / "warehouse" / "ucap.duckdb").read_bytes() == before


def test_a_folder_of_which_nothing_loads_leaves_the_warehouse_as_it_was(working: Path) -> None:
    before = publish_folder(working / "raw", working / "warehouse" / "ucap.duckdb").read_bytes()
    (working / "junk").mkdir()
    (working / "junk" / "minutes.txt").write_text("Minutes of a meeting", encoding="utf-8")
    done = run("refresh", "--raw", "junk", cwd=working)
    assert done.returncode == 1
    assert "None of the 1 files of the raw folder can be loaded" in done.stderr
    assert (working / "warehouse" / "ucap.duckdb").read_bytes() == before


@pytest.mark.parametrize("option", ["--raw", "--warehouse"])
def test_an_empty_path_is_wrong_usage(option: str, working: Path) -> None:
    done = run("refresh", option, "", cwd=working)
    assert done.returncode == 2, "an unset shell variable doesn't mean the working folder"


@pytest.mark.parametrize(
    ("target", "content", "because"),
    [
        ("raw", None, "a folder"),
        ("notes.txt", b"not a database", "a file that is no warehouse"),
        ("raw/000_b44caec2ead5b822.txt/w.duckdb", None, "a folder that is a file"),
    ],
)
def test_a_place_that_cant_take_the_warehouse_is_told(
    target: str, content: bytes | None, because: str, working: Path
) -> None:
    if content is not None:
        (working / target).write_bytes(content)
    files = sorted(path for path in working.rglob("*") if path.is_file())
    done = run("refresh", "--warehouse", target, cwd=working)
    assert done.returncode == 1, because
    assert "Nothing was published" in done.stderr
    assert "Traceback" not in done.stderr
    assert "nternal error" not in done.stderr
    assert sorted(path for path in working.rglob("*") if path.is_file()) == files
    if content is not None:
        assert (working / target).read_bytes() == content


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_told(working: Path) -> None:
    locked = working / "locked"
    locked.mkdir(mode=0o500)
    done = run("refresh", "--warehouse", "locked/w.duckdb", cwd=working)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_a_dagster_home_that_cant_be_used_is_told(working: Path) -> None:
    done = run("refresh", cwd=working, DAGSTER_HOME=str(working / "nowhere"))
    assert done.returncode == 1
    assert "DAGSTER_HOME" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_document_moves_no_terminal(working: Path) -> None:
    (working / "raw" / "x\x1b[2J\n[bold].txt").touch()
    done = run("refresh", cwd=working)
    assert done.returncode == 0
    assert r"raw/x\x1b[2J\n[bold].txt" in done.stdout
    assert "\x1b" not in done.stdout
