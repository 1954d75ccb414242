"""From the raw folder to the staging area: which files there are, and what each of them says."""

import os
from collections.abc import Iterator

import dagster as dg
import polars as pl

from assets import checks
from assets.attempt import Turn, record_failure
from assets.catalogue import Metadata, asset_key, shown, table_spec
from assets.log import Log
from assets.progress import Progress
from assets.settings import Settings
from assets.steps import Stopwatch, failure, tell_the_log
from pipelines import folder, limits, publish, refresh, tables
from pipelines.schema import BIGINT, TEXT, Column, Table, Type, key
from pipelines.store.opened import StoreError

RAW_DOCUMENTS = Table(
    "documents",
    schema="raw",
    grain="one file of the raw folder",
    columns=(
        key("file_name", TEXT, "path of the file within the folder, as people see it"),
        Column("path", Type("BLOB", "Binary"), "path of the file within the folder, in the bytes that open it"),
        Column("sha256", TEXT, "SHA-256 of the file's bytes; NULL where it can't be taken in", nullable=True),
        Column("byte_size", BIGINT, "size of the file in bytes", nullable=True),
        Column("problem", TEXT, "why the file can't be taken in, in a sentence", nullable=True),
    ),
)


@dg.multi_asset(
    name="raw_documents",
    specs=[table_spec(RAW_DOCUMENTS, group="documents")],
    hooks={tell_the_log, record_failure},
)
def raw_documents(
    context: dg.AssetExecutionContext,
    settings: Settings,
    progress: dg.ResourceParam[Progress],
    log: dg.ResourceParam[Log],
    turn: dg.ResourceParam[Turn],
) -> dg.MaterializeResult[pl.DataFrame]:
    """Lists, weighs and hashes the files of the raw folder. Without a single file there is nothing to publish.

    A place that can't take the warehouse is told first, before anything is read or written.
    """
    stopwatch = Stopwatch()
    log.info("refresh started", run_id=context.run.run_id, raw=settings.raw_dir, warehouse=settings.warehouse)
    if turn.problem:
        raise dg.Failure(turn.problem, allow_retries=False)
    progress.stage("Looking into the raw folder")
    try:
        publish.recall(settings.warehouse_file, settings.store_folder)
        files = folder.scan(settings.raw_folder)
    except (publish.PublishError, folder.RawFolderError, limits.LimitError) as error:
        raise failure(error, context) from error
    if not files:
        raise dg.Failure(
            f"The folder {settings.raw_dir} holds no documents. Put the summaries there, and try again.",
            allow_retries=False,
        )
    frame = listing(files)
    return dg.MaterializeResult(value=frame, metadata=shown(frame.drop("path")) | stopwatch.metadata())


@dg.multi_asset(
    name="staging",
    specs=[table_spec(table, group="staging", reads=[asset_key(RAW_DOCUMENTS)]) for table in tables.STAGING],
    check_specs=[checks.rows_spec(table) for table in tables.STAGING],
    ins={"documents": dg.AssetIn(asset_key(RAW_DOCUMENTS))},
    hooks={tell_the_log, record_failure},
)
def staged(
    context: dg.AssetExecutionContext, documents: pl.DataFrame, settings: Settings, progress: dg.ResourceParam[Progress]
) -> Iterator[dg.MaterializeResult[pl.DataFrame]]:
    """Reads every document that wasn't read before, and gives what all of them say: one frame per kind of record.

    A row that breaks a rule is told here; its document is quarantined.
    """
    stopwatch = Stopwatch()
    progress.stage("Reading documents")
    try:
        read = refresh.read(
            settings.raw_folder,
            listed(documents),
            settings.store_folder,
            workers=settings.workers,
            on_progress=progress.documents,
        )
    except StoreError as error:
        raise failure(error, context) from error
    seconds = stopwatch.metadata()
    for table in tables.STAGING:
        frame = read.staged[table.name]
        counts: Metadata = {"documents read": read.new, "documents known": read.known}
        yield dg.MaterializeResult(
            asset_key=asset_key(table),
            value=frame,
            metadata=shown(frame) | seconds | (counts if table is tables.STG_DOCUMENT else {}),
            check_results=[checks.staged_rows(table, read.failures)],
        )


def listing(files: list[folder.RawFile]) -> pl.DataFrame:
    """The files as a frame; a path that is no UTF-8 is kept in its own bytes."""
    rows = [(file.file_name, os.fsencode(file.path), file.sha256, file.byte_size, file.problem) for file in files]
    return pl.DataFrame(rows, schema=RAW_DOCUMENTS.polars_schema(), orient="row")


def listed(documents: pl.DataFrame) -> list[folder.RawFile]:
    """The files of such a frame."""
    return [
        folder.RawFile(os.fsdecode(path), file_name, sha256, byte_size, problem)
        for file_name, path, sha256, byte_size, problem in documents.iter_rows()
    ]
