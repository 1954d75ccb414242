"""The report views: one `.sql` file each under `views/`, which holds the query and, above it, what every column means.

A file opens with what one row is, then an empty comment line, then `-- column: words` for each column (more words go on
a line indented by two spaces); below stands the SELECT. File `plan_overview.sql` is the view `report.plan_overview`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipelines.schema import literal

SCHEMA = "report"
# Where the answers of views lie that were computed when the file was built.
PREPARED_SCHEMA = "prepared"
_READ = re.compile(rf"\b{SCHEMA}\.(\w+)")
_COLUMN = re.compile(r"(\w+): (.+)")


@dataclass(frozen=True, slots=True)
class View:
    """A view of the schema `report`: the query, what one row is, and what each column means, in the query's order."""

    name: str
    description: str
    columns: dict[str, str]
    sql: str

    @property
    def qualified_name(self) -> str:
        """The name as a query writes it: `report.plan_overview`."""
        return f"{SCHEMA}.{self.name}"

    def ddl(self) -> str:
        """`CREATE VIEW` over the tables of the warehouse."""
        return f"CREATE VIEW {self.qualified_name} AS\n{self.sql}"

    def prepared_ddl(self) -> tuple[str, ...]:
        """A table that holds the view's answer, and the view over it: the same to every query, and fast however large.

        Nothing is written into a published file, so an answer computed while it is built stays right. The rows lie in the
        view's order, in which DuckDB gives them back.
        """
        table = f"{PREPARED_SCHEMA}.{self.name}"
        return (
            f"CREATE TABLE {table} AS\n{self.sql}",
            f"COMMENT ON TABLE {table} IS {literal(f'The answer of {self.qualified_name}, computed with the file')}",
            *self._column_comments(table),
            f"CREATE VIEW {self.qualified_name} AS FROM {table}",
        )

    def comments(self) -> tuple[str, ...]:
        """`COMMENT ON` statements for the view and each of its columns."""
        return (
            f"COMMENT ON VIEW {self.qualified_name} IS {literal(self.description)}",
            *self._column_comments(self.qualified_name),
        )

    def _column_comments(self, relation: str) -> tuple[str, ...]:
        return tuple(f"COMMENT ON COLUMN {relation}.{name} IS {literal(words)}" for name, words in self.columns.items())


def ddl(*, prepared: bool) -> Iterator[str]:
    """Every statement that makes the views in a file that holds the tables: with their comments, and where they are to be
    `prepared`, with their answers.
    """
    yield f"CREATE SCHEMA {SCHEMA}"
    if prepared:
        yield f"CREATE SCHEMA {PREPARED_SCHEMA}"
    for view in views():
        yield from view.prepared_ddl() if prepared else (view.ddl(),)
        yield from view.comments()


@cache
def views() -> tuple[View, ...]:
    """Every report view, by name; a view that reads another comes after it."""
    found = [file for file in files("pipelines").joinpath("views").iterdir() if file.name.endswith(".sql")]
    by_name = {
        name: parse(name, file.read_text(encoding="utf-8"))
        for name, file in sorted((file.name.removesuffix(".sql"), file) for file in found)
    }
    ordered: dict[str, View] = {}
    for view in by_name.values():
        _place(view, by_name, ordered)
    return tuple(ordered.values())


def _place(view: View, by_name: dict[str, View], ordered: dict[str, View]) -> None:
    """Puts a view into the order, behind those that it reads."""
    for name in _READ.findall(view.sql):
        if name not in ordered:
            _place(by_name[name], by_name, ordered)
    ordered.setdefault(view.name, view)


def parse(name: str, text: str) -> View:
    """The view that a file describes. Raises ValueError where its words aren't laid out as this module wants them."""
    lines = text.splitlines()
    first_of_query = next((number for number, line in enumerate(lines) if not line.startswith("--")), len(lines))
    header = [line.removeprefix("--").removeprefix(" ") for line in lines[:first_of_query]]
    query = "\n".join(lines[first_of_query:]).strip()
    if "" not in header or not query:
        raise ValueError(
            f"{name}.sql: first what one row is, an empty comment line, the columns' words, then the query"
        )
    divide = header.index("")
    columns: dict[str, str] = {}
    for line in header[divide + 1 :]:
        if match := _COLUMN.fullmatch(line):
            columns[match[1]] = match[2]
        elif columns and line.startswith("  "):
            columns[next(reversed(columns))] += " " + line.strip()
        else:
            raise ValueError(f"{name}.sql: the comment {line!r} says of no column what it means")
    return View(name, " ".join(header[:divide]), columns, query)
