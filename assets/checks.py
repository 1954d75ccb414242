"""Asset checks: what `pipelines.checks` finds, as Dagster shows it. Each one blocks what comes after it.

A document that can't be trusted is no failure of the run: its check warns and the document is quarantined. What
concerns a whole table is a failure: nothing is published, and the file that was there stays.
"""

from collections.abc import Sequence

import dagster as dg
import polars as pl

from assets.catalogue import asset_key
from pipelines import checks, tables
from pipelines.checks import Failure
from pipelines.schema import Table

DEFINITION = "definition"
REFERENCES = "references"
GROUNDING = "grounding"
RECONCILIATION = "reconciliation"

# So many failures are spelt out in the UI; the count tells of the rest.
SPELT_OUT = 20


def rows_spec(table: Table) -> dg.AssetCheckSpec:
    """The one check of a staged table: made of each document once, when it was read."""
    return _spec(
        DEFINITION,
        table,
        "What each document says keeps what the table's definition promises: types, NOT NULL, ranges, values, keys, "
        "references, and offsets that lead to words.",
    )


def table_specs(table: Table) -> list[dg.AssetCheckSpec]:
    """The checks of a table of the warehouse: as many as its definition gives reason for."""
    specs = [
        _spec(
            DEFINITION,
            table,
            "Rows and keys keep what the table's definition promises (pandera): types, NOT NULL, "
            "ranges, allowed values; no key comes twice.",
        ),
    ]
    if table.references:
        words = "; ".join(str(reference) for reference in table.references)
        specs.append(_spec(REFERENCES, table, f"Every reference leads to a row: {words}."))
    if _has_spans(table):
        specs.append(_spec(GROUNDING, table, "Every row's offsets lead to words in the text of its document."))
    if table is tables.ARRIVAL:
        specs.append(
            _spec(RECONCILIATION, table, "Every file is accounted for: seen = loaded + duplicate + quarantined.")
        )
    return specs


def staged_rows(table: Table, failures: Sequence[Failure]) -> dg.AssetCheckResult:
    """Warns of rows whose documents are quarantined; `failures` are those of all staged tables."""
    of_table = [failure for failure in failures if failure.table == table.qualified_name]
    return _result(DEFINITION, table, of_table, dg.AssetCheckSeverity.WARN)


def of_table(
    table: Table, frames: checks.Frames, staged_arrivals: pl.DataFrame, rows: Sequence[Failure]
) -> list[dg.AssetCheckResult]:
    """The results of `table_specs`, for the tables as they would be published; `rows` are the failures of single rows."""
    frame = frames[table.frame_name]
    of_rows = [failure for failure in rows if failure.table == table.qualified_name]
    results = [_result(DEFINITION, table, [*of_rows, *checks.duplicate_keys(table, frame)])]
    if table.references:
        results.append(_result(REFERENCES, table, checks.dangling_references(table, frames)))
    if _has_spans(table):
        results.append(_result(GROUNDING, table, checks.grounding(table, frame, checks.texts_for(table, frames))))
    if table is tables.ARRIVAL:
        results.append(_result(RECONCILIATION, table, checks.reconciliation(staged_arrivals, frames)))
    return results


def _has_spans(table: Table) -> bool:
    return "source_start" in table and "document_id" in table


def _spec(name: str, table: Table, description: str) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(name, asset=asset_key(table), description=description, blocking=True)


def _result(
    name: str,
    table: Table,
    failures: Sequence[Failure],
    severity: dg.AssetCheckSeverity = dg.AssetCheckSeverity.ERROR,
) -> dg.AssetCheckResult:
    """Passed where there are no failures; else the first in words, and the list as metadata."""
    spelt_out = "\n".join(f"- {failure}" for failure in failures[:SPELT_OUT])
    return dg.AssetCheckResult(
        passed=not failures,
        check_name=name,
        asset_key=asset_key(table),
        severity=severity,
        description=_summary(failures),
        metadata={"failures": len(failures), "first failures": dg.MetadataValue.text(spelt_out)} if failures else {},
    )


def _summary(failures: Sequence[Failure]) -> str | None:
    if not failures:
        return None
    more = f" (and {len(failures) - 1} more)" if len(failures) > 1 else ""
    return f"{failures[0]}{more}"
