"""The cities that running text names: where a word stands as a city, and which city it is.

The same letters may be an everyday word (`Nice`), a month, a province, a district, a person, a treaty. Cities of the
form's head are read by `head_cities`; they are known here by all their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from pipelines.extraction.head_cities import HeadCity, bare_name
from pipelines.gazetteer import Place, longest_by_first_word, places_named, programme_cities, provinces_of, text_names
from pipelines.records import CityRecord
from pipelines.vocabulary import comparable, lowered, rows

# Shorter aliases of the head's cities are rather words of their own in running text.
SHORTEST_IN_TEXT = 4
# Capitals alone up to this length are an abbreviation (`GDD`, `NDRC`), unless the programme uses it for a city.
LONGEST_ABBREVIATION = 5
# No name of a thing that holds a city's name (`New Leipzig Charter`) is longer.
LONGEST_THING = 32
# A namesake in the head's countries is meant rather than a city elsewhere, unless that one has so many times its people.
FAR_LARGER = 8


class HeadNames(NamedTuple):
    """What running text may call the cities of the head, and which countries to prefer for all other names."""

    cities: dict[str, CityRecord]
    longest: dict[str, int]
    countries: frozenset[str]
    sole_partner: CityRecord | None = None


def head_names(lead: Iterable[HeadCity], partners: Sequence[HeadCity], countries: frozenset[str]) -> HeadNames:
    """Own names, aliases and the form's own spelling of the cities of the head, the lead's first."""
    names: dict[str, CityRecord] = {}
    for city, span in (*lead, *partners):
        for key in (
            *_keys(bare_name(span.text)),
            *_known_keys(city.city_id, city.city_name),
        ):
            names.setdefault(key, city)
    sole_partner = partners[0].city if len(partners) == 1 else None
    return HeadNames(names, longest_by_first_word(names), countries, sole_partner)


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
_CAPITALISED = re.compile(
    r"[A-Z\u00c0-\u00de\u0100-\u017f\u1e00-\u1eff](?<![^\W_].)[^\W\d_\u00b2\u00b3\u00b9\u2070-\u2079]+"
)
_WORD = re.compile(r"[^\W_\u00b2\u00b3\u00b9\u2070-\u2079]+")
_TO_NEXT_WORD = re.compile(r"[ '’.\-–]{1,3}(?=[^\W_])")
# What stands before a city: a preposition of place, `cities of`, a list's comma, a bracket, the hyphen of `Sino-Nice`.
_STANDS_AS_CITY = re.compile(
    r"(?:\b(?:in|to|from|at|near|via|visit|visits|visited|visiting|with|between|towards?|and|or|of|including|the cities)\s+"
    r"|[,(–—/&:;]\s*"
    r"|\b[A-Z][\w]+[ ]?[-–—]\s?)$"
)


# What makes a name part of a longer one: `New York`, `South Barnsley`.
_PART_OF_LONGER_NAME = re.compile(
    r"\b(?:New|North|South|East|West|Northern|Southern|Eastern|Western|Upper|Lower|Saint|St\.?)[ -]$"
)


def named_cities(text: str, head: HeadNames) -> list[CityRecord]:
    """The cities that a text names, each once, in order: own names of the gazetteer's cities and whatever the head's own
    cities are called. Not: the same letters as an everyday word, a province, a district, a person, a treaty.
    """
    found: dict[str, CityRecord] = {}
    gazetteer = text_names()
    lower = lowered(text)
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
            city = _city_at(text, lower, begin, end, head)
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


def _city_at(text: str, lower: str, begin: int, end: int, head: HeadNames) -> CityRecord | None:
    written = text[begin:end]
    key = _folded(written)
    of_head = head.cities.get(key)
    places = () if of_head else text_names().places.get(key, ())
    if not of_head and not places:
        return None
    is_abbreviation = written.isupper() and len(written) <= LONGEST_ABBREVIATION
    if is_abbreviation and not of_head and key not in text_names().abbreviations:
        return None
    is_common_word = key in text_names().common_words
    if is_common_word and text[end : end + 1] == "-" and text[end + 1 : end + 2].islower():
        return None  # Nice-looking
    if not _is_place_here(text, lower, begin, end, of_head=of_head is not None):
        return None
    if is_common_word and not _stands_as_city(text, begin, of_head=of_head is not None):
        return None
    return of_head or _most_likely(places, head.countries)


def _is_place_here(text: str, lower: str, begin: int, end: int, *, of_head: bool) -> bool:
    """Whether the words around leave the name a city's: no district, province, river, person."""
    if begin and _PART_OF_LONGER_NAME.search(text[max(0, begin - 12) : begin]):
        return False
    rules = _not_a_city()
    if rules["after"].match(lower, end) or (not of_head and rules["new"].match(lower, end)):
        return False
    if not of_head and rules["provincial"].match(lower, end) and provinces_of(text[begin:end]):
        return False  # Jilin University is that of the province, in Changchun
    first = max(0, begin - LONGEST_THING)
    if rules["before"].search(lower[first:begin]):
        return False
    if rules["phrase"].search(lower, first, end + LONGEST_THING) is None:
        return True
    things = rules["phrase"].finditer(lower, first, end + LONGEST_THING)
    return not any(thing.start() <= begin < thing.end() for thing in things)


def _stands_as_city(text: str, begin: int, *, of_head: bool) -> bool:
    """Whether an everyday word with a capital is the city: behind a preposition or in a list. The head's own cities anywhere,
    also at the opening of a sentence, where any word has a capital.
    """
    return of_head or _STANDS_AS_CITY.search(text[max(0, begin - 24) : begin]) is not None


@lru_cache(maxsize=4096)
def _most_likely(places: tuple[Place, ...], countries: frozenset[str]) -> CityRecord:
    """Of several cities with a name: one of the programme, else one of the head's countries unless there is a far larger
    one elsewhere, else the largest.
    """
    programme = [place for place in places if place.city_id in programme_cities()]
    largest = max(programme or places, key=lambda place: (place.population, place.city_id))
    at_home = [place for place in places if place.country in countries]
    if programme or not at_home:
        return largest.record()
    home = max(at_home, key=lambda place: (place.population, place.city_id))
    return (largest if largest.population > FAR_LARGER * home.population else home).record()


@cache
def _not_a_city() -> dict[str, re.Pattern[str]]:
    """The rules of `vocab/not_a_city.csv`, one pattern a kind."""
    patterns: dict[str, list[str]] = {}
    for row in rows("not_a_city"):
        patterns.setdefault(row["kind"], []).append(row["pattern"])
    around = {
        "after": r"(?<!\s)\s++(?:{})\b",
        "provincial": r"(?<!\s)\s++(?:{})\b",
        "new": r"(?<!\s)\s++(?:{})\b",
        "before": r"\b(?:{})\.?\s+(?:the\s+)?$",
        "phrase": r"\b(?:{})\b",
    }
    return {kind: re.compile(around[kind].format("|".join(parts))) for kind, parts in patterns.items()}
