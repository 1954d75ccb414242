"""From a plan to another of the same build: other cities, dates, numbers and tags, drawn at random.

Its sentences stay, with the new cities and months in the places of the old ones.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from random import Random
from typing import TypeVar

from benchmarks.facts import Activity, City, Plan, Titled
from pipelines.gazetteer import Place, country_name, country_of, places_named, provinces_of, text_names
from pipelines.vocabulary import comparable, rows

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# Smaller places are rarely in such a programme, and their names more often words of another meaning.
FEWEST_PEOPLE = 50_000
POPULATIONS = (150_000, 15_000_000)
PEOPLE_PER_KM2 = (100, 3_000)
# So often an activity or a result of the model is left out.
LEFT_OUT = 0.1

T = TypeVar("T")

_MONTH = re.compile(rf"\b({'|'.join(MONTHS)}) (\d{{4}})\b")
_PLAIN_NAME = re.compile(r"[^\W\d_]{4,}(?:[ -][^\W\d_]{3,})?")


def month_words(month: int) -> str:
    """`June 2018`, of a month counted from year 0."""
    return f"{MONTHS[month % 12]} {month // 12}"


@cache
def cities(side: str) -> tuple[City, ...]:
    """The larger cities of one side of the programme (`china`, `europe`) whose name nothing else bears."""
    countries = {row["country_code"] for row in rows("countries") if row["programme_side"] == side}
    return tuple(
        City(row["city_id"], row["city_name"], row["country_code"], place.record().province)
        for row in rows("cities")
        if row["country_code"] in countries and int(row["population"]) >= FEWEST_PEOPLE
        for place in places_named(row["city_name"])[:1]
        if _is_unmistakable(row["city_name"], place)
    )


@cache
def side_of(city: City) -> str:
    """The side of the programme on which a city lies."""
    return next(row["programme_side"] for row in rows("countries") if row["country_code"] == city.country_code)


def varied(model: Plan, lead: City, first: int, random: Random) -> Plan:
    """Another plan like `model`: led by `lead`, begun in the month `first`, with partners of the other side."""
    other_side = "europe" if side_of(lead) == "china" else "china"
    partners = tuple(random.sample(cities(other_side), len(model.partners)))
    pairs = zip((model.lead, *model.partners), (lead, *partners), strict=True)
    names = {old.name: new.name for old, new in pairs}
    if model.lead.province and lead.province:
        names[model.lead.province] = lead.province
    later = first - model.first
    population = _population(random)
    return replace(
        model,
        lead=lead,
        partners=partners,
        population=population,
        area_km2=model.area_km2 and _area(population, random),
        first=first,
        last=None if model.last is None else model.last + later,
        themes=_retold(model.themes, names, later),
        goals=tuple(random.sample(range(1, 18), len(model.goals))),
        topics=tuple(random.sample(_topics(), len(model.topics))),
        focus=_retold(model.focus, names, later),
        challenge=_retold(model.challenge, names, later),
        objective=_retold(model.objective, names, later),
        activities=tuple(
            Activity(
                activity.first + later,
                activity.last + later,
                _in_place(activity.text, names, later),
                tuple(_in_place(text, names, later) for text in activity.sub_items),
            )
            for activity in _most(model.activities, random)
        ),
        results=tuple(_in_place(text, names, later) for text in _most(model.results, random)),
    )


def _is_unmistakable(name: str, place: Place) -> bool:
    """Whether a name means this one city in the head of a form and in a sentence."""
    in_text = text_names()
    return (
        _PLAIN_NAME.fullmatch(name) is not None
        and places_named(name) == (place,)
        and in_text.places.get(comparable(name)) == (place,)
        and comparable(name) not in in_text.common_words
        and country_of(name) is None
        and " and " not in country_name(place.country)  # one country, which a list of countries parts
        and not [code for code in provinces_of(name) if code != place.province_code]
    )


def _population(random: Random) -> int:
    """Small cities are more frequent than large ones. Millions have two decimals, as the summaries write them."""
    smallest, largest = POPULATIONS
    people = smallest * (largest / smallest) ** random.random()
    return int(round(people, -4 if people >= 1_000_000 else -2))


def _area(population: int, random: Random) -> float:
    """km², of which only small ones have a decimal."""
    area = population / random.uniform(*PEOPLE_PER_KM2)
    return round(area, 1) if area < 1_000 else float(round(area))


def _topics() -> tuple[str, ...]:
    return tuple(row["topic_code"] for row in rows("urban_agenda_topics"))


def _most(items: tuple[T, ...], random: Random) -> tuple[T, ...]:
    """All but a few of the items, and at least one where there are any."""
    return tuple(item for item in items if random.random() >= LEFT_OUT) or items[:1]


def _retold(texts: tuple[Titled, ...], names: Mapping[str, str], later: int) -> tuple[Titled, ...]:
    return tuple(Titled(each.heading, _in_place(each.text, names, later)) for each in texts)


def _in_place(text: str, names: Mapping[str, str], later: int) -> str:
    """The text with other names, and its months as many months later."""
    renamed = _any_of(tuple(names)).sub(lambda match: names[match[0]], text)
    return _MONTH.sub(lambda match: month_words(12 * int(match[2]) + MONTHS.index(match[1]) + later), renamed)


@cache
def _any_of(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
