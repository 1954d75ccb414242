"""Which documents may be loaded: one that has a row which breaks a rule is set aside whole, and the others load.

Belongs here: the round from staged rows to a star in which every row holds. The rules stand in `tables`, their checking
in `checks`, the verdict on a document alone in `judgement`, the making of tables in `star`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import polars as pl

from pipelines import checks, history, judgement, star, tables
from pipelines.checks import Failure

Frames = dict[str, pl.DataFrame]


@dataclass(frozen=True)
class Accepted:
    """What may be published: `frames` has every table of the warehouse but those of `star.closing`.

    `refused` says of the documents that the checks set aside why, in a sentence; `staged` is what the frames were made
    of, with each arrival's status brought up to date. `failures` are the rules that rows break still, as they could be
    laid to no document.
    """

    frames: Frames
    refused: dict[str, str]
    staged: Frames
    failures: tuple[Failure, ...] = ()


def accept(staged: Frames, previous: star.Previous, run: star.Run) -> Accepted:
    """The warehouse's tables from those documents whose every row holds, when nobody has judged them yet."""
    refused = judgement.reasons(judgement.failures(_as_read(staged)))
    findings = judgement.sound_findings(staged[tables.STG_ISSUE.name])
    return settle(staged | {tables.STG_ISSUE.name: findings}, previous, run, refused)


def settle(
    staged: Frames, previous: star.Previous, run: star.Run, refused: Mapping[str, str] | None = None
) -> Accepted:
    """The warehouse's tables from documents whose staged rows hold, but for those `refused` (document_id → reason).

    The star is made, a document that has a row which fails there is set aside and the star made again, until nothing
    fails that could be laid to a document. What can't (a row of a dimension, a key that two documents share) is left to
    `checks.whole`, and stops the publish.
    """
    known = dict(refused or {})
    while True:
        remaining = without(staged, known)
        frames = star.build(remaining, previous, run)
        failures = _row_failures(frames)
        refused_now = judgement.reasons(failures)
        if not refused_now.keys() - known.keys():
            return Accepted(frames, known, remaining, tuple(failures))
        known = refused_now | known


def with_history(accepted: Accepted, versions: pl.DataFrame, read: Frames) -> Accepted:
    """The same with the tables of the past: `versions` is the ledger, `read` what its documents say (`history.tables_of`).

    A document of the past that has a row which breaks a rule of today tells nothing; its version stays in the ledger.
    """
    arrivals = accepted.frames[tables.ARRIVAL.name]
    while True:
        frames = history.tables_of(versions, read, arrivals)
        failures = _row_failures(frames)
        broken = {failure.document_id for failure in failures if failure.document_id is not None}
        told = read[tables.READING.name].filter(pl.col("document_id").is_in(list(broken)))
        if told.is_empty():
            return replace(accepted, frames=accepted.frames | frames, failures=(*accepted.failures, *failures))
        read = {name: frame.join(told, on="document_id", how="anti") for name, frame in read.items()}


def close(accepted: Accepted, previous: star.Previous, run: star.Run, finished_at: datetime) -> Accepted:
    """The same with the tables that tell of the load itself; `finished_at` is naive UTC."""
    closing = star.closing(accepted.frames, previous, run, finished_at)
    failures = (*accepted.failures, *_row_failures(closing))
    return replace(accepted, frames=accepted.frames | closing, failures=failures)


def without(staged: Frames, refused: Mapping[str, str]) -> Frames:
    """The staged frames with some documents quarantined: document_id → reason. Findings about them are kept."""
    if not refused:
        return staged
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
    return staged | {"stg_arrival": arrivals}


def _as_read(staged: Frames) -> Frames:
    """The candidates of a staging area, as they were when they had been read."""
    candidates = staged[tables.STG_ARRIVAL.name].filter(pl.col("status") == "candidate")
    return staged | {
        tables.READING.name: candidates.select("document_id", reason=pl.lit(None, pl.String), is_final=pl.lit(True)),
        tables.BROKEN_RULE.name: tables.BROKEN_RULE.empty(),
        tables.KEPT_DOCUMENT.name: staged[tables.STG_DOCUMENT.name].select(tables.KEPT_DOCUMENT.column_names),
    }


def _row_failures(frames: Frames) -> list[Failure]:
    return [
        failure
        for table in tables.PUBLISHED
        if table.frame_name in frames
        for failure in checks.rows(table, frames[table.frame_name])
    ]
