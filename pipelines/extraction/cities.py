"""Cities: those of the form's head, and those that activities and results name.

A city is resolved by its own name and the countries (then provinces) of its column, never by its place in the list. In
running text a word is a city only where it stands as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from pipelines.extraction.findings import Finding, is_not_stated, quoted
from pipelines.gazetteer import (
    UNKNOWN_COUNTRY,
    Place,
    city_names_in,
    country_name,
    country_of,
    longest_by_first_word,
    places_named,
    programme_cities,
    text_names,
    unknown_city,
)
from pipelines.reading.markup import Block
from pipelines.records import CityRecord
from pipelines.spans import Span
from pipelines.vocabulary import comparable, lowered, rows

# A misspelt name is as like the city's as this (rapidfuzz's ratio): one wrong letter in eight (`Barcelone`, `Manheim`).
LIKENESS = 87
SHORTEST_MISSPELT = 5
# Shorter aliases of the head's cities are rather words of their own in running text.
SHORTEST_IN_TEXT = 4
# No name of a thing that holds a city's name (`New Leipzig Charter`) is longer.
LONGEST_THING = 32
# Of several cities with a name the largest is meant without a word where it has so many times the people of the next.
CLEARLY_LARGER = 20

_SEPARATOR = re.compile(r"\([^()]*\)|(?P<sep>\s*[,;/|•·\n]\s*|\s+(?:and|&|und|et)\s+|\s+[-–—]\s+)", re.IGNORECASE)
_REMARK = re.compile(r"\(([^()]*)\)?")
_AFFIX = re.compile(
    r"^(?:the\s+)?(?:city|municipality|town|metropolitan city)\s+of\s+|\s+(?:city|municipality|metropolitan area|city council)$",
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


class _Column(NamedTuple):
    """What the head says of all cities of a column."""

    countries: frozenset[str]
    provinces: frozenset[str]


def read_head_cities(
    blocks: list[Block], countries: frozenset[str], provinces: frozenset[str], column: str
) -> HeadCities:
    """The cities that a cell of the city row lists, by their names and the countries and provinces of their column.

    A name that no vocabulary has is loaded as the document writes it (`unknown_city`); one that differs from a single
    known city by a letter or two is that city, with an issue (`misspelt_city`).
    """
    found = HeadCities()
    for block in blocks:
        for part in [] if is_not_stated(block.span.text) else _parts(block.span):
            if not is_not_stated(part.text):
                _read_part(part, _Column(countries, provinces), column, found)
    return found


def _parts(cell: Span) -> list[Span]:
    """The names of a cell. What separators part is one name where the vocabulary has it so (`Brighton and Hove`)."""
    bounds, begin = [], 0
    for match in _SEPARATOR.finditer(cell.text):
        if match["sep"]:
            bounds.append((begin, match.start()))
            begin = match.end()
    bounds.append((begin, len(cell.text)))
    parts, first = [], 0
    while first < len(bounds):
        last = next(
            (
                last
                for last in (first + 2, first + 1)
                if last < len(bounds) and places_named(cell.text[bounds[first][0] : bounds[last][1]])
            ),
            first,
        )
        parts.append(cell.cut(bounds[first][0], bounds[last][1]).strip())
        first = last + 1
    return [part for part in parts if part]


def _read_part(part: Span, column: _Column, column_name: str, found: HeadCities) -> None:
    name = _REMARK.sub(" ", part.text).strip()
    remarks = [remark.strip() for remark in _REMARK.findall(part.text)]
    for candidate in (name, _AFFIX.sub("", name).strip(), *remarks):
        if candidate and (places := places_named(candidate)):
            place, doubt = _choose(places, column)
            _add(found, HeadCity(place.record(), part))
            if doubt:
                message = f"{quoted(candidate)} can be {_listed(places)}; {doubt}"
                found.findings.append(Finding("ambiguous_city", message, part, column=column_name))
            return
    if several := _names_without_separators(part, column):
        for city in several:
            _add(found, city)
        return
    name = _AFFIX.sub("", name).strip() or name
    if country_of(name):
        found.unread.append(part)
    elif meant := _likeness(name, column):
        _add(found, HeadCity(meant.record(), part))
        message = (
            f"{quoted(name)} is no city that the gazetteer knows; read as {meant.name}, {country_name(meant.country)}."
        )
        found.findings.append(Finding("misspelt_city", message, part, column=column_name))
    elif any(letter.isalpha() for letter in name):
        country = next(iter(column.countries)) if len(column.countries) == 1 else UNKNOWN_COUNTRY
        _add(found, HeadCity(unknown_city(name, country), part))
        message = f"{quoted(name)} is no city that the gazetteer knows; it is loaded as the document writes it."
        found.findings.append(Finding("unknown_city", message, part, column=column_name))
    else:
        found.unread.append(part)


def _add(found: HeadCities, city: HeadCity) -> None:
    if all(city.city.city_id != other.city.city_id for other in found.cities):
        found.cities.append(city)


def _names_without_separators(part: Span, column: _Column) -> list[HeadCity]:
    """`Mannheim Prague`: several known names with nothing between them, if they fill the whole part."""
    words = list(re.finditer(r"\S+", part.text))
    cities, at = [], 0
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
    left = [place for place in places if place.country in column.countries] if column.countries else list(places)
    stray = not left
    left = left or list(places)
    by_province = [place for place in left if place.province_code in column.provinces]
    left = by_province or left
    programme = [place for place in left if place.city_id in programme_cities()]
    largest = max(programme or left, key=lambda place: (place.population, place.city_id))
    where = f"{largest.name}, {country_name(largest.country)}"
    if stray:
        return largest, f"none of them lies in the countries that the form names, so {where} is taken."
    others = [place for place in left if place is not largest and _as_near(place, largest, places)]
    if others and not programme and largest.population < CLEARLY_LARGER * max(place.population for place in others):
        return largest, f"neither country nor province settles which, so the largest, {where}, is taken."
    return largest, None


def _as_near(place: Place, chosen: Place, places: tuple[Place, ...]) -> bool:
    """Whether a place bears the name as the chosen one does: a city's alias is no rival to another city's own name."""
    return (comparable(place.name) == comparable(chosen.name)) or places.index(place) < places.index(chosen)


def _listed(places: tuple[Place, ...]) -> str:
    return " or ".join(
        f"{place.name} ({country_name(place.country)}, {place.province_code or 'no province'})" for place in places[:4]
    )


def _likeness(name: str, column: _Column) -> Place | None:
    """The one city of the column's countries that a misspelt name is like; none where two are nearly as like."""
    key = comparable(name)
    if len(key) < SHORTEST_MISSPELT or not column.countries:
        return None
    names = city_names_in(column.countries)
    matches = process.extract(key, names.keys(), scorer=fuzz.ratio, score_cutoff=LIKENESS, limit=2)
    programme = [match for match in matches if names[match[0]].city_id in programme_cities()]
    best = programme or matches
    if not best or (not programme and len(matches) > 1 and matches[0][1] - matches[1][1] < 3):
        return None
    return names[best[0][0]]


