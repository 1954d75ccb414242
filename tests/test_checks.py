"""What is said of rows, tables and references that don't hold. Nothing raises: a check gives back its failures."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import polars as pl
import polars.selectors as cs
import pytest

from pipelines import checks, tables
from pipelines.schema import Table
from pipelines.staging import Frames
from tests.summaries import NICE, SUMMARY, of_plan, staged, warehouse

PLAN_ID = "cn-haikou-2018-07"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Frames:
    """A warehouse of two plans in which everything holds."""
    return warehouse(tmp_path_factory.mktemp("raw"), {"haikou.txt": SUMMARY, "nice.txt": of_plan(NICE)})


def changed(frame: pl.DataFrame, row: int, **values: object) -> pl.DataFrame:
    """The frame with other values in one row."""
    is_row = pl.int_range(pl.len()) == row
    return frame.with_columns(
        pl.when(is_row).then(pl.lit(value, dtype=frame.schema[name])).otherwise(name).alias(name)
        for name, value in values.items()
    )


def test_a_sound_warehouse_fails_in_nothing(sound: Frames) -> None:
    assert checks.whole(sound) == []


@pytest.mark.parametrize(
    ("table", "values", "sentence"),
    [
        (
            tables.FACT_ACTIVITY,
            {"date_precision": "week"},
            "fact_activity: date_precision is one of day, month, quarter, year, "
            f"but date_precision is 'week' in {PLAN_ID}/a1",
        ),
        (
            tables.FACT_ACTIVITY,
            {"description": None},
            f"fact_activity: description is stated, but description is missing in {PLAN_ID}/a1",
        ),
        (
            tables.DIM_PLAN,
            {"population": 4},
            "dim_plan: population is between 1,000 and 50,000,000, but population is 4 in cn-haikou-2018-07",
        ),
        (
            tables.FACT_THEME,
            {"source_start": 90, "source_end": 90},
            "fact_theme: source_start is before source_end, "
            f"but source_start is 90 and source_end is 90 in {PLAN_ID}/t1",
        ),
        (
            tables.EVIDENCE,
            {"column_name": "mayor"},
            f"audit.evidence: column_name is one of the 17 known values, but column_name is 'mayor' in dim_plan/{PLAN_ID}",
        ),
        (tables.DIM_DOCUMENT, {"encoding": "a" * 1_000}, None),
    ],
)  # fmt: skip
def test_a_row_that_breaks_a_promise_is_told_in_a_sentence(
    sound: Frames, table: Table, values: dict[str, object], sentence: str | None
) -> None:
    failures = checks.rows(table, changed(sound[table.name], 0, **values))
    assert [str(failure) for failure in failures] == ([] if sentence is None else [sentence])


# Values that rules are about: too small, too large, of no known wording, missing.
SPOILT: dict[str, list[object]] = {
    "VARCHAR": ["", "?", "a\nb", None],
    "INTEGER": [-1, 0, 2**31 - 1, None],
    "BIGINT": [-1, 0, 2**62, None],
    "DOUBLE": [-1e9, float("nan"), 1e12, None],
    "BOOLEAN": [True, False, None],
    "DATE": [date(1, 1, 1), date(9999, 12, 31), None],
    "TIMESTAMP": [datetime(1, 1, 1), datetime(9999, 12, 31), None],
}


@pytest.mark.parametrize("table", tables.WAREHOUSE, ids=str)
def test_the_verdict_on_rows_is_that_of_every_single_rule(sound: Frames, table: Table) -> None:
    """The quick look and the rules one by one, for every kind of value in every column."""
    frame = sound[table.name].head(3)
    verdicts, expected = {}, {}
    for column in table.columns if frame.height else ():
        for value in SPOILT[str(column.type)]:
            spoilt = changed(frame, 0, **{column.name: value})
            verdicts[column.name, value] = checks.hold(table, spoilt)
            expected[column.name, value] = keeps_every_promise(table, spoilt)
    assert verdicts == expected


def keeps_every_promise(table: Table, frame: pl.DataFrame) -> bool:
    """Rule by rule; what a rule makes NULL holds."""
    needed = [column.name for column in table.columns if not column.nullable]
    is_stated = frame.select(needed).with_columns(cs.float().fill_nan(None)).null_count().sum_horizontal().item() == 0
    return is_stated and all(frame.select(pl.sql_expr(rule.sql)).to_series().all() for rule in table.rules)


def test_all_failures_are_reported_at_once_by_document(sound: Frames) -> None:
    activities = sound["fact_activity"].with_columns(date_precision=pl.lit("week"), activity_id=pl.lit(""))
    failures = checks.rows(tables.FACT_ACTIVITY, activities)
    assert sorted((failure.rule.split()[0], failure.count) for failure in failures) == [
        ("activity_id", 2),
        ("activity_id", 2),
        ("date_precision", 2),
        ("date_precision", 2),
    ]
    assert {failure.document_id for failure in failures} == set(sound["dim_document"]["document_id"])
    assert str(failures[0]).endswith("(and 1 more)")


def test_a_long_value_is_quoted_in_part(sound: Frames) -> None:
    (failure,) = checks.rows(tables.DIM_PLAN, changed(sound["dim_plan"], 0, period_precision="so long " * 50))
    assert len(failure.example) < 150
    assert "…" in failure.example


@pytest.mark.parametrize(
    ("change", "example"),
    [
        (lambda frame: frame.drop("label"), "label is missing"),
        (lambda frame: frame.with_columns(label=pl.lit(1)), "label is Int32"),
        (lambda frame: frame.with_columns(more=pl.lit("x")), "more is String"),
        (lambda frame: frame.select("label", "activity_type", "definition"), "their order differs"),
    ],
)
def test_a_frame_of_another_shape_fails_as_a_whole(
    sound: Frames, change: Callable[[pl.DataFrame], pl.DataFrame], example: str
) -> None:
    frame = change(sound["dim_activity_type"])
    expected = f"dim_activity_type: its columns and types are the declared ones, but {example}"
    assert [str(failure) for failure in checks.rows(tables.DIM_ACTIVITY_TYPE, frame)] == [expected]
    assert [
        str(failure) for failure in checks.of_table(tables.DIM_ACTIVITY_TYPE, sound | {"dim_activity_type": frame})
    ] == [expected]


def test_a_key_is_met_once(sound: Frames) -> None:
    twice = pl.concat([sound["fact_result"], sound["fact_result"].head(1)])
    assert [(failure.rule, failure.count) for failure in checks.duplicate_keys(tables.FACT_RESULT, twice)] == [
        ("result_id is unique", 2),
        ("plan_id, sequence is unique", 2),
    ]


def test_a_missing_value_is_equal_to_itself_in_a_key(sound: Frames) -> None:
    """SQL's UNIQUE lets two tags of the section `related` pass, whose theme_sequence is NULL."""
    tags = sound["fact_sdg_tag"].with_columns(sdg_tag_id=pl.format("{}{}", "sdg_tag_id", pl.int_range(pl.len())))
    again = pl.concat([tags, tags.with_columns(sdg_tag_id=pl.format("{}x", "sdg_tag_id"))])
    (failure, *_) = checks.duplicate_keys(tables.FACT_SDG_TAG, again)
    assert failure.rule == "plan_id, section, theme_sequence, sdg_goal is unique"


