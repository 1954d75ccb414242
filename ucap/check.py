"""`ucap check`: what a refresh would read from a file, before it does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.system_errors import said
from ucap import terminal
from ucap.options import check_limits

if TYPE_CHECKING:
    from ucap.reading import File, Reading


def check(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="The summaries to read, or folders of them.", show_default=False),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON for programs; see docs/command-line.md.")] = False,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html",
            metavar="OUT.html",
            dir_okay=False,
            help="Write a page to look at in a browser.",
            show_default=False,
        ),
    ] = None,
    report: Annotated[
        str | None,
        typer.Option(
            "--report",
            metavar="VALUE",
            help="Write a text for an issue about a value that was read wrongly or not at all, by a name that is shown "
            "(`activity 2`, `lead city`), about a line (`line 12`) or a character in it (`line 23:507`), or about the whole "
            "`document`. Nothing is sent.",
            show_default=False,
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Show long sources, and more issues than anybody reads, to their end.")
    ] = False,
) -> None:
    """Read summaries without loading them, and show where each value was read.

    Under the file's name stands how much was read, what is missing, and the
    worst issues. Then the source with every value marked in its place, the
    values with their lines and the issues about them, and at the end what was
    left unread. `[1]` in the source is the place of the first issue; text that
    nothing claims stands between `??`, text of a section in which no value was
    read between `~~`; labels, footers and what stands around the form are dim.
    In a terminal, colours stand for brackets. Each file is judged alone:
    whether another one describes the same plan, only a refresh can tell.

    [bold]Examples[/bold]

      ucap check raw/000_b44caec2ead5b822.txt
      ucap check raw --html readings.html
      ucap check raw/003_ef836025d08bb27e.txt --report "lead city"
      ucap check raw/003_ef836025d08bb27e.txt --report "line 23:120"
      ucap check raw/*.txt --json

    Exit code: 0 all would be loaded; 1 one or more would be quarantined; 2 wrong
    usage, such as a file that isn't there.
    """
    if sum((as_json, html is not None, report is not None)) > 1:
        raise typer.BadParameter("Choose one of --json, --html and --report.")
    check_limits()
    readings = _read(_files(files))
    if as_json:
        _write_json(readings)
    elif html is not None:
        _write_page(readings, html)
    elif report is not None:
        _write_report(readings, report)
    else:
        _show(readings, everything=everything)
    if report is None and any(reading.rejection for reading in readings):
        raise typer.Exit(1)


def _files(paths: list[Path]) -> list[File]:
    from pipelines.folder import RawFolderError
    from ucap.reading import files_of

    for path in paths:
        if not path.is_dir() and not path.is_file():
            what = "is no regular file" if path.exists() else "isn't there"
            raise typer.BadParameter(f"{terminal.visible(str(path))} {what}.", param_hint="FILE")
    try:
        found = files_of(paths)
    except RawFolderError as error:
        raise typer.BadParameter(terminal.visible(str(error)), param_hint="FILE") from error
    if not found:
        raise typer.BadParameter("The folder holds no files.", param_hint="FILE")
    return found


def _read(files: list[File]) -> list[Reading]:
    from ucap.reading import read_all

    try:
        return read_all(files)
    except OSError as error:
        raise typer.BadParameter(
            f"{terminal.visible(str(error.filename))} can't be opened: {said(error)}.", param_hint="FILE"
        ) from error


def _write_json(readings: list[Reading]) -> None:
    from ucap.formats import as_json
    from ucap.reading import JSON_VERSION

    shape = {"version": JSON_VERSION, "documents": [reading.as_json() for reading in readings]}
    typer.echo(as_json(shape, indent=2))


def _write_page(readings: list[Reading], path: Path) -> None:
    from ucap.beside import headline
    from ucap.page import page

    try:
        path.write_text(page(readings), encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise typer.BadParameter(
            f"{terminal.visible(str(path))} can't be written: {said(error)}.", param_hint="--html"
        ) from error
    console = terminal.results()
    for reading in readings:
        console.print(headline(reading), soft_wrap=True)
    terminal.remark(f"{terminal.plural(len(readings), 'document')} in {terminal.path_words(path)}")


def _write_report(readings: list[Reading], tag: str) -> None:
    from ucap.wrong_reading import UnknownValueError, report

    if len(readings) != 1:
        raise typer.BadParameter("A report is about one file; name one.", param_hint="--report")
    try:
        typer.echo(report(readings[0], tag))
    except UnknownValueError as error:
        raise typer.BadParameter(str(error), param_hint="--report") from error


def _show(readings: list[Reading], *, everything: bool) -> None:
    from ucap.beside import headline, show
    from ucap.marked_text import show_source

    console = terminal.results()
    for number, reading in enumerate(readings):
        if number:
            console.print()
        console.print(headline(reading), soft_wrap=True)
        show_source(reading, console, everything=everything)
        show(reading, console, everything=everything)
    terminal.remark(
        'A value is wrong or missing? `ucap check FILE --report "VALUE"` or `"line 12"` writes a text for an issue.'
    )
