"""`ucap ask`: lists the questions, answers one, and helps who asks for what isn't there."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assets import places
from pipelines.questions import questions
from ucap.app import app


class Asked:
    """What the command wrote, and how it ended."""

    def __init__(self, *arguments: str) -> None:
        result = CliRunner().invoke(app, ["ask", *arguments], catch_exceptions=False)
        self.exit_code, self.text, self.error = result.exit_code, result.stdout, result.stderr


@pytest.fixture(autouse=True)
def asks_the_five_summaries(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(places.WAREHOUSE_VARIABLE, str(published))


def test_without_a_number_it_lists_the_questions(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(places.WAREHOUSE_VARIABLE, str(tmp_path / "none.duckdb"))
    asked = Asked()
    assert asked.exit_code == 0, "also before there is a warehouse"
    for question in questions():
        assert question.title in asked.text
    assert "sdg=11" in asked.text
    assert "NULL" not in asked.text, "a question that takes nothing"
    assert [each["takes"] for each in json.loads(Asked("--format", "json").text)][3:5] == ["day=2020-03-01", None]


def test_a_city_of_the_warehouse_that_no_row_of_the_answer_tells_of_is_told_as_that() -> None:
    """Rome is here, but only pairs of which each city leads a plan have two sides to compare."""
    asked = Asked("13", "--param", "city=Rome")
    assert asked.exit_code == 1
    assert "Question 13 tells nothing of city Rome. It has answers for: Barnsley, Haikou." in asked.error


def test_it_answers_one() -> None:
    asked = Asked("2")
    assert asked.exit_code == 0
    assert asked.text.splitlines()[2].split() == ["Rome", "4", "Guangzhou,", "Haikou,", "Panjin,", "Yangzhou"]


def test_a_value_narrows_it_whatever_its_case() -> None:
    assert len(list(csv.reader(io.StringIO(Asked("10", "--param", "city=haikou", "--format", "csv").text)))) == 7
    rows = json.loads(Asked("1", "-p", "sdg=8", "-f", "json").text)
    assert {row["chinese_city"] for row in rows} == {"Panjin"}


def test_it_writes_a_file(tmp_path: Path) -> None:
    assert Asked("5", "-f", "csv", "-o", str(tmp_path / "goals.csv")).exit_code == 0
    assert len((tmp_path / "goals.csv").read_text().splitlines()) == 18


def test_it_shows_the_query_to_go_on_from() -> None:
    asked = Asked("4", "--param", "day=2019-01-15", "--sql")
    assert "DATE '2019-01-15'" in asked.text
    answered = CliRunner().invoke(app, ["sql", asked.text, "-f", "csv"])
    assert answered.stdout == Asked("4", "--param", "day=2019-01-15", "-f", "csv").text


@pytest.mark.parametrize(
    ("arguments", "exit_code", "words"),
    [
        (["15"], 1, ["no question 15", "1 to 14"]),
        (["two"], 2, ["valid integer"]),
        (["2", "--param", "city=Rome"], 1, ["no parameter city", "takes country"]),
        (["5", "--param", "city=Rome"], 1, ["takes none"]),
        (["3", "--param", "city=Granad"], 1, ["nothing of city Granad", "Did you mean Granada?"]),
        (["3", "--param", "city=Qwertz"], 1, ["nothing of city Qwertz", "answers for: Barcelona"]),
        (["1", "--param", "sdg=18"], 1, ["nothing of sdg 18", "answers for: 1, 2"]),
        (["1", "--param", "sdg=eleven"], 1, ["sdg is a whole number", "eleven"]),
        (["4", "--param", "day=1 March 2020"], 1, ["day is a day written like 2020-03-01"]),
        (["4", "--param", "day"], 2, ["NAME=VALUE"]),
        (["4", "--param", "day="], 2, ["NAME=VALUE"]),
        (["4", "-p", "day=2020-01-01", "-p", "day=2020-01-02"], 2, ["twice"]),
        (["--param", "city=Rome"], 2, ["which question"]),
        (["3", "--param", "city=' OR true --"], 1, ["nothing of city"]),
    ],
)
def test_what_isnt_there_is_told(arguments: list[str], exit_code: int, words: list[str]) -> None:
    asked = Asked(*arguments)
    assert asked.exit_code == exit_code
    assert not asked.text
    for word in words:
        assert word in " ".join(asked.error.replace("│", " ").split())


def test_without_a_warehouse_it_says_how_to_get_one(tmp_path: Path) -> None:
    asked = Asked("2", "--warehouse", str(tmp_path / "none.duckdb"))
    assert asked.exit_code == 1
    assert "ucap refresh" in asked.error
