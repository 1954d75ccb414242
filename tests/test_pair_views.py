"""Views over pairs, cities, agreements, events and evidence, on situations that the five summaries don't have."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines import database_file, tables
from pipelines.records import CityRecord, MentionRecord, Summary
from tests.summaries import ACTIVITY, GRANADA, HAIKOU, ISSUE, NICE, PLAN, SUMMARY, of_plan, warehouse

ZHENGZHOU = CityRecord("cn-zhengzhou", "Zhengzhou", "CN", "Henan", "CN-HA", 1784658, 34.75778, 113.64861, True)
SINGAPORE = CityRecord("sg-singapore", "Singapore", "SG", None, None, 1880252, 1.28967, 103.85007, True)


def published(folder: Path, documents: dict[str, Summary]) -> Path:
    """The file that would be published; that it is verified and swapped in is no matter here."""
    database_file.build(folder / "ucap.duckdb", warehouse(folder / "raw", documents))
    return folder / "ucap.duckdb"


def rows(path: Path, query: str) -> list[dict[str, Any]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        found = connection.execute(query)
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def tuples(path: Path, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in rows(path, query)]


def telling(activity_type: str, *mentions: tuple[str, bool, bool], **changes: Any) -> Summary:
    """Haikou's plan with one activity that names these cities: id, signed, expected."""
    return replace(
        SUMMARY,
        cities=(HAIKOU, NICE, GRANADA, ZHENGZHOU, SINGAPORE),
        activities=(replace(ACTIVITY, activity_type=activity_type, **changes),),
        results=(),
        mentions=tuple(MentionRecord("activity", "1", city, signed, expected) for city, signed, expected in mentions),
        issues=(),
    )


def of_nice(**changes: Any) -> Summary:
    """Nice's plan with Haikou as partner, 2019 to an open end, with no goals of its own unless said."""
    summary = of_plan(NICE, date(2019, 1, 1), partners=(replace(SUMMARY.partners[0], city_id="cn-haikou"),))
    assert summary.plan
    plan = replace(summary.plan, period_end=None, period_is_open=True, population=None, population_raw=None)
    return replace(summary, **{"plan": plan, "sdg_tags": (), "issues": (), **changes})


