"""The cities of the form's head: resolved by their own names and the countries and provinces of their column.

Never by the place in a list: the summaries give cities and countries in different orders. Cities that running text names
are read by `named_cities`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from pipelines.extraction.findings import Finding, is_not_stated, quoted
from pipelines.extraction.lists import listed_names
from pipelines.gazetteer import (
    UNKNOWN_COUNTRY,
    Place,
    city_names_in,
    country_name,
    country_of,
    places_named,
    programme_cities,
    provinces_of,
    unknown_city,
    with_territories,
)
from pipelines.reading.markup import Block
from pipelines.records import CityRecord
from pipelines.spans import Span, joined
from pipelines.vocabulary import comparable, rows

# A misspelt name is as like the city's as this (rapidfuzz's ratio): one wrong letter in seven (`Grenada`, `Manheim`).
LIKENESS = 85
SHORTEST_MISSPELT = 5
# No plan has so many partners, each in a paragraph of its own.
MOST_PARAGRAPHS = 200
# Of several cities with a name the largest is meant without a word where it has so many times the people of the next.
CLEARLY_LARGER = 20

# `EU cities: Nice, Rome`: words that head the list.
_HEADING = re.compile(r"[\w\s-]{0,30}\b(?:cit(?:y|ies)|partners?|lead)\b[\w\s-]{0,12}[:：]\s*", re.IGNORECASE)
_REMARK_ALONE = re.compile(r"[(（][^()（）]*[)）]")
_REMARK = re.compile(r"[(（]([^()（）]*)[)）]?")
# `Guangzhou, Nansha District`: a part of the city before it.
_PART_OF_CITY = re.compile(
    r"[\w’' -]{2,40}\s(?:district|new area|development zone|borough)|\w{1,8}(?:区|新区)", re.IGNORECASE
)
# What is no part of a city's name: its number in a list, `City of …`, `… City Council`, `… etc.`, the sign of a footnote.
_AFFIX = re.compile(
    r"^(?:\d{1,2}[.)]\s+)?(?:and\s+|&\s*)?(?:the\s+)?(?:(?:city|municipality|town|metropolitan city)\s+of\s+"
    r"|(?:ville|commune|ayuntamiento|ciudad|ajuntament)\s+de\s+|(?:comune|citt[àa])\s+di\s+|(?:landeshaupt)?stadt\s+)?"
    r"|(?<!\s)\s+(?:city|municipality|metropolitan (?:area|borough)|(?:metropolitan |borough |city ){0,3}council"
    r"|(?:city |municipal )government|etc\.?|et al\.?)$"
    r"|[\u2070-\u2079\u00b9\u00b2\u00b3*†]+$",
    re.IGNORECASE,
)


class HeadCity(NamedTuple):
    """A city of the head and where it stands there."""

    city: CityRecord
    span: Span


@dataclass(slots=True)
class HeadCities:
    """The cities of one cell of the head, in its order, each once; what stands there beside them; the doubts."""

    cities: list[HeadCity] = field(default_factory=list)
    unread: list[Span] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def add(self, city: CityRecord, span: Span) -> None:
        """Adds a city that isn't there yet."""
        if all(city.city_id != other.city.city_id for other in self.cities):
            self.cities.append(HeadCity(city, span))

    def doubt(self, code: str, message: str, span: Span, column: str) -> None:
        """Adds a finding about a value of the head."""
        self.findings.append(Finding(code, message, span, column=column))


class _Column(NamedTuple):
    """What the head says of all cities of a column."""

    name: str
    countries: frozenset[str]
    provinces: frozenset[str]

    def narrowed(self, place: _Where) -> _Column:
        """The same for one city behind which its country or province stands."""
        return _Column(self.name, place.countries or self.countries, place.provinces or self.provinces)


class _Where(NamedTuple):
    """What stands behind a city to say where it lies."""

    countries: frozenset[str]
    provinces: frozenset[str]


