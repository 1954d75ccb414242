"""Scores → a table in the terminal, JSON, and whether they hold what was promised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tests.accuracy.fields import FIELDS
from tests.accuracy.scoring import Outcome, Score, Tally

# What must hold (issue 3, "Measured"). Every field over all layouts together, and in each layout alone.
SCALARS_RIGHT = 0.99
SETS_F1 = 0.98
ROWS_F1 = 0.97
ANY_LAYOUT_F1 = 0.95
_SETS = ("partners", "SDG tags", "Urban Agenda tags", "named cities")
_ROWS = ("activities", "results")
_SCALARS = tuple(one.name for one in FIELDS if one.kind == "scalar")
_HEAD = tuple(one.name for one in FIELDS if one.is_head)
_READ = tuple(one.name for one in FIELDS if one.name != "issues")


def broken_promises(total: Score, layouts: Mapping[str, Score]) -> list[str]:
    """What doesn't hold, a sentence each."""
    broken = []
    for name in _SCALARS:
        if (share := total.tallies[name].share) < SCALARS_RIGHT:
            broken.append(f"{name}: {share:.1%} are right, not {SCALARS_RIGHT:.0%}")
    for names, least in ((_SETS, SETS_F1), (_ROWS, ROWS_F1)):
        for name in names:
            if (f1 := total.tallies[name].f1) < least:
                broken.append(f"{name}: F1 is {f1:.3f}, not {least}")
    for layout, score in layouts.items():
        for name in (*_SCALARS, *_SETS, *_ROWS):
            if (f1 := score.tallies[name].f1) < ANY_LAYOUT_F1:
                broken.append(f"{name} in {layout}: F1 is {f1:.3f}, not {ANY_LAYOUT_F1}")
    if silent := total.sum(_HEAD).silent:
        broken.append(f"the form's head: {silent} silent errors, not 0")
    return broken


def show(console: Console, total: Score, layouts: Mapping[str, Score], errors: list[tuple[str, Outcome]]) -> None:
    """All of it, for a person; `errors` are (document, outcome) and shown one a line."""
    for document, outcome in errors:
        line = Text.assemble((f"{document}  ", "dim"), (outcome.field, "bold"), f" {outcome.verdict}")
        line.append("  silent" if outcome.is_silent else "", "red")
        line.append(f"\n    expected {_short(outcome.expected)}\n    read     {_short(outcome.found)}")
        console.print(line, soft_wrap=True)
    console.print(_by_field(total))
    console.print(_by_layout(total, layouts))
    broken = broken_promises(total, layouts)
    for sentence in broken:
        console.print(Text(f"✗ {sentence}", style="red"))
    if not broken:
        console.print(Text("✓ everything that was promised holds", style="green"))


def _short(value: Any) -> str:
    if isinstance(value, dict):
        value = {key: one for key, one in value.items() if key != "row"}
    text = str(value)
    return text if len(text) <= 300 else f"{text[:299]}…"


def _by_field(total: Score) -> Table:
    table = Table(title="By field, over all layouts", title_justify="left")
    table.add_column("field")
    for name in ("right", "wrong", "missing", "extra", "right %", "F1", "silent"):
        table.add_column(name, justify="right")
    for name, tally in total.tallies.items():
        if tally != Tally():
            counts = (tally.right, tally.wrong, tally.missing, tally.extra)
            table.add_row(
                name,
                *(f"{count:,}" for count in counts),
                f"{tally.share:.2%}",
                f"{tally.f1:.4f}",
                _alarming(tally.silent),
            )
    return table


def _by_layout(total: Score, layouts: Mapping[str, Score]) -> Table:
    table = Table(title="By layout", title_justify="left")
    table.add_column("layout")
    for name in (
        "documents",
        "perfect",
        "head",
        "tags, partners, cities",
        "texts",
        "lowest F1",
        "silent in head",
        "silent",
    ):
        table.add_column(name, justify="right")
    for name, score in [*layouts.items(), ("all", total)]:
        sets = [one.name for one in FIELDS if one.kind == "set" and one.name != "issues"]
        texts = [one.name for one in FIELDS if one.kind == "items"]
        lowest = min((*_SCALARS, *_SETS, *_ROWS), key=lambda field: score.tallies[field].f1)
        table.add_row(
            name,
            f"{score.documents:,}",
            f"{score.perfect / score.documents:.1%}" if score.documents else "",
            f"{score.sum(_SCALARS).share:.2%}",
            f"{score.sum(sets).f1:.4f}",
            f"{score.sum(texts).f1:.4f}",
            f"{score.tallies[lowest].f1:.3f} {lowest}",
            _alarming(score.sum(_HEAD).silent),
            _alarming(score.sum(_READ).silent),
        )
    return table


def _alarming(count: int) -> Text:
    return Text(f"{count:,}", style="red" if count else "green")


def as_json(total: Score, layouts: Mapping[str, Score], errors: list[tuple[str, Outcome]]) -> dict[str, Any]:
    """The same for programs."""
    return {
        "all": _score_json(total),
        "layouts": {name: _score_json(score) for name, score in layouts.items()},
        "broken_promises": broken_promises(total, layouts),
        "errors": [
            {
                "document": document,
                "field": outcome.field,
                "verdict": outcome.verdict,
                "is_silent": outcome.is_silent,
                "expected": outcome.expected,
                "found": outcome.found,
            }
            for document, outcome in errors
        ],
    }


def _score_json(score: Score) -> dict[str, Any]:
    fields = {
        name: {
            "right": tally.right,
            "wrong": tally.wrong,
            "missing": tally.missing,
            "extra": tally.extra,
            "silent": tally.silent,
            "f1": round(tally.f1, 6),
        }
        for name, tally in score.tallies.items()
    }
    return {"documents": score.documents, "perfect": score.perfect, "fields": fields}
