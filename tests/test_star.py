"""Keys, joins and what is remembered: from staged frames to the tables of the warehouse."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines import star, tables
from pipelines.records import CityRecord, MentionRecord, Summary
from pipelines.staging import Frames
from tests.summaries import (
    ACTIVITY,
    FIRST_LOAD,
    GRANADA,
    HAIKOU,
    ISSUE,
    NICE,
    PLAN,
    SECOND_LOAD,
    SUB_ITEM,
    SUMMARY,
    THIRD_LOAD,
    of_plan,
    remembered,
    warehouse,
)

PLAN_ID = "cn-haikou-2018-07"


def rows(frame: pl.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return frame.select(columns).rows()


@pytest.fixture(scope="module")
def haikou(tmp_path_factory: pytest.TempPathFactory) -> Frames:
    """The warehouse of one plan."""
    return warehouse(tmp_path_factory.mktemp("raw"), {"haikou.txt": SUMMARY})


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        ("dim_plan", [PLAN_ID]),
        ("fact_partnership", [f"{PLAN_ID}/fr-nice", f"{PLAN_ID}/es-granada"]),
        ("fact_theme", [f"{PLAN_ID}/t1"]),
        ("fact_sdg_tag", [f"{PLAN_ID}/sdg/t1/11", f"{PLAN_ID}/sdg/related/9"]),
        ("fact_urban_agenda_tag", [f"{PLAN_ID}/topic/related/urban_mobility"]),
        ("fact_statement", [f"{PLAN_ID}/focus/1"]),
        ("fact_activity", [f"{PLAN_ID}/a1", f"{PLAN_ID}/a1.1"]),
        ("fact_result", [f"{PLAN_ID}/r1"]),
    ],
)
def test_keys_are_readable(haikou: Frames, table: str, keys: list[str]) -> None:
    assert haikou[table].to_series().to_list() == keys


@pytest.mark.parametrize("table", tables.WAREHOUSE, ids=str)
def test_every_table_has_its_declared_columns(haikou: Frames, table: Any) -> None:
    assert haikou[table.name].schema == table.polars_schema()


def test_a_plan_without_a_start_is_undated(tmp_path: Path) -> None:
    frames = warehouse(tmp_path, {"a.txt": of_plan(HAIKOU, start=None)})
    assert frames["dim_plan"]["plan_id"].to_list() == ["cn-haikou-undated"]


def test_a_sub_item_points_to_its_activity(haikou: Frames) -> None:
    assert rows(haikou["fact_activity"], "sequence", "parent_activity_id") == [("1", None), ("1.1", f"{PLAN_ID}/a1")]


def test_a_partnership_counts_what_names_the_partner(haikou: Frames) -> None:
    columns = ("partner_city_id", "activity_count", "result_count", "has_signed_agreement", "has_expected_agreement")
    assert rows(haikou["fact_partnership"], *columns) == [
        ("fr-nice", 0, 1, False, True),
        ("es-granada", 1, 0, True, False),
    ]


def test_a_pair_of_cities_is_the_same_from_either_side(tmp_path: Path) -> None:
    by_nice = of_plan(NICE, partners=(replace(SUMMARY.partners[0], city_id="cn-haikou"),))
    pairs = warehouse(tmp_path, {"a.txt": SUMMARY, "b.txt": by_nice})["fact_partnership"]
    assert set(pairs.filter(pl.col("partner_city_id") != "es-granada")["city_pair_id"]) == {"cn-haikou|fr-nice"}


def test_a_bridge_tells_lead_and_partners_from_others(tmp_path: Path) -> None:
    beijing = CityRecord("cn-beijing", "Beijing", "CN", None, None, 1816670, 39.9, 116.4, in_gazetteer=True)
    mention = replace(SUMMARY.mentions[0], city_id="cn-beijing")
    summary = replace(SUMMARY, cities=(*SUMMARY.cities, beijing), mentions=(*SUMMARY.mentions, mention))
    bridge = warehouse(tmp_path, {"a.txt": summary})["bridge_activity_city"]
    assert sorted(rows(bridge, "activity_id", "city_id", "is_lead", "is_partner")) == [
        (f"{PLAN_ID}/a1", "cn-beijing", False, False),
        (f"{PLAN_ID}/a1", "cn-haikou", True, False),
        (f"{PLAN_ID}/a1.1", "cn-haikou", True, False),
        (f"{PLAN_ID}/a1.1", "es-granada", False, True),
    ]


def test_an_agreement_counts_for_a_partner_whom_its_item_does_not_name(tmp_path: Path) -> None:
    unnamed = MentionRecord("activity", "1", "fr-nice", signed=True, expected=False, named=False)
    built = warehouse(tmp_path, {"a.txt": replace(SUMMARY, mentions=(*SUMMARY.mentions, unnamed))})
    (nice,) = built["fact_partnership"].filter(pl.col("partner_city_id") == "fr-nice").to_dicts()
    assert (nice["has_signed_agreement"], nice["activity_count"]) == (True, 0)
    assert "fr-nice" not in set(built["bridge_activity_city"]["city_id"])


def test_dates_cover_whole_years_without_gaps(haikou: Frames) -> None:
    days = haikou["dim_date"]
    assert (days["date"].min(), days["date"].max(), days.height) == (date(2018, 1, 1), date(2019, 12, 31), 730)
    assert days.row(0, named=True) == {
        "date": date(2018, 1, 1),
        "year": 2018,
        "quarter": 1,
        "month": 1,
        "month_name": "January",
        "year_month": "2018-01",
        "day": 1,
        "weekday": "Monday",
        "weekday_number": 1,
    }


def test_without_a_date_there_are_no_days(tmp_path: Path) -> None:
    undated = replace(of_plan(HAIKOU, start=None), activities=(), mentions=(), issues=())
    assert warehouse(tmp_path, {"a.txt": undated})["dim_date"].height == 0


def test_vocabularies_are_complete_whatever_the_plans_state(haikou: Frames) -> None:
    assert [
        haikou[name].height for name in ("dim_sdg", "dim_urban_agenda_topic", "dim_theme", "dim_activity_type")
    ] == [
        17,
        20,
        10,
        8,
    ]
    assert haikou["dim_sdg"]["sdg_code"].to_list()[10] == "SDG 11"


def test_a_city_of_many_documents_is_one_row_whichever_comes_first(tmp_path: Path) -> None:
    """Of a city that no gazetteer knows, documents may differ in how they spell it."""
    spellings = [
        CityRecord("xx-foo", name, "XX", None, None, None, None, None, in_gazetteer=False) for name in ("Foo", "FOO")
    ]
    documents = [
        replace(of_plan(lead), cities=(*SUMMARY.cities, city))
        for lead, city in zip((HAIKOU, NICE), spellings, strict=True)
    ]
    one_way = warehouse(tmp_path / "1", dict(zip("ab", documents, strict=True)))["dim_city"]
    other_way = warehouse(tmp_path / "2", dict(zip("ba", documents, strict=True)))["dim_city"]
    assert one_way.equals(other_way)
    assert one_way.filter(pl.col("city_id") == "xx-foo")["city_name"].to_list() == ["FOO"]


def test_issues_are_numbered_in_the_order_of_the_text(tmp_path: Path) -> None:
    late = replace(
        ISSUE,
        code="empty_item",
        severity="info",
        source_start=200,
        source_end=204,
        row_key="r1",
        table_name="fact_result",
    )
    whole = replace(ISSUE, code="missing_section", source_start=None, source_end=None, table_name=None, row_key=None)
    frames = warehouse(tmp_path, {"a.txt": replace(SUMMARY, issues=(whole, late, ISSUE))})
    document_id = frames["dim_document"]["document_id"][0]
    assert rows(frames["quality_issue"], "issue_id", "code", "row_id") == [
        (f"{document_id}/1", "activity_outside_period", f"{PLAN_ID}/a1"),
        (f"{document_id}/2", "empty_item", f"{PLAN_ID}/r1"),
        (f"{document_id}/3", "missing_section", None),
    ]


def test_an_issue_about_the_plan_names_the_plans_row(tmp_path: Path) -> None:
    issue = replace(ISSUE, code="open_period", severity="info", table_name="dim_plan", row_key=None)
    assert rows(warehouse(tmp_path, {"a.txt": replace(SUMMARY, issues=(issue,))})["quality_issue"], "row_id") == [
        (PLAN_ID,)
    ]


def test_findings_about_a_quarantined_document_are_kept(tmp_path: Path) -> None:
    frames = warehouse(tmp_path, {"a.txt": replace(SUMMARY, plan=None, rejection="The form names no lead city.")})
    assert rows(frames["quality_issue"], "code", "plan_id", "row_id") == [("activity_outside_period", None, None)]
    assert rows(frames["arrival"], "status", "reason") == [("quarantined", "The form names no lead city.")]
    assert frames["dim_document"].height == frames["dim_plan"].height == frames["fact_activity"].height == 0


# ── Two documents, one plan ─────────────────────────────────────────────────────────────────────────────────────────


def statuses(frames: Frames) -> dict[str, str]:
    """Status of every row of audit.arrival, by file, with `!` before those of the past."""
    return {
        ("" if current else "!") + name: status
        for name, status, current in rows(frames["arrival"], "file_name", "status", "is_current")
    }


def test_of_two_documents_about_one_plan_the_later_arrival_is_loaded(tmp_path: Path) -> None:
    first = warehouse(tmp_path, {"old.txt": SUMMARY})
    both = warehouse(tmp_path, {"old.txt": SUMMARY, "new.txt": SUMMARY}, SECOND_LOAD, remembered(first))
    assert statuses(both) == {"new.txt": "loaded", "old.txt": "duplicate"}
    (reason,) = both["arrival"].filter(pl.col("status") == "duplicate")["reason"]
    assert reason == f"It describes the plan {PLAN_ID}, which is loaded from new.txt."
    assert both["dim_document"]["file_name"].to_list() == ["new.txt"]


def test_of_two_that_arrive_together_the_greater_hash_is_loaded(tmp_path: Path) -> None:
    frames = warehouse(tmp_path, {"a.txt": SUMMARY, "b.txt": SUMMARY})
    (loaded,) = frames["dim_document"]["sha256"]
    assert loaded == frames["arrival"]["sha256"].max()


def test_both_documents_of_one_plan_are_warned_about(tmp_path: Path) -> None:
    frames = warehouse(tmp_path, {"a.txt": SUMMARY, "b.txt": SUMMARY})
    warned = frames["quality_issue"].filter(pl.col("code") == "same_plan")
    assert warned["document_id"].n_unique() == 2
    assert set(warned["severity"]) == {"warning"}
    (loaded,) = frames["dim_document"]["document_id"]
    assert rows(warned.filter(pl.col("document_id") == loaded), "plan_id", "row_id") == [(PLAN_ID, PLAN_ID)]
    assert rows(warned.filter(pl.col("document_id") != loaded), "plan_id", "row_id") == [(None, None)]


def test_two_plans_of_one_city_are_two_plans(tmp_path: Path) -> None:
    frames = warehouse(tmp_path, {"a.txt": SUMMARY, "b.txt": of_plan(HAIKOU, date(2019, 1, 1))})
    assert statuses(frames) == {"a.txt": "loaded", "b.txt": "loaded"}


# ── What is remembered from load to load ────────────────────────────────────────────────────────────────────────────


def test_a_file_keeps_the_time_at_which_it_was_first_seen(tmp_path: Path) -> None:
    first = warehouse(tmp_path, {"a.txt": SUMMARY})
    second = warehouse(tmp_path, {"a.txt": SUMMARY}, SECOND_LOAD, remembered(first))
    assert second["arrival"]["first_seen_at"].to_list() == [FIRST_LOAD.started_at]
    assert second["dim_document"]["first_seen_at"].to_list() == [FIRST_LOAD.started_at]


def test_a_renamed_file_is_a_new_arrival_of_known_bytes(tmp_path: Path) -> None:
    first = warehouse(tmp_path / "1", {"a.txt": SUMMARY})
    second = warehouse(tmp_path / "2", {"b.txt": SUMMARY}, SECOND_LOAD, remembered(first))
    assert statuses(second) == {"!a.txt": "removed", "b.txt": "loaded"}
    assert second["arrival"].filter("is_current")["first_seen_at"].to_list() == [SECOND_LOAD.started_at]
    assert second["dim_document"]["first_seen_at"].to_list() == [FIRST_LOAD.started_at]


def test_a_file_that_is_gone_is_remembered(tmp_path: Path) -> None:
    first = warehouse(tmp_path / "1", {"a.txt": SUMMARY, "b.txt": of_plan(NICE)})
    second = warehouse(tmp_path / "2", {"a.txt": SUMMARY}, SECOND_LOAD, remembered(first))
    third = warehouse(tmp_path / "2", {"a.txt": SUMMARY}, THIRD_LOAD, remembered(second))
    for frames in (second, third):
        assert statuses(frames) == {"a.txt": "loaded", "!b.txt": "removed"}
    assert third["arrival"].filter(~pl.col("is_current"))["reason"].to_list() == [
        "The file is no longer in the folder."
    ]


def test_an_edited_file_supersedes_what_it_said_before(tmp_path: Path) -> None:
    first = warehouse(tmp_path / "1", {"a.txt": SUMMARY})
    edited = {"other.txt": of_plan(NICE), "a.txt": SUMMARY}  # the second text differs from the first
    second = warehouse(tmp_path / "2", edited, SECOND_LOAD, remembered(first))
    assert statuses(second) == {"a.txt": "loaded", "!a.txt": "superseded", "other.txt": "loaded"}
    assert rows(second["dim_document"], "file_name", "version") == [("a.txt", 2), ("other.txt", 1)]


def test_a_file_that_goes_back_to_what_it_was_is_current_again(tmp_path: Path) -> None:
    first = warehouse(tmp_path / "1", {"a.txt": SUMMARY})
    second = warehouse(tmp_path / "2", {"x.txt": of_plan(NICE), "a.txt": SUMMARY}, SECOND_LOAD, remembered(first))
    third = warehouse(tmp_path / "1", {"a.txt": SUMMARY}, THIRD_LOAD, remembered(second))
    assert statuses(third) == {"a.txt": "loaded", "!a.txt": "superseded", "!x.txt": "removed"}
    assert third["arrival"].filter("is_current")["first_seen_at"].to_list() == [FIRST_LOAD.started_at]
    assert rows(third["dim_document"], "document_id") == rows(first["dim_document"], "document_id")


def test_every_load_is_remembered(tmp_path: Path) -> None:
    first = warehouse(tmp_path, {"a.txt": SUMMARY})
    second = warehouse(tmp_path, {"a.txt": SUMMARY, "b.txt": SUMMARY}, SECOND_LOAD, remembered(first))
    columns = ("run_id", "documents_seen", "documents_loaded", "documents_duplicate", "documents_quarantined")
    assert rows(second["load_run"], *columns) == [("run-1", 1, 1, 0, 0), ("run-2", 2, 1, 1, 0)]
    assert second["load_run"]["started_at"].to_list() == [datetime(2026, 11, 1, 8, 0), datetime(2026, 11, 2, 8, 0)]


def test_rows_loaded_are_those_of_the_star(haikou: Frames) -> None:
    of_star = sum(haikou[table.name].height for table in tables.STAR)
    assert haikou["load_run"]["rows_loaded"].to_list() == [of_star]


@pytest.mark.parametrize("names", [("a.txt", "b.txt"), ("b.txt", "a.txt")])
def test_the_same_documents_give_the_same_keys_in_any_order(tmp_path: Path, names: tuple[str, str]) -> None:
    documents: dict[str, Summary] = dict(zip(names, (SUMMARY, of_plan(GRANADA)), strict=True))
    frames = warehouse(tmp_path, documents)
    assert frames["dim_plan"]["plan_id"].to_list() == [PLAN_ID, "es-granada-2018-07"]
    assert frames["fact_activity"]["activity_id"].to_list() == [
        f"{plan}/{item}" for plan in (PLAN_ID, "es-granada-2018-07") for item in ("a1", "a1.1")
    ]


def test_nothing_of_a_record_is_lost(haikou: Frames) -> None:
    first, second = haikou["fact_activity"].to_dicts()
    for row, record in ((first, ACTIVITY), (second, SUB_ITEM)):
        for column in set(row) & set(record.__slots__):
            assert row[column] == getattr(record, column), column
    (plan,) = haikou["dim_plan"].to_dicts()
    assert {column: plan[column] for column in PLAN.__slots__} == {name: getattr(PLAN, name) for name in PLAN.__slots__}


def test_what_was_never_published_is_not_remembered() -> None:
    assert star.Previous().arrivals.height == star.Previous().load_runs.height == 0
