"""How a table appears in Dagster: its key, description, column schema, and what is shown of its rows.

Everything is taken from the table's definition (`pipelines.tables`); nothing about a table is said here a second time.
"""

from collections.abc import Iterable

import dagster as dg
import polars as pl

from assets.markdown import table_lines
from pipelines.schema import Column, Table

PREVIEW_ROWS = 5
PREVIEW_CELL = 80

# What `AssetExecutionContext` events carry as metadata.
Metadata = dict[str, int | dg.MetadataValue]


def asset_key(table: Table) -> dg.AssetKey:
    """`main/dim_plan`, as a query writes it: schema, then name."""
    return dg.AssetKey([table.schema, table.name])


def table_spec(table: Table, group: str, reads: Iterable[dg.AssetKey] = ()) -> dg.AssetSpec:
    """A table as an asset whose frame is kept as Parquet; `reads` are the assets that its rows are made from."""
    return dg.AssetSpec(
        asset_key(table),
        description=description(table),
        group_name=group,
        deps=list(reads),
        metadata={"dagster/column_schema": column_schema(table), "dagster/table_name": str(table)},
    ).with_io_manager_key("frames")


def description(table: Table) -> str:
    """`One row is one city that a loaded document names.`, and its key."""
    key = f" Its key is {', '.join(f'`{name}`' for name in table.key)}." if table.key else ""
    return f"{table.comment}{key}"


def column_schema(table: Table) -> dg.TableSchema:
    """The columns as Dagster shows them, each with type, description and what it promises."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                column.name,
                type=column.type.sql,
                description=column.description,
                constraints=dg.TableColumnConstraints(
                    nullable=column.nullable,
                    unique=table.key == (column.name,) or (column.name,) in table.unique,
                    other=_promises(column),
                ),
            )
            for column in table.columns
        ],
        constraints=dg.TableConstraints([rule.words for rule in table.checks]),
    )


def _promises(column: Column) -> list[str]:
    """What its values keep to; that no text is empty goes without saying."""
    references = [f"in {column.references}"] if column.references is not None else []
    is_bound = any(bound is not None for bound in (column.isin, column.pattern, column.at_least, column.at_most))
    return [*references, *(rule.words for rule in column.rules() if is_bound)]


def shown(frame: pl.DataFrame, row_count: int | None = None) -> Metadata:
    """What a materialisation says about a frame: how many rows it has, and what the first ones look like.

    `row_count` is told where the frame is only the beginning of what there is.
    """
    return {
        "dagster/row_count": frame.height if row_count is None else row_count,
        "preview": dg.MetadataValue.md(preview(frame)),
    }


def preview(frame: pl.DataFrame) -> str:
    """The first rows as a Markdown table, long texts cut. What documents say is shown and never obeyed as markup."""
    head = frame.head(PREVIEW_ROWS)
    rows = ([_cut(value) for value in row] for row in head.iter_rows())
    numbers = [position for position, dtype in enumerate(frame.dtypes) if dtype.is_numeric()]
    return "\n".join(table_lines(frame.columns, rows, numbers))


def _cut(value: object) -> str:
    if value is None:
        return ""
    text = str(value)[: PREVIEW_CELL + 1]
    return text if len(text) <= PREVIEW_CELL else text[: PREVIEW_CELL - 1] + "…"
