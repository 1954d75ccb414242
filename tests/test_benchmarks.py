"""The benchmark's summaries: like the real ones in form and doubts, each of a plan of its own, the same for a seed."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pytest
import yaml

from benchmarks import parquet_load, stages, views
from benchmarks.facts import GOLDEN, Plan, golden_plans
from benchmarks.generator import Generated, summaries, write
from pipelines import folder, report, staging, tables
from pipelines.reading.source import Source, decode
from pipelines.records import Summary
from pipelines.summary import read_summary
from tests.publishing import publish_folder


@pytest.fixture(scope="module")
def many() -> list[tuple[Generated, Summary]]:
    """Summaries of several seeds, with what is read from them."""
    return [(each, read(each)) for seed in range(4) for each in summaries(25, seed)]


def read(generated: Generated) -> Summary:
    source = decode(generated.text.encode())
    assert isinstance(source, Source)
    return read_summary(source.text)


def test_a_seed_gives_the_same_summaries_and_another_seed_others() -> None:
    assert list(summaries(10, seed=1)) == list(summaries(10, seed=1))
    assert not {each.text for each in summaries(10, seed=1)} & {each.text for each in summaries(10, seed=2)}


def test_every_plan_is_another_one() -> None:
    generated = list(summaries(2_000))
    assert len({each.plan.plan_id for each in generated}) == len({each.file_name for each in generated}) == 2_000


def test_they_lead_from_both_sides_as_the_real_ones_do() -> None:
    leads = Counter(each.plan.lead.country_code == "CN" for each in summaries(100))
    assert leads == {True: 80, False: 20}


def test_too_many_are_refused() -> None:
    with pytest.raises(ValueError, match="fewer than"):
        next(summaries(500_000))


def test_what_is_written_is_what_is_read(many: list[tuple[Generated, Summary]]) -> None:
    for generated, summary in many:
        assert facts_read(summary) == facts_written(generated.plan), generated.file_name


def test_no_doubt_that_the_real_ones_do_not_raise(many: list[tuple[Generated, Summary]]) -> None:
    golden = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in GOLDEN.glob("*.yaml")]
    raised = {issue.code for _, summary in many for issue in summary.issues}
    assert raised <= {code for plan in golden for code in plan["issues"]}
    assert raised >= {"misspelt_sdg", "open_period", "implausible_area", "no_results_stated"}


def test_all_of_them_load(tmp_path: Path) -> None:
    write(15, tmp_path / "raw")
    files = folder.scan(tmp_path / "raw")
    assert set(staging.stage(tmp_path / "raw", files)["stg_arrival"]["status"]) == {"candidate"}
    assert publish_folder(tmp_path / "raw", tmp_path / "benchmark.duckdb").exists()


def test_each_stage_is_timed_and_publishes(tmp_path: Path) -> None:
    write(5, tmp_path / "raw")
    took = stages.measured(tmp_path / "raw", tmp_path / "benchmark.duckdb")
    assert list(took) == ["start", "scan", "parse", "recall", "tables", "file", "verify", "swap"]
    assert (tmp_path / "benchmark.duckdb").exists()


def test_the_rows_of_a_warehouse_load_from_parquet_without_us(published: Path, tmp_path: Path) -> None:
    warehouse = Path(shutil.copy(published, tmp_path))
    load = parquet_load.measured(warehouse, passes=1)
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        ours = [f"(SELECT count(*) FROM {table.schema}.{table.name})" for table in tables.PUBLISHED]
        assert connection.execute(f"SELECT {' + '.join(ours)}").fetchall() == [(load.rows,)]
    assert min(load.bare.seconds, load.declared.seconds) > 0
    assert list(tmp_path.iterdir()) == [warehouse]


def test_every_view_is_timed(published: Path) -> None:
    answers = views.measured(published, runs=1)
    assert answers.keys() == {view.qualified_name for view in report.views()}
    assert answers["report.plan_overview"].rows == 5
    assert all(min(answer.computed_ms, answer.handed_over_ms, answer.first_rows_ms) > 0 for answer in answers.values())


def test_the_golden_plans_keep_their_keys() -> None:
    keys = [
        yaml.safe_load(path.read_text(encoding="utf-8"))["plan"]["plan_id"] for path in sorted(GOLDEN.glob("*.yaml"))
    ]
    assert [plan.plan_id for plan in golden_plans()] == keys


def facts_written(plan: Plan) -> dict[str, object]:
    return {
        "lead": plan.lead.city_id,
        "partners": [city.city_id for city in plan.partners],
        "population": plan.population,
        "area": plan.area_km2,
        "start": date(plan.first // 12, plan.first % 12 + 1, 1),
        "goals": list(plan.goals),
        "topics": list(plan.topics),
        "themes": [(theme.heading, theme.text) for theme in plan.themes],
        "statements": [(each.heading, each.text) for each in (*plan.focus, *plan.challenge, *plan.objective)],
        "activities": [text for activity in plan.activities for text in (activity.text, *activity.sub_items)],
        "results": list(plan.results),
    }


def facts_read(summary: Summary) -> dict[str, object]:
    assert summary.plan is not None, summary.rejection
    return {
        "lead": summary.plan.lead_city_id,
        "partners": [partner.city_id for partner in summary.partners],
        "population": summary.plan.population,
        "area": summary.plan.area_km2,
        "start": summary.plan.period_start,
        "goals": [tag.sdg_goal for tag in summary.sdg_tags if tag.section == "related"],
        "topics": [tag.topic_code for tag in summary.urban_agenda_tags if tag.section == "related"],
        "themes": [(theme.heading, theme.description) for theme in summary.themes],
        "statements": [(each.heading, each.text) for each in summary.statements],
        "activities": [activity.description for activity in summary.activities],
        "results": [result.description for result in summary.results],
    }
