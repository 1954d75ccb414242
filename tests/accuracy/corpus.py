"""The labelled documents: the golden plans in every layout, variant and format, and the hard cases written by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipelines.reading.source import Source, decode
from pipelines.records import IssueRecord
from pipelines.summary import read_summary
from tests.accuracy.fields import Values, found_in, rewritten
from tests.accuracy.scoring import Outcome, compare
from tests.forms import form
from tests.layouts import VARIANTS, Variant, folded, without_losses
from tests.rendering.plan import Plan, golden_plans, golden_text

TESTS = Path(__file__).parent.parent
CASES = "cases"


@dataclass(frozen=True, slots=True)
class Document:
    """A document and what it says. `adapt` takes away from both sides what the document's layout can't carry;
    `known_issues` are those that the plan has in any layout: they tell of no error in reading.
    """

    layout: str
    name: str
    data: Callable[[], bytes]
    expected: Values
    optional: frozenset[Any] = frozenset()
    adapt: Callable[[Values], Values] = lambda values: values
    known_issues: frozenset[tuple[str, str | None]] = frozenset()

    def outcomes(self) -> list[Outcome]:
        """What became of each of its values."""
        source = decode(self.data())
        if not isinstance(source, Source):
            return compare(self.expected, {}, is_rejected=True)
        summary = read_summary(source.text)
        issues = [issue for issue in summary.issues if _key(issue) not in self.known_issues]
        return compare(
            self.adapt(self.expected),
            self.adapt(found_in(summary)),
            issues,
            optional=self.optional,
            is_rejected=summary.rejection is not None,
        )


def _key(issue: IssueRecord) -> tuple[str, str | None]:
    return issue.code, issue.raw_text


def documents(layout: str | None = None) -> Iterator[Document]:
    """All of them, or those of one layout; `cases` are the hard cases."""
    for variant in VARIANTS:
        if layout in (None, variant.layout):
            for plan in golden_plans():
                yield _rendered(variant, plan)
    if layout in (None, CASES):
        yield from hard_cases()


# ── Golden plans ────────────────────────────────────────────────────────────────────────────────────────────────────


def _rendered(variant: Variant, plan: Plan) -> Document:
    golden = _golden(plan.name)

    def adapt(values: Values) -> Values:
        if variant.folds:
            values = rewritten(values, folded)
        return without_losses(variant, values)

    return Document(
        variant.layout,
        f"{variant.name}/{plan.name}",
        lambda: variant.render(plan),
        golden_values(golden),
        _optional(golden),
        adapt,
        _issues_as_arrived(plan.name),
    )


@cache
def _golden(name: str) -> dict[str, Any]:
    path = TESTS / "golden" / f"{name}.yaml"
    labels: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return labels


@cache
def _issues_as_arrived(name: str) -> frozenset[tuple[str, str | None]]:
    return frozenset(_key(issue) for issue in read_summary(golden_text(name)).issues)


def golden_values(golden: dict[str, Any]) -> Values:
    """The labels of a golden file by field."""
    plan, lead = golden["plan"], golden["plan"]["lead_city"]
    activities = []
    cities = []
    for item in golden["activities"]:
        when = {key: item[key] for key in ("start", "end", "precision")}
        activities.append(
            {"seq": item["seq"], "parent": None, "date_raw": item["date_raw"], **when, "text": item["text"]}
        )
        cities += [("activity", item["seq"], city) for city in item["cities"]]
        for child in item.get("children", []):
            parent = child.get("parent", item["seq"])
            activities.append({"seq": child["seq"], "parent": parent, "date_raw": None, **when, "text": child["text"]})
            cities += [("activity", child["seq"], city) for city in child["cities"]]
    for item in golden["results"]:
        cities += [("result", str(item["seq"]), city) for city in item["cities"]]
    values = {
        "lead city": lead["city_id"],
        "lead country": lead["country_code"],
        "lead province": lead["province"],
        "population": plan["population"],
        "area": plan["area_km2"],
        "period": plan["period"] and {key: plan["period"][key] for key in ("start", "end", "precision", "is_open")},
        "partners": [city["city_id"] for city in golden["partners"]],
        "themes": [
            {"code": one["theme_code"], "heading": one["heading"], "text": one["description"]}
            for one in golden["themes"]
        ],
        "SDG tags": [(one["section"], one.get("theme_sequence"), one["goal"]) for one in golden["sdg_tags"]],
        "Urban Agenda tags": [
            (one["section"], one.get("theme_sequence"), one["topic_code"]) for one in golden["urban_agenda_tags"]
        ],
        "statements": [dict(one) for one in golden["statements"]],
        "activities": activities,
        "results": [{"seq": one["seq"], "text": one["text"]} for one in golden["results"]],
        "named cities": [city for city in cities if city not in _optional(golden)],
    }
    if "agreements" in golden:
        values["agreements"] = _agreements(golden["agreements"])
    return values


def _agreements(stated: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Partners by what was `signed` with them or is `expected`, as pairs."""
    return [(city, kind) for kind, cities in stated.items() for city in cities]


