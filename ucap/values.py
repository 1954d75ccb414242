"""The values of a document by the parts of the form, each with its name and its place: what `ucap check` shows of a summary.

Belongs here: which values there are, what they are called and how they are told in words. How they look in a terminal is
told by `beside`, on a page by `page`, in the source by `marked_text`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pipelines.records import (
    ActivityRecord,
    CityRecord,
    EvidenceRecord,
    IssueRecord,
    ItemKind,
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

PlacedRecord = (
    ActivityRecord
    | EvidenceRecord
    | PartnerRecord
    | ResultRecord
    | SdgTagRecord
    | StatementRecord
    | ThemeRecord
    | UrbanAgendaTagRecord
)


# The head of the form, in its order: what a row is called, and the columns of `dim_plan` that it shows. The first is
# the value; where it has no place in the source of its own, that of the next will do.
HEAD = {
    "title": ("title",),
    "lead city": ("lead_city_id",),
    "lead province": ("lead_province",),
    "partner provinces": ("partner_provinces_raw",),
    "country": ("country_raw",),
    "partner countries": ("partner_countries_raw",),
    "population": ("population", "population_raw"),
    "area km2": ("area_km2", "area_raw"),
    "period": ("period_raw", "period_start", "period_end", "period_precision", "period_is_open"),
}


_PARTNER_CITY = "partner_city_id"
# What the rows of a table are called; tags and statements say by themselves what they are.
TAGS = {
    "fact_partnership": "partner",
    "fact_theme": "theme",
    "fact_activity": "activity",
    "fact_result": "result",
}


class IssueKey(NamedTuple):
    """What an issue is about: a row of a table. A partner's city is known by its place, as the issue comes before its row."""

    table: str | None
    row: str | None


def issue_key(issue: IssueRecord) -> IssueKey:
    """The key of what an issue is about."""
    if issue.column_name == _PARTNER_CITY:
        return IssueKey(_PARTNER_CITY, str(issue.source_start))
    return IssueKey(issue.table_name, issue.row_key)


def name_key(name: str) -> str:
    """A value's name as names are compared: `Lead City`, `lead_city` and ` lead  city` are one, and so are `km²` and `km2`."""
    return " ".join(name.replace("_", " ").replace("²", "2").split()).casefold()


@dataclass(frozen=True, slots=True)
class Row:
    """One value and where it was read. `table` and `row_key` say which issues stand under it; for a value of the plan
    so do `columns`.
    """

    field: str
    value: str
    start: int
    end: int
    table: str
    row_key: str | None
    columns: tuple[str, ...] = ()

    @property
    def tag(self) -> str:
        """The value's name within its document: `area_km2`, `partner 2`, `activity 2.1`."""
        if self.columns:
            return self.columns[0]
        if self.table == "fact_statement":
            return self.field
        word = TAGS.get(self.table)
        return f"{word} {self.field}" if word else f"{self.field} {self.value}"

    @property
    def names(self) -> frozenset[str]:
        """All names by which people may ask for the value, as `name_key` compares them: those that are shown, and the columns."""
        own = (self.field, *self.columns) if self.columns else ()
        return frozenset(map(name_key, (self.tag, *own)))

    @property
    def issue_keys(self) -> tuple[IssueKey, ...]:
        """The keys, as `issue_key` makes them, of the issues that may be about this row."""
        own = IssueKey(self.table, self.row_key)
        return (own, IssueKey(_PARTNER_CITY, str(self.start))) if self.table == "fact_partnership" else (own,)

    def has(self, issue: IssueRecord) -> bool:
        """Whether the issue is about this row."""
        return issue_key(issue) in self.issue_keys and (not self.columns or issue.column_name in self.columns)


def rows_of(summary: Summary | None) -> list[Row]:
    """All values that have a place, in the order in which they are shown."""
    return [row for _, of_section in sections(summary) for row in of_section] if summary else []


def sections(summary: Summary) -> Iterator[tuple[str, list[Row]]]:
    """The parts of the form, each with its rows."""
    cities = {city.city_id: city for city in summary.cities}
    yield "Plan", list(_head(summary, cities))
    yield (
        "Partners",
        [
            Row(str(one.position), _partner(one, summary, cities), *_place(one), "fact_partnership", one.city_id)
            for one in summary.partners
        ],
    )
    yield (
        "Themes",
        [
            Row(str(one.sequence), one.theme_code, *_place(one), "fact_theme", f"t{one.sequence}")
            for one in summary.themes
        ],
    )
    yield (
        "Sustainable Development Goals",
        [
            Row(
                _in_section(tag),
                f"SDG {tag.sdg_goal}",
                *_place(tag),
                "fact_sdg_tag",
                f"sdg/{_section_key(tag)}/{tag.sdg_goal}",
            )
            for tag in summary.sdg_tags
        ],
    )
    yield (
        "Urban Agenda topics",
        [
            Row(
                _in_section(tag),
                tag.topic_code,
                *_place(tag),
                "fact_urban_agenda_tag",
                f"topic/{_section_key(tag)}/{tag.topic_code}",
            )
            for tag in summary.urban_agenda_tags
        ],
    )
    yield (
        "Statements",
        [
            Row(
                f"{one.section} {one.sequence}",
                one.heading or "",
                *_place(one),
                "fact_statement",
                f"{one.section}/{one.sequence}",
            )
            for one in summary.statements
        ],
    )
    yield (
        "Activities",
        [
            Row(
                one.sequence,
                _activity(one, summary, cities),
                *_place(one),
                "fact_activity",
                f"a{one.sequence}",
            )
            for one in summary.activities
        ],
    )
    yield (
        "Expected results",
        [
            Row(
                str(one.sequence),
                _result(one, summary, cities),
                *_place(one),
                "fact_result",
                f"r{one.sequence}",
            )
            for one in summary.results
        ],
    )


