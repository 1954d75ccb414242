"""Harlequin's screen, driven by keys: `python harlequin_screen.py < queries`, as `harlequin --read-only` shows it.

The first line it prints is the catalogue, opened down to the tables; then it prints the rows that each query shows.
"""

import asyncio
import json
import sys

from harlequin import Harlequin
from harlequin_duckdb import DuckDbAdapter

PATIENCE_SECONDS = 120


async def main() -> None:
    app = Harlequin(DuckDbAdapter(("warehouse/ucap.duckdb",), read_only=True), record_history=False)
    async with app.run_test(size=(160, 50)) as pilot:
        _tell(await _catalogue(app, pilot))
        for line in iter(sys.stdin.readline, ""):
            _tell(await _shown(app, pilot, json.loads(line)))


def _tell(what: object) -> None:
    """Past what Textual puts in the place of standard output, which is never flushed."""
    print(json.dumps(what), file=sys.__stdout__, flush=True)


async def _catalogue(app, pilot) -> dict[str, list[str]]:
    await _until(pilot, lambda: app.connection and app.data_catalog.database_tree.root.children)
    (database,) = app.data_catalog.database_tree.root.children
    return {
        _name(schema): [_name(table) for table in await _opened(pilot, schema)]
        for schema in await _opened(pilot, database)
    }


async def _opened(pilot, node) -> list[object]:
    node.expand()
    await _until(pilot, lambda: node.children and not any("loading" in str(child.label) for child in node.children))
    return list(node.children)


async def _shown(app, pilot, query: str) -> list[list[object]]:
    before = app.results_viewer.get_visible_table()
    app.editor.text = query
    app.editor.focus()
    await pilot.press("ctrl+j")
    await _until(pilot, lambda: app.results_viewer.get_visible_table() not in (None, before))
    table = app.results_viewer.get_visible_table()
    return [list(table.get_row_at(number)) for number in range(table.row_count)]


async def _until(pilot, holds) -> None:
    """Waits; raises TimeoutError, with what the screen says, where it never comes about."""
    for _ in range(PATIENCE_SECONDS * 20):
        if holds():
            return
        await pilot.pause(0.05)
    raise TimeoutError([notice.message for notice in pilot.app._notifications])


def _name(node) -> str:
    return str(node.label).split()[0]


if __name__ == "__main__":
    asyncio.run(main())
