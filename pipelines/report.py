"""The report views: one `.sql` file each under `views/`, which holds the query and, above it, what every column means.

A file opens with what one row is, then an empty comment line, then `-- column: words` for each column (more words go on
a line indented by two spaces); below stands the SELECT. File `plan_overview.sql` is the view `report.plan_overview`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipelines.schema import literal

SCHEMA = "report"
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

    def comments(self) -> tuple[str, ...]:
        """`COMMENT ON` statements for the view and each of its columns."""
        return (
            f"COMMENT ON VIEW {self.qualified_name} IS {literal(self.description)}",
            *(
                f"COMMENT ON COLUMN {self.qualified_name}.{column} IS {literal(words)}"
                for column, words in self.columns.items()
            ),
        )


@cache
def views() -> tuple[View, ...]:
    """Every report view, by name."""
    found = [file for file in files("pipelines").joinpath("views").iterdir() if file.name.endswith(".sql")]
    return tuple(
        parse(file.name.removesuffix(".sql"), file.read_text(encoding="utf-8"))
        for file in sorted(found, key=lambda file: file.name)
    )


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