def _head(summary: Summary, cities: dict[str, CityRecord]) -> Iterator[Row]:
    """The values of the plan, save those that the source doesn't state."""
    plan = summary.plan
    if plan is None:
        return
    places = {evidence.column_name: _place(evidence) for evidence in summary.evidence}
    doubted = {issue.column_name for issue in summary.issues if issue.table_name == "dim_plan"}
    for field, columns in HEAD.items():
        place = next((places[column] for column in columns if column in places), None)
        if place is None:
            continue
        value = getattr(plan, columns[0])
        if field == "period":
            words = _period(plan)
        elif field == "lead city":
            words = _city(plan.lead_city_id, cities)
        elif value is None:
            words = "withheld" if doubted.intersection(columns) else "–"
        else:
            words = f"{value:,}" if isinstance(value, (int, float)) else str(value)
        yield Row(field, words, *place, "dim_plan", None, columns)


def _place(record: PlacedRecord) -> tuple[int, int]:
    return record.source_start, record.source_end


def _period(plan: PlanRecord) -> str:
    if plan.period_start is None:
        return "–"
    end = "open" if plan.period_is_open else str(plan.period_end)
    return f"{plan.period_start} – {end} ({plan.period_precision})"


def _city(city_id: str, cities: dict[str, CityRecord]) -> str:
    city = cities.get(city_id)
    return f"{city.city_name} ({city_id})" if city else city_id


def _partner(partner: PartnerRecord, summary: Summary, cities: dict[str, CityRecord]) -> str:
    """The partner, and which items tell of an agreement with it: `Kraków (pl-krakow) · signed: activity 4`."""
    told = [mention for mention in summary.mentions if mention.city_id == partner.city_id]
    signed = ", ".join(f"{one.item_kind} {one.item_sequence}" for one in told if one.signed)
    expected = ", ".join(f"{one.item_kind} {one.item_sequence}" for one in told if one.expected)
    return _parts(_city(partner.city_id, cities), *_agreements(signed, expected))


def _activity(activity: ActivityRecord, summary: Summary, cities: dict[str, CityRecord]) -> str:
    days = [str(day) for day in (activity.start_date, activity.end_date) if day]
    when = " – ".join(dict.fromkeys(days)) or "undated"
    what = activity.activity_type + (", online" if activity.is_online else "")
    named = _Named("activity", activity.sequence, summary, cities)
    signed, expected = named.signed, named.expected
    if activity.activity_type == "agreement" and not (signed or expected):
        signed = "no city named"
    return _parts(when, what, named.cities, *_agreements(signed, expected))


def _result(result: ResultRecord, summary: Summary, cities: dict[str, CityRecord]) -> str:
    named = _Named("result", str(result.sequence), summary, cities)
    return _parts(named.cities, *_agreements(named.signed, named.expected))


class _Named:
    """The cities that an item names, and those of them with which it tells of an agreement."""

    def __init__(self, kind: ItemKind, sequence: str, summary: Summary, cities: dict[str, CityRecord]) -> None:
        mentions = [m for m in summary.mentions if (m.item_kind, m.item_sequence) == (kind, sequence)]
        self._cities = cities
        self.cities = self._names(mentions)
        self.signed = self._names(mention for mention in mentions if mention.signed)
        self.expected = self._names(mention for mention in mentions if mention.expected)

    def _names(self, mentions: Iterable[MentionRecord]) -> str:
        return ", ".join(
            self._cities[m.city_id].city_name if m.city_id in self._cities else m.city_id for m in mentions
        )


def _agreements(signed: str, expected: str) -> Iterator[str]:
    if signed:
        yield f"signed: {signed}"
    if expected:
        yield f"expected: {expected}"


def _parts(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _in_section(tag: SdgTagRecord | UrbanAgendaTagRecord) -> str:
    return tag.section if tag.theme_sequence is None else f"theme {tag.theme_sequence}"


def _section_key(tag: SdgTagRecord | UrbanAgendaTagRecord) -> str:
    """The tag's place within the keys of the warehouse: `related`, or `t1` for the first theme."""
    return tag.section if tag.theme_sequence is None else f"t{tag.theme_sequence}"
