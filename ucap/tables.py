"""`ucap tables`: the data dictionary in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assets import places
from ucap import terminal
from ucap.options import WarehouseFile


def tables(
    name: Annotated[
        str | None, typer.Argument(help="A table or view, e.g. `dim_plan` or `report.partnership`.", show_default=False)
    ] = None,
    warehouse: WarehouseFile = places.DEFAULT_WAREHOUSE,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")] = False,
) -> None:
    """Show what there is to ask for: every table and view, or one's columns.

    Works before there is a warehouse; where there is one, shows how many rows
    each table has.

    [bold]Examples[/bold]

      ucap tables
      ucap tables fact_activity
      ucap tables report.plan_overview
      ucap tables --json

    Exit code: 0 shown; 1 there is no such table; 2 wrong usage.
    """
    from ucap import dictionary

    entries = dictionary.entries()
    if name is None:
        if as_json:
            print(dictionary.as_json(entries.values(), _row_counts(warehouse)))
        else:
            dictionary.show_all(_row_counts(warehouse))
        return
    entry = entries.get(name.removeprefix("main.")) or dictionary.only_one_named(name, entries)
    if entry is None:
        near = dictionary.near(name, entries)
        hints = [f"Did you mean {' or '.join(near)}?"] if near else []
        terminal.fail(f"There is no table or view {terminal.visible(name)}.", *hints, "`ucap tables` lists them all.")
    if as_json:
        print(dictionary.as_json([entry], _row_counts(warehouse)))
    else:
        dictionary.show_one(entry, _row_counts(warehouse))


def _row_counts(warehouse: Path) -> dict[str, int]:
    """Rows by table; none where there is no file yet, or none that can be read."""
    if not warehouse.exists():
        return {}
    from ucap import query

    try:
        with query.opened(warehouse) as connection:
            return query.row_counts(connection)
    except query.QueryError as reason:
        terminal.remark(str(reason), "warning")
        return {}
