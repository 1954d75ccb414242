"""Parquet: one file a relation, with its types, and what each column means in the metadata of the schema.

Whoever reads a file with Arrow finds the words under `description` (of the schema: what one row is; of a field: what the
column means), and under `primary_key` the columns of the key.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.export.relations import Field, Relation
from pipelines.export.written import ExportFormat, Written

_TYPES = {
    "VARCHAR": pa.string(),
    "INTEGER": pa.int32(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
}


class ParquetFiles:
    """Writes `parquet/<relation>.parquet` below the folder of the export."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / ExportFormat.parquet).mkdir()

    def write(self, relation: Relation, frames: Iterable[pl.DataFrame]) -> Written:
        """One file; each portion of rows is a row group."""
        path = f"{ExportFormat.parquet}/{relation.qualified_name}.parquet"
        schema = _schema(relation)
        rows = 0
        with pq.ParquetWriter(self._folder / path, schema) as file:
            for frame in frames:
                file.write_table(frame.to_arrow().cast(schema))
                rows += frame.height
        return Written(relation, ExportFormat.parquet, path, rows)

    def finish(self) -> None:
        """Every file is complete by itself."""


def _schema(relation: Relation) -> pa.Schema:
    about = {"description": relation.description, "primary_key": ", ".join(relation.key)}
    return pa.schema(list(map(_field, relation.fields)), metadata=about)


def _field(field: Field) -> pa.Field:
    return pa.field(
        field.name, _TYPES[field.type], nullable=not field.is_required, metadata={"description": field.description}
    )
