"""`ucap sql`: a question to the published file, and its answer in the format that the next program wants."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assets import places
from pipelines.system_errors import said
from ucap import terminal
from ucap.formats import Answer, Format, write
from ucap.options import WarehouseFile

if TYPE_CHECKING:  # imported late: help needs none of it
    import duckdb


def sql(
    query: Annotated[str, typer.Argument(help="One SQL query, or `-` to read it from standard input.")],
    warehouse: WarehouseFile = places.DEFAULT_WAREHOUSE,
    how: Annotated[Format, typer.Option("--format", "-f", help="How the answer is written.")] = Format.table,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write to this file instead of the terminal.", dir_okay=False
        ),
    ] = None,
) -> None:
    """Ask the warehouse a question in SQL (DuckDB's dialect).

    The file is opened read-only: a query changes nothing, and reads no other
    file. A missing value is empty in CSV and Markdown, null in JSON.
    `ucap tables` says what there is to ask for.

    [bold]Examples[/bold]

      ucap sql "SELECT * FROM report.plan_overview"
      ucap sql "FROM report.sdg_coverage" --format csv --output sdgs.csv
      ucap sql "SELECT code, count(*) FROM audit.quality_issue GROUP BY code"
      echo "FROM dim_city" | ucap sql - --format json

    Exit code: 0 answered; 1 no answer, and why; 2 wrong usage.
    """
    from ucap.query import ask

    text = sys.stdin.read() if query == "-" else query
    write_answer(warehouse, lambda connection: ask(connection, text), how, output)


def write_answer(
    warehouse: Path, question: Callable[[duckdb.DuckDBPyConnection], Answer], how: Format, output: Path | None
) -> None:
    """Opens the published file, asks it, and writes the answer to the terminal or a file; ends the command where that fails."""
    from ucap.query import QueryError, opened

    if output is not None and output.exists() and warehouse.exists() and output.samefile(warehouse):
        raise typer.BadParameter("this is the warehouse itself", param_hint="--output")
    try:
        with opened(warehouse) as connection:
            answer = question(connection)
            if output is None:
                write(answer, how, sys.stdout)
                return
            with output.open("w", encoding="utf-8", newline="") as stream:
                write(answer, how, stream)
    except QueryError as reason:
        terminal.fail(str(reason))
    except OSError as error:
        if output is None:
            raise
        terminal.fail(f"{terminal.path_words(output)} can't be written: {said(error)}.")
