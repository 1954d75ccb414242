"""CSV: one file a relation, as RFC 4180 has it, in UTF-8 and safe to open in a spreadsheet.

The files begin with a byte order mark: without it Excel reads `Málaga` as `MÃ¡laga`, and every reader of CSV that knows
UTF-8 skips it. Texts are in quotes and made harmless by `spreadsheet_text`; numbers and dates are as they are. A cell with
nothing in it is NULL.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

import polars as pl

from pipelines.export.relations import Relation
from pipelines.export.spreadsheet_text import escaped
from pipelines.export.written import ExportFormat, Written

DATE, MOMENT = "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S%.f"


class CsvFiles:
    """Writes `csv/<relation>.csv` below the folder of the export."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / ExportFormat.csv).mkdir()

    def write(self, relation: Relation, frames: Iterable[pl.DataFrame]) -> Written:
        """One file with a header line and a line for each row."""
        path = f"{ExportFormat.csv}/{relation.qualified_name}.csv"
        rows = 0
        with (self._folder / path).open("wb") as file:
            file.write(codecs.BOM_UTF8)
            names = pl.DataFrame(schema={field.name: pl.String for field in relation.fields})
            _write(file, names, with_names=True)
            for frame in frames:
                _write(file, frame.with_columns(escaped(pl.col(pl.String))), with_names=False)
                rows += frame.height
        return Written(relation, ExportFormat.csv, path, rows)

    def finish(self) -> None:
        """Every file is complete by itself."""


def _write(file: BinaryIO, frame: pl.DataFrame, *, with_names: bool) -> None:
    frame.write_csv(
        file,
        include_header=with_names,
        line_terminator="\r\n",
        quote_style="non_numeric",
        date_format=DATE,
        datetime_format=MOMENT,
    )
