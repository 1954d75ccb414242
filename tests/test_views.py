"""The report views: what they say of the five summaries and of hard cases, and that every column has its words."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines import database_file, report
from tests.summaries import ACTIVITY, ISSUE, NICE, PLAN, SUB_ITEM, SUMMARY, of_plan, warehouse


def rows(path: Path, query: str) -> list[dict[str, Any]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        found = connection.execute(query)
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


@pytest.fixture(scope="module")
def two_plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Haikou's plan, Nice's with an open period and nothing else stated, and a document that can't be loaded."""
    bare = replace(
        of_plan(NICE, date(2019, 1, 1)),
        plan=replace(
            PLAN,
            lead_city_id="fr-nice",
            period_start=date(2019, 1, 1),
            period_end=None,
            period_is_open=True,
            population=None,
            area_km2=None,
        ),
        partners=(replace(SUMMARY.partners[0], city_id="cn-haikou"),),
        themes=(),
        sdg_tags=(),
        urban_agenda_tags=(),
        activities=(replace(ACTIVITY, start_date=None, end_date=None, date_precision=None, date_raw=None),),
        results=(),
        mentions=(),
        issues=(),
    )
    refused = replace(SUMMARY, plan=None, rejection="The form names no lead city.", issues=(ISSUE,))
    folder = tmp_path_factory.mktemp("views")
    frames = warehouse(folder / "raw", {"haikou.txt": SUMMARY, "nice.txt": bare, "refused.txt": refused})
    database_file.build(folder / "ucap.duckdb", frames)
    return folder / "ucap.duckdb"


def test_a_plan_is_told_in_names(two_plans: Path) -> None:
    haikou, nice = rows(two_plans, "FROM report.plan_overview")
    assert haikou == {
        "lead_city": "Haikou",
        "lead_country": "China",
        "partner_cities": "Nice, Granada",
        "period": "July 2018 – November 2019",
        "period_start": date(2018, 7, 1),
        "period_end": date(2019, 11, 30),
        "is_open": False,
        "population": 2_300_000,
        "area_km2": 3146.0,
        "people_per_km2": 731,
        "themes": "Smart city and digital transition",
        "sdgs": "SDG 9, SDG 11",
        "urban_agenda_topics": "Urban Mobility",
        "activities": 2,
        "results": 1,
        "errors": 0,
        "warnings": 1,
        "notes": 0,
        "file_name": "haikou.txt",
        "plan_id": "cn-haikou-2018-07",
    }
    stated = {"lead_city", "lead_country", "partner_cities", "period", "period_start", "file_name", "plan_id"}
    missing = {name for name, value in nice.items() if value is None}
    assert missing == {
        "period_end",
        "population",
        "area_km2",
        "people_per_km2",
        "themes",
        "sdgs",
        "urban_agenda_topics",
    }
    assert not stated & missing
    assert (nice["is_open"], nice["activities"], nice["results"], nice["warnings"]) == (True, 1, 0, 0)


def test_a_partnership_is_told_from_either_side(two_plans: Path) -> None:
    found = rows(two_plans, "SELECT lead_city, partner_city, partner_country, plans_of_pair FROM report.partnership")
    assert [tuple(row.values()) for row in found] == [
        ("Haikou", "Nice", "France", 2),
        ("Haikou", "Granada", "Spain", 1),
        ("Nice", "Haikou", "China", 2),
    ]


def test_the_timeline_ends_with_what_has_no_date(two_plans: Path) -> None:
    found = rows(two_plans, "FROM report.activity_timeline")
    assert [(row["start_date"], row["lead_city"], row["is_sub_item"], row["is_outside_period"]) for row in found] == [
        (date(2018, 7, 1), "Haikou", False, False),
        (date(2018, 7, 1), "Haikou", True, False),
        (None, "Nice", False, None),
    ]
    assert (found[1]["cities"], found[1]["activity_type"], found[1]["date_words"]) == (
        "Granada, Haikou",
        "Agreement",
        None,
    )


