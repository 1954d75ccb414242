"""`ucap quarantine`: the files that need a person, and another try after they were mended."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from assets import places
from pipelines.system_errors import said
from ucap import terminal
from ucap.options import RawFolder, StoreFolder, WarehouseFile, check_limits

if TYPE_CHECKING:
    from pipelines.standing import Quarantined, Standing
    from ucap.reading import File, Reading

# What `--json` promises; raised by one when a field is renamed or dropped, not when one is added.
JSON_VERSION = 1
SINCE_THEN: dict[str | None, str] = {
    "changed": " The file was changed since; the next refresh reads it again.",
    "removed": " The file is no longer in the folder; the next refresh drops it.",
}


def quarantine(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILE...]",
            help="With --retry: only these files, as paths or as `--json` names them.",
            show_default=False,
        ),
    ] = None,
    raw: RawFolder = places.DEFAULT_RAW_DIR,
    warehouse: WarehouseFile = places.DEFAULT_WAREHOUSE,
    store: StoreFolder = None,
    retry: Annotated[
        bool, typer.Option("--retry", help="Read the files again, and refresh where one would load now.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON for programs; see docs/command-line.md.")] = False,
) -> None:
    """List the files that were set aside, with the reason and what to do.

    Mend the file, ask for it anew, or take it out of the folder; then `--retry`
    reads what is in quarantine once more, says what would load now, and refreshes
    where something would, or where a file is gone.

    [bold]Examples[/bold]

      ucap quarantine
      ucap quarantine --json
      ucap quarantine --retry

    Exit code: 0 nothing is left in quarantine; 1 something is, or the refresh
    failed; 2 wrong usage.
    """
    from pipelines import standing

    check_limits()
    if files and not retry:
        raise typer.BadParameter("Files are named together with --retry.", param_hint="FILE")
    found = standing.of(raw, warehouse, store or places.store(warehouse))
    if found.warehouse_problem is not None:
        terminal.fail(found.warehouse_problem)
    if retry:
        found = _retried(found, files or [], raw, warehouse, store, is_quiet=as_json)
    if as_json:
        _write_json(found)
    else:
        _show(found, raw)
    if found.quarantine:
        raise typer.Exit(1)


def _retried(
    found: Standing, files: list[Path], raw: Path, warehouse: Path, store: Path | None, *, is_quiet: bool
) -> Standing:
    """Reads files again, refreshes where one would load now or is gone, and says where the warehouse then stands."""
    readings = _read(_as_listed(files, found.quarantine, raw))
    for reading in readings:
        if not is_quiet:
            would = "would load now" if reading.rejection is None else f"no: {terminal.one_line(reading.rejection)}"
            _say(f"{terminal.path_words(reading.path)}: {would}", "good" if reading.rejection is None else "error")
    gone = [] if files else [each for each in found.quarantine if each.since == "removed"]
    if not gone and all(reading.rejection is not None for reading in readings):
        return found
    from assets import launch
    from pipelines import standing
    from ucap import progress

    with progress.shown("Starting") as told:
        try:
            outcome = launch.refresh(raw, warehouse, store=store, progress=told)
        except launch.LaunchError as error:
            terminal.fail(str(error))
    if not outcome.published:
        terminal.fail("Nothing was published.", *outcome.problems)
    return standing.of(raw, warehouse, store or places.store(warehouse))


def _as_listed(named: list[Path], quarantined: tuple[Quarantined, ...], raw: Path) -> list[File]:
    """The files that are named, else those in quarantine that are still there, each with what keeps a refresh from opening it."""
    from pipelines import folder
    from ucap.reading import File

    try:
        listed = {file.file_name: File(raw / file.path, file.problem) for file in folder.scan(raw)}
    except folder.RawFolderError as error:
        terminal.fail(str(error))
    if not named:
        return [listed[each.file_name] for each in quarantined if each.file_name in listed]
    by_path = {file.path.absolute(): file for file in listed.values()}
    return [by_path.get(path.absolute()) or listed.get(path.as_posix()) or File(path) for path in named]


def _read(files: list[File]) -> list[Reading]:
    from ucap.reading import read_all

    try:
        return read_all(files)
    except OSError as error:
        raise typer.BadParameter(
            f"{terminal.visible(str(error.filename))} can't be opened: {said(error)}.", param_hint="FILE"
        ) from error


def _show(found: Standing, raw: Path) -> None:
    if not found.quarantine:
        _say("Nothing is in quarantine.", "good")
        return
    folder = terminal.path_words(raw)
    for each in found.quarantine:
        line = "" if each.line is None else f", line {each.line}"
        _say(f"✗ {folder}/{terminal.visible(each.file_name)}{line}", "error")
        _say(f"  {terminal.one_line(each.reason)}")
        _say(f"  In quarantine since {each.first_seen_at:%Y-%m-%d}.{SINCE_THEN.get(each.since, '')}", "quiet")
    terminal.remark(
        f"`ucap check {folder}/FILE` shows what was seen of a file. Mend it, or ask for it anew, then "
        "`ucap quarantine --retry`."
    )


def _write_json(found: Standing) -> None:
    from ucap.formats import as_json

    shape = {"version": JSON_VERSION, "quarantine": [asdict(each) for each in found.quarantine]}
    typer.echo(as_json(shape, indent=2))


def _say(words: str, style: str = "") -> None:
    terminal.results().print(Text(words, style=style), soft_wrap=True)
