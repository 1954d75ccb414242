"""`ucap check`: what a refresh would read from a file, before it does."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ucap import terminal


def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="The summaries to read.", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON for programs; see docs/command-line.md.")] = False,
) -> None:
    """Read summaries without loading them, and show each value beside its line.

    Issues stand in colour under the value they are about, and at the end what
    was left unread. Each file is judged alone: whether another one describes the
    same plan, only a refresh can tell.

    [bold]Examples[/bold]

      ucap check raw/000_b44caec2ead5b822.txt
      ucap check raw/*.txt --json

    Exit code: 0 all would be loaded; 1 one or more would be quarantined; 2 wrong
    usage, such as a file that isn't there.
    """
    from ucap.beside import show
    from ucap.formats import as_json as written
    from ucap.reading import JSON_VERSION, read_all

    for path in files:
        if not path.is_file():
            what = "is a folder, not a file" if path.is_dir() else "isn't there"
            raise typer.BadParameter(f"{terminal.visible(str(path))} {what}.", param_hint="FILE")
    try:
        readings = read_all(files)
    except OSError as error:
        raise typer.BadParameter(
            f"{terminal.visible(str(error.filename))} can't be opened: {error.strerror}.", param_hint="FILE"
        ) from error
    console = terminal.results()
    if as_json:
        shape = {"version": JSON_VERSION, "documents": [reading.as_json() for reading in readings]}
        typer.echo(written(shape, indent=2))
    else:
        for number, reading in enumerate(readings):
            if number:
                console.print()
            show(reading, console)
    if any(reading.rejection for reading in readings):
        raise typer.Exit(1)