@pytest.mark.parametrize(
    ("start", "end", "is_outside", "because"),
    [
        (date(2018, 4, 1), date(2018, 4, 30), True, "it was over when the period began"),
        (date(2019, 12, 1), date(2019, 12, 31), True, "it begins when the period is over"),
        (date(2018, 6, 1), date(2018, 7, 1), False, "its last day is the period's first"),
        (date(2018, 1, 1), date(2020, 12, 31), False, "it holds the whole period"),
    ],
)
def test_an_activity_outside_its_period_is_marked(
    tmp_path: Path, start: date, end: date, is_outside: bool, because: str
) -> None:
    activities = (replace(ACTIVITY, start_date=start, end_date=end), SUB_ITEM)
    frames = warehouse(tmp_path / "raw", {"a.txt": replace(SUMMARY, activities=activities)})
    database_file.build(tmp_path / "ucap.duckdb", frames)
    query = "SELECT is_outside_period FROM report.activity_timeline WHERE NOT is_sub_item"
    assert rows(tmp_path / "ucap.duckdb", query) == [{"is_outside_period": is_outside}], because


def test_all_goals_are_covered_or_not(two_plans: Path) -> None:
    found = rows(two_plans, "FROM report.sdg_coverage")
    assert [row["sdg_goal"] for row in found] == list(range(1, 18))
    assert [row["sdg"] for row in found if row["plans"]] == ["SDG 9", "SDG 11"]
    eleventh = found[10]
    assert (eleventh["plans"], eleventh["share_of_plans"], eleventh["lead_cities"]) == (1, 50.0, "Haikou")
    assert (eleventh["plans_in_related"], eleventh["plans_in_themes"]) == (0, 1)