def read_head_cities(
    blocks: list[Block], countries: frozenset[str], provinces: frozenset[str], column: str
) -> HeadCities:
    """The cities that a cell of the city row lists, by their names and the countries and provinces of their column.

    A country behind a city (`Nice, France`) belongs to it. A name that no vocabulary has is loaded as the document writes
    it (`unknown_city`); one that differs from a single known city by a letter or two is that city, with an issue
    (`misspelt_city`). Paragraphs beyond any number of partners are unread as a whole.
    """
    found = HeadCities()
    if len(blocks) > MOST_PARAGRAPHS:
        found.unread.append(joined(block.with_sign for block in blocks[MOST_PARAGRAPHS:]))
        blocks = blocks[:MOST_PARAGRAPHS]
    of_all = _Column(column, countries, provinces)
    for place_in_cell, block in enumerate(blocks):
        if place_in_cell and _REMARK_ALONE.fullmatch(block.span.text):
            continue  # of the city on the line before
        names = block.span.after(headed.end()) if (headed := _HEADING.match(block.span.text)) else block.span
        parts = [] if is_not_stated(names.text) else listed_names(names, lambda name: bool(places_named(name)))
        for number, part in enumerate(parts):
            behind = parts[number + 1] if number + 1 < len(parts) else None
            before = parts[number - 1] if number else None
            if before is not None and _place_of(before, part):
                continue  # it was claimed with the city before it
            if behind is not None and (place := _place_of(part, behind)):
                whole = block.span.cut(*_bounds(block.span, part, behind))
                _read_part(part, whole, of_all.narrowed(place), found)
            elif not is_not_stated(part.text):
                _read_part(part, part, of_all, found)
    return found


def _place_of(city: Span, behind: Span) -> _Where | None:
    """The country, province or district that stands behind a city (`Nice, France`, `Haikou, Hainan`); None where it is another
    city. A district tells nothing of where the city lies.
    """
    country = country_of(behind.text)
    if country and not places_named(behind.text):
        return _Where(frozenset((country,)), frozenset())
    if _PART_OF_CITY.fullmatch(behind.text) and places_named(bare_name(city.text)) and not places_named(behind.text):
        return _Where(frozenset(), frozenset())
    around = {place.province_code for place in places_named(bare_name(city.text))}
    provinces = around & set(provinces_of(behind.text))
    return _Where(frozenset(), frozenset(code for code in provinces if code)) if provinces else None


def bare_name(written: str) -> str:
    """A city's name as a document writes it, without remarks in brackets and words like `City of`."""
    return _AFFIX.sub("", _REMARK.sub(" ", written).strip()).strip()


def _bounds(cell: Span, first: Span, last: Span) -> tuple[int, int]:
    """From where in the cell's text `first` begins to where `last` ends."""
    begin = cell.text.index(first.text)
    return begin, cell.text.index(last.text, begin + len(first.text)) + len(last.text)


def _read_part(part: Span, whole: Span, column: _Column, found: HeadCities) -> None:
    """Adds the city or cities of one part; `whole` is what they claim."""
    name = _REMARK.sub(" ", part.text).strip()
    bare = bare_name(part.text)
    remarks = [remark.strip() for remark in _REMARK.findall(part.text)]
    if own_countries := frozenset(code for remark in remarks if (code := country_of(remark))):
        column = column._replace(countries=own_countries)
    for candidate in dict.fromkeys((bare, name, *remarks)):
        if candidate and (places := places_named(candidate)):
            place, doubt = _choose(places, column)
            found.add(place.record(), whole)
            if doubt:
                found.doubt(
                    "ambiguous_city", f"{quoted(candidate)} can be {_listed(places)}; {doubt}", part, column.name
                )
            return
    if several := _names_without_separators(part, column):
        for city in several:
            found.add(city.city, city.span)
    elif (
        _is_country_of(bare, column)
        or provinces_of(bare)
        or comparable(bare) in _words_for_more()
        or not any(letter.isalpha() for letter in bare)
    ):
        found.unread.append(part)
    elif meant := nearly_named(bare, column.countries):
        found.add(meant.record(), whole)
        read_as = f"{meant.name}, {country_name(meant.country)}"
        message = f"{quoted(bare)} is no city that the gazetteer knows; read as {read_as}."
        found.doubt("misspelt_city", message, part, column.name)
    else:
        country = next(iter(column.countries)) if len(column.countries) == 1 else UNKNOWN_COUNTRY
        found.add(unknown_city(bare, country), whole)
        message = f"{quoted(bare)} is no city that the gazetteer knows; it is loaded as the document writes it."
        found.doubt("unknown_city", message, part, column.name)


