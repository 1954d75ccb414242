"""Which places there are: countries, first-level divisions and cities by their names, from `vocab/`.

Belongs here: what bears which name. Which of several places a document means belongs to `extraction`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from pipelines.records import CityRecord
from pipelines.vocabulary import comparable, rows

UNKNOWN_COUNTRY = "XX"
# GeoNames has a few names of two letters; in running text they are abbreviations.
SHORTEST_NAME = 3
SHORTEST_ALIAS = 4


class Place(NamedTuple):
    """A city of the gazetteer."""

    city_id: str
    name: str
    country: str
    province_code: str | None
    geonames_id: int
    latitude: float
    longitude: float
    population: int
    aliases: str
    common_words: str

    def record(self) -> CityRecord:
        """The city as the warehouse holds it."""
        province = province_names().get(self.province_code or "")
        return CityRecord(
            self.city_id,
            self.name,
            self.country,
            province,
            self.province_code,
            self.geonames_id,
            self.latitude,
            self.longitude,
            in_gazetteer=True,
        )


class TextNames(NamedTuple):
    """Names that stand for a city in running text: the places by comparable name, how many words the longest name has
    that opens with a word, which names are everyday words too, and which abbreviations the programme uses.
    """

    places: Mapping[str, tuple[Place, ...]]
    longest: Mapping[str, int]
    common_words: frozenset[str]
    abbreviations: frozenset[str]


def country_of(name: str) -> str | None:
    """ISO 3166-1 alpha-2 code of a country by any name that the vocabulary knows; the source's `UK` is `GB`."""
    return _countries_by_name().get(comparable(name))


def is_country_code(code: str) -> bool:
    """Whether ISO 3166-1 has the alpha-2 code."""
    return code in _country_names() and code != UNKNOWN_COUNTRY


def with_territories(countries: frozenset[str]) -> frozenset[str]:
    """The countries and what ISO 3166-1 lists apart but lies in them: who writes `China` may mean Hong Kong too."""
    return countries | {row["country_code"] for row in rows("territories") if row["part_of"] in countries}


def country_name(code: str) -> str:
    """The country's common English name."""
    return _country_names()[code]


def provinces_of(name: str) -> tuple[str, ...]:
    """ISO 3166-2 codes of the first-level divisions that bear a name (`Lazio`; `Limburg` is two)."""
    return _provinces_by_name().get(comparable(name), ())


@cache
def province_names() -> dict[str, str]:
    """First-level divisions: English name by ISO 3166-2 code."""
    return {row["province_code"]: row["province_name"] for row in rows("provinces")}


def places_named(name: str) -> tuple[Place, ...]:
    """Cities that bear a name, as their own or as an alias; their own names first, the largest first among equals."""
    return _places_with_comparable_name(comparable(name))


@lru_cache(maxsize=4096)
def _places_with_comparable_name(key: str) -> tuple[Place, ...]:
    programme = _programme_aliases().get(key)
    if programme:
        return (_by_id()[programme],)
    own = _own_names().get(key, ())
    return own + tuple(place for place in _alias_names().get(key, ()) if place not in own)


@cache
def programme_cities() -> frozenset[str]:
    """Ids of the programme's pilot cities: those for which it keeps aliases or that its contract lists."""
    return frozenset(row["city_id"] for row in rows("programme_cities"))


@cache
def city_names_in(countries: frozenset[str]) -> dict[str, Place]:
    """Own names (comparable) of the cities of some countries, with the largest place that bears each."""
    found: dict[str, Place] = {}
    for key, places in _own_names().items():
        inside = [place for place in places if place.country in countries]
        if inside:
            found[key] = inside[0]
    return found


