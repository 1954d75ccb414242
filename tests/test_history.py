"""What the file, the command line and the page tell of earlier versions, after a folder has changed under them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from assets import places
from pipelines import refresh
from tests.command import run
from tests.conftest import PROJECT
from tests.publishing import publish_folder
from ucap.app import app

BARNSLEY, GUANGZHOU, PANJIN = "000_b44caec2ead5b822.txt", "003_ef836025d08bb27e.txt", "004_08e70ecde45fe0ac.txt"
DAYS = [datetime(2026, 1, day) for day in range(1, 5)]


@pytest.fixture(scope="module")
def changed(raw_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Barnsley's population is revised and put back; Guangzhou's summary is taken out; Panjin's file gets another name."""
    folder = tmp_path_factory.mktemp("history")
    raw, warehouse = folder / "raw", folder / "ucap.duckdb"
    shutil.copytree(raw_dir, raw)
    whole = (raw / BARNSLEY).read_text(encoding="utf-8")
    publish_folder(raw, warehouse, at=DAYS[0], run_id="first")
    (raw / BARNSLEY).write_text(whole.replace("241,200", "250,000"), encoding="utf-8")
    publish_folder(raw, warehouse, at=DAYS[1], run_id="second")
    (raw / BARNSLEY).write_text(whole, encoding="utf-8")
    (raw / GUANGZHOU).unlink()
    (raw / PANJIN).rename(raw / "panjin.txt")
    return publish_folder(raw, warehouse, at=DAYS[2], run_id="third")


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


def told(warehouse: Path, *arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["history", *arguments, "--warehouse", str(warehouse)], catch_exceptions=False)
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(
    ("plan", "versions", "because"),
    [
        ("gb-barnsley-2018-06", [(1, 0, 1, "superseded"), (2, 1, 2, "superseded"), (3, 2, None, None)],
         "a text that is put back is a version of its own"),
        ("cn-guangzhou-2017-05", [(1, 0, 2, "withdrawn")], "nothing describes it any more"),
        ("cn-panjin-2019-11", [(1, 0, None, None)], "another file name is no other version"),
    ],
)  # fmt: skip
def test_the_versions_of_a_plan(
    plan: str, versions: list[tuple[int, int, int | None, str | None]], because: str, changed: Path
) -> None:
    query = (
        f"SELECT version, valid_from, valid_to, ended_as FROM history.plan_version WHERE plan_id = '{plan}' ORDER BY 1"
    )
    expected = [(n, DAYS[begun], None if ended is None else DAYS[ended], how) for n, begun, ended, how in versions]
    assert rows(changed, query) == expected, because


def test_what_a_past_version_said_is_still_there(changed: Path) -> None:
    populations = "SELECT version, population FROM history.dim_plan WHERE plan_id = 'gb-barnsley-2018-06' ORDER BY 1"
    assert rows(changed, populations) == [(1, 241_200), (2, 250_000)]
    assert rows(changed, "SELECT population FROM dim_plan WHERE plan_id = 'gb-barnsley-2018-06'") == [(241_200,)]
    assert rows(changed, "SELECT count(*) FROM history.fact_activity WHERE plan_id LIKE 'cn-guangzhou%'") == [(5,)]


def test_a_change_is_told_field_by_field(changed: Path) -> None:
    query = "SELECT to_version, part, field, change, old_value, new_value FROM report.plan_change ORDER BY ALL"
    assert rows(changed, query) == [
        (2, "plan", "population", "changed", "241200", "250000"),
        (2, "plan", "population raw", "changed", "241,200", "250,000"),
        (3, "plan", "population", "changed", "250000", "241200"),
        (3, "plan", "population raw", "changed", "250,000", "241,200"),
    ]


def test_another_parser_is_no_change_of_a_plan(changed: Path, raw_dir: Path, tmp_path: Path) -> None:
    """It reads past documents too, so that only documents make a difference."""
    before = rows(changed, "FROM history.change")
    copy = shutil.copytree(changed.parent, tmp_path / "copy")
    publish_folder(
        copy / "raw", copy / "ucap.duckdb", at=DAYS[3], run_id="fourth", parser=refresh.Parser(version="another")
    )
    assert rows(copy / "ucap.duckdb", "FROM history.change") == before


@pytest.fixture
def revised(raw_dir: Path, tmp_path: Path) -> Path:
    """A working folder whose warehouse holds two summaries, and whose raw folder has Barnsley's revised since."""
    (tmp_path / "raw").mkdir()
    for name in (BARNSLEY, GUANGZHOU):
        shutil.copy(raw_dir / name, tmp_path / "raw")
    publish_folder(tmp_path / "raw", tmp_path / "warehouse" / "ucap.duckdb", at=DAYS[0], run_id="first")
    text = (tmp_path / "raw" / BARNSLEY).read_text(encoding="utf-8")
    (tmp_path / "raw" / BARNSLEY).write_text(text.replace("241,200", "250,000"), encoding="utf-8")
    return tmp_path


