"""The data dictionary as the terminal shows it: one entry a table or view, made from the same definitions as the file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher

from rich import box
from rich.table import Table as Grid
from rich.text import Text

from pipelines import report, tables
from pipelines.schema import Column, Table
from ucap import terminal

GROUPS: tuple[tuple[str, tuple[Table, ...]], ...] = (
    ("Dimensions", tables.DIMENSIONS),
    ("Facts", tables.FACTS),
    ("Bridges", tables.BRIDGES),
    ("Audit: where it came from, and what is wrong with it", tables.AUDIT),
    ("History: what plans were before, and what changed", tables.HISTORY),
    ("The file itself: its version, and under which terms", (tables.META,)),
)
# Below this share of common letters, a suggestion is no help (`difflib` recommends 0.6).
ALIKE = 0.7
REPORT = "Report views: names instead of keys"
# Rises where a program that reads the JSON would have to change.
JSON_VERSION = 1


@dataclass(frozen=True, slots=True)
class Field:
    """One column: `promises` are what its values keep to, beside its type. A view's columns have their type from the
    tables that it reads, and none is shown.
    """

    name: str
    type: str
    description: str
    promises: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One table or view; `name` is what a query writes."""

    name: str
    group: str
    description: str
    fields: tuple[Field, ...]


def entries() -> dict[str, Entry]:
    """Every table and view by name, in the order in which the dictionary shows them."""
    of_tables = [_of_table(table, group) for group, members in GROUPS for table in members]
    of_views = [
        Entry(
            view.qualified_name, REPORT, view.description, tuple(Field(n, "", w, ()) for n, w in view.columns.items())
        )
        for view in report.views()
    ]
    return {entry.name: entry for entry in of_tables + of_views}


def only_one_named(name: str, known: dict[str, Entry]) -> Entry | None:
    """The entry of that name without its schema, such as `arrival`, where there is only one."""
    found = [entry for entry in known.values() if entry.name.rpartition(".")[2] == name]
    return found[0] if len(found) == 1 else None


def near(name: str, known: dict[str, Entry]) -> list[str]:
    """Up to three names that are much like this one, with or without their schema, the likest first."""

    def likeness(candidate: str) -> float:
        forms = (candidate, candidate.rpartition(".")[2])
        return max(SequenceMatcher(None, name.casefold(), form).ratio() for form in forms)

    likely = sorted((candidate for candidate in known if likeness(candidate) >= ALIKE), key=likeness, reverse=True)
    return likely[:3]


def show_all(rows: dict[str, int]) -> None:
    """Prints every table and view with what one row is; `rows` are counts by name, empty where there is no file."""
    console = terminal.results()
    for group in dict.fromkeys(entry.group for entry in entries().values()):
        grid = _grid()
        grid.add_column(min_width=24, no_wrap=True)
        grid.add_column(justify="right", min_width=7)
        grid.add_column(ratio=1)
        for entry in entries().values():
            if entry.group == group:
                count = f"{rows[entry.name]:,}" if entry.name in rows else ""
                grid.add_row(Text(entry.name, style="code"), count, Text(entry.description.removeprefix("One row is ")))
        console.print(Text.assemble((group, "heading"), ("  One row is …", "quiet")))
        console.print(grid)
        console.print()
    terminal.remark("ucap tables NAME shows the columns of one.")


def show_one(entry: Entry, rows: dict[str, int]) -> None:
    """Prints one table or view with its columns."""
    console = terminal.results()
    count = f"  {terminal.plural(rows[entry.name], 'row')}" if entry.name in rows else ""
    console.print(Text.assemble((entry.name, "heading"), (count, "quiet")), soft_wrap=True)
    console.print(Text(entry.description))
    console.print()
    grid = _grid()
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(ratio=1)
    for field in entry.fields:
        words = Text(field.description)
        if field.promises:
            words.append(f" ({'; '.join(field.promises)})", style="quiet")
        grid.add_row(Text(field.name, style="code"), field.type, words)
    console.print(grid)


def as_json(shown: Iterable[Entry], rows: dict[str, int]) -> str:
    """The same for programs. `rows` is null of a view, and where there is no file; a view's columns have no type here."""
    listed = [asdict(entry) | {"rows": rows.get(entry.name)} for entry in shown]
    return json.dumps({"version": JSON_VERSION, "tables": listed}, indent=2, ensure_ascii=False)


def _of_table(table: Table, group: str) -> Entry:
    fields = (Field(column.name, column.type.sql, column.description, _promises(column)) for column in table.columns)
    return Entry(str(table), group, table.comment, tuple(fields))


def _promises(column: Column) -> tuple[str, ...]:
    """In the fewest words: `key`, `in dim_city`, `may be NULL`, `one of day, month, quarter, year`."""
    promises = []
    if column.is_key:
        promises.append("key")
    if column.references is not None:
        promises.append(f"in {column.references}")
    if column.nullable:
        promises.append("may be NULL")
    if column.isin is not None:
        promises.append(f"one of {', '.join(map(str, column.isin))}")
    return tuple(promises)


def _grid() -> Grid:
    return Grid(box=box.SIMPLE, show_header=False, show_edge=False, pad_edge=False, expand=True)
