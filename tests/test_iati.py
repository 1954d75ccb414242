"""Tags as IATI has them, and the queries of docs/iati.md."""

import re
import xml.etree.ElementTree as ET

import duckdb
import pytest

from tests.conftest import PROJECT

PAGE = (PROJECT / "docs" / "iati.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)


def test_a_plan_has_one_tag_for_each_goal_that_it_states(warehouse: duckdb.DuckDBPyConnection) -> None:
    """IATI's TagVocabulary: 2 stands for the Sustainable Development Goals, whose codes there are their numbers."""
    found = warehouse.execute("SELECT plan_id, vocabulary, code FROM report.iati_tag").fetchall()
    stated = warehouse.execute("SELECT DISTINCT plan_id, '2', sdg_goal::VARCHAR FROM fact_sdg_tag").fetchall()
    assert sorted(found) == sorted(stated)
    assert len(found) == len(set(found)) > 0


def test_goal_11_is_tagged_by_four_plans(warehouse: duckdb.DuckDBPyConnection) -> None:
    found = warehouse.execute(
        "SELECT lead_city, narrative, sections FROM report.iati_tag WHERE vocabulary = '2' AND code = '11' ORDER BY lead_city"
    ).fetchall()
    assert [lead_city for lead_city, *_ in found] == ["Barnsley", "Haikou", "Panjin", "Yangzhou"]
    assert {narrative for _, narrative, _ in found} == {"Sustainable Cities and Communities"}
    assert {sections for *_, sections in found} <= {"related", "themes", "related, themes"}


def test_the_words_are_those_of_the_first_place(warehouse: duckdb.DuckDBPyConnection) -> None:
    later = warehouse.execute("""
        SELECT count(*) FROM report.iati_tag AS tag WHERE source_words NOT IN (
            SELECT raw_text FROM fact_sdg_tag AS fact WHERE fact.plan_id = tag.plan_id AND sdg_goal = tag.code::INTEGER
            ORDER BY source_start LIMIT 1
        )
    """)
    assert later.fetchall() == [(0,)]


def test_every_goal_carries_its_codes(warehouse: duckdb.DuckDBPyConnection) -> None:
    """SectorVocabulary: 7 is the SDG goal."""
    found = warehouse.execute("SELECT DISTINCT iati_tag_vocabulary, iati_sector_vocabulary FROM dim_sdg")
    assert found.fetchall() == [("2", "7")]


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_of_the_page_answers(query: str, warehouse: duckdb.DuckDBPyConnection) -> None:
    assert warehouse.execute(query).fetchall()


def test_the_tags_of_the_page_are_xml(warehouse: duckdb.DuckDBPyConnection) -> None:
    (query,) = [query for query in QUERIES if "<tag" in query]
    for _, tag in warehouse.execute(query).fetchall():
        element = ET.fromstring(tag)
        assert (element.tag, element.get("vocabulary")) == ("tag", "2")
        assert 1 <= int(element.get("code") or 0) <= 17
        assert element.findtext("narrative")


def test_a_plan_has_a_planned_start_and_unless_it_is_open_a_planned_end(warehouse: duckdb.DuckDBPyConnection) -> None:
    """IATI's ActivityDateType: 1 is the planned start, 3 the planned end."""
    (query,) = [query for query in QUERIES if "iso_date" in query]
    dates = warehouse.execute(query).fetchall()
    assert [str(day) for plan, kind, day in dates if (plan, kind) == ("gb-barnsley-2018-06", 1)] == ["2018-06-01"]
    assert [str(day) for plan, kind, day in dates if (plan, kind) == ("gb-barnsley-2018-06", 3)] == ["2019-05-31"]
    ended = warehouse.execute("SELECT count(*) FROM dim_plan WHERE NOT period_is_open").fetchone()
    assert ended == (sum(kind == 3 for _, kind, _ in dates),)


def test_every_table_and_column_that_the_page_names_is_there(warehouse: duckdb.DuckDBPyConnection) -> None:
    columns = {
        f"{table}.{column}"
        for table, column in warehouse.execute("SELECT table_name, column_name FROM duckdb_columns()").fetchall()
    }
    views = {f"report.{name}" for (name,) in warehouse.execute("SELECT view_name FROM duckdb_views()").fetchall()}
    named = re.findall(r"`((?:dim|fact|report)_?\w*\.\w+)`", PAGE)
    assert named
    assert set(named) <= columns | views
