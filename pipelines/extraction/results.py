"""Expected results: one row an item, counted from 1; or the form's word that there are none."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from pipelines.extraction.counters import counter, without_counter
from pipelines.extraction.findings import Finding, is_not_stated, quoted, whole
from pipelines.reading.markup import EMPTY_ITEM, Block
from pipelines.records import ResultRecord
from pipelines.spans import Span, joined
from pipelines.vocabulary import comparable, rows

TABLE = "fact_result"
_COUNTER = counter("(?:expected )?result")


@dataclass(slots=True)
class Results:
    """The expected results of a plan and the doubts about them."""

    records: list[ResultRecord] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_results(blocks: list[Block]) -> Results:
    """The results of the section. A paragraph without a sign goes on the numbered or bulleted item above it."""
    results = Results()
    said = whole(blocks)
    if said and (is_not_stated(said.text) or _none_are_expected().fullmatch(comparable(said.text))):
        message = f"The form says {quoted(said.text)}: no results are expected."
        results.findings.append(Finding("no_results_stated", message, said, TABLE))
        return results
    items: list[tuple[list[Span], bool]] = []  # the parts of each, and whether it has a sign
    for block in (without_counter(block, _COUNTER) for block in blocks):
        if block.marker == EMPTY_ITEM:
            message = f"A bullet ({block.span.text}) of the results has nothing behind it."
            results.findings.append(Finding("empty_item", message, block.span, TABLE))
        elif items and items[-1][1] and not block.marker:
            items[-1][0].append(block.span)
        else:
            items.append(([block.span], bool(block.marker)))
    said_of_each = (joined(parts) for parts, _ in items)
    results.records = [
        ResultRecord(sequence, span.text, span.start, span.end) for sequence, span in enumerate(said_of_each, start=1)
    ]
    return results


@cache
def _none_are_expected() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row['pattern']})" for row in rows("no_results")))