@pytest.mark.parametrize(
    ("table", "values", "rule"),
    [
        (tables.DIM_PLAN, {"lead_city_id": "cn-atlantis"}, "lead_city_id is in dim_city"),
        (tables.FACT_ACTIVITY, {"parent_activity_id": "gone"}, "parent_activity_id is in fact_activity"),
        (tables.FACT_SDG_TAG, {"theme_sequence": 7}, "plan_id, theme_sequence is in fact_theme"),
        (tables.QUALITY_ISSUE, {"code": "gone"}, "code is in audit.issue_code"),
        (tables.EVIDENCE, {"row_id": "gone"}, "row_id is in dim_plan"),
    ],
)
def test_a_reference_leads_to_a_row(sound: Frames, table: Table, values: dict[str, object], rule: str) -> None:
    broken = sound | {table.name: changed(sound[table.name], 0, **values)}
    assert [failure.rule for failure in checks.dangling_references(table, broken)] == [rule]


@pytest.mark.parametrize(
    ("start", "end", "grounded", "because"),
    [
        (0, 4, True, "the first words of the text"),
        (0, 100_000, False, "beyond the end of the text"),
        (4_000, 4_010, False, "wholly beyond it"),
        (5, 6, False, "a blank is no word"),
    ],
)
def test_offsets_lead_to_words(sound: Frames, start: int, end: int, grounded: bool, because: str) -> None:
    frame = changed(sound["fact_theme"], 0, source_start=start, source_end=end)
    assert (checks.grounding(tables.FACT_THEME, frame, sound["dim_document"]) == []) is grounded, because


def test_offsets_count_code_points_not_bytes() -> None:
    documents = pl.DataFrame({"document_id": ["d"], "text": ["Málaga 重庆 🏙"]})
    themes = tables.FACT_THEME.empty()
    for end, grounded in ((11, True), (12, False)):
        row = dict.fromkeys(themes.columns) | {"document_id": "d", "source_start": 10, "source_end": end}
        frame = pl.DataFrame([row], schema=themes.schema, orient="row")
        assert (checks.grounding(tables.FACT_THEME, frame, documents) == []) is grounded


def test_every_file_is_accounted_for(tmp_path: Path) -> None:
    documents = {"a.txt": SUMMARY, "b.txt": of_plan(NICE)}
    files = staged(tmp_path, documents)["stg_arrival"]
    frames = warehouse(tmp_path, documents)
    assert checks.reconciliation(files, frames) == []
    lost = frames | {"arrival": frames["arrival"].filter(pl.col("file_name") != "b.txt")}
    assert [str(failure) for failure in checks.reconciliation(files, lost)] == [
        "audit.arrival: each file_name stands once in the raw folder and once in audit.arrival, "
        "but 'b.txt' stands in the raw folder",
        "dim_document: each file_name stands once in audit.arrival as loaded and once in dim_document, "
        "but 'b.txt' stands in dim_document",
    ]
    planless = frames | {"dim_plan": frames["dim_plan"].head(1)}
    assert [failure.table for failure in checks.reconciliation(files, planless)] == ["dim_plan"]
