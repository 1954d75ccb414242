"""`ucap export` as a person meets it: what it writes, what it says, and its exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import PROJECT


def ucap(*arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ucap", "export", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "COLUMNS": "100", **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_csv_is_written_where_nobody_says_how(published: Path, tmp_path: Path) -> None:
    done = ucap("--to", "out", cwd=tmp_path, UCAP_WAREHOUSE=str(published), UCAP_PUBLISHER="City Network")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("✓ ") and done.stdout.endswith(" in out\n")
    assert (
        done.stderr == "dcat.jsonld names what is known; portals also ask for --publisher, --licence and --base-url.\n"
    )
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["csv", "datapackage.json", "dcat.jsonld"]
    described = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    assert described["contributors"][0]["title"] == "City Network"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--to", "mine"], 1, "mine holds what is no export of ours (notes.txt)"),
        (["--to", "out", "--warehouse", "nowhere.duckdb"], 1, "There is no warehouse at nowhere.duckdb yet."),
        (["--to", "out", "--format", "docx"], 2, "docx"),
        (["--to", "out", "--licence", "CC BY"], 2, "is no web address"),
        ([], 2, "--to"),
    ],
)
def test_what_cannot_be_is_told(published: Path, tmp_path: Path, arguments: list[str], code: int, words: str) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").touch()
    done = ucap(*arguments, cwd=tmp_path, UCAP_WAREHOUSE=str(published))
    assert done.returncode == code
    assert words in " ".join(done.stderr.replace("│", " ").split())
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
