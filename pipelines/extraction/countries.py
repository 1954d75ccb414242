"""The country and province rows of the head: which countries each column names, and what stands there that is none."""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from pipelines.extraction.findings import Finding, is_not_stated, quoted
from pipelines.extraction.lists import listed_names
from pipelines.gazetteer import country_name, country_of, is_country_code, provinces_of
from pipelines.spans import Span

_IN_BRACKETS = re.compile(r"\([^()]*\)")
_WORD = re.compile(r"\S+")
# More words than this are a sentence and no list of countries.
_MOST_WORDS = 12


class Countries(NamedTuple):
    """Countries (ISO 3166-1 alpha-2) that a cell names, each where it stands, and the doubts."""

    named: tuple[tuple[str, Span], ...]
    findings: tuple[Finding, ...]

    @property
    def codes(self) -> frozenset[str]:
        """The countries alone, without their places."""
        return frozenset(code for code, _ in self.named)


class Provinces(NamedTuple):
    """ISO 3166-2 codes of all first-level divisions that bear a name of the cell, and the doubts."""

    codes: frozenset[str]
    findings: tuple[Finding, ...]


def read_countries(cell: Span, column: str) -> Countries:
    """Countries of a cell in any order and number; one that the vocabulary doesn't know is an `unknown_country`."""
    if is_not_stated(cell.text):
        return Countries((), ())
    if code := country_of(cell.text):  # `China, P.R.`: the comma belongs to the name
        return Countries(((code, cell),), ())
    named, findings = [], []
    for part in listed_names(cell, lambda name: country_of(name) is not None):
        code = country_of(part.text) or country_of(_IN_BRACKETS.sub(" ", part.text)) or _country_code(part.text)
        if code:
            named.append((code, part))
        elif several := _side_by_side(part):
            named += several
        elif not is_not_stated(part.text):
            message = f"{quoted(part.text)} in the country row is no country that the vocabulary knows."
            findings.append(Finding("unknown_country", message, part, column=column))
    return Countries(tuple(named), tuple(findings))


def _side_by_side(part: Span) -> list[tuple[str, Span]]:
    """Countries that nothing but blanks parts, as lines of a cell that became one; none where a word belongs to no country."""
    words = list(islice(_WORD.finditer(part.text), _MOST_WORDS + 1))
    named: list[tuple[str, Span]] = []
    first = 0
    while first < len(words) <= _MOST_WORDS:
        for last in range(len(words), first, -1):
            name = part.cut(words[first].start(), words[last - 1].end())
            if code := country_of(name.text):
                named.append((code, name))
                first = last
                break
        else:
            return []
    return named


def _country_code(text: str) -> str | None:
    """`DE`: an ISO 3166-1 code in capitals that stands alone in a country row."""
    return text if len(text) == 2 and text.isupper() and is_country_code(text) else None


def read_provinces(cell: Span, column: str) -> Provinces:
    """What the province row helps to tell cities apart by; a country in it is a `province_is_country`."""
    codes: set[str] = set()
    findings = []
    for part in listed_names(cell, lambda name: bool(provinces_of(name))):
        divisions = provinces_of(part.text)
        codes.update(divisions)
        country = country_of(part.text)
        if country and not divisions:
            message = f"{quoted(part.text)} in the province row is a country ({country_name(country)}), no province."
            findings.append(Finding("province_is_country", message, part, column=column))
    return Provinces(frozenset(codes), tuple(findings))
