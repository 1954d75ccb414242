"""Cities that an activity or a result names, and what it tells of agreements with them."""

from __future__ import annotations

from pipelines.extraction.activity_types import agreements
from pipelines.extraction.named_cities import HeadNames, named_cities
from pipelines.records import CityRecord, ItemKind, MentionRecord


def read_mentions(
    text: str, kind: ItemKind, sequence: str, head: HeadNames
) -> tuple[list[MentionRecord], list[CityRecord]]:
    """One mention a city that the text names. An agreement concerns the cities of its sentence; one that a result speaks
    of is expected, whatever the words.
    """
    cities = named_cities(text, head)
    signed: set[str] = set()
    expected: set[str] = set()
    for agreement in agreements(text) if cities else []:
        involved = {city.city_id for city in named_cities(text[agreement.begin : agreement.stop], head)}
        if kind == "result" or agreement.expected:
            expected |= involved
        elif agreement.signed:
            signed |= involved
    mentions = [
        MentionRecord(kind, sequence, city.city_id, city.city_id in signed, city.city_id in expected) for city in cities
    ]
    return mentions, cities
