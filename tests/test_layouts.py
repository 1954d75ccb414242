"""A summary says the same in every layout: each golden plan, rendered in each variant, against the summary as it arrived."""

from __future__ import annotations

import os
from functools import cache

import pytest

from pipelines.reading.source import Source, decode
from pipelines.summary import read_summary
from tests.layouts import FORMATS, VARIANTS, Facts, Variant, facts, without_losses
from tests.rendering.plan import Plan, golden_plans, golden_text

MOST_SHOWN = 12
# PDF and Word files take a hundred times as long to write and read as text: two plans each, by turns, unless all are wanted.
PLANS_OF_FORMATS = None if os.environ.get("UCAP_ALL_LAYOUTS") else 2


@cache
def as_arrived(name: str, folds: bool) -> Facts:
    return facts(read_summary(golden_text(name)), folds=folds)


def as_rendered(variant: Variant, plan: Plan) -> Facts:
    source = decode(variant.render(plan))
    assert isinstance(source, Source), source
    return facts(read_summary(source.text), folds=variant.folds)


def plans_of(variant: Variant) -> list[Plan]:
    plans = list(golden_plans())
    if variant.layout not in FORMATS:
        return plans
    first = VARIANTS.index(variant) % len(plans)
    return (plans * 2)[first : first + (PLANS_OF_FORMATS or len(plans))]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.id)
def test_reads_the_same(variant: Variant) -> None:
    differences: list[str] = []
    for plan in plans_of(variant):
        expected = without_losses(variant, as_arrived(plan.name, variant.folds))
        found = without_losses(variant, as_rendered(variant, plan))
        differences += [f"{plan.name[:3]} {line}" for line in difference(expected, found)]
    if differences:
        more = f"\n… and {len(differences) - MOST_SHOWN} more" if len(differences) > MOST_SHOWN else ""
        pytest.fail("\n".join(differences[:MOST_SHOWN]) + more, pytrace=False)


def difference(expected: Facts, found: Facts) -> list[str]:
    """What differs, a line each: a row's fields where both have as many rows, else the rows that only one has."""
    lines = []
    for table in dict.fromkeys([*expected, *found]):
        left, right = expected.get(table, []), found.get(table, [])
        if left == right:
            continue
        if len(left) == len(right):
            for number, (one, other) in enumerate(zip(left, right, strict=True)):
                lines += [
                    f"{table}[{number}].{name}: {one.get(name)!r}, read {other.get(name)!r}"
                    for name in dict.fromkeys([*one, *other])
                    if one.get(name) != other.get(name)
                ]
        else:
            lines += [f"{table}: lacks {row}" for row in left if row not in right]
            lines += [f"{table}: also has {row}" for row in right if row not in left]
            if not any(line.startswith(table) for line in lines):
                lines.append(f"{table}: {len(left)} rows, read {len(right)}")
    return lines


@pytest.mark.parametrize("name", ["running/wrapped-80", "tabs/semicolons", "columns/plain", "lines/plain"])
def test_lines_as_old_macs_end_them_say_the_same(name: str) -> None:
    """Also where lines matter: how far in one begins, and what stands at its head."""
    (variant,) = (one for one in VARIANTS if one.id == name)
    for plan in golden_plans():
        text = variant.render(plan).decode()
        assert facts(read_summary(text.replace("\n", "\r"))) == facts(read_summary(text)), plan.name
