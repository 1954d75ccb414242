"""Clients in JavaScript: Node, Evidence's connector, and DuckDB inside a browser's page."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.clients.asking import LOADS, READ_ONLY, Expected, in_text, opened, ordered, refresh
from tests.clients.browser import opened_page
from tests.clients.environments import HERE, chromium, node_modules

RECIPES = HERE / "recipes"


@pytest.fixture
def project(folder: Path) -> Path:
    """The user's folder, with the packages installed."""
    (folder / "node_modules").symlink_to(node_modules())
    return folder


def test_node_reads_all_and_sees_the_next_load(project: Path, next_load: Path, expected: Expected) -> None:
    for script in (HERE / "tried.mjs", RECIPES / "node_api.mjs"):
        shutil.copy(script, project)
    with opened(["node", "tried.mjs", "./node_api.mjs"], project) as asked:
        told = asked.ask([*expected.relations, LOADS, READ_ONLY], ["tables", "partnerships"])
        assert ordered(told["tables"]) == expected.tables
        assert told["partnerships"] == expected.partnerships
        assert told["answers"].pop(LOADS) == [[1]]
        assert told["answers"].pop(READ_ONLY) == [[True]]
        for query, answer in told["answers"].items():
            assert in_text(answer) == in_text(expected.relations[query]), query
        refresh(project, next_load)
        assert asked.ask([LOADS])["answers"] == {LOADS: [[2]]}


def test_evidence_reads_by_its_connection(project: Path, next_load: Path) -> None:
    source = project / "sources" / "ucap"
    source.mkdir(parents=True)
    shutil.copy(RECIPES / "evidence_connection.yaml", source / "connection.yaml")
    shutil.copy(RECIPES / "evidence_plans.sql", source / "plans.sql")
    shutil.copy(HERE / "evidence_source.mjs", project)
    told = evidence(project, "sources/ucap/plans.sql")
    assert [(row["lead_city"], row["population"], row["warnings"]) for row in told["rows"]] == [
        ("Barnsley", 241_200, 1),
        ("Guangzhou", 15_300_000, 1),
        ("Haikou", 2_300_000, 5),
        ("Panjin", 1_440_000, 2),
        ("Yangzhou", 4_600_000, 1),
    ]
    assert {column["name"]: column["evidenceType"] for column in told["columnTypes"]} == {
        "lead_city": "string",
        "partner_cities": "string",
        "period_start": "date",
        "period_end": "date",
        "population": "number",
        "area_km2": "number",
        "warnings": "number",
    }
    (source / "loads.sql").write_text(LOADS)
    assert evidence(project, "sources/ucap/loads.sql")["rows"] == [{"loads": 1}]
    refresh(project, next_load)
    assert evidence(project, "sources/ucap/loads.sql")["rows"] == [{"loads": 2}]


def evidence(project: Path, query: str) -> dict[str, list[dict[str, object]]]:
    """The source as `npm run sources` asks it, with the file name that connection.yaml has."""
    connection = (project / "sources" / "ucap" / "connection.yaml").read_text()
    filename = connection.split("filename: ")[1].strip()
    command = ["node", "evidence_source.mjs", filename, query]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=True)
    told: dict[str, list[dict[str, object]]] = json.loads(done.stdout)
    return told


def test_a_page_reads_all_and_sees_the_next_load(project: Path, next_load: Path, expected: Expected) -> None:
    with opened_page(chromium(), project) as asked:
        told = asked.ask([*expected.relations, LOADS], ["tables", "partnerships"])
        assert ordered(told["tables"]) == expected.tables
        assert told["partnerships"] == told["page"] == expected.partnerships
        assert told["answers"].pop(LOADS) == [[1]]
        for query, answer in told["answers"].items():
            assert [len(row) for row in answer] == [len(row) for row in expected.relations[query]], query
        refresh(project, next_load)
        asked.ask([])
        assert asked.ask([LOADS])["answers"] == {LOADS: [[2]]}
