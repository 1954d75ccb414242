"""`ucap` as people and scripts use it: help, examples, what it costs to start, and that it obeys no stranger's text."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from typer.main import get_command
from typer.testing import CliRunner

from assets import places
from tests.conftest import PROJECT
from ucap import terminal
from ucap.app import app

COMMANDS = {name: command.help or "" for name, command in get_command(app).commands.items()}  # type: ignore[attr-defined]
HELP = {"": get_command(app).help or "", **COMMANDS}
EXAMPLE = re.compile(r"^  ((?:\w.* \| )?ucap .+)$", re.MULTILINE)
# Each once: some stand in several help texts.
EXAMPLES = list(dict.fromkeys(example for text in HELP.values() for example in EXAMPLE.findall(text)))


def run(*arguments: str, cwd: Path = PROJECT, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command line as its own process, away from any Dagster home."""
    inherited = {name: value for name, value in os.environ.items() if name != "DAGSTER_HOME"}
    return subprocess.run(
        [sys.executable, "-m", "ucap", *arguments],
        cwd=cwd,
        env={**inherited, "PYTHONPATH": str(PROJECT), "COLUMNS": "120", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def project(raw_dir: Path, published: Path, tmp_path: Path) -> Path:
    """A working folder as a user has it: the summaries, and a published warehouse."""
    shutil.copytree(raw_dir, tmp_path / "raw")
    (tmp_path / "warehouse").mkdir()
    shutil.copy(published, tmp_path / places.DEFAULT_WAREHOUSE)
    return tmp_path


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_examples_and_exit_codes(name: str) -> None:
    help_text = CliRunner().invoke(app, [name, "--help"]).stdout
    assert f"ucap {name}" in help_text
    assert "Examples" in help_text
    assert "Exit code: 0" in help_text


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_works_as_it_stands(example: str, project: Path) -> None:
    """Run by a shell, as a reader would who copies it. `--strict` is right to complain: the summaries have an error."""
    in_trial = example.replace("/tmp/", f"{project}/").replace("ucap ", f"{sys.executable} -m ucap ", 1)
    in_trial = re.sub(r"(\||&&) ucap ", rf"\1 {sys.executable} -m ucap ", in_trial)
    environment = {name: value for name, value in os.environ.items() if name != "DAGSTER_HOME"}
    done = subprocess.run(
        in_trial,
        shell=True,
        cwd=project,
        env={**environment, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == (1 if "--strict" in example else 0), done.stderr
    assert done.stdout or "--output" in example


def test_the_version() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.stdout.split()[0]) == (0, "ucap")


def test_without_a_command_it_says_what_there_is() -> None:
    result = CliRunner().invoke(app, [])
    assert all(name in result.output for name in COMMANDS)


def test_a_shell_can_complete_it() -> None:
    program = "import sys; sys.argv[0] = 'ucap'; from ucap.app import main; main()"
    asked = {"_UCAP_COMPLETE": "complete_bash", "COMP_WORDS": "ucap ta", "COMP_CWORD": "1"}
    environment = {**os.environ, **asked, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["tables"]


@pytest.mark.parametrize(
    ("arguments", "forbidden", "because"),
    [
        (["--help"], ["dagster", "polars", "pandera", "duckdb"], "help comes at once"),
        (["tables"], ["dagster", "polars", "pandera"], "the dictionary is made from definitions"),
        (["sql", "SELECT 1"], ["dagster", "polars", "pandera"], "a question needs the database only"),
        (
            ["check", "raw/000_b44caec2ead5b822.txt"],
            ["dagster", "pdfplumber", "mammoth"],
            "a document is read without the job, and a text without what reads PDFs and Word documents",
        ),
    ],
)
def test_a_command_loads_only_what_it_needs(
    arguments: list[str], forbidden: list[str], because: str, project: Path
) -> None:
    program = f"""
import sys
from ucap.app import app
try:
    app({arguments!r})
except SystemExit as end:
    assert not end.code, end.code
print("loaded:", *sorted({{name.partition(".")[0] for name in sys.modules}}))
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.rpartition("loaded:")[2].split())
    assert loaded.isdisjoint(forbidden), because


@pytest.mark.parametrize(
    ("text", "shown", "because"),
    [
        ("Málaga – 中国", "Málaga – 中国", "letters of any script stay"),
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m", "no colours from a document"),
        ("\x1b]0;title\x07", r"\x1b]0;title\x07", "nor a new title of the window"),
        ("\x9b2J", r"\x9b2J", "the same in one byte of Latin-1"),
        ("a\rb", r"a\rb", "a return would overwrite the line"),
        ("evil\u202etxt.exe", r"evil\u202etxt.exe", "no turning of the direction of writing"),
        ("caf\udce9.txt", r"caf\udce9.txt", "a byte that is no letter, as file names have it"),
        ("[bold]not bold[/bold]", "[bold]not bold[/bold]", "our own markup is nothing special"),
    ],
)
def test_a_strangers_text_is_shown_and_not_obeyed(text: str, shown: str, because: str) -> None:
    assert terminal.visible(text) == shown, because
    console = terminal.results()
    with console.capture() as captured:
        console.print(terminal.visible(text), soft_wrap=True)
    assert captured.get() == f"{shown}\n", because


@pytest.mark.parametrize(
    ("text", "limit", "line"),
    [
        ("  several\n\tkinds   of space ", None, "several kinds of space"),
        ("exactly ten", 11, "exactly ten"),
        ("one letter more", 14, "one letter mo…"),
    ],
)
def test_a_long_text_becomes_one_line(text: str, limit: int | None, line: str) -> None:
    assert terminal.one_line(text, limit) == line


def test_no_colour_where_it_isnt_wanted(project: Path) -> None:
    """Neither in a pipe, nor in a terminal whose user says NO_COLOR (no-color.org)."""
    assert "\x1b" not in run("tables", cwd=project).stdout
    assert "\x1b[" in run("tables", cwd=project, FORCE_COLOR="1").stdout
    without = run("tables", cwd=project, FORCE_COLOR="1", NO_COLOR="1").stdout
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]m", without)


class TestTables:
    def test_all_are_listed_with_their_rows(self, project: Path) -> None:
        shown = run("tables", cwd=project).stdout
        assert re.search(r"^dim_plan +5 +one Urban Cooperation", shown, re.MULTILINE)
        assert "report.plan_overview" in shown

    def test_every_table_and_view_of_the_file_is_told_with_its_columns(self, project: Path) -> None:
        told = json.loads(run("tables", "--json", cwd=project).stdout)["tables"]
        with duckdb.connect() as connection:
            connection.execute(f"ATTACH '{project / 'warehouse' / 'ucap.duckdb'}' AS ucap (READ_ONLY)")
            held = connection.execute(
                "SELECT if(schema_name = 'main', '', schema_name || '.') || table_name, column_name, comment "
                "FROM duckdb_columns() WHERE database_name = 'ucap' AND NOT internal"
            ).fetchall()
        assert sorted((t["name"], f["name"], f["description"]) for t in told for f in t["fields"]) == sorted(held)
        rows = {table["name"]: table["rows"] for table in told}
        assert (rows["dim_plan"], rows["history.plan_version"], rows["report.plan_overview"]) == (5, 5, None)

    def test_one_is_told_to_programs(self, tmp_path: Path) -> None:
        (told,) = json.loads(run("tables", "dim_city", "--json", cwd=tmp_path).stdout)["tables"]
        assert (told["name"], told["rows"]) == ("dim_city", None)
        assert told["fields"][0]["promises"] == ["key"]

    def test_it_works_before_there_is_a_warehouse(self, tmp_path: Path) -> None:
        done = run("tables", "dim_city", cwd=tmp_path)
        assert done.returncode == 0
        assert "city_name" in done.stdout
        assert "in dim_country" in done.stdout, "what it refers to"

    @pytest.mark.parametrize("name", ["dim_city", "main.dim_city", "audit.arrival", "arrival", "report.sdg_coverage"])
    def test_one_is_found_by_the_names_it_goes_by(self, name: str, project: Path) -> None:
        assert run("tables", name, cwd=project).returncode == 0

    @pytest.mark.parametrize(
        ("name", "suggestion"),
        [("dim_plam", "dim_plan"), ("fact_actvity", "fact_activity"), ("plan_overviw", "plan_overview")],
    )
    def test_a_slip_of_the_pen_gets_a_suggestion(self, name: str, suggestion: str, project: Path) -> None:
        done = run("tables", name, cwd=project)
        assert done.returncode == 1
        assert suggestion in done.stderr

    def test_a_name_that_two_have_is_asked_for_in_full(self, project: Path) -> None:
        """audit.quality_issue is the table, report.quality_issue the view over it."""
        done = run("tables", "quality_issue", cwd=project)
        assert done.returncode == 1
        assert "audit.quality_issue" in done.stderr
        assert "report.quality_issue" in done.stderr
