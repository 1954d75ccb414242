"""Cities that an activity or a result names, and what it tells of agreements with them."""

from __future__ import annotations

from pipelines.extraction.activity_types import Agreement, agreements
from pipelines.extraction.named_cities import HeadNames, named_cities
from pipelines.records import CityRecord, ItemKind, MentionRecord

_CLAUSE_ENDS = (";", ". ", "! ", "? ")


def read_mentions(
    text: str, kind: ItemKind, sequence: str, head: HeadNames
) -> tuple[list[MentionRecord], list[CityRecord]]:
    """One mention a city that the text names. An agreement concerns the cities of its clause, or where it names none of
    the one that a semicolon parts from it; of both sides it is one with the partner, where the plan has but one. One that a
    result speaks of is expected, whatever the words.
    """
    cities = named_cities(text, head)
    named = {city.city_id for city in cities}
    partner = head.sole_partner
    signed: set[str] = set()
    expected: set[str] = set()
    for agreement in agreements(text) if cities or partner else []:
        involved = _involved(text, agreement, head)
        if partner and agreement.of_both:
            involved.add(partner.city_id)
        if kind == "result" or agreement.expected:
            expected |= involved
        elif agreement.signed:
            signed |= involved
    mentions = [
        MentionRecord(kind, sequence, city.city_id, city.city_id in signed, city.city_id in expected) for city in cities
    ]
    if partner and partner.city_id in (signed | expected) - named:
        mentions.append(
            MentionRecord(
                kind, sequence, partner.city_id, partner.city_id in signed, partner.city_id in expected, named=False
            )
        )
    return mentions, cities


def _involved(text: str, agreement: Agreement, head: HeadNames) -> set[str]:
    """The cities that an agreement concerns: `Visit of the mayor of Kunming; an agreement was signed` tells them before."""
    cities = named_cities(text[agreement.begin : agreement.stop], head)
    before = text[: agreement.begin].rstrip()
    if not cities and before.endswith(";"):
        begin = max(before.rfind(sign, 0, -1) for sign in _CLAUSE_ENDS) + 1
        cities = named_cities(before[begin:], head)
    return {city.city_id for city in cities}
