"""What passes from reading one document to building the warehouse: one frozen record per row it will give.

No record knows of other documents, and none holds a key of the warehouse: `star` makes those. Offsets are code points
into the document's text, end exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Severity = Literal["error", "warning", "info"]
DatePrecision = Literal["day", "month", "quarter", "year"]
TagSection = Literal["related", "themes"]
StatementSection = Literal["focus", "challenge", "objective"]
ItemKind = Literal["activity", "result"]


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """The head of the form: who, where, how large, when. One per document."""

    lead_city_id: str
    title: str | None
    period_raw: str | None
    period_start: date | None
    period_end: date | None
    period_precision: DatePrecision | None
    period_is_open: bool
    population: int | None
    population_raw: str | None
    area_km2: float | None
    area_raw: str | None
    lead_province: str | None
    partner_provinces_raw: str | None
    country_raw: str | None
    partner_countries_raw: str | None


@dataclass(frozen=True, slots=True)
class CityRecord:
    """A city that the document names, as the gazetteer knows it, or as the document spells it where it does not."""

    city_id: str
    city_name: str
    country_code: str
    province: str | None
    province_code: str | None
    geonames_id: int | None
    latitude: float | None
    longitude: float | None
    in_gazetteer: bool


@dataclass(frozen=True, slots=True)
class PartnerRecord:
    """A partner city of the form's head, in the order in which the head lists them."""

    position: int
    city_id: str
    raw_text: str
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class ThemeRecord:
    """One cooperation theme."""

    sequence: int
    theme_code: str
    heading: str | None
    description: str | None
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class SdgTagRecord:
    """A Sustainable Development Goal that a section states."""

    sdg_goal: int
    section: TagSection
    theme_sequence: int | None
    raw_text: str
    is_misspelt: bool
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class UrbanAgendaTagRecord:
    """A topic of the Urban Agenda for the EU that a section states."""

    topic_code: str
    section: TagSection
    theme_sequence: int | None
    raw_text: str
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class StatementRecord:
    """One paragraph of focus, challenge or objective; `sequence` counts within the section."""

    section: StatementSection
    sequence: int
    heading: str | None
    text: str
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class ActivityRecord:
    """One activity; `sequence` is `2`, and `2.1` for its first sub-item."""

    sequence: str
    parent_sequence: str | None
    date_raw: str | None
    start_date: date | None
    end_date: date | None
    date_precision: DatePrecision | None
    date_is_inherited: bool
    activity_type: str
    is_online: bool
    description: str
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class ResultRecord:
    """One expected result, counted from 1."""

    sequence: int
    description: str
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class MentionRecord:
    """A city named in an activity or a result; one record per item and city. `signed` and `expected` say whether
    the item tells of an agreement with it that was signed, or that is still to come. `named` is false where the item says
    so of both sides and names neither (`The two mayors sign the agreement`).
    """

    item_kind: ItemKind
    item_sequence: str
    city_id: str
    signed: bool
    expected: bool
    named: bool = True


@dataclass(frozen=True, slots=True)
class EvidenceRecord:
    """Where a value of the plan was read; `column_name` is the column of `dim_plan`."""

    column_name: str
    raw_text: str
    source_start: int
    source_end: int


@dataclass(frozen=True, slots=True)
class IssueRecord:
    """One finding. `row_key` names the row within the plan (`a2.1`, `r3`, `t1`, `sdg/related/11`; NULL: the plan itself)."""

    code: str
    severity: Severity
    message: str
    table_name: str | None
    row_key: str | None
    column_name: str | None
    raw_text: str | None
    source_start: int | None
    source_end: int | None


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything one document says. `rejection` is the sentence why it can't be loaded; `plan` is then None."""

    rejection: str | None
    plan: PlanRecord | None
    cities: tuple[CityRecord, ...]
    partners: tuple[PartnerRecord, ...]
    themes: tuple[ThemeRecord, ...]
    sdg_tags: tuple[SdgTagRecord, ...]
    urban_agenda_tags: tuple[UrbanAgendaTagRecord, ...]
    statements: tuple[StatementRecord, ...]
    activities: tuple[ActivityRecord, ...]
    results: tuple[ResultRecord, ...]
    mentions: tuple[MentionRecord, ...]
    evidence: tuple[EvidenceRecord, ...]
    issues: tuple[IssueRecord, ...]
