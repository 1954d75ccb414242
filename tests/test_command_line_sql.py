"""`ucap sql`: reads, never writes, and hands its answer over in the format that was asked for."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assets import places
from ucap.app import app
from ucap.formats import Format, as_text, json_value, unique


class Answer:
    """What the command wrote, and how it ended."""

    def __init__(self, *arguments: str, stdin: str | None = None) -> None:
        result = CliRunner().invoke(app, ["sql", *arguments], input=stdin, catch_exceptions=False)
        self.exit_code, self.text, self.error = result.exit_code, result.stdout, result.stderr


@pytest.fixture(autouse=True)
def asks_the_five_summaries(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(places.WAREHOUSE_VARIABLE, str(published))


LEADS = "SELECT lead_city, population, area_km2, period_start, is_open FROM report.plan_overview ORDER BY 1 LIMIT 2"


def test_a_table_for_people() -> None:
    answer = Answer(LEADS)
    lines = [line.split() for line in answer.text.splitlines()]
    assert lines[0] == ["lead_city", "population", "area_km2", "period_start", "is_open"]
    assert lines[2:4] == [
        ["Barnsley", "241200", "329.1", "2018-06-01", "false"],
        ["Guangzhou", "15300000", "NULL", "2017-05-01", "true"],
    ]
    assert "2 rows" in answer.error, "what isn't the answer goes to standard error"
    assert "\x1b" not in answer.text


def test_csv_for_a_spreadsheet() -> None:
    rows = list(csv.reader(io.StringIO(Answer(LEADS, "--format", "csv").text)))
    assert rows == [
        ["lead_city", "population", "area_km2", "period_start", "is_open"],
        ["Barnsley", "241200", "329.1", "2018-06-01", "false"],
        ["Guangzhou", "15300000", "", "2017-05-01", "true"],
    ]


def test_json_for_a_program() -> None:
    assert json.loads(Answer(LEADS, "-f", "json").text) == [
        {"lead_city": "Barnsley", "population": 241200, "area_km2": 329.1, "period_start": "2018-06-01", "is_open": False},
        {"lead_city": "Guangzhou", "population": 15300000, "area_km2": None, "period_start": "2017-05-01", "is_open": True},
    ]  # fmt: skip


def test_markdown_for_a_report() -> None:
    assert Answer(LEADS, "-f", "markdown").text.splitlines() == [
        "| lead_city | population | area_km2 | period_start | is_open |",
        "| --- | ---: | ---: | --- | --- |",
        "| Barnsley | 241200 | 329.1 | 2018-06-01 | false |",
        "| Guangzhou | 15300000 |  | 2017-05-01 | true |",
    ]


@pytest.mark.parametrize("how", [how.value for how in Format])
def test_no_rows_are_an_answer_too(how: str) -> None:
    answer = Answer("SELECT city_id FROM dim_city WHERE false", "--format", how)
    assert answer.exit_code == 0
    assert answer.text.strip() == "[]" if how == "json" else "city_id" in answer.text


@pytest.mark.parametrize("how", [how.value for how in Format])
def test_a_file_instead_of_the_terminal(how: str, tmp_path: Path) -> None:
    target = tmp_path / "answer.txt"
    assert Answer(LEADS, "--format", how, "--output", str(target)).text == ""
    assert target.read_text(encoding="utf-8") == Answer(LEADS, "--format", how).text


def test_the_query_may_come_through_a_pipe() -> None:
    assert Answer("-", "-f", "csv", stdin="SELECT 40 + 2 AS answer;\n").text == "answer\n42\n"


def test_the_warehouse_itself_is_no_place_for_an_answer(published: Path) -> None:
    before = published.read_bytes()
    answer = Answer("SELECT 1", "--output", str(published))
    assert answer.exit_code == 2
    assert published.read_bytes() == before


def test_a_folder_that_isnt_there_is_told(tmp_path: Path) -> None:
    answer = Answer("SELECT 1", "--output", str(tmp_path / "no" / "answer.csv"))
    assert answer.exit_code == 1
    assert "can't be written" in answer.error


@pytest.mark.parametrize(
    ("query", "because"),
    [
        ("CREATE TABLE t (a INTEGER)", "a new table"),
        ("INSERT INTO dim_theme VALUES ('x', 'x', 'x')", "a new row"),
        ("DELETE FROM dim_plan", "rows gone"),
        ("DROP VIEW report.plan_overview", "a view gone"),
        ("CREATE TEMP TABLE t AS SELECT 1", "even where it would be forgotten"),
        ("COPY dim_plan TO 'stolen.csv'", "a file written"),
        ("EXPORT DATABASE 'stolen'", "a folder written"),
        ("ATTACH 'other.duckdb'", "another database"),
        ("INSTALL httpfs", "an extension"),
        ("LOAD httpfs", "an extension"),
        ("SET enable_external_access = true", "the lock itself"),
        ("PRAGMA enable_profiling", "a setting"),
        ("FROM read_text('/etc/hostname')", "a file read"),
        ("FROM read_csv('https://example.org/a.csv')", "the network"),
        ("FROM '/etc/hostname'", "a file read by its bare name"),
        ("FROM glob('/*')", "a folder listed"),
        ("FROM query", "a variable of the program"),
        ("SELECT getenv('HOME')", "the environment"),
    ],
)
def test_a_query_only_reads_and_only_the_warehouse(
    query: str, because: str, published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = published.read_bytes()
    answer = Answer(query)
    assert answer.exit_code == 1, because
    assert answer.text == ""
    assert published.read_bytes() == before
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("query", "because"),
    [
        ("DESCRIBE dim_plan", "what a table looks like"),
        ("SHOW ALL TABLES", "what tables there are"),
        ("SUMMARIZE dim_city", "what a table holds"),
        ("EXPLAIN SELECT 1", "how a query is answered"),
        ("PIVOT dim_city ON in_gazetteer USING count(*) GROUP BY country_code", "a pivot, which is several statements"),
        ("WITH a AS (SELECT 1) FROM a", "a query that begins otherwise"),
        ("FROM dim_sdg", "DuckDB's short form"),
        ("SELECT 1; -- and that's all", "a semicolon and a remark behind"),
    ],
)
def test_every_way_to_ask_is_a_question(query: str, because: str) -> None:
    assert Answer(query).exit_code == 0, because


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT lead FROM report.plan_overview", ['"lead" not found', "LINE 1: SELECT lead FROM", "^^^^"]),
        ("SELEC 1", ['syntax error at or near "SELEC"', "^"]),
        ("SELECT *\nFROM dim_cty", ["dim_cty does not exist", "LINE 2: FROM dim_cty", "^^^^^^^"]),
        ("SELECT CAST('x' AS INTEGER)", ["Could not convert string 'x'"]),
        ("SELECT 1; SELECT 2", ["2 statements", "one at a time"]),
        ("", ["no query"]),
        ("/* nothing but a remark */", ["no query"]),
        ("SELECT 1 FROM dim_city WHERE city_id = ?", ["parameters"]),
        ("SELECT '\x1b[31m' FROM dim_cty", [r"\x1b[31m"]),
    ],
)
def test_an_error_says_what_and_where(query: str, words: list[str]) -> None:
    answer = Answer(query)
    assert answer.exit_code == 1
    assert answer.text == ""
    for word in words:
        assert word in answer.error
    assert "Traceback" not in answer.error
    assert "\x1b" not in answer.error


def test_an_error_amid_the_rows_is_an_error(tmp_path: Path) -> None:
    """One that only shows once rows are computed."""
    answer = Answer("SELECT CAST(city_name AS INTEGER) FROM dim_city", "--output", str(tmp_path / "a.csv"))
    assert answer.exit_code == 1
    assert not (tmp_path / "a.csv").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, ["no warehouse at", "ucap refresh", "make warehouse"]), (b"no database", ["can't be opened"])],
    ids=["no file", "no DuckDB file"],
)
def test_without_a_warehouse_it_says_how_to_get_one(content: bytes | None, words: list[str], tmp_path: Path) -> None:
    file = tmp_path / "w.duckdb"
    if content is not None:
        file.write_bytes(content)
    answer = Answer("SELECT 1", "--warehouse", str(file))
    assert answer.exit_code == 1
    for word in words:
        assert word in answer.error


def test_a_large_answer_is_cut_for_the_eye_and_whole_in_a_file() -> None:
    many = "SELECT range AS n FROM range(1500)"
    answer = Answer(many)
    assert answer.text.rstrip().splitlines()[-1].strip() == "999"
    assert "1,500 rows" in answer.error
    assert "--format csv writes all" in answer.error
    assert len(Answer(many, "-f", "csv").text.splitlines()) == 1501


@pytest.mark.parametrize(
    ("sql", "text", "in_json", "because"),
    [
        ("NULL", "", None, "missing"),
        ("true", "true", True, "truth"),
        ("DATE '2018-07-01'", "2018-07-01", "2018-07-01", "a day"),
        ("TIMESTAMP '2026-11-22 06:00:00'", "2026-11-22 06:00:00", "2026-11-22T06:00:00", "a moment"),
        ("TIME '10:30:00'", "10:30:00", "10:30:00", "a time of day"),
        ("INTERVAL 3 DAY", "3 days, 0:00:00", "3 days, 0:00:00", "a span of time"),
        ("329.1::DOUBLE", "329.1", 329.1, "a number"),
        ("1.50::DECIMAL(5,2)", "1.50", 1.5, "an exact number"),
        ("170141183460469231731687303715884105727", "170141183460469231731687303715884105727",
         170141183460469231731687303715884105727, "a very large number"),
        ("'nan'::DOUBLE", "nan", None, "not a number, for which JSON has no word"),
        ("'infinity'::DOUBLE", "inf", None, "nor for infinity"),
        ("['Nice', 'Rome']", '["Nice", "Rome"]', ["Nice", "Rome"], "a list"),
        ("{'city': 'Nice', 'since': DATE '2018-07-01'}", '{"city": "Nice", "since": "2018-07-01"}',
         {"city": "Nice", "since": "2018-07-01"}, "a struct"),
        ("'\\xAA'::BLOB", "aa", "aa", "bytes"),
        ("uuid '00000000-0000-0000-0000-000000000001'", "00000000-0000-0000-0000-000000000001",
         "00000000-0000-0000-0000-000000000001", "a UUID"),
        ("'=1+1, \"quoted\"'", '=1+1, "quoted"', '=1+1, "quoted"', "a text as it is"),
        ("'a' || chr(10) || 'b'", "a\nb", "a\nb", "a line break"),
        ("chr(155) || '2J'", "\x9b2J", "\x9b2J", "a control character, escaped in JSON"),
    ],
)  # fmt: skip
def test_each_type_in_csv_and_json(sql: str, text: str, in_json: object, because: str) -> None:
    (found,) = list(csv.reader(io.StringIO(Answer(f"SELECT {sql} AS v, 1 AS n", "-f", "csv").text, newline="")))[1:]
    assert found[0] == text, because
    written = Answer(f"SELECT {sql} AS v", "-f", "json").text
    assert json.loads(written) == [{"v": in_json}], because
    assert "\x9b" not in written


def test_two_columns_of_one_name_both_stay() -> None:
    assert json.loads(Answer("SELECT 1 AS a, 2 AS a, 3 AS a_2", "-f", "json").text) == [{"a": 1, "a_3": 2, "a_2": 3}]


@pytest.mark.parametrize(
    ("names", "expected"),
    [(["a", "b"], ["a", "b"]), (["a", "a", "a"], ["a", "a_2", "a_3"]), (["a", "a", "a_2"], ["a", "a_3", "a_2"])],
)
def test_names_become_unique(names: list[str], expected: list[str]) -> None:
    assert unique(names) == expected


@pytest.mark.parametrize("value", [datetime(2026, 1, 1), [1, [2]], {"a": None}, b"\x00", float("nan"), object])
def test_any_value_has_a_text_and_a_json_form(value: Any) -> None:
    assert isinstance(as_text(value), str)
    json.dumps(json_value(value))
