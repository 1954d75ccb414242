"""`ucap refresh`: the main job from the command line, and what came of it."""

from __future__ import annotations

import time
from contextlib import nullcontext
from typing import Annotated, NoReturn

import typer

from assets import places
from assets.log import Log
from ucap import progress, terminal
from ucap.options import LogFormat, RawFolder, StoreFolder, WarehouseFile, check_limits


def refresh(
    raw: RawFolder = places.DEFAULT_RAW_DIR,
    warehouse: WarehouseFile = places.DEFAULT_WAREHOUSE,
    store: StoreFolder = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 also when a document was quarantined, or has an error.")
    ] = False,
    allow_shrink: Annotated[
        bool, typer.Option("--allow-shrink", help="Publish also where most of the loaded documents would be lost.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option("--workers", min=1, metavar="N", help="Processes that read documents.", show_default="all cores"),
    ] = None,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show Dagster's own log as well.")] = False,
    log_format: LogFormat = "off",
) -> None:
    """Read the raw folder and publish the warehouse.

    The new file is built and verified beside the old one, then takes its place;
    where anything fails, the old file stays as it is. A document that can't be
    trusted is quarantined, with the reason, and the others load.
    Only documents that are new are read; what was read from the others is
    kept beside the warehouse, as are the documents themselves.
    A folder that lost most of its documents isn't published unasked. Where another
    refresh is at work, this one waits for it.
    With DAGSTER_HOME set, the run shows in Dagster's UI.

    [bold]Examples[/bold]

      ucap refresh
      ucap refresh --raw raw --warehouse /tmp/trial.duckdb
      ucap refresh --strict

    Exit code: 0 published; 1 not published (with --strict, also published with
    doubts); 2 wrong usage, such as a raw folder that isn't there.
    """
    started = time.monotonic()
    check_limits()
    if not raw.is_dir():
        what = "is a file, not a folder" if raw.exists() else "isn't there"
        raise typer.BadParameter(
            f"The folder {terminal.visible(str(raw))} {what}. Name the folder that holds the summaries.",
            param_hint="--raw",
        )
    log = Log(log_format)
    with progress.shown("Starting") if log_format == "off" else nullcontext() as told:
        from assets import launch  # Dagster takes a while to load: only here, and with something to look at

        try:
            result = launch.refresh(
                raw,
                warehouse,
                store=store,
                progress=told,
                workers=workers,
                allow_shrink=allow_shrink,
                show_log=verbose,
                log=log,
            )
        except launch.LaunchError as reason:
            log.error("refresh failed", reason=str(reason))
            _fail(log, str(reason))
    if not result.published:
        stays = [f"{terminal.path_words(warehouse)} stays as it was."] if warehouse.exists() else []
        _fail(log, "Nothing was published.", *result.problems, *stays)

    from ucap import outcome
    from ucap.query import QueryError

    try:
        published = outcome.read(warehouse, raw)
    except QueryError as reason:
        terminal.fail(f"The warehouse was published, but can't be read any more: {reason}")
    outcome.show(published, time.monotonic() - started)
    for problem in result.problems:
        terminal.remark(terminal.visible(problem), "warning")
    if strict and (doubts := published.doubts()):
        terminal.fail(f"Published, but not without doubts (--strict): {doubts}.")


def _fail(log: Log, sentence: str, *hints: str) -> NoReturn:
    """Ends with 1. Who wants JSON reads why in the log, and finds nothing else on standard error."""
    if log.form == "json":
        raise typer.Exit(1)
    terminal.fail(sentence, *hints)