def _is_country_of(name: str, column: _Column) -> bool:
    """Whether a name is a country's, and no city of the column's countries with a typing error: `Grenada` beside `Spain`."""
    country = country_of(name)
    if country is None or country in column.countries or not column.countries:
        return country is not None
    return nearly_named(name, column.countries) is None


def _names_without_separators(part: Span, column: _Column) -> list[HeadCity]:
    """`Mannheim Prague`: several known names with nothing between them, if they fill the whole part."""
    words = list(re.finditer(r"[^\s–—-]+", part.text))
    cities: list[HeadCity] = []
    at = 0
    while at < len(words):
        for size in range(min(4, len(words) - at), 0, -1):
            begin, stop = words[at].start(), words[at + size - 1].end()
            places = places_named(part.text[begin:stop])
            if places and size < len(words):
                cities.append(HeadCity(_choose(places, column)[0].record(), part.cut(begin, stop)))
                at += size
                break
        else:
            return []
    return cities


def _choose(places: tuple[Place, ...], column: _Column) -> tuple[Place, str | None]:
    """The place that a column means, and in words why that is a doubt, if it is one."""
    countries = with_territories(column.countries)
    left = [place for place in places if place.country in countries] if countries else list(places)
    stray = not left
    left = left or list(places)
    by_province = [place for place in left if place.province_code in column.provinces]
    left = by_province or left
    programme = [place for place in left if place.city_id in programme_cities()]
    largest = max(programme or left, key=lambda place: (place.population, place.city_id))
    where = f"{largest.name}, {country_name(largest.country)}"
    if stray:
        what = "none of them lies" if len(places) > 1 else "it doesn't lie"
        return largest, f"{what} in a country that the form names; {where} is taken."
    others = [place for place in left if place is not largest and _bears_name_as_well(place, largest, places)]
    if others and not programme and largest.population < CLEARLY_LARGER * max(place.population for place in others):
        return largest, f"neither country nor province settles which, so the largest, {where}, is taken."
    return largest, None


def _bears_name_as_well(place: Place, chosen: Place, places: tuple[Place, ...]) -> bool:
    """Whether a place bears the name as the chosen one does: a city's alias is no rival to another city's own name."""
    return comparable(place.name) == comparable(chosen.name) or places.index(place) < places.index(chosen)


def _listed(places: tuple[Place, ...]) -> str:
    return " or ".join(
        f"{place.name} ({country_name(place.country)}{', ' + place.province_code if place.province_code else ''})"
        for place in places[:4]
    )


def nearly_named(name: str, countries: frozenset[str]) -> Place | None:
    """The one city of the countries that a misspelt name is like; none where two are nearly as like."""
    key = comparable(name)
    if len(key) < SHORTEST_MISSPELT or not countries:
        return None
    names = city_names_in(with_territories(countries))
    matches = process.extract(key, names.keys(), scorer=fuzz.ratio, score_cutoff=LIKENESS, limit=2)
    programme = [match for match in matches if names[match[0]].city_id in programme_cities()]
    best = programme or matches
    if not best or (not programme and len(matches) > 1 and matches[0][1] - matches[1][1] < 3):
        return None
    return names[best[0][0]]


@cache
def _words_for_more() -> frozenset[str]:
    return frozenset(comparable(row["words"]) for row in rows("more"))
