# ruff: noqa: S608 (every name in a statement is one of the file's own catalogue, quoted)
"""What a published file holds: its tables and views as they are described in its own catalogue, and their rows.

The file is asked, not the declarations, so that one made by another version of the code is exported as it is. Only what
DuckDB can't hold is added from `tables`: references between schemas, allowed values and ranges.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import polars as pl

from pipelines import report, tables
from pipelines.schema import Column, Table

# The first schema is the one that a query need not name.
MAIN = "main"
# Rows that are in memory at once; a document's text may be long.
ROWS_AT_ONCE = 20_000

# Types that every format can hold, and what each other type becomes. Lists and structs become JSON.
_AS_IT_IS = frozenset({"VARCHAR", "INTEGER", "BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP"})
_BECOMES = {
    **dict.fromkeys(("TINYINT", "SMALLINT", "UTINYINT", "USMALLINT"), "INTEGER"),
    **dict.fromkeys(("UINTEGER", "HUGEINT", "UBIGINT", "UHUGEINT"), "BIGINT"),
    **dict.fromkeys(("FLOAT", "DECIMAL"), "DOUBLE"),
    "TIMESTAMP WITH TIME ZONE": "TIMESTAMP",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One column. `type` is one of VARCHAR, INTEGER, BIGINT, DOUBLE, BOOLEAN, DATE, TIMESTAMP; `is_json` is true where
    the text is the JSON of a list or struct. `promises` is the column's declaration, where there is one.
    """

    name: str
    type: str
    description: str
    is_required: bool
    is_json: bool
    promises: Column | None


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """`columns` hold values of `parent_columns` of the relation `parent` (its qualified name), or NULL."""

    columns: tuple[str, ...]
    parent: str
    parent_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view of the file. Views have neither key nor references."""

    schema: str
    name: str
    is_view: bool
    description: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    unique: tuple[tuple[str, ...], ...]
    references: tuple[ForeignKey, ...]

    @property
    def qualified_name(self) -> str:
        """The name as a query writes it: `dim_plan`, `audit.evidence`."""
        return self.name if self.schema == MAIN else f"{self.schema}.{self.name}"

    @property
    def full_name(self) -> str:
        """Schema and name, also for the schema `main`: `main.dim_plan`."""
        return f"{self.schema}.{self.name}"

    def query(self) -> str:
        """All rows in types that every format holds: a table in the order of its key, a view in its own."""
        columns = ", ".join(map(_selected, self.fields))
        order = f" ORDER BY {', '.join(map(_quoted, self.key))}" if self.key else ""
        return f"SELECT {columns} FROM {_quoted(self.schema)}.{_quoted(self.name)}{order}"


def relations(connection: duckdb.DuckDBPyConnection) -> tuple[Relation, ...]:
    """Every table and view of the file that the connection is opened on: views of reports first, then the tables."""
    columns = _by_relation(connection, _COLUMNS)
    constraints = _by_relation(connection, _CONSTRAINTS)
    listed = connection.execute(_RELATIONS).fetchall()
    names = {(schema, name) for schema, name, *_ in listed}
    return tuple(
        _relation(schema, name, is_view, comment, columns[schema, name], constraints.get((schema, name), []), names)
        for schema, name, is_view, comment in listed
    )


def batches(connection: duckdb.DuckDBPyConnection, relation: Relation) -> Iterator[pl.DataFrame]:
    """The rows of a relation, in portions; none where it has no rows."""
    reader = connection.sql(relation.query()).to_arrow_reader(ROWS_AT_ONCE)
    for batch in reader:
        frame = pl.from_arrow(batch)
        if isinstance(frame, pl.DataFrame) and frame.height:
            yield frame


Row = tuple[Any, ...]
Name = tuple[str, str]

# What lies prepared is what a view says, and would come twice.
_OURS = f"database_name = current_database() AND NOT internal AND schema_name <> '{report.PREPARED_SCHEMA}'"
_RELATIONS = f"""
SELECT schema_name, relation, is_view, comment FROM (
    SELECT schema_name, table_name AS relation, false AS is_view, coalesce(comment, '') AS comment, table_oid AS place
    FROM duckdb_tables() WHERE {_OURS}
    UNION ALL
    SELECT schema_name, view_name, true, coalesce(comment, ''), view_oid FROM duckdb_views() WHERE {_OURS}
)
ORDER BY NOT is_view, schema_name <> '{MAIN}', schema_name, place
"""
_COLUMNS = f"""
SELECT schema_name, table_name, column_name, data_type, coalesce(comment, ''), NOT is_nullable
FROM duckdb_columns() WHERE {_OURS} ORDER BY column_index
"""
_CONSTRAINTS = """
SELECT schema_name, table_name, constraint_type, constraint_column_names, referenced_table, referenced_column_names
FROM duckdb_constraints() WHERE database_name = current_database() ORDER BY constraint_index
"""


def _by_relation(connection: duckdb.DuckDBPyConnection, query: str) -> dict[Name, list[Row]]:
    found: dict[Name, list[Row]] = {}
    for schema, name, *rest in connection.execute(query).fetchall():
        found.setdefault((schema, name), []).append(tuple(rest))
    return found


def _relation(
    schema: str,
    name: str,
    is_view: bool,
    description: str,
    columns: list[Row],
    constraints: list[Row],
    names: set[Name],
) -> Relation:
    declared = _DECLARED.get((schema, name))
    return Relation(
        schema,
        name,
        is_view,
        description,
        fields=tuple(_field(column, declared) for column in columns),
        key=next((tuple(columns) for kind, columns, *_ in constraints if kind == "PRIMARY KEY"), ()),
        unique=tuple(tuple(columns) for kind, columns, *_ in constraints if kind == "UNIQUE"),
        references=(*_enforced(schema, constraints), *_between_schemas(declared, {row[0] for row in columns}, names)),
    )


_DECLARED: dict[Name, Table] = {(table.schema, table.name): table for table in tables.PUBLISHED}


def _field(column: Row, declared: Table | None) -> Field:
    name, data_type, description, is_required = column
    kind = data_type.partition("(")[0]
    is_json = data_type.endswith("]") or kind in {"STRUCT", "MAP", "UNION"}
    known = declared is not None and name in declared and str(declared.column(name).type) == data_type
    return Field(
        name,
        type=kind if kind in _AS_IT_IS and not is_json else _BECOMES.get(data_type if is_json else kind, "VARCHAR"),
        description=description,
        is_required=is_required,
        is_json=is_json,
        promises=declared.column(name) if known and declared is not None else None,
    )


def _enforced(schema: str, constraints: list[Row]) -> Iterator[ForeignKey]:
    """The references that DuckDB enforces: always within a schema."""
    for kind, columns, parent, parent_columns in constraints:
        if kind == "FOREIGN KEY":
            yield ForeignKey(tuple(columns), _qualified(schema, parent), tuple(parent_columns))


def _between_schemas(declared: Table | None, columns: set[str], names: set[Name]) -> Iterator[ForeignKey]:
    """The references that DuckDB can't hold and every load verifies; of the file's own tables and columns only."""
    for reference in declared.references if declared is not None else ():
        parent = reference.parent
        is_there = (parent.schema, parent.name) in names and set(reference.columns) <= columns
        if declared is not None and is_there and not declared.holds(reference):
            yield ForeignKey(reference.columns, parent.qualified_name, reference.parent_columns)


def _selected(field: Field) -> str:
    """The column in its type here, under its own name."""
    name = _quoted(field.name)
    value = f"to_json({name})" if field.is_json else name
    return f"CAST({value} AS {field.type}) AS {name}"


def _qualified(schema: str, name: str) -> str:
    return name if schema == MAIN else f"{schema}.{name}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
