"""Whether what was read from a document keeps the rules of the staged tables: each document judged alone, once.

Belongs here: which rules a document breaks, and the sentence that says so. A verdict depends on the document and the
rules only, so it is kept with what was read; what follows from it is decided by `quarantine`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from pipelines import checks, tables
from pipelines.checks import Failure

Frames = dict[str, pl.DataFrame]


def judged(read: Frames) -> Frames:
    """What was read (one frame per table of `tables.KEPT`), with the rules that its documents break.

    Findings that break a rule themselves are dropped; the others stay, for who looks into a quarantined document.
    """
    found = failures(read)
    rows = [(each.document_id, each.table, each.rule, each.example, each.count) for each in found]
    broken = pl.DataFrame(rows, schema=tables.BROKEN_RULE.polars_schema(), orient="row")
    return read | {tables.BROKEN_RULE.name: broken, tables.STG_ISSUE.name: sound_findings(read[tables.STG_ISSUE.name])}


def failures(read: Frames) -> list[Failure]:
    """What is wrong with the documents that their reader would have loaded, one failure for each document and rule.

    Its rows, its keys, what they refer to, whether their offsets lead to words, and whether it has a plan at all.
    """
    candidates = read[tables.READING.name].filter(pl.col("reason").is_null())
    of_candidates = {
        table.name: read[table.name].join(candidates, on="document_id", how="semi", maintain_order="left")
        for table in tables.KEPT
    }
    documents = of_candidates[tables.KEPT_DOCUMENT.name]
    parents = of_candidates | {tables.STG_DOCUMENT.name: documents}
    found = [*_without_plan(of_candidates), *_naming_no_item(of_candidates)]
    for table in tables.KEPT[2:]:
        frame = of_candidates[table.name]
        found += checks.rows(table, frame)
        found += checks.duplicate_keys(table, frame)
        found += checks.dangling_references(table, parents)
        found += checks.grounding(table, frame, documents)
    return found


def broken_rules(read: Frames) -> list[Failure]:
    """The failures that `judged` has put down."""
    return [
        Failure(table, rule, example, count, document_id)
        for document_id, table, rule, example, count in read[tables.BROKEN_RULE.name].iter_rows()
    ]


def sound_findings(findings: pl.DataFrame) -> pl.DataFrame:
    """The rows of stg_issue without those of documents that have one which breaks a rule."""
    broken = {failure.document_id for failure in checks.rows(tables.STG_ISSUE, findings)}
    return findings.filter(~pl.col("document_id").is_in(list(broken))) if broken else findings


def reasons(failures: Iterable[Failure]) -> dict[str, str]:
    """The sentence for each document that failed: its first failure, and how many rules more it breaks."""
    by_document: dict[str, list[Failure]] = {}
    for failure in failures:
        if failure.document_id is not None:
            by_document.setdefault(failure.document_id, []).append(failure)
    return {document: _sentence(of_document) for document, of_document in by_document.items()}


def _without_plan(read: Frames) -> list[Failure]:
    planless = read[tables.READING.name].join(
        read[tables.STG_PLAN.name], on="document_id", how="anti", maintain_order="left"
    )
    plan = tables.STG_PLAN.qualified_name
    return [
        Failure(plan, "a document has a plan", "this one has none", document_id=document)
        for document in planless["document_id"]
    ]


def _naming_no_item(read: Frames) -> list[Failure]:
    """Mentions of a city in an activity or result that isn't there."""
    items = pl.concat(
        read[name].select("document_id", item_kind=pl.lit(kind), item_sequence=pl.col("sequence").cast(pl.String))
        for name, kind in (("stg_activity", "activity"), ("stg_result", "result"))
    )
    astray = read["stg_mention"].join(items, on=items.columns, how="anti", maintain_order="left")
    rule = "item_sequence is in stg_activity or stg_result"
    return checks.failures(tables.STG_MENTION, astray, rule, ("item_kind", "item_sequence"))


def _sentence(failures: Sequence[Failure]) -> str:
    more = f" It breaks {len(failures) - 1} more rules." if len(failures) > 1 else ""
    return f"{failures[0]}.{more}".replace("1 more rules", "1 more rule")
