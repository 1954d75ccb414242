"""Which documents may be loaded: one that has a row which breaks a rule is set aside whole, and the others load.

Belongs here: the round from staged rows to a star in which every row holds. The rules stand in `tables`, their checking
in `checks`, the making of tables in `star`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines import checks, star, tables
from pipelines.checks import Failure

Frames = dict[str, pl.DataFrame]


@dataclass(frozen=True)
class Accepted:
    """What may be published: `frames` has every table of the warehouse but those of `star.closing`.

    `refused` says of the documents that the checks set aside why, in a sentence; `staged` is what the frames were made
    of, with each arrival's status brought up to date.
    """

    frames: Frames
    refused: dict[str, str]
    staged: Frames


def accept(staged: Frames, previous: star.Previous, run: star.Run) -> Accepted:
    """The warehouse's tables from those documents whose every row holds.

    Staged rows are checked first, then the star made of what is left; a document that fails is set aside and the star
    made again, until nothing fails that could be laid to a document. What can't (a row of a dimension, a key that two
    documents share) is left to `checks.whole`, and stops the publish.
    """
    refused = _reasons(staged_failures(staged))
    while True:
        remaining = without(staged, refused)
        frames = star.build(remaining, previous, run)
        refused_now = _reasons(_star_failures(frames))
        if not refused_now.keys() - refused.keys():
            return Accepted(frames, refused, remaining)
        refused = refused_now | refused


def staged_failures(staged: Frames) -> list[Failure]:
    """What is wrong with what each candidate says.

    Its rows, its keys, what they refer to, whether their offsets lead to words, and whether it has a plan at all.
    """
    candidates = staged["stg_arrival"].filter(pl.col("status") == "candidate")
    of_candidates = {
        table.name: staged[table.name].join(candidates, on="document_id", how="semi", maintain_order="left")
        for table in tables.STAGING
    }
    failures = [*_without_plan(of_candidates), *_naming_no_item(of_candidates)]
    for table in tables.STAGING[1:]:
        frame = of_candidates[table.name]
        failures += checks.rows(table, frame)
        failures += checks.duplicate_keys(table, frame)
        failures += checks.dangling_references(table, of_candidates)
        failures += checks.grounding(table, frame, of_candidates["stg_document"])
    return failures


def without(staged: Frames, refused: Mapping[str, str]) -> Frames:
    """The staged frames with some documents quarantined: document_id → reason.

    Findings about quarantined documents are kept, for who looks into them, save those that break a rule themselves.
    """
    reasons = pl.DataFrame(
        {"document_id": list(refused), "_refusal": list(refused.values())},
        schema={"document_id": pl.String, "_refusal": pl.String},
    )
    is_refused = (pl.col("status") == "candidate") & pl.col("_refusal").is_not_null()
    arrivals = (
        staged["stg_arrival"]
        .join(reasons, on="document_id", how="left", maintain_order="left")
        .with_columns(
            status=pl.when(is_refused).then(pl.lit("quarantined")).otherwise("status"),
            reason=pl.when(is_refused).then("_refusal").otherwise("reason"),
        )
        .drop("_refusal")
    )
    broken = {failure.document_id for failure in checks.rows(tables.STG_ISSUE, staged["stg_issue"])}
    findings = staged["stg_issue"].filter(~pl.col("document_id").is_in(list(broken)))
    return staged | {"stg_arrival": arrivals, "stg_issue": findings}


def _without_plan(staged: Frames) -> list[Failure]:
    planless = staged["stg_arrival"].join(staged["stg_plan"], on="document_id", how="anti", maintain_order="left")
    return checks.failures(tables.STG_ARRIVAL, planless, "a document has a plan", ("file_name",))


def _naming_no_item(staged: Frames) -> list[Failure]:
    """Mentions of a city in an activity or result that isn't there."""
    items = pl.concat(
        staged[name].select("document_id", item_kind=pl.lit(kind), item_sequence=pl.col("sequence").cast(pl.String))
        for name, kind in (("stg_activity", "activity"), ("stg_result", "result"))
    )
    astray = staged["stg_mention"].join(items, on=items.columns, how="anti", maintain_order="left")
    rule = "item_sequence is in stg_activity or stg_result"
    return checks.failures(tables.STG_MENTION, astray, rule, ("item_kind", "item_sequence"))


def _star_failures(frames: Frames) -> list[Failure]:
    return [
        failure
        for table in tables.WAREHOUSE
        if table.name in frames
        for failure in checks.rows(table, frames[table.name])
    ]


def _reasons(failures: Iterable[Failure]) -> dict[str, str]:
    """The sentence for each document that failed: its first failure, and how many rules more it breaks."""
    by_document: dict[str, list[Failure]] = {}
    for failure in failures:
        if failure.document_id is not None:
            by_document.setdefault(failure.document_id, []).append(failure)
    return {document: _sentence(of_document) for document, of_document in by_document.items()}


def _sentence(failures: Sequence[Failure]) -> str:
    more = f" It breaks {len(failures) - 1} more rules." if len(failures) > 1 else ""
    return f"{failures[0]}.{more}".replace("1 more rules", "1 more rule")
