"""Population and area: how a number of the summaries reads (contract, "How a number reads"), and which can't be true."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipelines.extraction.findings import Finding, Reading, T, is_not_stated, quoted
from pipelines.spans import Span

# Bounds of the contract's issue codes `implausible_population` and `implausible_area`.
FEWEST_PEOPLE, MOST_PEOPLE = 1_000, 50_000_000
MOST_PEOPLE_PER_KM2 = 50_000
# The emptiest municipalities of the programme's countries (Nagqu, Hulunbuir, Kiruna) have about one person per km². A size
# whose three digits behind the separator are read as thousands and that is emptier than that may well be decimals.
FEWEST_PEOPLE_PER_KM2 = 1

# More than any number of people or km²; what a converter ran together (400 figures) is no larger than this.
_LARGEST = 1e15
_SPACES = " '’"
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER = re.compile(rf"(?<![\w.,])\d+(?:(?:[.,]|[{_SPACES}](?=\d{{3}}(?!\d)))\d+)*")
_MILLIONS = re.compile(r"\s*(?:millions?|millones|millionen|mln\.?|mill?\.?|mio\.?s?|m\b\.?)", re.IGNORECASE)
_THOUSANDS = re.compile(r"\s*(?:thousands?|tsd\.?|k\b)", re.IGNORECASE)
_BILLIONS = re.compile(r"\s*(?:billions?|milliards?|miliardi?|bn\b)", re.IGNORECASE)
# Units that a number of km² is not in, and multipliers of one: what they stand for is not guessed.
_OTHER_AREAS = re.compile(
    r"\s*(?:m\s?2\b|m²|㎡|sq\.?\s*m(?:et(?:er|re)s?)?\b|square met(?:er|re)s?|平方米|acres?\b|mu\b|亩|mil\b|thousands?|millions?"
    r"|mio\b|万|萬|亿|億)",
    re.IGNORECASE,
)
_CHINESE_UNITS = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
_CHINESE = re.compile(r"\s*([万萬亿億])")
_HECTARES = re.compile(r"\s*(?:ha\b|hectares?)", re.IGNORECASE)
_SQUARE_MILES = re.compile(r"\s*(?:sq\.?\s*mi(?:les?)?\b|square miles?|mi2\b|mi²)", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_KM2_PER_HECTARE, _KM2_PER_SQUARE_MILE = 0.01, 2.589988


class Number(NamedTuple):
    """A number as written. `value` is None where its separators can be read in no or in more than one way."""

    value: float | None
    span: Span
    unit_at: int


def read_number(written: str) -> float | None:
    """The value of digits with separators, or None where they contradict each other.

    One or two digits behind a separator, or four and more, are decimals; exactly three are thousands, except behind a
    leading zero; two different separators settle themselves: the last one is the decimal (contract).
    """
    digits = re.sub(rf"[{_SPACES}]", "", written)
    separators = [sign for sign in digits if sign in ".,"]
    if not separators:
        return _number(digits)
    groups = re.split(r"[.,]", digits)
    last = separators[-1]
    if separators.count(last) == 1 and len(separators) > 1:  # 1.440.000,5
        whole, decimals = groups[:-1], groups[-1]
        if len(set(separators[:-1])) > 1 or not _are_thousands(whole):
            return None
        return _number(f"{''.join(whole)}.{decimals}")
    if len(separators) > 1:  # 1,440,000: one sign, used twice
        return _number("".join(groups)) if len(set(separators)) == 1 and _are_thousands(groups) else None
    whole_part, behind = groups
    spaced = len(digits) < len(written)
    if len(behind) == 3 and not spaced and not whole_part.startswith("0"):
        return _number(whole_part + behind) if len(whole_part) <= 3 else None
    return _number(f"{whole_part}.{behind}")


def _number(digits: str) -> float:
    return min(float(digits), _LARGEST)


def read_population(cell: Span) -> Reading[int]:
    """People, as the population row states them: `4,6mio` is 4,600,000. Withheld, with a finding, where the number can be
    read in two ways or no city has so many (or so few) people.
    """
    numbers = _numbers(cell)
    if not numbers:
        return _nothing_read(cell, "population", "no number can be read in it")
    if len({number.span.text for number in numbers}) > 1:
        return _ambiguous(cell, "population", "it holds several numbers")
    number = numbers[0]
    text = cell.text
    chinese = _CHINESE.match(text, number.unit_at)
    if chinese:
        value = None if number.value is None else number.value * _CHINESE_UNITS[chinese[1]]
    elif number.value is not None and _BILLIONS.match(text, number.unit_at):
        value = number.value * 1_000_000_000
    elif _MILLIONS.match(text, number.unit_at):
        value = _in_millions(number)
    elif number.value is not None and _THOUSANDS.match(text, number.unit_at):
        value = number.value * 1_000
    else:
        value = number.value
    if value is None:
        return _ambiguous(cell, "population", f"{quoted(number.span.text)} can be read in more than one way")
    people = round(value)
    if not FEWEST_PEOPLE <= people <= MOST_PEOPLE:
        message = (
            f"{quoted(cell.text)} reads as a population of {people:,}, outside {FEWEST_PEOPLE:,} to {MOST_PEOPLE:,}: "
            "the population is withheld."
        )
        return Reading(None, cell, (Finding("implausible_population", message, cell, column="population"),))
    return Reading(people, cell)


def read_area(cell: Span, population: int | None) -> Reading[float]:
    """Area in km², as the size row states it (hectares and square miles are converted). Withheld, with a finding, where
    the number can be read in two ways or the stated population could not live on it.
    """
    numbers = _numbers(cell)
    if not numbers:
        return _nothing_read(cell, "area_km2", "no number can be read in it")
    if len({number.span.text for number in numbers}) > 1:
        return _ambiguous(cell, "area_km2", "it holds several numbers")
    number = numbers[0]
    if number.value is None:
        return _ambiguous(cell, "area_km2", f"{quoted(number.span.text)} can be read in more than one way")
    if _OTHER_AREAS.match(cell.text, number.unit_at):
        return _ambiguous(cell, "area_km2", "its unit is none that is read")
    area = number.value * _km2_per_unit(cell.text, number.unit_at)
    if area <= 0 or (population is not None and population / area > MOST_PEOPLE_PER_KM2):
        return Reading(None, cell, (_implausible_area(cell, area, population),))
    if population is not None and population / area < FEWEST_PEOPLE_PER_KM2 and re.search(r"[.,]", number.span.text):
        return _ambiguous(cell, "area_km2", f"{area:,.10g} km² would be emptier than any city, so it may be decimals")
    return Reading(area, cell)


def _are_thousands(groups: list[str]) -> bool:
    return 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])


def _in_millions(number: Number) -> float | None:
    """`1.440 million`: as thousands it would be more people than there are, so the three digits are decimals."""
    if number.value is None:
        return None
    if number.value * 1_000_000 <= MOST_PEOPLE:
        return number.value * 1_000_000
    as_decimal = re.fullmatch(r"(\d{1,2})[.,](\d{3})", number.span.text)
    return float(f"{as_decimal[1]}.{as_decimal[2]}") * 1_000_000 if as_decimal else number.value * 1_000_000


def _numbers(cell: Span) -> list[Number]:
    """The numbers of a cell; what stands in brackets (a year, a remark) counts only where nothing else does."""
    plain = cell.text.replace("，", ",")  # the full-width comma of Chinese typing
    outside = _IN_BRACKETS.sub(lambda match: " " * len(match[0]), plain)
    text = outside if _NUMBER.search(outside) else plain
    found = []
    for match in _NUMBER.finditer(text):
        if _is_square_sign(text, match):
            continue
        found.append(Number(read_number(match[0]), cell.group(match), match.end()))
    without_years = [number for number in found if not _YEAR.fullmatch(number.span.text)]
    return without_years or found


def _is_square_sign(text: str, match: re.Match[str]) -> bool:
    """Whether the number is the 2 of `km 2`."""
    return (
        match[0] == "2"
        and re.search(r"(?:km|m|mi)\s*$", text[max(0, match.start() - 6) : match.start()], re.I) is not None
    )


def _km2_per_unit(text: str, at: int) -> float:
    if _HECTARES.match(text, at):
        return _KM2_PER_HECTARE
    return _KM2_PER_SQUARE_MILE if _SQUARE_MILES.match(text, at) else 1.0


def _implausible_area(cell: Span, area: float, population: int | None) -> Finding:
    density = f" for {population:,} people, {population / area:,.0f} people per km²" if population and area else ""
    message = (
        f"{quoted(cell.text)} reads as {area:,.10g} km²{density}, where nobody lives so densely: the area is withheld."
    )
    return Finding("implausible_area", message, cell, column="area_km2")


def _ambiguous(cell: Span, column: str, why: str) -> Reading[T]:
    message = f"{quoted(cell.text)} can't be settled: {why}. The value is withheld."
    return Reading(None, cell, (Finding("ambiguous_number", message, cell, column=column),))


def _nothing_read(cell: Span, column: str, why: str) -> Reading[T]:
    if is_not_stated(cell.text):
        return Reading(None, cell)
    return _ambiguous(cell, column, why)
