"""Forms as the programme's converter writes them: label, lead and partner parted by tabs, one row a line.

A test says only what matters to it; everything else is a plan that nothing is wrong with.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.reading.markup import Block, read_blocks
from pipelines.spans import Span
from pipelines.summary import read_summary

LABELS = {
    "city": "City:",
    "province": "Province, State, Department...:",
    "country": "Country:",
    "population": "Population:",
    "area": "Size (km²)",
    "period": "Period of cooperation",
    "themes": "Cooperation Themes:",
    "related": "Related <u>SDGs</u> and <u>Urban Agenda</u> topics:",
    "focus": "Key <u>focus</u> of cooperation themes:",
    "challenge": "Key <u>challenges</u> of cooperation theme:",
    "objective": "Main <u>objectives</u> of cooperation as described in the U-CAP:",
    "activities": "Short description of main <u>activities</u> and key <u>outputs</u> (e.g. pilot projects):",
    "results": "Expected <u>results</u> and <u>benefits</u>:",
}
PLAIN = {
    "city": "Mannheim\tChongqing, Zhengzhou",
    "province": "Baden-Württemberg\t",
    "country": "Germany\tChina",
    "population": "309,370\tN/A",
    "area": "145 km²\tN/A",
    "period": "June 2018 – May 2019\t",
    "themes": "<p><b>Energy Transition:</b> data on the energy of quarters</p>\t",
    "related": "SDG 7, EU UP Energy Transition\t",
    "focus": "Finding partners for the energy data platform.\t",
    "challenge": "Comparing data that cities collect in different ways.\t",
    "objective": "Launch a joint pilot project.\t",
    "activities": "<p>→ <u>July 2018</u>: Mission of the Mannheim delegation to Chongqing.</p>\t",
    "results": "1. A joint platform of Mannheim and Chongqing.\t",
}
TITLE = "\nIUC Urban Cooperation Action Plan (U-CAP) Summary\n\n"
CONTACT = (
    "\nFor further information (including access to the full U-CAP), please contact:\nIUC-ASIA office@iuc-asia.eu\n"
)


def form(
    rows_by_name: Mapping[str, str] | None = None, *, without: tuple[str, ...] = (), **rows_by_keyword: str
) -> str:
    """A whole summary. A row is given as `lead⇥partner`, by its name or as a keyword; `without` names rows that it lacks."""
    cells = {**(rows_by_name or {}), **rows_by_keyword}
    unknown = set(cells) - set(PLAIN)
    assert not unknown, f"the form has no row {unknown}"
    rows = {name: cells.get(name, cell) for name, cell in PLAIN.items() if name not in without}
    return TITLE + "".join(f"{LABELS[name]}\t{cell}\n" for name, cell in rows.items()) + CONTACT


def blocks(cell: str) -> list[Block]:
    """The blocks of a cell, read as the form's reader reads them."""
    return read_blocks(cell, 0, len(cell))


def span(text: str) -> Span:
    """A text that is all of its source."""
    return Span.of(text)


def lead_of(city: str, country: str, province: str = "") -> tuple[str | None, set[str]]:
    """The id of the lead city that a head names, and the codes of the issues with it."""
    summary = read_summary(form(city=f"{city}\tChongqing", country=f"{country}\tChina", province=f"{province}\t"))
    codes = {issue.code for issue in summary.issues if issue.column_name in ("lead_city_id", "lead_province")}
    return (summary.plan.lead_city_id if summary.plan else None), codes


def partners_of(cities: str, countries: str, provinces: str = "") -> list[str]:
    """The ids of the partner cities that a head names, in its order."""
    text = form(city=f"Mannheim\t{cities}", country=f"Germany\t{countries}", province=f"\t{provinces}")
    return [partner.city_id for partner in read_summary(text).partners]


def cities_in(
    activity: str, *, lead: str = "Mannheim", partners: str = "Chongqing, Zhengzhou", countries: str = "Germany\tChina"
) -> list[str]:
    """The ids of the cities that an activity's text names, in a plan of these cities."""
    text = form(city=f"{lead}\t{partners}", country=countries, activities=f"<p>→ July 2018: {activity}</p>\t")
    summary = read_summary(text)
    return [mention.city_id for mention in summary.mentions if mention.item_kind == "activity"]
