"""A plan as facts, apart from how a summary writes them; the five that were checked by hand are read from their YAML.

Months are counted from year 0 (`12 * year + month - 1`), as all the summaries date things by the month.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

GOLDEN = Path(__file__).parent.parent / "tests" / "golden"


@dataclass(frozen=True, slots=True)
class City:
    """A city of a form's head; `province` is None where the gazetteer has none."""

    city_id: str
    name: str
    country_code: str
    province: str | None


@dataclass(frozen=True, slots=True)
class Titled:
    """A theme (heading, description) or a statement (heading or None, text)."""

    heading: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Activity:
    """An activity with its first and last month and the texts of its sub-items."""

    first: int
    last: int
    text: str
    sub_items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a summary says. `last` is None for an open period, `area_km2` where the one stated can't be true."""

    lead: City
    partners: tuple[City, ...]
    population: int
    area_km2: float | None
    first: int
    last: int | None
    themes: tuple[Titled, ...]
    goals: tuple[int, ...]
    topics: tuple[str, ...]
    focus: tuple[Titled, ...]
    challenge: tuple[Titled, ...]
    objective: tuple[Titled, ...]
    activities: tuple[Activity, ...]
    results: tuple[str, ...]

    @property
    def plan_id(self) -> str:
        """The key that the warehouse gives the plan: lead city and first month."""
        year, month = divmod(self.first, 12)
        return f"{self.lead.city_id}-{year}-{month + 1:02}"


def golden_plans() -> tuple[Plan, ...]:
    """The facts of the five real summaries, in the order of their files. `goals` and `topics` are those of the row for
    related SDGs; those of themes stand in the themes' own words.
    """
    return tuple(_plan(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in sorted(GOLDEN.glob("*.yaml")))


def _plan(golden: Mapping[str, Any]) -> Plan:
    plan, period = golden["plan"], golden["plan"]["period"]
    return Plan(
        lead=_city(plan["lead_city"]),
        partners=tuple(map(_city, golden["partners"])),
        population=plan["population"],
        area_km2=plan["area_km2"],
        first=_month(period["start"]),
        last=_month(period["end"]) if period["end"] else None,
        themes=tuple(Titled(theme["heading"], theme["description"]) for theme in golden["themes"]),
        goals=tuple(tag["goal"] for tag in golden["sdg_tags"] if tag["section"] == "related"),
        topics=tuple(tag["topic_code"] for tag in golden["urban_agenda_tags"] if tag["section"] == "related"),
        focus=_statements(golden["statements"], "focus"),
        challenge=_statements(golden["statements"], "challenge"),
        objective=_statements(golden["statements"], "objective"),
        activities=tuple(map(_activity, golden["activities"])),
        results=tuple(result["text"] for result in golden["results"]),
    )


def _city(city: Mapping[str, str]) -> City:
    return City(city["city_id"], city["city_name"], city["country_code"], city.get("province"))


def _statements(statements: Sequence[Mapping[str, str]], section: str) -> tuple[Titled, ...]:
    return tuple(Titled(each["heading"], each["text"]) for each in statements if each["section"] == section)


def _activity(activity: Mapping[str, Any]) -> Activity:
    sub_items = tuple(child["text"] for child in activity.get("children", ()))
    return Activity(_month(activity["start"]), _month(activity["end"]), activity["text"], sub_items)


def _month(day: date) -> int:
    return 12 * day.year + day.month - 1