class HeadNames(NamedTuple):
    """What running text may call the cities of the head, and which countries to prefer for all other names."""

    cities: dict[str, CityRecord]
    longest: dict[str, int]
    countries: frozenset[str]


def head_names(cities: Iterable[HeadCity], countries: frozenset[str]) -> HeadNames:
    """Own names, aliases and the form's own spelling of the cities of the head."""
    names: dict[str, CityRecord] = {}
    for city, span in cities:
        for key in (
            *_keys(_AFFIX.sub("", _REMARK.sub(" ", span.text).strip())),
            *_known_keys(city.city_id, city.city_name),
        ):
            names.setdefault(key, city)
    return HeadNames(names, longest_by_first_word(names), countries)


@lru_cache(maxsize=4096)
def _known_keys(city_id: str, city_name: str) -> tuple[str, ...]:
    """Comparable names of a city: its own and the gazetteer's aliases for it, everyday words left out."""
    place = next((place for place in places_named(city_name) if place.city_id == city_id), None)
    if place is None:
        return _keys(city_name)
    common = place.common_words.split("|")
    return _keys(city_name, *(alias for alias in place.aliases.split("|") if alias not in common and alias.isascii()))


def _keys(*names: str) -> tuple[str, ...]:
    keys = dict.fromkeys(comparable(name) for name in names)
    return tuple(key for key in keys if len(key) >= SHORTEST_IN_TEXT)


# The capital comes first and what stands before it is looked back at: so the search skips from capital to capital.
_CAPITALISED = re.compile(r"[A-Z\u00c0-\u00de\u0100-\u017f\u1e00-\u1eff](?<![^\W_].)[^\W\d_]+")
_WORD = re.compile(r"[^\W_]+")
_TO_NEXT_WORD = re.compile(r"[ '’.\-–]{1,3}(?=[^\W_])")
# What stands before a city: a preposition of place, `cities of`, a list's comma, a bracket, the hyphen of `Sino-Nice`.
_STANDS_AS_CITY = re.compile(
    r"(?:\b(?:in|to|from|at|near|via|visit|visits|visited|visiting|with|between|towards?|and|or|of|including|the cities)\s+"
    r"|[,(–—/&:;]\s*"
    r"|\b[A-Z][\w]+[ ]?[-–—]\s?)$"
)


