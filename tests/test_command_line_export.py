"""`ucap export` as a person meets it: what it writes, what it says, and its exit codes."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from ucap.app import app


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("UCAP_WAREHOUSE", str(published))
    monkeypatch.setenv("COLUMNS", "200")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").touch()


def export(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["export", *arguments])


def test_csv_is_written_where_nobody_says_how(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UCAP_PUBLISHER", "City Network")
    done = export("--to", "out")
    assert done.exit_code == 0, done.stderr
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
def test_what_cannot_be_is_told(tmp_path: Path, arguments: list[str], code: int, words: str) -> None:
    done = export(*arguments)
    assert done.exit_code == code
    assert words in " ".join(done.stderr.replace("│", " ").split())
    assert not (tmp_path / "out").exists()