@cache
def text_names() -> TextNames:
    """What the gazetteer offers to running text: own names and aliases, without what is rather a month, a country or a
    province there (contract: "a country, a province or a district is no city").
    """
    months = {comparable(row["name"]) for row in rows("months")}
    names = {key: places for key, places in _own_names().items() if len(key) >= SHORTEST_NAME and key not in months}
    for key, places in _alias_names().items():
        if len(key) >= SHORTEST_ALIAS and key not in months:
            names[key] = names.get(key, ()) + tuple(place for place in places if place not in names.get(key, ()))
    for key, city_id in _programme_aliases().items():
        names[key] = (_by_id()[city_id],)
    city_states = {row["country_code"] for row in rows("city_states")}
    kept: dict[str, tuple[Place, ...]] = {}
    for key, places in names.items():
        left = tuple(place for place in places if not _rather_no_city(key, place, city_states))
        largest = max(places, key=lambda place: place.population)
        if largest in left:  # `Washington`: where the largest is rather a state, a small namesake isn't meant either
            kept[key] = left
    common = {comparable(word) for place in _places() for word in place.common_words.split("|") if word}
    abbreviations = {comparable(row["alias"]) for row in rows("city_aliases") if row["alias"].isupper()}
    return TextNames(kept, longest_by_first_word(kept), frozenset(common), frozenset(abbreviations))


def unknown_city(name: str, country: str) -> CityRecord:
    """A city that no vocabulary has, under the name that the document gives it."""
    slug = re.sub(r"[^a-z0-9]+", "-", comparable(name)).strip("-") or "unnamed"
    return CityRecord(f"{country.lower()}-{slug}", name, country, None, None, None, None, None, in_gazetteer=False)


def _rather_no_city(key: str, place: Place, city_states: set[str]) -> bool:
    country = _countries_by_name().get(key)
    if country is not None:
        return not (country == place.country and country in city_states)
    divisions = _provinces_by_name().get(key, ())
    if place.province_code in divisions:  # Sofia lies in Sofia City, whatever Sofia Province is
        return False
    abroad = [code for code in divisions if code.startswith(f"{place.country}-") and code != place.province_code]
    return bool(abroad)


def longest_by_first_word(names: Iterable[str]) -> dict[str, int]:
    """By the first word of comparable names: how many words the longest of them has that opens with it."""
    longest: dict[str, int] = {}
    for name in names:
        words = name.split()
        if words:
            longest[words[0]] = max(longest.get(words[0], 0), len(words))
    return longest


@cache
def _places() -> tuple[Place, ...]:
    return tuple(
        Place(
            row["city_id"],
            row["city_name"],
            row["country_code"],
            row["province_code"] or None,
            int(row["geonames_id"]),
            float(row["latitude"]),
            float(row["longitude"]),
            int(row["population"]),
            row["aliases"],
            row["common_word_names"],
        )
        for row in rows("cities")
    )


@cache
def _by_id() -> dict[str, Place]:
    return {place.city_id: place for place in _places()}


@cache
def _own_names() -> dict[str, tuple[Place, ...]]:
    return _grouped((comparable(place.name), place) for place in _places())


@cache
def _alias_names() -> dict[str, tuple[Place, ...]]:
    return _grouped((comparable(alias), place) for place in _places() for alias in place.aliases.split("|"))


def _grouped(named: Iterable[tuple[str, Place]]) -> dict[str, tuple[Place, ...]]:
    found: dict[str, list[Place]] = {}
    for key, place in named:
        if key and place not in found.setdefault(key, []):
            found[key].append(place)
    return {
        key: tuple(sorted(places, key=lambda place: (-place.population, place.city_id)))
        for key, places in found.items()
    }


@cache
def _programme_aliases() -> dict[str, str]:
    return {comparable(row["alias"]): row["city_id"] for row in rows("city_aliases")}


@cache
def _country_names() -> dict[str, str]:
    return {row["country_code"]: row["country_name"] for row in rows("countries")}


@cache
def _countries_by_name() -> dict[str, str]:
    known = {comparable(row["country_name"]): row["country_code"] for row in rows("countries")}
    known.update((comparable(row["alias"]), row["country_code"]) for row in rows("country_aliases"))
    known.pop(comparable(_country_names()[UNKNOWN_COUNTRY]), None)
    return known


@cache
def _provinces_by_name() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for row in rows("provinces"):
        for name in (row["province_name"], *row["aliases"].split("|")):
            codes = found.setdefault(comparable(name), [])
            if name and row["province_code"] not in codes:
                codes.append(row["province_code"])
    return {key: tuple(codes) for key, codes in found.items() if key}