def test_a_warehouse_from_before_there_was_history_is_taken_over(revised: Path) -> None:
    """Every document that it holds is the first version of its plan; there was no store either."""
    warehouse = revised / "warehouse" / "ucap.duckdb"
    shutil.rmtree(revised / "warehouse" / "ucap.store")
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("DROP SCHEMA history CASCADE")
    publish_folder(revised / "raw", warehouse, at=DAYS[1], run_id="second")
    query = "SELECT plan_id, version, valid_from, valid_to, ended_as FROM history.plan_version ORDER BY 1, 2"
    assert rows(warehouse, query) == [
        ("cn-guangzhou-2017-05", 1, DAYS[0], None, None),
        ("gb-barnsley-2018-06", 1, DAYS[0], DAYS[1], "superseded"),
        ("gb-barnsley-2018-06", 2, DAYS[1], None, None),
    ]
    assert rows(warehouse, "FROM history.dim_plan") == [], "nobody kept what the first version said"


def test_a_version_whose_document_the_store_has_lost_keeps_its_times(revised: Path) -> None:
    warehouse, store = revised / "warehouse" / "ucap.duckdb", revised / "warehouse" / "ucap.store"
    ((document, sha256),) = rows(
        warehouse, f"SELECT document_id, sha256 FROM dim_document WHERE file_name = '{BARNSLEY}'"
    )
    (store / "documents" / sha256[:2] / f"{sha256}.gz").unlink()
    shutil.rmtree(store / "results")
    done = run("refresh", cwd=revised)
    assert done.returncode == 0, done.stderr
    lost = (
        f"The store has lost the text of version 1 of gb-barnsley-2018-06 ({BARNSLEY}, document {document}): only the times of "
        "this version are known. `ucap restore` with a backup that holds it brings it back."
    )
    assert lost in " ".join((done.stdout + done.stderr).split())
    versions = (
        "SELECT version, document_id = ?, ended_as FROM history.plan_version WHERE plan_id LIKE 'gb-%' ORDER BY 1"
    )
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        found = connection.execute(versions, [document]).fetchall()
    assert found == [(1, True, "superseded"), (2, False, None)]
    assert rows(warehouse, "FROM history.dim_plan") == []
    code, out, _ = told(warehouse, "Barnsley")
    assert (code, out.count("Version ")) == (0, 2)


def test_one_plan_is_told_by_its_city_or_key(changed: Path) -> None:
    by_city, by_key = told(changed, "barnsley"), told(changed, "gb-barnsley-2018-06")
    assert by_city == by_key
    assert by_city[0] == 0
    lines = by_city[1].splitlines()
    assert lines[0].startswith("Barnsley")
    assert sum(line.startswith("Version ") for line in lines) == 3
    assert "  ~ plan, population: 241200 → 250000" in lines
    assert any(line.startswith("Version 3  since 2026-01-03") for line in lines)


def test_without_a_plan_all_are_listed(changed: Path) -> None:
    code, out, _ = told(changed)
    assert code == 0
    assert [line.split("  ")[0] for line in out.splitlines()] == [
        "Guangzhou",
        "Haikou",
        "Panjin",
        "Yangzhou",
        "Barnsley",
    ]
    assert out.splitlines()[0].endswith("1 version, withdrawn 2026-01-03 00:00 UTC")
    assert out.splitlines()[-1].endswith("3 versions")


def test_json_tells_all_of_it(changed: Path) -> None:
    (plan,) = json.loads(told(changed, "Guangzhou", "--json")[1])["plans"]
    assert plan["plan_id"] == "cn-guangzhou-2017-05"
    assert [version["ended_as"] for version in plan["versions"]] == ["withdrawn"]
    assert plan["changes"] == []
    plans = json.loads(told(changed, "--json")[1])["plans"]
    assert {plan["plan_id"]: plan["withdrawn_at"] for plan in plans if plan["withdrawn_at"]} == {
        "cn-guangzhou-2017-05": "2026-01-03T00:00:00"
    }


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["Barnsly"], ["No plan is called Barnsly", "Did you mean Barnsley?"]),
        (["qwertz"], ["No plan is called qwertz", "There are: cn-guangzhou-2017-05"]),
        (["\x1b[31m"], [r"\x1b"]),
    ],
)
def test_what_is_not_there_is_told(arguments: list[str], words: list[str], changed: Path) -> None:
    code, _, error = told(changed, *arguments)
    assert code == 1
    for each in words:
        assert each in error


def test_before_there_is_a_warehouse_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(places.WAREHOUSE_VARIABLE, raising=False)
    code, _, error = told(tmp_path / "none.duckdb", "Rome")
    assert code == 1
    assert "ucap refresh" in error


def queries() -> Iterator[str]:
    page = (PROJECT / "docs" / "history.md").read_text(encoding="utf-8")
    yield from re.findall(r"```sql\n(.*?)```", page, flags=re.S)


@pytest.mark.parametrize("query", queries(), ids=lambda query: " ".join(query.split())[:40])
def test_every_query_of_the_page_has_an_answer(query: str, changed: Path) -> None:
    assert rows(changed, query)


def test_a_day_in_the_past_is_what_was_loaded_then(changed: Path) -> None:
    (query,) = [query for query in queries() if "TIMESTAMP" in query]
    assert dict(rows(changed, query))["gb-barnsley-2018-06"] == 250_000
    assert "cn-guangzhou-2017-05" in dict(rows(changed, query))
