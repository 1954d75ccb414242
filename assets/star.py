"""From the staging area to the published tables: every dimension, fact and bridge, the audit, and the history.

They are made in one step, as a row that fails in one table sets its document aside in all of them.
"""

from collections.abc import Iterator
from graphlib import TopologicalSorter

import dagster as dg
import polars as pl

from assets import checks
from assets.attempt import record_failure
from assets.catalogue import Metadata, asset_key, shown, table_spec
from assets.log import Log
from assets.progress import Progress
from assets.release import code_version
from assets.settings import Settings
from assets.steps import Stopwatch, failure, started_at, tell_the_log
from pipelines import publish, refresh, star, tables
from pipelines.schema import Table
from pipelines.store.opened import StoreError

GROUPS = {
    **dict.fromkeys(tables.DIMENSIONS, "dimensions"),
    **dict.fromkeys(tables.FACTS, "facts"),
    **dict.fromkeys(tables.BRIDGES, "bridges"),
    **dict.fromkeys(tables.AUDIT, "audit"),
    tables.META: "audit",
    **dict.fromkeys(tables.HISTORY, "history"),
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
    tables.PLAN_VERSION: (tables.DIM_DOCUMENT, tables.DIM_PLAN),
    **dict.fromkeys(tables.PAST.values(), (tables.PLAN_VERSION,)),
    tables.CHANGE: (tables.PLAN_VERSION,),
}

# Dagster wants what a table is made from before the table itself.
SOURCES_FIRST = tuple(
    TopologicalSorter(
        {table: [source for source in MADE_FROM.get(table, ()) if source in GROUPS] for table in tables.PUBLISHED}
    ).static_order()
)


@dg.multi_asset(
    name="star",
    specs=[
        table_spec(table, GROUPS[table], reads=[asset_key(source) for source in MADE_FROM.get(table, ())])
        for table in tables.PUBLISHED
    ],
    check_specs=[spec for table in tables.PUBLISHED for spec in checks.table_specs(table)],
    ins={table.name: dg.AssetIn(asset_key(table)) for table in tables.STAGING},
    hooks={tell_the_log, record_failure},
)
def star_tables(
    context: dg.AssetExecutionContext,
    settings: Settings,
    progress: dg.ResourceParam[Progress],
    log: dg.ResourceParam[Log],
    **staged: pl.DataFrame,
) -> Iterator[dg.MaterializeResult[pl.DataFrame]]:
    """Makes keys, resolves references, and sets aside the documents that can't be trusted."""
    stopwatch = Stopwatch()
    progress.stage("Building the tables")
    try:
        previous = publish.recall(settings.warehouse_file, settings.store_folder).previous
        started = refresh.started_at(previous, started_at(context.instance, context.run.run_id))
        run = star.Run(context.run.run_id, started, code_version=code_version())
        built = refresh.build(staged, previous, run, settings.store_folder)
    except (publish.PublishError, StoreError) as error:
        raise failure(error, context) from error
    for lost in _versions_of(built.lost, previous.plan_versions):
        log.warning("document lost", run_id=run.run_id, store=str(settings.store_folder), **lost)
        progress.remark(
            "The store has lost the text of version {version} of {plan_id} ({file_name}, document {document_id}): only the times "
            "of this version are known. `ucap restore` with a backup that holds it brings it back.".format(**lost)
        )
    accepted, frames = built.accepted, built.accepted.frames
    _tell_quarantined(log, run.run_id, frames[tables.ARRIVAL.name])
    seconds = stopwatch.metadata()
    for table in SOURCES_FIRST:
        frame = frames[table.frame_name]
        yield dg.MaterializeResult(
            asset_key=asset_key(table),
            value=frame,
            metadata=shown(frame) | seconds | (by_status(frame) if table is tables.ARRIVAL else {}),
            check_results=checks.of_table(table, frames, staged[tables.STG_ARRIVAL.name], accepted.failures),
        )


def _versions_of(documents: tuple[str, ...], versions: pl.DataFrame) -> list[dict[str, object]]:
    """The versions of plans that were read from these documents: plan, version, file and document."""
    columns = ("plan_id", "version", "file_name", "document_id")
    return versions.filter(pl.col("document_id").is_in(documents)).select(columns).sort(columns).to_dicts()


def by_status(arrivals: pl.DataFrame) -> Metadata:
    """How many files of the folder were loaded, how many were not, and why."""
    current = arrivals.filter("is_current")["status"]
    return {f"documents {status}": int((current == status).sum()) for status in tables.CURRENT_STATUSES}


def _tell_quarantined(log: Log, run_id: str, arrivals: pl.DataFrame) -> None:
    quarantined = arrivals.filter(pl.col("is_current") & (pl.col("status") == "quarantined"))
    for document in quarantined.select("document_id", "file_name", "reason").iter_rows(named=True):
        log.warning("document quarantined", run_id=run_id, **document)
