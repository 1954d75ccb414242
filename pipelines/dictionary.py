"""The data dictionary: what every table, view, column and kind of finding of the warehouse means, as one Markdown page.

Made of the declarations in `tables`, the headers of the views and the vocabulary of issue codes; `python -m
pipelines.dictionary [FILE]` writes it, and a test compares.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import duckdb

from pipelines import report, tables
from pipelines.schema import Column, Table
from pipelines.vocabulary import rows

DEFAULT_PATH = Path("warehouse/DATA_DICTIONARY.md")

_CHAPTERS: tuple[tuple[str, str, tuple[Table, ...]], ...] = (
    ("Dimensions", "Who, where, when and what about. Schema `main`.", tables.DIMENSIONS),
    (
        "Facts",
        "What the plans say. Every row names its plan and document, and where in the document's text it was read. "
        "Schema `main`.",
        tables.FACTS,
    ),
    ("Bridges", "Which cities an activity or a result names. Schema `main`.", tables.BRIDGES),
    ("Audit", "Where it all came from, and what is wrong with it. Schema `audit`.", tables.AUDIT),
    (
        "History",
        "What plans were before, and what changed. Its other tables (`history.dim_plan`, `history.fact_activity` …) hold the "
        "rows of superseded and withdrawn versions: they have the columns of the table whose name they bear, and `plan_id`, "
        "`version`, `valid_from` and `valid_to`; `dim_document.version` is called `file_version` there. Schema `history`.",
        (tables.PLAN_VERSION, tables.CHANGE),
    ),
    (
        "The file itself",
        "Which version it is, made when and by what, and under which terms. Schema `main`.",
        (tables.META,),
    ),
)

_OPENING = """\
# Data dictionary

<!-- Made by `python -m pipelines.dictionary` from pipelines/tables.py and pipelines/views: change those, not this. -->

What the warehouse `ucap.duckdb` holds, table by table. The same words are in the file itself: every table, view and
column has a COMMENT (`SELECT * FROM duckdb_columns()`). New here? Begin with the views of the schema `report`.
Pictures: [the star](ER_DIAGRAM.svg), [audit and history](ER_AUDIT.svg).

Missing values are NULL, never an empty text. Times are UTC. `source_start` and `source_end` count code points of
`dim_document.text`; `substr(text, source_start + 1, source_end - source_start)` is what a row was read from.
"""


def data_dictionary() -> str:
    """The whole page."""
    return "\n".join(_page()).rstrip() + "\n"


def _page() -> Iterator[str]:
    yield _OPENING
    yield from _contents()
    yield "## Report views\n"
    yield "Answers in names instead of keys. Schema `report`.\n"
    types = _types_of_views()
    for view in report.views():
        yield from _view(view, types[view.name])
    for title, words, chapter in _CHAPTERS:
        yield f"## {title}\n\n{words}\n"
        for table in chapter:
            yield from _table(table)
    yield from _issue_codes()


def _contents() -> Iterator[str]:
    links = ", ".join(_link(view.qualified_name) for view in report.views())
    yield f"- [Report views](#report-views): {links}"
    for title, _, chapter in _CHAPTERS:
        yield f"- [{title}](#{title.lower().replace(' ', '-')}): {', '.join(_link(table.qualified_name) for table in chapter)}"
    yield "- [Issue codes](#issue-codes)\n"


def _view(view: report.View, types: dict[str, str]) -> Iterator[str]:
    yield f"### {view.qualified_name}\n\n{_safe(view.description)}\n"
    yield from _grid(
        ("column", "type", "meaning"),
        ((f"`{name}`", types[name], _safe(words)) for name, words in view.columns.items()),
    )


def _table(table: Table) -> Iterator[str]:
    yield f"### {table.qualified_name}\n\n{_safe(table.comment)}\n"
    yield f"Key: {_names(table.key)}" + "".join(f"; unique: {_names(columns)}" for columns in table.unique) + "\n"
    yield from _grid(("column", "type", "NULL?", "meaning"), (_column(table, column) for column in table.columns))
    if table.checks:
        yield "Rules: " + "; ".join(_safe(rule.words) for rule in table.checks) + ".\n"


def _column(table: Table, column: Column) -> tuple[str, str, str, str]:
    return f"`{column.name}`", column.type.sql, "yes" if column.nullable else "", _safe(_meaning(table, column))


def _meaning(table: Table, column: Column) -> str:
    """The column's words, then what is promised of its values, then what it refers to."""
    promises = [*_promises(column)]
    references = [reference for reference in table.references if reference.columns[-1] == column.name]
    promises += [f"→ {_link(reference.parent.qualified_name)}" for reference in references]
    return ". ".join([column.description, *promises])


def _promises(column: Column) -> Iterator[str]:
    if column.isin is not None and not (column.isin == tables.DIM_PLAN.column_names or column.is_key):
        yield "One of " + ", ".join(f"`{value}`" for value in column.isin)
    if column.at_least is not None and column.at_most is not None:
        yield f"{column.at_least:,} to {column.at_most:,}"


def _issue_codes() -> Iterator[str]:
    yield "## Issue codes\n"
    yield "Nothing is corrected in silence: a value is published, published with a finding, or withheld with one.\n"
    codes = rows("issue_codes")
    yield from _grid(
        ("code", "severity", "raised when"),
        ((f"`{row['code']}`", row["severity"], _safe(row["meaning"])) for row in codes),
    )


def _types_of_views() -> dict[str, dict[str, str]]:
    """The type of each view's columns, as DuckDB infers them over the declared tables."""
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA audit; CREATE SCHEMA history; CREATE SCHEMA report")
        for table in tables.PUBLISHED:
            connection.execute(table.ddl())
        for view in report.views():
            connection.execute(view.ddl())
        described = connection.execute(
            "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE schema_name = ?", [report.SCHEMA]
        ).fetchall()
    types: dict[str, dict[str, str]] = {}
    for view_name, column, type_name in described:
        types.setdefault(str(view_name), {})[str(column)] = str(type_name)
    return types


def _grid(head: Sequence[str], body: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _line(head)
    yield _line(["---"] * len(head))
    yield from map(_line, body)
    yield ""


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in columns)


def _link(qualified_name: str) -> str:
    """A link to a heading of the page; GitHub drops the full stop of a heading from its address."""
    return f"[{qualified_name}](#{qualified_name.replace('.', '')})"


def _safe(text: str) -> str:
    """Text for a cell, in which a bar would begin the next one."""
    return text.replace("|", "\\|")


def main(arguments: Sequence[str]) -> None:
    """Writes the page to the file named, or to where the repository keeps it."""
    path = Path(arguments[0]) if arguments else DEFAULT_PATH
    path.write_text(data_dictionary(), encoding="utf-8")
    print(f"{path} written")


if __name__ == "__main__":
    main(sys.argv[1:])
