"""Summaries made by hand: what reading would give for a small document, so that the warehouse's side is tested alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from pipelines import folder, history, publish, quarantine, staging, star
from pipelines.records import (
    ActivityRecord,
    CityRecord,
    EvidenceRecord,
    IssueRecord,
    MentionRecord,
    PartnerRecord,
    PlanRecord,
    ResultRecord,
    SdgTagRecord,
    StatementRecord,
    Summary,
    ThemeRecord,
    UrbanAgendaTagRecord,
)
from pipelines.staging import Frames

TEXT = """City: Haikou | Nice, Granada
Period: July 2018 – November 2019
Population: 2,3million
Themes: Smart City / Mobility: tools for urban planning, SDG 11
Related: SDG 9, EU UP Urban Mobility
Focus: Support to business
July 2018: Meeting in Haikou
Granada signs MoU with Haikou
Nice Carnival in Haikou
"""

HAIKOU = CityRecord("cn-haikou", "Haikou", "CN", "Hainan", "CN-HI", 1809078, 20.03421, 110.34651, in_gazetteer=True)
NICE = CityRecord("fr-nice", "Nice", "FR", "Provence-Alpes-Côte d'Azur", "FR-PAC", 2990440, 43.70313, 7.26608, True)
GRANADA = CityRecord("es-granada", "Granada", "ES", "Andalusia", "ES-AN", 2517117, 37.18817, -3.60667, True)

FIRST_LOAD = star.Run("run-1", datetime(2026, 11, 1, 8, 0), "0.1.0")
SECOND_LOAD = star.Run("run-2", datetime(2026, 11, 2, 8, 0), "0.1.0")
THIRD_LOAD = star.Run("run-3", datetime(2026, 11, 3, 8, 0), "0.1.0")


def span(words: str) -> tuple[int, int]:
    """Where these words stand in TEXT."""
    start = TEXT.index(words)
    return start, start + len(words)


PLAN = PlanRecord(
    lead_city_id="cn-haikou",
    title="U-CAP Summary",
    period_raw="July 2018 – November 2019",
    period_start=date(2018, 7, 1),
    period_end=date(2019, 11, 30),
    period_precision="month",
    period_is_open=False,
    population=2_300_000,
    population_raw="2,3million",
    area_km2=3146.0,
    area_raw="3146km 2",
    lead_province="Hainan",
    partner_provinces_raw=None,
    country_raw="China",
    partner_countries_raw="France, Spain",
)
ACTIVITY = ActivityRecord(
    sequence="1",
    parent_sequence=None,
    date_raw="July 2018",
    start_date=date(2018, 7, 1),
    end_date=date(2018, 7, 31),
    date_precision="month",
    date_is_inherited=False,
    activity_type="meeting",
    is_online=False,
    description="Meeting in Haikou",
    source_start=span("July 2018: Meeting in Haikou")[0],
    source_end=span("July 2018: Meeting in Haikou")[1],
)
SUB_ITEM = replace(
    ACTIVITY,
    sequence="1.1",
    parent_sequence="1",
    date_raw=None,
    date_is_inherited=True,
    activity_type="agreement",
    description="Granada signs MoU with Haikou",
    source_start=span("Granada signs MoU with Haikou")[0],
    source_end=span("Granada signs MoU with Haikou")[1],
)
ISSUE = IssueRecord(
    code="activity_outside_period",
    severity="warning",
    message="“July 2018” lies outside the plan's period.",
    table_name="fact_activity",
    row_key="a1",
    column_name="start_date",
    raw_text="July 2018",
    source_start=span("July 2018")[0],
    source_end=span("July 2018")[1],
)
SUMMARY = Summary(
    rejection=None,
    plan=PLAN,
    cities=(HAIKOU, NICE, GRANADA),
    partners=(PartnerRecord(1, "fr-nice", "Nice", *span("Nice")), PartnerRecord(2, "es-granada", "Granada", *span("Granada"))),
    themes=(ThemeRecord(1, "smart_city_digital", "Smart City / Mobility", "tools for urban planning", *span("Smart City")),),
    sdg_tags=(
        SdgTagRecord(11, "themes", 1, "SDG 11", False, *span("SDG 11")),
        SdgTagRecord(9, "related", None, "SDG 9", False, *span("SDG 9")),
    ),
    urban_agenda_tags=(
        UrbanAgendaTagRecord("urban_mobility", "related", None, "EU UP Urban Mobility", *span("EU UP Urban Mobility")),
    ),
    statements=(StatementRecord("focus", 1, None, "Support to business", *span("Support to business")),),
    activities=(ACTIVITY, SUB_ITEM),
    results=(ResultRecord(1, "Nice Carnival in Haikou", *span("Nice Carnival in Haikou")),),
    mentions=(
        MentionRecord("activity", "1", "cn-haikou", signed=False, expected=False),
        MentionRecord("activity", "1.1", "es-granada", signed=True, expected=False),
        MentionRecord("activity", "1.1", "cn-haikou", signed=True, expected=False),
        MentionRecord("result", "1", "fr-nice", signed=False, expected=True),
        MentionRecord("result", "1", "cn-haikou", signed=False, expected=True),
    ),
    evidence=(EvidenceRecord("population", "2,3million", *span("2,3million")),),
    issues=(ISSUE,),
)  # fmt: skip


def of_plan(lead: CityRecord, start: date | None = PLAN.period_start, **changes: object) -> Summary:
    """The summary of another plan: another lead city, another start."""
    plan = replace(PLAN, lead_city_id=lead.city_id, period_start=start, period_precision="month" if start else None)
    if start is None:
        plan = replace(plan, period_end=None)
    return replace(SUMMARY, plan=plan, **changes)  # type: ignore[arg-type]


def staged(folder_path: Path, documents: Mapping[str, Summary]) -> Frames:
    """Staged frames of a folder in which each file (by name) says what its summary holds.

    The text of each is TEXT and a last line that makes its bytes its own.
    """
    folder_path.mkdir(parents=True, exist_ok=True)
    by_text = {f"{TEXT}{number}\n": summary for number, summary in enumerate(documents.values())}
    for name, text in zip(documents, by_text, strict=True):
        path = folder_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return staging.stage(folder_path, folder.scan(folder_path), read=by_text.__getitem__)


def warehouse(
    folder_path: Path,
    documents: Mapping[str, Summary],
    run: star.Run = FIRST_LOAD,
    previous: star.Previous | None = None,
) -> Frames:
    """The published tables, all of them, made of these documents; of earlier versions only the ledger is told."""
    known = previous or star.Previous()
    return completed(quarantine.accept(staged(folder_path, documents), known, run), known, run)


def completed(accepted: quarantine.Accepted, previous: star.Previous, run: star.Run) -> Frames:
    """The tables of accepted documents with those about the load and about earlier versions: all that is published."""
    nothing = staging.together([])
    loaded = history.loaded(accepted.frames)
    versions = history.ledger(previous.plan_versions, loaded, nothing, run.started_at)
    accepted = quarantine.with_history(accepted, versions, nothing)
    return quarantine.close(accepted, previous, run, run.started_at).frames


def remembered(frames: Frames) -> star.Previous:
    """What a later load reads of these tables, once they are published."""
    return publish.remembered(frames)