@pytest.fixture(scope="module")
def told_by_both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Haikou names Nice and Granada, Nice names Haikou."""
    documents = {"haikou.txt": SUMMARY, "nice.txt": of_nice(sdg_tags=(SUMMARY.sdg_tags[0],))}
    return published(tmp_path_factory.mktemp("both"), documents)


class TestPairs:
    def test_one_told_by_both_is_one_row(self, told_by_both: Path) -> None:
        granada, nice = rows(told_by_both, "FROM report.city_pair")
        assert (nice["pair"], nice["plans"], nice["is_reciprocal"], nice["silent_city"]) == (
            "Nice – Haikou",
            2,
            True,
            None,
        )
        assert (nice["since"], nice["until"]) == (date(2018, 7, 1), None), "one of the periods is open"
        assert (nice["sdgs"], nice["shared_sdgs"]) == ("SDG 9, SDG 11", "SDG 11"), "Nice states goal 11 only"
        assert (nice["agreement_signed"], nice["agreement_expected"]) == (False, True)
        assert (granada["pair"], granada["plans"], granada["is_reciprocal"]) == ("Granada – Haikou", 1, False)
        assert (granada["until"], granada["shared_sdgs"], granada["silent_city"]) == (date(2019, 11, 30), None, None)
        assert (granada["agreement_signed"], granada["first_activity"]) == (True, date(2018, 7, 1))

    def test_both_sides_stand_side_by_side(self, told_by_both: Path) -> None:
        (pair,) = rows(told_by_both, "FROM report.city_pair_comparison")
        assert (pair["first_city"], pair["other_city"]) == ("Nice", "Haikou")
        assert (pair["first_start"], pair["other_start"]) == (date(2019, 1, 1), date(2018, 7, 1))
        assert (pair["first_end"], pair["other_end"]) == (None, date(2019, 11, 30))
        assert (pair["is_same_period"], pair["is_same_themes"]) == (False, True)
        assert (pair["first_agreement"], pair["other_agreement"]) == ("expected", "expected")

    def test_a_city_that_keeps_silent_is_named(self, tmp_path: Path) -> None:
        path = published(
            tmp_path, {"haikou.txt": replace(SUMMARY, partners=SUMMARY.partners[1:]), "nice.txt": of_nice()}
        )
        silent = "SELECT silent_city FROM report.city_pair WHERE european_city = 'Nice'"
        assert tuples(path, silent) == [("Haikou",)]
        compared = "SELECT first_plans, other_plans, other_themes, is_same_period FROM report.city_pair_comparison"
        assert tuples(path, compared) == [(1, 0, None, None)]

    def test_an_undated_plan_makes_a_pair_without_dates(self, tmp_path: Path) -> None:
        path = published(tmp_path, {"haikou.txt": of_plan(HAIKOU, None, activities=(), mentions=())})
        query = "SELECT pair, since, until, first_activity, activities FROM report.city_pair ORDER BY pair"
        assert tuples(path, query) == [
            ("Granada – Haikou", None, None, None, 0),
            ("Nice – Haikou", None, None, None, 0),
        ]

    def test_a_pair_of_one_side_is_a_pair_without_sides(self, tmp_path: Path) -> None:
        partner = replace(SUMMARY.partners[0], city_id="cn-zhengzhou")
        summary = replace(SUMMARY, cities=(*SUMMARY.cities, ZHENGZHOU), partners=(partner,))
        path = published(tmp_path, {"haikou.txt": summary})
        assert tuples(path, "SELECT pair, european_city, chinese_city FROM report.city_pair") == [
            ("Haikou – Zhengzhou", None, None)
        ]


def test_a_city_on_both_sides_has_one_profile(told_by_both: Path) -> None:
    query = "SELECT plans_led, plans_as_partner, partners, partner_cities, population FROM report.city_profile"
    assert tuples(told_by_both, f"{query} WHERE city = 'Haikou'") == [(1, 1, 2, "Granada, Nice", 2_300_000)]
    assert tuples(told_by_both, f"{query} WHERE city = 'Granada'") == [(0, 1, 1, "Haikou", None)]
    agreements = "SELECT agreements_signed, agreements_expected FROM report.city_profile WHERE city = 'Haikou'"
    assert tuples(told_by_both, agreements) == [(1, 1)]


def test_a_profile_has_the_figures_of_the_latest_plan(tmp_path: Path) -> None:
    later = of_plan(HAIKOU, date(2019, 1, 1))
    later = replace(later, plan=replace(later.plan or PLAN, population=2_900_000))
    path = published(tmp_path, {"a.txt": later, "b.txt": SUMMARY, "c.txt": of_plan(HAIKOU, None)})
    query = "SELECT plans_led, population FROM report.city_profile WHERE city = 'Haikou'"
    assert tuples(path, query) == [(3, 2_900_000)]


@pytest.mark.parametrize(
    ("mentions", "pairs", "because"),
    [
        ([("cn-haikou", True, False), ("es-granada", True, False)], [("signed", "Granada – Haikou")], "both are named"),
        ([("es-granada", True, False)], [("signed", "Granada – Haikou")], "the lead goes without saying"),
        ([("cn-zhengzhou", True, False), ("es-granada", True, False)], [("signed", "Granada – Zhengzhou")],
         "the lead isn't a party where another city of its side is"),
        ([("cn-zhengzhou", True, False)], [("signed", "Haikou – Zhengzhou")], "two cities of one side may agree too"),
        ([("sg-singapore", True, False)], [("signed", "Haikou – Singapore")], "and one of neither side"),
        ([("es-granada", True, False), ("fr-nice", False, True)],
         [("expected", "Nice – Haikou"), ("signed", "Granada – Haikou")], "one is signed, one is to come"),
        ([("fr-nice", False, False)], [("signed", None)], "something was signed, with nobody that the text names"),
        ([("cn-haikou", True, False)], [("signed", None)], "nor does the lead agree with itself"),
    ],
)  # fmt: skip
def test_who_agrees_with_whom(
    mentions: list[tuple[str, bool, bool]], pairs: list[tuple[str, str | None]], because: str, tmp_path: Path
) -> None:
    path = published(tmp_path, {"haikou.txt": telling("agreement", *mentions)})
    assert tuples(path, "SELECT status, pair FROM report.agreement ORDER BY ALL") == pairs, because


@pytest.mark.parametrize(
    ("start", "end", "months", "because"),
    [
        (date(2018, 7, 12), date(2018, 7, 14), [date(2018, 7, 1)], "three days of the month"),
        (
            date(2018, 6, 28),
            date(2018, 7, 3),
            [date(2018, 7, 1)],
            "over the turn of two months, of which both tell of one",
        ),
        (date(2018, 7, 1), date(2018, 12, 31), [], "half a year is no event"),
        (date(2018, 8, 1), date(2018, 8, 31), [], "another month"),
    ],
)
def test_an_event_is_told_by_two_plans_of_one_month(
    start: date, end: date, months: list[date], because: str, tmp_path: Path
) -> None:
    names = [("cn-zhengzhou", False, False)]
    other = telling("visit", *names, start_date=start, end_date=end, date_precision="day")
    other = replace(other, plan=replace(of_nice().plan or PLAN), partners=of_nice().partners)
    path = published(tmp_path, {"haikou.txt": telling("mission", *names), "nice.txt": other})
    assert tuples(path, "SELECT month FROM report.shared_event") == [(month,) for month in months], because


def test_two_plans_of_one_month_in_different_places_share_nothing(tmp_path: Path) -> None:
    other = replace(telling("visit", ("cn-zhengzhou", False, False)), plan=of_nice().plan, partners=of_nice().partners)
    path = published(tmp_path, {"haikou.txt": telling("visit", ("fr-nice", False, False)), "nice.txt": other})
    assert not rows(path, "FROM report.shared_event")


def test_who_expects_nothing_has_a_row_without_a_result(tmp_path: Path) -> None:
    path = published(tmp_path, {"haikou.txt": SUMMARY, "nice.txt": of_nice(results=(), mentions=())})
    query = "SELECT lead_city, number, partners, other_cities, agreement_expected FROM report.expected_result"
    assert tuples(path, query) == [("Haikou", 1, "Nice", None, True), ("Nice", None, None, None, None)]


def test_completeness_tells_withheld_from_not_stated(tmp_path: Path) -> None:
    doubt = replace(ISSUE, table_name="dim_plan", row_key=None, column_name="population")
    haikou = replace(SUMMARY, plan=replace(PLAN, population=None), results=(), mentions=(), activities=())
    nice = of_nice()
    nice = replace(nice, plan=replace(nice.plan or PLAN, population_raw="N/A"))
    path = published(tmp_path, {"haikou.txt": replace(haikou, issues=(ISSUE, doubt)), "nice.txt": nice})
    query = "SELECT field, stated, withheld, not_stated FROM report.field_completeness"
    found = {field: counts for field, *counts in tuples(path, query)}
    assert found["population"] == [0, 1, 1], "Haikou's can't be read for certain; Nice's is N/A"
    assert found["end of the period"] == [1, 0, 1], "an open end isn't stated"
    assert found["Sustainable Development Goals"] == [1, 0, 1]
    assert found["activities"] == [1, 1, 0], "a finding has words of one, but there is no row"
    assert all(sum(counts) == 2 for counts in found.values())


class TestEvidence:
    def test_every_fact_and_value_of_a_plan_has_it(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        for table in (*tables.FACTS, tables.EVIDENCE):
            name = "dim_plan" if table is tables.EVIDENCE else table.name
            (counts,) = warehouse.execute(
                f"SELECT (SELECT count(*) FROM {table.qualified_name}), count(*), count(DISTINCT (row_id, column_name)) "
                "FROM report.evidence WHERE table_name = ?",
                [name],
            ).fetchall()
            assert len(set(counts)) == 1, name

    def test_it_tells_the_value_that_is_published(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        read = warehouse.execute("SELECT DISTINCT column_name FROM audit.evidence").fetchall()
        for (column,) in read:
            different = warehouse.execute(
                f"SELECT * FROM report.evidence JOIN dim_plan USING (plan_id) WHERE table_name = 'dim_plan' "
                f"AND column_name = '{column}' AND value IS DISTINCT FROM CAST({column} AS VARCHAR)"
            ).fetchall()
            assert not different, column

    def test_a_withheld_value_keeps_its_words(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        query = "SELECT column_name, value, sentence FROM report.evidence WHERE source_start = 264 AND lead_city = 'Guangzhou'"
        assert warehouse.execute(query).fetchall() == [("area_raw", "1,24km ²", "Size (km²) 1,24km ² N/A")]

    def test_the_sentence_holds_the_words_of_the_value(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        query = "SELECT sentence, value FROM report.evidence WHERE table_name = 'fact_activity'"
        for sentence, value in warehouse.execute(query).fetchall():
            assert value in sentence
