"""The commands of `ucap`, put together."""

from __future__ import annotations

from typing import Annotated

import typer

from assets.release import code_version
from ucap import terminal
from ucap.ask import ask
from ucap.backup import backup, restore
from ucap.check import check
from ucap.export import export
from ucap.history import history
from ucap.quarantine import quarantine
from ucap.refresh import refresh
from ucap.sql import sql
from ucap.status import status
from ucap.tables import tables

app = typer.Typer(
    name="ucap",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(refresh)
app.command()(check)
app.command()(status)
app.command()(quarantine)
app.command()(sql)
app.command()(ask)
app.command()(tables)
app.command()(history)
app.command()(backup)
app.command()(restore)
app.command()(export)


def _say_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ucap {code_version()}")
        raise typer.Exit


@app.callback()
def ucap(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Turn summaries of Urban Cooperation Action Plans (U-CAP) into one DuckDB file that can be trusted, and ask it.

    [bold]Examples[/bold]

      ucap check raw/000_b44caec2ead5b822.txt
      ucap refresh
      ucap tables
      ucap sql "SELECT * FROM report.plan_overview"
      ucap ask 2

    `ucap COMMAND --help` explains one command.
    """


def main() -> None:
    """Runs the command line; ends the process with the command's exit code."""
    terminal.never_fail_on_a_letter()
    app()
