"""Clients in Python: each lists the tables, joins, reads every row, and sees the next load, by its recipe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines import tables
from tests.clients.asking import LOADS, READ_ONLY, Expected, opened, ordered, refresh
from tests.clients.environments import HERE, declared, python_of

CLIENTS = declared()["clients"]
DUCKDB_VERSIONS = [client for client in CLIENTS if client["recipe"] == "duckdb_python.py"]
# Superset's dialect knows comments, but no keys.
WITH_CATALOGUE = [
    client
    for client in CLIENTS
    if client["recipe"] in ("adbc_driver.py", "sqlalchemy_engine.py") and client["environment"] != "superset-dialect"
]
# pandas has no whole numbers and no dates beside missing values: it tells the same rows in other words.
IN_OTHER_WORDS = {"pandas_frames.py"}


def name(client: dict[str, Any]) -> str:
    return str(client["name"])


def command(client: dict[str, Any], script: str = "tried.py") -> list[str | Path]:
    return [python_of(client["environment"]), HERE / script, HERE / "recipes" / client["recipe"]]


@pytest.mark.parametrize("client", CLIENTS, ids=name)
def test_a_client_reads_all_and_sees_the_next_load(
    client: dict[str, Any], folder: Path, next_load: Path, expected: Expected
) -> None:
    with opened(command(client), folder) as asked:
        told = asked.ask([*expected.relations, LOADS, READ_ONLY], ["tables", "partnerships"])
        assert ordered(told["tables"]) == expected.tables
        assert told["partnerships"] == expected.partnerships
        assert told["answers"].pop(LOADS) == [[1]]
        assert told["answers"].pop(READ_ONLY) == [[True]]
        assert told["answers"].keys() == expected.relations.keys()
        for query, answer in told["answers"].items():
            if client["recipe"] in IN_OTHER_WORDS:
                assert [len(row) for row in answer] == [len(row) for row in expected.relations[query]], query
            else:
                assert ordered(answer) == expected.relations[query], query
        refresh(folder, next_load)
        assert asked.ask([LOADS])["answers"] == {LOADS: [[2]]}


@pytest.mark.parametrize("client", WITH_CATALOGUE, ids=name)
def test_a_catalogue_tells_comments_and_keys(
    client: dict[str, Any], folder: Path, warehouse: duckdb.DuckDBPyConnection
) -> None:
    with opened(command(client), folder) as asked:
        told = {table["table"]: table for table in asked.ask([], ["catalogue"])["catalogue"]}
    assert told.keys() == {f"{table.schema}.{table.name}" for table in tables.PUBLISHED}
    for table in tables.PUBLISHED:
        found = told[f"{table.schema}.{table.name}"]
        comments = warehouse.execute(
            "SELECT column_name, comment FROM duckdb_columns() WHERE schema_name = ? AND table_name = ?",
            [table.schema, table.name],
        )
        assert found["columns"] == dict(comments.fetchall())
        assert found["key"] == list(table.key)
        held = [each for each in table.references if table.holds(each)]
        references = [[list(each.columns), f"{each.parent.schema}.{each.parent.name}"] for each in held]
        assert ordered(found["references"]) == ordered(references)


@pytest.mark.parametrize("client", DUCKDB_VERSIONS, ids=name)
def test_who_keeps_a_connection_stays_on_its_load(client: dict[str, Any], folder: Path, next_load: Path) -> None:
    """And draws with it whoever connects by the path in the same process; hence the ATTACH of the recipes."""
    with opened(command(client, "staying.py"), folder) as asked:
        assert set(asked.ask([]).values()) == {1}
        refresh(folder, next_load)
        assert asked.ask([]) == {
            "kept": 1,
            "attached before": 1,
            "connected beside it": 1,
            "attached in a fresh connection": 2,
            "attached again": 2,
        }


def test_the_oldest_duckdb_says_the_same_each_time(folder: Path, expected: Expected) -> None:
    """It evaluates a CTE wherever it is named: what isn't the same each time (rows numbered in no order) contradicts itself."""
    views = [query for query in expected.relations if "FROM report." in query]
    with opened(command(DUCKDB_VERSIONS[0]), folder) as asked:
        told = asked.ask([f"{query} /* {turn} */" for turn in range(3) for query in views])["answers"]
    for query, answer in told.items():
        assert ordered(answer) == expected.relations[query.split(" /*")[0]], query
