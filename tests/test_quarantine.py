"""A document with a row that fails is set aside whole, with the reason; the others load."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines import checks, quarantine, star, tables
from pipelines.records import Summary
from tests.summaries import (
    ACTIVITY,
    FIRST_LOAD,
    HAIKOU,
    ISSUE,
    NICE,
    PLAN,
    SUB_ITEM,
    SUMMARY,
    completed,
    of_plan,
    staged,
)

THEME, TAG, MENTION = SUMMARY.themes[0], SUMMARY.sdg_tags[0], SUMMARY.mentions[0]


@pytest.mark.parametrize(
    ("broken", "reason", "because"),
    [
        (
            replace(SUMMARY, plan=replace(PLAN, period_end=date(2017, 1, 1))),
            "staging.stg_plan: period_start is not after period_end, "
            "but period_start is 2018-07-01 and period_end is 2017-01-01.",
            "table, rule and values are named",
        ),
        (
            replace(SUMMARY, activities=(replace(ACTIVITY, activity_type="party"), SUB_ITEM)),
            "staging.stg_activity: activity_type is one of agreement, mission, visit, conference, workshop, training, "
            "meeting, other, but activity_type is 'party' in 1.",
            "the row is named too",
        ),
        (
            replace(SUMMARY, themes=(replace(THEME, theme_code="sailing"),)),
            "staging.stg_theme: theme_code is one of smart_city_digital, health_biotech, culture_tourism_education, "
            "circular_economy_energy, agriculture, technology_innovation, urbanisation, environment, industry, other, "
            "but theme_code is 'sailing' in 1.",
            "a code of no vocabulary",
        ),
        (
            replace(SUMMARY, cities=(*SUMMARY.cities[1:], replace(HAIKOU, country_code="ZZ"))),
            "staging.stg_city: country_code is one of the 251 known values, but country_code is 'ZZ' in cn-haikou.",
            "a long vocabulary is not recited",
        ),
        (
            replace(SUMMARY, cities=SUMMARY.cities[1:], mentions=()),
            "staging.stg_plan: document_id, lead_city_id is in staging.stg_city, but lead_city_id is 'cn-haikou'.",
            "a city that the document doesn't introduce",
        ),
        (
            replace(SUMMARY, sdg_tags=(replace(TAG, theme_sequence=9),)),
            "staging.stg_sdg_tag: document_id, theme_sequence is in staging.stg_theme, but theme_sequence is 9.",
            "a theme that isn't there",
        ),
        (
            replace(SUMMARY, sdg_tags=(TAG, TAG)),
            "staging.stg_sdg_tag: document_id, section, theme_sequence, sdg_goal is unique, "
            "but section is 'themes' and theme_sequence is 1 and sdg_goal is 11 (and 1 more).",
            "a tag stated once, given twice",
        ),
        (
            replace(SUMMARY, mentions=(replace(MENTION, item_sequence="8"),)),
            "staging.stg_mention: item_sequence is in stg_activity or stg_result, "
            "but item_kind is 'activity' and item_sequence is '8' in cn-haikou.",
            "a city named in no activity",
        ),
        (
            replace(SUMMARY, activities=(ACTIVITY, replace(SUB_ITEM, parent_sequence="7"))),
            "staging.stg_activity: document_id, parent_sequence is in staging.stg_activity, "
            "but parent_sequence is '7' in 1.1.",
            "a sub-item of nothing",
        ),
        (
            replace(SUMMARY, themes=(replace(THEME, source_end=10_000),)),
            "staging.stg_theme: its offsets lead to words in the text, "
            f"but source_start is {THEME.source_start} and source_end is 10000 in 1.",
            "offsets beyond the text",
        ),
        (
            replace(SUMMARY, plan=None),
            "staging.stg_plan: a document has a plan, but this one has none.",
            "no plan, and nobody said why",
        ),
        (
            replace(SUMMARY, issues=(replace(ISSUE, code="bad_weather"),)),
            f"staging.stg_issue: code is one of the {len(tables.ISSUE_CODES)} known values, but code is 'bad_weather'.",
            "a finding of no known kind",
        ),
    ],
)
def test_one_bad_row_quarantines_its_document_and_no_other(
    tmp_path: Path, broken: Summary, reason: str, because: str
) -> None:
    frames = staged(tmp_path, {"bad.txt": broken, "good.txt": of_plan(NICE)})
    accepted = quarantine.accept(frames, star.Previous(), FIRST_LOAD)
    arrivals = {row["file_name"]: row for row in accepted.frames["arrival"].to_dicts()}
    assert arrivals["good.txt"]["status"] == "loaded", because
    assert arrivals["bad.txt"]["status"] == "quarantined", because
    assert arrivals["bad.txt"]["reason"].replace(" It breaks 1 more rule.", "") == reason
    assert accepted.frames["dim_document"]["file_name"].to_list() == ["good.txt"]
    assert checks.whole(completed(accepted, star.Previous(), FIRST_LOAD)) == []


def test_sound_documents_are_all_accepted(tmp_path: Path) -> None:
    accepted = quarantine.accept(staged(tmp_path, {"a.txt": SUMMARY}), star.Previous(), FIRST_LOAD)
    assert accepted.refused == {}
    assert accepted.frames["arrival"]["status"].to_list() == ["loaded"]


def test_how_many_rules_a_document_breaks_is_said(tmp_path: Path) -> None:
    broken = replace(
        SUMMARY,
        themes=(replace(THEME, theme_code="sailing"),),
        activities=(replace(ACTIVITY, activity_type="party"), SUB_ITEM),
    )
    accepted = quarantine.accept(staged(tmp_path, {"a.txt": broken}), star.Previous(), FIRST_LOAD)
    (reason,) = accepted.refused.values()
    assert reason.endswith(" It breaks 1 more rule.")


def test_where_every_document_fails_the_tables_are_empty_and_hold(tmp_path: Path) -> None:
    broken = replace(SUMMARY, plan=replace(PLAN, population=4))
    frames = quarantine.accept(staged(tmp_path, {"a.txt": broken}), star.Previous(), FIRST_LOAD).frames
    assert frames["dim_plan"].height == frames["dim_document"].height == 0
    assert frames["arrival"]["status"].to_list() == ["quarantined"]


def test_when_the_current_document_of_a_plan_fails_the_other_is_loaded(tmp_path: Path) -> None:
    """The later arrival speaks for the plan only as long as it can be trusted."""
    documents = {"a.txt": SUMMARY, "b.txt": SUMMARY}
    current = quarantine.accept(staged(tmp_path, documents), star.Previous(), FIRST_LOAD).frames["dim_document"]
    (name,) = current["file_name"]
    broken = documents | {name: replace(SUMMARY, plan=replace(PLAN, population=4))}
    frames = quarantine.accept(staged(tmp_path, broken), star.Previous(), FIRST_LOAD).frames
    statuses = dict(frames["arrival"].select("file_name", "status").iter_rows())
    assert statuses.pop(name) == "quarantined"
    assert list(statuses.values()) == ["loaded"]
    assert frames["quality_issue"].filter(pl.col("code") == "same_plan").height == 0


def test_findings_of_a_rejected_document_that_break_a_rule_are_dropped(tmp_path: Path) -> None:
    rejected = replace(SUMMARY, rejection="No lead city.", plan=None, issues=(replace(ISSUE, code="bad_weather"),))
    frames = quarantine.accept(staged(tmp_path, {"a.txt": rejected}), star.Previous(), FIRST_LOAD).frames
    assert frames["quality_issue"].height == 0
    assert frames["arrival"]["reason"].to_list() == ["No lead city."]