def named_cities(text: str, head: HeadNames) -> list[CityRecord]:
    """The cities that a text names, each once, in order: own names of the gazetteer's cities and whatever the head's own
    cities are called. Not: the same letters as an everyday word, a province, a district, a person, a treaty.
    """
    found: dict[str, CityRecord] = {}
    gazetteer = text_names()
    taken = 0
    for match in _CAPITALISED.finditer(text):
        begin = match.start()
        if begin < taken:
            continue
        first_word = _folded(match[0])
        words = max(head.longest.get(first_word, 0), gazetteer.longest.get(first_word, 0))
        if not words:
            continue
        for end in _ends_of_words(text, begin, words):
            city = _city_at(text, begin, end, head)
            if city:
                found.setdefault(city.city_id, city)
                taken = end
                break
    return list(found.values())


@lru_cache(maxsize=8192)
def _folded(word: str) -> str:
    return comparable(word)


def _ends_of_words(text: str, begin: int, words: int) -> list[int]:
    """Where the next `words` words from `begin` on end, the farthest first."""
    if words == 1:
        return [_end_of_word(text, begin)]
    ends: list[int] = []
    at = begin
    while len(ends) < words and (word := _WORD.match(text, at)):
        ends.append(word.end())
        gap = _TO_NEXT_WORD.match(text, word.end())
        if gap is None:
            break
        at = gap.end()
    return ends[::-1]


def _end_of_word(text: str, begin: int) -> int:
    word = _WORD.match(text, begin)
    return word.end() if word else begin


def _city_at(text: str, begin: int, end: int, head: HeadNames) -> CityRecord | None:
    written = text[begin:end]
    key = _folded(written)
    of_head = head.cities.get(key)
    places = () if of_head else text_names().places.get(key, ())
    if not of_head and not places:
        return None
    if written.isupper() and len(written) <= SHORTEST_MISSPELT and not of_head:
        return None  # an abbreviation
    if text[end : end + 2][:1] == "-" and text[end + 1 : end + 2].islower():
        return None  # nice-looking
    if not _is_place_here(text, begin, end, of_head=of_head is not None):
        return None
    if key in text_names().common_words and not _stands_as_city(text, begin, of_head=of_head is not None):
        return None
    return of_head or _most_likely(places, head.countries)


def _is_place_here(text: str, begin: int, end: int, *, of_head: bool) -> bool:
    """Whether the words around leave the name a city's: no district, province, river, person."""
    rules = _not_a_city()
    first = max(0, begin - LONGEST_THING)
    before, behind = lowered(text[first:begin]), lowered(text[begin : end + LONGEST_THING])
    if any(thing.start() <= len(before) < thing.end() for thing in rules["phrase"].finditer(before + behind)):
        return False
    name = end - begin
    if rules["after"].match(behind, name) or (not of_head and rules["new"].match(behind, name)):
        return False
    return rules["before"].search(before) is None


def _stands_as_city(text: str, begin: int, *, of_head: bool) -> bool:
    """Whether an everyday word with a capital is the city: behind a preposition or in a list. The head's own cities also
    at the opening of a text, where any word has a capital.
    """
    before = text[max(0, begin - 24) : begin]
    if not before.strip():
        return of_head
    return _STANDS_AS_CITY.search(before) is not None or (of_head and not before.rstrip().endswith((".", "!", "?")))


@lru_cache(maxsize=4096)
def _most_likely(places: tuple[Place, ...], countries: frozenset[str]) -> CityRecord:
    """Of several cities with a name: one of the programme, else one of the head's countries, else the largest."""
    programme = [place for place in places if place.city_id in programme_cities()]
    at_home = [place for place in places if place.country in countries]
    return max(programme or at_home or places, key=lambda place: (place.population, place.city_id)).record()


@cache
def _not_a_city() -> dict[str, re.Pattern[str]]:
    """The rules of `vocab/not_a_city.csv`, one pattern a kind."""
    patterns: dict[str, list[str]] = {}
    for row in rows("not_a_city"):
        patterns.setdefault(row["kind"], []).append(row["pattern"])
    around = {
        "after": r"\s+(?:{})\b",
        "new": r"\s+(?:{})\b",
        "before": r"\b(?:{})\.?\s+(?:the\s+)?$",
        "phrase": r"\b(?:{})\b",
    }
    return {kind: re.compile(around[kind].format("|".join(parts))) for kind, parts in patterns.items()}
