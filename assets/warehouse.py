"""From the tables to the file that people open: published whole, with its report views, or not at all."""

import re
from collections.abc import Iterator

import dagster as dg
import duckdb
import polars as pl

from assets import timing
from assets.attempt import record_failure
from assets.catalogue import PREVIEW_ROWS, Metadata, asset_key, shown
from assets.log import Log
from assets.progress import Progress
from assets.runs import WAREHOUSE_KEY
from assets.settings import Settings
from assets.star import by_status
from assets.steps import Stopwatch, failure, now, started_at, tell_the_log
from pipelines import database_file, last_attempt, publish, refresh, report, tables
from pipelines.report import View
from pipelines.schema import Table


def view_spec(view: View) -> dg.AssetSpec:
    """A report view as an asset, with the tables it reads before it."""
    return dg.AssetSpec(
        dg.AssetKey([report.SCHEMA, view.name]),
        description=view.description,
        group_name="report",
        deps=[WAREHOUSE_KEY, *(asset_key(table) for table in tables_read(view))],
        metadata={
            "dagster/table_name": view.qualified_name,
            "dagster/column_schema": dg.TableSchema(
                [dg.TableColumn(name, description=words) for name, words in view.columns.items()]
            ),
        },
    )


def tables_read(view: View) -> list[Table]:
    """The tables that a view reads, by itself or through other views, by the names in its query.

    (DuckDB's own parser of names wants the tables there.)
    """
    queries = [view.sql, *(other.sql for other in report.views() if _names(view.sql, other.qualified_name))]
    return [table for table in tables.PUBLISHED if any(_names(sql, str(table)) for sql in queries)]


def _names(sql: str, relation: str) -> bool:
    return re.search(rf"\b{re.escape(relation)}\b", sql) is not None


def _input(table: Table) -> str:
    """What the asset calls its input: Dagster keeps some names to itself, such as `meta`."""
    return f"{table.schema}_{table.name}"


@dg.multi_asset(
    name="warehouse",
    specs=[
        dg.AssetSpec(
            WAREHOUSE_KEY,
            description="The DuckDB file: every table with its keys and comments, and the report views over them.",
            group_name="warehouse",
            deps=[asset_key(table) for table in tables.PUBLISHED],
            freshness_policy=dg.FreshnessPolicy.time_window(fail_window=timing.fresh_for()),
        ),
        *map(view_spec, report.views()),
    ],
    ins={_input(table): dg.AssetIn(asset_key(table)) for table in tables.PUBLISHED},
    hooks={tell_the_log, record_failure},
)
def warehouse(
    context: dg.AssetExecutionContext,
    settings: Settings,
    progress: dg.ResourceParam[Progress],
    log: dg.ResourceParam[Log],
    **inputs: pl.DataFrame,
) -> Iterator[dg.MaterializeResult[None]]:
    """Builds the new file beside the old one, verifies it, and swaps it in."""
    stopwatch = Stopwatch()
    frames = {table.frame_name: inputs[_input(table)] for table in tables.PUBLISHED}
    try:
        remarks = refresh.publish_and_remember(
            frames,
            settings.warehouse_file,
            settings.store_folder,
            allow_shrink=settings.allow_shrink,
            on_stage=progress.stage,
        )
    except publish.PublishError as error:
        raise failure(error, context) from error
    began = started_at(context.instance, context.run.run_id)
    last_attempt.published(settings.store_folder, context.run.run_id, began)
    for remark in remarks:
        progress.remark(remark)
        log.warning(remark, run_id=context.run.run_id)
    file = settings.warehouse_file.resolve()
    documents = by_status(frames[tables.ARRIVAL.name])
    size, rows = file.stat().st_size, sum(frame.height for frame in frames.values())
    whole = round((now() - began).total_seconds(), 3)
    counts = {name.replace(" ", "_"): count for name, count in documents.items()}
    log.info("refresh finished", run_id=context.run.run_id, seconds=whole, bytes=size, rows=rows, **counts)
    facts: Metadata = {
        "file": dg.MetadataValue.path(file),
        "size (bytes)": size,
        "rows": rows,
        "seconds of the whole refresh": dg.MetadataValue.float(whole),
    }
    yield dg.MaterializeResult(asset_key=WAREHOUSE_KEY, metadata=facts | documents | stopwatch.metadata())
    with duckdb.connect(str(file), read_only=True) as connection:
        for view in report.views():
            yield dg.MaterializeResult(
                asset_key=[report.SCHEMA, view.name],
                metadata=_shown(connection, view, fetches_all=rows < database_file.LARGE),
            )


def _shown(connection: duckdb.DuckDBPyConnection, view: View, *, fetches_all: bool) -> Metadata:
    """What the published view says: how many rows it has, the first of them, and how long that took.

    Of a large file the others are not fetched; of a small one they are, as to ask twice takes longer.
    """
    stopwatch = Stopwatch()
    rows = connection.table(view.qualified_name)
    told = shown(rows.pl()) if fetches_all else shown(rows.limit(PREVIEW_ROWS).pl(), row_count=rows.shape[0])
    return told | stopwatch.metadata()