def test_themes_of_the_five_summaries(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Counted by hand. Yangzhou and Panjin list culture twice; Haikou writes `Cultural, Tourism and Education`."""
    found = {
        theme: rest
        for theme, *rest in warehouse.execute(
            "SELECT theme_code, plans, entries, headings, commonest_heading FROM report.theme_overview WHERE plans > 0"
        ).fetchall()
    }
    assert found == {
        "culture_tourism_education": [4, 6, 2, "Culture, Tourism and Education"],
        "smart_city_digital": [4, 4, 3, "Smart City & Digital Transition"],
        "health_biotech": [2, 2, 1, "Health Care and Biotechnology"],
        "agriculture": [1, 1, 1, "Modern Agriculture"],
        "circular_economy_energy": [1, 1, 1, "Circular Economy & Energy Transition"],
        "technology_innovation": [1, 1, 1, "Technology innovation"],
    }
    within = "SELECT sdgs, lead_cities FROM report.theme_overview WHERE theme_code = 'culture_tourism_education'"
    assert warehouse.execute(within).fetchall() == [("SDG 4, SDG 11", "Guangzhou, Haikou, Panjin, Yangzhou")]


def test_a_mentioned_city_tells_where_it_is_mentioned(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Guangzhou names Mannheim in its last expected result, Brussels in its activity of April 2019, and neither in its head."""
    found = warehouse.execute(
        "SELECT mentioned_city, activities, results, first_activity FROM report.mention_without_partnership "
        "WHERE lead_city = 'Guangzhou' AND mentioned_city IN ('Brussels', 'Mannheim') ORDER BY 1"
    ).fetchall()
    assert found == [("Brussels", 1, 0, date(2019, 4, 1)), ("Mannheim", 0, 1, None)]


def test_a_finding_leads_to_its_line(two_plans: Path) -> None:
    found = rows(two_plans, "SELECT code, lead_city, file_name, line, source_words FROM report.quality_issue")
    assert [tuple(row.values()) for row in found] == [
        ("activity_outside_period", "Haikou", "haikou.txt", 2, "July 2018"),
        ("activity_outside_period", None, "refused.txt", 2, "July 2018"),
    ]


def test_an_answer_computed_with_the_file_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a warehouse is large, views read what was computed while it was built: rows, order, types and words stay."""
    monkeypatch.setattr(database_file, "LARGE", 0)
    documents = {"haikou.txt": SUMMARY, "nice.txt": of_plan(NICE, date(2019, 1, 1))}
    large, small = tmp_path / "large.duckdb", tmp_path / "small.duckdb"
    frames = warehouse(tmp_path / "raw", documents)
    database_file.build(large, frames)
    monkeypatch.undo()
    database_file.build(small, frames)
    for view in report.views():
        for query in (f"FROM {view.qualified_name}", f"DESCRIBE {view.qualified_name}"):
            assert rows(large, query) == rows(small, query)
    prepared = rows(large, "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'prepared'")
    assert {row["table_name"] for row in prepared} == {view.name for view in report.views()}
    assert not rows(small, "SELECT * FROM duckdb_tables() WHERE schema_name = 'prepared'")


# Views over a vocabulary list all of it, stated or not; and the refresh itself is told.
ROWS_OF_NOTHING = {
    "sdg_coverage": 17,
    "urban_agenda_coverage": 20,
    "theme_overview": 10,
    "field_completeness": 19,
    "field_completeness_by_load": 19,
    "load_history": 1,
}


def test_views_of_an_empty_warehouse_run(tmp_path: Path) -> None:
    database_file.build(tmp_path / "ucap.duckdb", warehouse(tmp_path / "raw", {}))
    for view in report.views():
        found = rows(tmp_path / "ucap.duckdb", f"FROM {view.qualified_name}")
        assert len(found) == ROWS_OF_NOTHING.get(view.name, 0)


@pytest.mark.parametrize("view", report.views(), ids=lambda view: view.name)
def test_every_column_has_its_words_in_the_order_of_the_query(view: report.View, two_plans: Path) -> None:
    (comment,) = rows(two_plans, f"SELECT comment FROM duckdb_views() WHERE view_name = '{view.name}' AND NOT internal")
    assert comment["comment"] == view.description
    columns = rows(
        two_plans,
        "SELECT column_name, comment FROM duckdb_columns() "
        f"WHERE schema_name = 'report' AND table_name = '{view.name}' ORDER BY column_index",
    )
    assert [(row["column_name"], row["comment"]) for row in columns] == list(view.columns.items())


def test_a_view_names_the_schema_of_every_table() -> None:
    """So that it also runs for who has attached the file beside others."""
    unqualified = re.compile(
        r"(?<!main\.)(?<!history\.)(?<!')\b(dim|fact|bridge)_\w+|(?<!audit\.)(?<!history\.)\b(quality_issue|arrival|evidence)\b"
    )
    for view in report.views():
        assert not unqualified.search(view.sql), view.name


def test_a_view_numbers_rows_in_an_order() -> None:
    """A CTE is evaluated wherever it is named, in DuckDB 1.1 at least: numbers given in no order contradict each other."""
    for view in report.views():
        assert not re.search(r"row_number\(\)\s+OVER\s+\(\s*\)", view.sql, re.IGNORECASE), view.name


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("SELECT 1", "no words at all"),
        ("-- One row is one.\n--\n-- a: the one", "no query"),
        ("-- One row is one.\nSELECT 1 AS a", "no words for columns"),
        ("-- One row is one.\n--\n-- just words\nSELECT 1 AS a", "words that belong to no column"),
    ],
)
def test_a_view_without_its_words_is_refused(text: str, because: str) -> None:
    with pytest.raises(ValueError, match=r"it\.sql: "):
        report.parse("it", text)
    assert because


def test_words_may_go_on_in_the_next_line() -> None:
    view = report.parse("it", "-- One row\n-- is one.\n--\n-- a: the one\n--   and only\nSELECT 1 AS a\n")
    assert view == report.View("it", "One row is one.", {"a": "the one and only"}, "SELECT 1 AS a")
