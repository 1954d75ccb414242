"""What of a summary is compared: each field, and its values in what was read. Counting them is `scoring`'s."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pipelines.records import Summary

Kind = Literal["scalar", "set", "items"]
# By the field's name: one value or None, a list of values whose order doesn't matter, or a list of rows.
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """A field and the issues that tell of doubts about it: those of the columns of `dim_plan`, of the tables of facts and
    about the sections of the form, as the form names them.
    """

    name: str
    kind: Kind
    columns: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    is_head: bool = field(default=False)


_HEAD = (
    Field("lead city", "scalar", ("lead_city_id",), sections=("City",)),
    Field("lead country", "scalar", ("lead_city_id", "country_raw"), sections=("Country", "City")),
    Field("lead province", "scalar", ("lead_province",), sections=("Province",)),
    Field("population", "scalar", ("population",), sections=("Population",)),
    Field("area", "scalar", ("area_km2",), sections=("Size",)),
    Field("period", "scalar", ("period_start", "period_end"), sections=("Period",)),
    Field("partners", "set", ("partner_city_id", "partner_countries_raw"), sections=("City",)),
)
FIELDS: tuple[Field, ...] = (
    *(
        Field(head.name, head.kind, head.columns, sections=head.sections, codes=head.codes, is_head=True)
        for head in _HEAD
    ),
    Field("themes", "items", tables=("fact_theme",), sections=("Cooperation Themes",)),
    Field("SDG tags", "set", tables=("fact_sdg_tag",), sections=("Related", "Cooperation Themes")),
    Field("Urban Agenda tags", "set", tables=("fact_urban_agenda_tag",), sections=("Related", "Cooperation Themes")),
    Field(
        "statements", "items", tables=("fact_statement",), sections=("Key focus", "Key challenges", "Main objectives")
    ),
    Field("activities", "items", tables=("fact_activity",), sections=("Short description",)),
    Field("results", "items", tables=("fact_result",), sections=("Expected",)),
    Field("named cities", "set", tables=("fact_activity", "fact_result"), sections=("Short description", "Expected")),
    Field("agreements", "set", tables=("fact_activity", "fact_result"), sections=("Short description", "Expected")),
    Field("issues", "set"),
)
BY_NAME: Mapping[str, Field] = {one.name: one for one in FIELDS}


def found_in(summary: Summary) -> Values:
    """The values of every field that was read; of a rejected document there are none."""
    plan = summary.plan
    countries = {city.city_id: city.country_code for city in summary.cities}
    return {
        "lead city": plan and plan.lead_city_id,
        "lead country": plan and countries.get(plan.lead_city_id),
        "lead province": plan and plan.lead_province,
        "population": plan and plan.population,
        "area": plan and plan.area_km2,
        "period": _period(summary),
        "partners": [partner.city_id for partner in summary.partners],
        "themes": [
            {"code": theme.theme_code, "heading": theme.heading, "text": theme.description, "row": f"t{theme.sequence}"}
            for theme in summary.themes
        ],
        "SDG tags": [(tag.section, tag.theme_sequence, tag.sdg_goal) for tag in summary.sdg_tags],
        "Urban Agenda tags": [(tag.section, tag.theme_sequence, tag.topic_code) for tag in summary.urban_agenda_tags],
        "statements": [
            {"section": one.section, "heading": one.heading, "text": one.text, "row": f"{one.section}/{one.sequence}"}
            for one in summary.statements
        ],
        "activities": [
            {
                "seq": one.sequence,
                "parent": one.parent_sequence,
                "date_raw": one.date_raw,
                "start": one.start_date,
                "end": one.end_date,
                "precision": one.date_precision,
                "type": one.activity_type,
                "online": one.is_online,
                "text": one.description,
                "row": f"a{one.sequence}",
            }
            for one in summary.activities
        ],
        "results": [
            {"seq": one.sequence, "text": one.description, "row": f"r{one.sequence}"} for one in summary.results
        ],
        "named cities": [(one.item_kind, one.item_sequence, one.city_id) for one in summary.mentions if one.named],
        "agreements": _agreements(summary),
        "issues": sorted({issue.code for issue in summary.issues}),
        "doubts": sorted({issue.code for issue in summary.issues if issue.severity != "info"}),
    }


def _period(summary: Summary) -> dict[str, Any] | None:
    plan = summary.plan
    if plan is None or (plan.period_start is None and plan.period_end is None):
        return None
    return {
        "start": plan.period_start,
        "end": plan.period_end,
        "precision": plan.period_precision,
        "is_open": plan.period_is_open,
    }


def _agreements(summary: Summary) -> list[tuple[str, str]]:
    """Partners of the head with whom something was signed, or is expected to be."""
    partners = {partner.city_id for partner in summary.partners}
    named = [one for one in summary.mentions if one.city_id in partners]
    signed = {(one.city_id, "signed") for one in named if one.signed}
    expected = {(one.city_id, "expected") for one in named if one.expected}
    return sorted(signed | expected)


def rewritten(values: Values, rewrite: Callable[[str], str]) -> Values:
    """The same with every text of rows and every province rewritten."""
    changed = dict(values)
    for name, value in values.items():
        if name in BY_NAME and BY_NAME[name].kind == "items":
            changed[name] = [
                {key: rewrite(text) if isinstance(text, str) else text for key, text in row.items()} for row in value
            ]
    if isinstance(values.get("lead province"), str):
        changed["lead province"] = rewrite(values["lead province"])
    return changed