def _optional(golden: dict[str, Any]) -> frozenset[Any]:
    return frozenset(
        ("result", str(item["seq"]), city) for item in golden["results"] for city in item.get("cities_optional", [])
    )


# ── Hard cases ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Case:
    """A hard case as written: why it is hard, its source and what it says."""

    name: str
    why: str
    source: str
    expected: Values


def cases() -> list[Case]:
    """All hard cases, by file and in their order."""
    found = []
    for path in sorted((TESTS / "cases").glob("*.yaml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            try:
                found.append(_case(entry))
            except (KeyError, TypeError, AssertionError) as error:
                raise ValueError(f"{path.name}, case {entry.get('name')}: {error!r}") from error
    names = [case.name for case in found]
    assert len(names) == len(set(names)), "two cases have the same name"
    return found


def hard_cases() -> Iterator[Document]:
    """The hard cases as documents."""
    for case in cases():
        yield Document(CASES, case.name, case.source.encode, case.expected)


# How a case names the fields.
_NAMES = {
    "lead_city": "lead city",
    "lead_country": "lead country",
    "lead_province": "lead province",
    "population": "population",
    "area": "area",
    "partners": "partners",
    "issues": "issues",
}
_KEYS = {
    "themes": {"code", "heading", "text"},
    "statements": {"section", "heading", "text"},
    "activities": {"seq", "parent", "date_raw", "start", "end", "precision", "type", "online", "text"},
    "results": {"seq", "text"},
    "period": {"start", "end", "precision", "is_open"},
}


def _case(entry: dict[str, Any]) -> Case:
    unknown = set(entry) - {"name", "why", "source", "rows", "without", "expect"}
    assert not unknown, f"a case has no {unknown}"
    assert entry["name"] and entry["why"]
    source = entry["source"] if "source" in entry else form(entry["rows"], without=tuple(entry.get("without", ())))
    return Case(entry["name"], entry["why"], source, _expected(dict(entry["expect"])))


def _expected(stated: dict[str, Any]) -> Values:
    values: Values = {_NAMES[name]: stated.pop(name) for name in tuple(stated) if name in _NAMES}
    if "period" in stated:
        values["period"] = period = stated.pop("period")
        assert period is None or set(period) <= _KEYS["period"]
    for name in ("themes", "statements", "activities", "results"):
        if name in stated:
            rows = stated.pop(name)
            for row in rows:
                assert set(row) <= _KEYS[name], f"{name} has no {set(row) - _KEYS[name]}"
            values[name] = rows
    for name, field in (("sdgs", "SDG tags"), ("topics", "Urban Agenda tags")):
        if name in stated:
            values[field] = list(_tags(stated.pop(name)))
    if "named_cities" in stated:
        values["named cities"] = [
            ("activity" if item[0] == "a" else "result", item[1:], city)
            for item, cities in stated.pop("named_cities").items()
            for city in cities
        ]
    if "agreements" in stated:
        values["agreements"] = _agreements(stated.pop("agreements"))
    assert not stated, f"nothing is known of {set(stated)}"
    return values


def _tags(stated: dict[Any, list[Any]]) -> Iterator[tuple[str, int | None, Any]]:
    """`related: [7, 11]`, and by the number of a theme: `1: [9]`."""
    for place, tags in stated.items():
        for tag in tags:
            yield ("related", None, tag) if place == "related" else ("themes", int(place), tag)
