"""From the staging area to the tables of the warehouse: every dimension, fact and bridge, and the audit.

They are made in one step, as a row that fails in one table sets its document aside in all of them.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from graphlib import TopologicalSorter

import dagster as dg
import polars as pl

from assets import checks
from assets.catalogue import Metadata, asset_key, shown, table_spec
from assets.progress import Progress
from assets.release import code_version
from assets.settings import Settings
from pipelines import publish, quarantine, star, tables
from pipelines.schema import Table

GROUPS = {
    **dict.fromkeys(tables.DIMENSIONS, "dimensions"),
    **dict.fromkeys(tables.FACTS, "facts"),
    **dict.fromkeys(tables.BRIDGES, "bridges"),
    **dict.fromkeys(tables.AUDIT, "audit"),
    tables.META: "audit",
}

# What each table's rows are made from; vocabularies are made from none of these. (`star.build`)
MADE_FROM: dict[Table, tuple[Table, ...]] = {
    tables.DIM_DOCUMENT: (tables.STG_DOCUMENT, tables.STG_ARRIVAL),
    tables.DIM_CITY: (tables.STG_CITY,),
    tables.DIM_DATE: (tables.DIM_PLAN, tables.FACT_ACTIVITY),
    tables.DIM_PLAN: (tables.STG_PLAN, tables.STG_ARRIVAL),
    tables.FACT_PARTNERSHIP: (tables.STG_PARTNER, tables.STG_MENTION, tables.DIM_PLAN),
    tables.FACT_THEME: (tables.STG_THEME, tables.DIM_PLAN),
    tables.FACT_SDG_TAG: (tables.STG_SDG_TAG, tables.DIM_PLAN),
    tables.FACT_URBAN_AGENDA_TAG: (tables.STG_URBAN_AGENDA_TAG, tables.DIM_PLAN),
    tables.FACT_STATEMENT: (tables.STG_STATEMENT, tables.DIM_PLAN),
    tables.FACT_ACTIVITY: (tables.STG_ACTIVITY, tables.DIM_PLAN),
    tables.FACT_RESULT: (tables.STG_RESULT, tables.DIM_PLAN),
    tables.BRIDGE_ACTIVITY_CITY: (tables.STG_MENTION, tables.STG_PARTNER, tables.FACT_ACTIVITY),
    tables.BRIDGE_RESULT_CITY: (tables.STG_MENTION, tables.STG_PARTNER, tables.FACT_RESULT),
    tables.EVIDENCE: (tables.STG_EVIDENCE, tables.DIM_PLAN),
    tables.QUALITY_ISSUE: (tables.STG_ISSUE, tables.DIM_PLAN),
    tables.ARRIVAL: (tables.STG_ARRIVAL, tables.DIM_PLAN),
    tables.LOAD_RUN: (tables.ARRIVAL,),
    tables.META: (tables.DIM_DOCUMENT, tables.DIM_PLAN, tables.LOAD_RUN),
}

# Dagster wants what a table is made from before the table itself.
SOURCES_FIRST = tuple(
    TopologicalSorter(
        {table: [source for source in MADE_FROM.get(table, ()) if source in GROUPS] for table in tables.WAREHOUSE}
    ).static_order()
)


@dg.multi_asset(
    name="star",
    specs=[
        table_spec(table, GROUPS[table], reads=[asset_key(source) for source in MADE_FROM.get(table, ())])
        for table in tables.WAREHOUSE
    ],
    check_specs=[spec for table in tables.WAREHOUSE for spec in checks.table_specs(table)],
    ins={table.name: dg.AssetIn(asset_key(table)) for table in tables.STAGING},
)
def star_tables(
    context: dg.AssetExecutionContext,
    settings: Settings,
    progress: dg.ResourceParam[Progress],
    **staged: pl.DataFrame,
) -> Iterator[dg.MaterializeResult[pl.DataFrame]]:
    """Makes keys, resolves references, and sets aside the documents that can't be trusted."""
    progress.stage("Building the tables")
    run = star.Run(context.run.run_id, started_at=_started_at(context), code_version=code_version())
    try:
        previous = publish.previous(settings.warehouse_file)
    except publish.PublishError as error:
        raise dg.Failure(str(error), allow_retries=False) from error
    accepted = quarantine.settle(staged, previous, run)
    accepted = quarantine.close(accepted, previous, run, finished_at=_now())
    frames = accepted.frames
    for table in SOURCES_FIRST:
        frame = frames[table.name]
        yield dg.MaterializeResult(
            asset_key=asset_key(table),
            value=frame,
            metadata=shown(frame) | (_by_status(frame) if table is tables.ARRIVAL else {}),
            check_results=checks.of_table(table, frames, staged[tables.STG_ARRIVAL.name], accepted.failures),
        )


def _by_status(arrivals: pl.DataFrame) -> Metadata:
    """How many files of the folder were loaded, how many were not, and why."""
    current = arrivals.filter("is_current")["status"]
    return {f"documents {status}": int((current == status).sum()) for status in tables.CURRENT_STATUSES}


def _started_at(context: dg.AssetExecutionContext) -> datetime:
    """When the run began, naive UTC, as the warehouse keeps it."""
    record = context.instance.get_run_record_by_id(context.run.run_id)
    if record is None or record.start_time is None:
        return _now()
    return datetime.fromtimestamp(record.start_time, UTC).replace(tzinfo=None)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
