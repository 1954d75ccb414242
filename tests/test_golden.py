"""Every fact that was checked by hand stands in the published file, found there with SQL as a user would."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from pipelines import tables
from pipelines.vocabulary import rows

GOLDEN = [
    yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(Path(__file__).parent.glob("golden/*.yaml"))
]
every_plan = pytest.mark.parametrize("golden", GOLDEN, ids=lambda golden: golden["plan"]["plan_id"])
Golden = dict[str, Any]


def ask(warehouse: duckdb.DuckDBPyConnection, query: str, *parameters: object) -> list[tuple[Any, ...]]:
    return warehouse.execute(query, list(parameters)).fetchall()


@every_plan
def test_plan(warehouse: duckdb.DuckDBPyConnection, golden: Golden) -> None:
    plan, period, lead = golden["plan"], golden["plan"]["period"], golden["plan"]["lead_city"]
    found = ask(
        warehouse,
        """
        SELECT p.plan_id, c.city_id, c.city_name, c.country_code, p.lead_province, p.population, p.area_km2,
               p.period_raw, p.period_start, p.period_end, p.period_precision, p.period_is_open
        FROM dim_plan p JOIN dim_city c ON c.city_id = p.lead_city_id JOIN dim_document d USING (document_id)
        WHERE d.file_name = ?
        """,
        golden["file"],
    )
    assert found == [
        (
            plan["plan_id"], lead["city_id"], lead["city_name"], lead["country_code"], lead["province"],
            plan["population"], plan["area_km2"],
            period["raw"], period["start"], period["end"], period["precision"], period["is_open"],
        )
    ]  # fmt: skip


@every_plan
def test_partners(warehouse: duckdb.DuckDBPyConnection, golden: Golden) -> None:
    found = ask(
        warehouse,
        """
        SELECT c.city_id, c.city_name, c.country_code
        FROM fact_partnership f JOIN dim_city c ON c.city_id = f.partner_city_id
        WHERE f.plan_id = ? ORDER BY f.position
        """,
        golden["plan"]["plan_id"],
    )
    assert found == [(city["city_id"], city["city_name"], city["country_code"]) for city in golden["partners"]]


@every_plan
def test_themes(warehouse: duckdb.DuckDBPyConnection, golden: Golden) -> None:
    found = ask(
        warehouse,
        "SELECT theme_code, heading, description FROM fact_theme WHERE plan_id = ? ORDER BY sequence",
        golden["plan"]["plan_id"],
    )
    assert found == [(theme["theme_code"], theme["heading"], theme["description"]) for theme in golden["themes"]]


@every_plan
def test_tags(warehouse: duckdb.DuckDBPyConnection, golden: Golden) -> None:
    for table, column, key, facts in (
        ("fact_sdg_tag", "sdg_goal", "goal", golden["sdg_tags"]),
        ("fact_urban_agenda_tag", "topic_code", "topic_code", golden["urban_agenda_tags"]),
    ):
        found = ask(
            warehouse,
            f"SELECT section, theme_sequence, {column} FROM {table} WHERE plan_id = ?",
            golden["plan"]["plan_id"],
        )
        expected = {(fact["section"], fact.get("theme_sequence"), fact[key]) for fact in facts}
        assert len(found) == len(expected), table
        assert set(found) == expected


@every_plan
def test_statements(warehouse: duckdb.DuckDBPyConnection, golden: Golden) -> None:
    found = ask(
        warehouse,
        """
        SELECT section, heading, text FROM fact_statement WHERE plan_id = ?
        ORDER BY list_position(['focus', 'challenge', 'objective'], section), sequence
        """,
        golden["plan"]["plan_id"],
    )
    assert found == [(fact["section"], fact["heading"], fact["text"]) for fact in golden["statements"]]


@every_plan
def test_activities(warehouse: duckdb.DuckDBPyConnection, golden: Golden) -> None:
    plan_id = golden["plan"]["plan_id"]
    found = ask(
        warehouse,
        """
        SELECT a.sequence, parent.sequence, a.date_raw, a.start_date, a.end_date, a.date_precision,
               a.date_is_inherited, a.description
        FROM fact_activity a LEFT JOIN fact_activity parent ON parent.activity_id = a.parent_activity_id
        WHERE a.plan_id = ? ORDER BY string_split(a.sequence, '.')::INTEGER[]
        """,
        plan_id,
    )
    expected = []
    for item in golden["activities"]:
        when = (item["start"], item["end"], item["precision"])
        expected.append((item["seq"], None, item["date_raw"], *when, False, item["text"]))
        for child in item.get("children", []):
            expected.append((child["seq"], item["seq"], None, *when, True, child["text"]))
    assert found == expected


@every_plan
def test_cities_named_in_activities(warehouse: duckdb.DuckDBPyConnection, golden: Golden) -> None:
    items = [child for item in golden["activities"] for child in (item, *item.get("children", []))]
    for item in items:
        found = ask(
            warehouse,
            "SELECT city_id FROM bridge_activity_city JOIN fact_activity USING (activity_id) WHERE activity_id = ?",
            f"{golden['plan']['plan_id']}/a{item['seq']}",
        )
        assert {city for (city,) in found} == set(item["cities"]), item["text"]


@every_plan
def test_results(warehouse: duckdb.DuckDBPyConnection, golden: Golden) -> None:
    plan_id = golden["plan"]["plan_id"]
    found = ask(warehouse, "SELECT sequence, description FROM fact_result WHERE plan_id = ? ORDER BY sequence", plan_id)
    assert found == [(item["seq"], item["text"]) for item in golden["results"]]
    for item in golden["results"]:
        cities = ask(
            warehouse, "SELECT city_id FROM bridge_result_city WHERE result_id = ?", f"{plan_id}/r{item['seq']}"
        )
        optional = set(item.get("cities_optional", []))
        assert {city for (city,) in cities} - optional == set(item["cities"]) - optional, item["text"]


@every_plan
def test_issues(warehouse: duckdb.DuckDBPyConnection, golden: Golden) -> None:
    found = ask(
        warehouse,
        "SELECT DISTINCT code, severity FROM audit.quality_issue WHERE plan_id = ?",
        golden["plan"]["plan_id"],
    )
    codes = {code for code, _ in found}
    doubts = {code for code, severity in found if severity != "info"}
    assert set(golden["issues"]) <= codes, "an issue that must be there is not"
    assert doubts <= set(golden["issues"]), "a warning or an error is a false alarm"


def test_the_files_hold_nothing_else(warehouse: duckdb.DuckDBPyConnection) -> None:
    plans = {plan for (plan,) in ask(warehouse, "SELECT plan_id FROM dim_plan")}
    assert plans == {golden["plan"]["plan_id"] for golden in GOLDEN}


# What a fact says in the source's words: every one of these texts stands between its offsets, markup aside.
WORDS = {
    "fact_theme": ("heading", "description"),
    "fact_statement": ("heading", "text"),
    "fact_activity": ("date_raw", "description"),
    "fact_result": ("description",),
    "fact_sdg_tag": ("raw_text",),
    "fact_urban_agenda_tag": ("raw_text",),
    "audit.evidence": ("raw_text",),
}


@pytest.mark.parametrize("table", sorted(WORDS))
def test_every_row_is_grounded(warehouse: duckdb.DuckDBPyConnection, table: str) -> None:
    columns = ", ".join(f"f.{column}" for column in WORDS[table])
    found = ask(
        warehouse,
        f"""
        SELECT substr(d.text, f.source_start + 1, f.source_end - f.source_start), {columns}
        FROM {table} f JOIN dim_document d USING (document_id)
        """,
    )
    assert len(found) == ask(warehouse, f"SELECT count(*) FROM {table}")[0][0] > 0
    for source, *texts in found:
        written = words(without_markup(source))
        for text in texts:
            if text is not None:
                assert is_subsequence(words(text), written), f"{text!r} was not read from {source!r}"


def test_every_partnership_is_grounded_in_its_name(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = ask(
        warehouse,
        """
        SELECT substr(d.text, f.source_start + 1, f.source_end - f.source_start), c.city_name
        FROM fact_partnership f JOIN dim_document d USING (document_id) JOIN dim_city c ON c.city_id = f.partner_city_id
        """,
    )
    assert found
    assert all(source == name for source, name in found)


def test_every_value_of_a_plan_has_its_evidence(warehouse: duckdb.DuckDBPyConnection) -> None:
    derived = {"plan_id", "document_id", "period_is_open"}
    for name in (column.name for column in tables.DIM_PLAN.columns if column.name not in derived):
        ungrounded = ask(
            warehouse,
            f"""
            SELECT plan_id FROM dim_plan p WHERE {name} IS NOT NULL AND NOT EXISTS
              (FROM audit.evidence e WHERE e.row_id = p.plan_id AND e.column_name = '{name}' AND e.table_name = 'dim_plan')
            """,
        )
        assert not ungrounded, name


def test_nothing_vanishes(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Every written word stands in a row, in evidence or in an issue, or is a label of the form, known furniture around
    it, or a tag said again (one row, by the contract)."""
    labels = {words(row["label"]) for row in rows("labels")}
    topics_and_goals = "SELECT raw_text FROM fact_urban_agenda_tag UNION SELECT title FROM dim_sdg"
    tags = [words(text) for (text,) in ask(warehouse, topics_and_goals)]
    for document_id, text in ask(warehouse, "SELECT document_id, text FROM dim_document"):
        claimed = bytearray(len(text))
        for table in (*WORDS, "fact_partnership", "audit.quality_issue"):
            for start, end in ask(
                warehouse, f"SELECT source_start, source_end FROM {table} WHERE document_id = ?", document_id
            ):
                if start is not None:
                    claimed[start:end] = b"x" * (end - start)
        left = "".join(" " if taken else letter for letter, taken in zip(text, claimed, strict=True))
        for line in re.split(r"[\n\t]", left):
            said = tuple(word for word in words(without_markup(line)) if not word.isdigit())  # an item's number
            is_furniture = re.search(
                r"U-CAP|iuc-asia|European Union Programme|欧盟项目|^\W*N/A\W*$", without_markup(line)
            )
            is_said_again = any(is_subsequence(said, tag) for tag in tags)
            assert not said or said in labels or is_furniture or is_said_again, line


def without_markup(text: str) -> str:
    return unescape(re.sub(r"<[^<>]*>", "", text))


def words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\w+", text))


def is_subsequence(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    remaining = iter(whole)
    return all(word in remaining for word in part)
