"""A summary publishes the same facts from any layout and format: all of `main`, row for row, but for what tells the file.

A refresh takes a second or two: one way of each layout by default, all of them with `UCAP_ALL_LAYOUTS=1`.
"""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest

from pipelines import tables
from pipelines.schema import Table
from tests.layouts import LOSSES, VARIANTS, Variant, folded
from tests.publishing import publish_folder
from tests.rendering.plan import golden_plans

# Which file it was, its text, and where in it something stands.
OF_THE_FILE = {"document_id", "file_name", "sha256", "byte_size", "media_type", "encoding", "text"}
OF_THE_PLACE = "source_"
# Tables of which nothing is left, or whose rows tell of the file.
LEFT_OUT = {"meta"}

# A way of each layout in which nothing is lost.
ALWAYS = {
    *("tabs/paragraphs", "pipes/plain", "html/document", "columns/plain", "running/blocks", "lines/blank-lines"),
    *("pdf/ruled-pages-of-130-mm", "pdf/unruled", "docx/pages-noted", "docx/headings-and-lists"),
}
LOSING = {name for loss in LOSSES for name in loss.variants}
FAITHFUL = [variant for variant in VARIANTS if variant.id not in LOSING]

Rows = list[tuple[object, ...]]


def facts_of(path: Path, *, folds: bool) -> dict[str, Rows]:
    """The rows of each table of `main` in the order of its key, less the columns that tell of the file."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return {table.name: _rows(connection, table, folds) for table in tables.WAREHOUSE if _is_compared(table)}


def _is_compared(table: Table) -> bool:
    return table.schema == "main" and table.name not in LEFT_OUT


def _rows(connection: duckdb.DuckDBPyConnection, table: Table, folds: bool) -> Rows:
    names = [name for name in table.column_names if name not in OF_THE_FILE and not name.startswith(OF_THE_PLACE)]
    order = [name for name in table.key if name in names] or names
    found = connection.sql(f"SELECT {', '.join(names)} FROM {table.qualified_name} ORDER BY {', '.join(order)}")
    return [tuple(_folded(value) if folds else value for value in row) for row in found.fetchall()]


def _folded(value: object) -> object:
    return folded(value) if isinstance(value, str) else value


def test_the_ways_that_are_always_compared_exist() -> None:
    assert {variant.id for variant in FAITHFUL} >= ALWAYS


@pytest.mark.parametrize(
    "variant",
    [one for one in FAITHFUL if os.environ.get("UCAP_ALL_LAYOUTS") or one.id in ALWAYS],
    ids=lambda variant: variant.id,
)
def test_publishes_the_same(variant: Variant, published: Path, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    for plan in golden_plans():
        (tmp_path / "raw" / f"{plan.name}.{variant.extension}").write_bytes(variant.render(plan))
    warehouse = publish_folder(tmp_path / "raw", tmp_path / "ucap.duckdb")
    expected, found = facts_of(published, folds=variant.folds), facts_of(warehouse, folds=variant.folds)
    for table, rows in expected.items():
        assert found[table] == rows, table
