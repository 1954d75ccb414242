"""What passes between the export and its formats: which formats there are, how one is written, what was written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # the command line asks for the formats' names at once, and needs neither of these for them
    import polars as pl

    from pipelines.export.relations import Relation

# What the files of the formats that hold everything in one file are called, their suffix aside.
STEM = "ucap"


class ExportFormat(StrEnum):
    """The formats of an export."""

    csv = "csv"
    parquet = "parquet"
    xlsx = "xlsx"
    sqlite = "sqlite"


@dataclass(frozen=True, slots=True)
class Written:
    """Where a relation was written: `path` within the export's folder, `/` between folders; `inside` is the sheet or
    table where the file holds several.
    """

    relation: Relation
    format: ExportFormat
    path: str
    rows: int
    inside: str | None = None


class Writer(Protocol):
    """One format being written into a folder."""

    def write(self, relation: Relation, frames: Iterable[pl.DataFrame]) -> Written:
        """Writes all rows of one relation; `frames` are its rows in portions."""

    def finish(self) -> None:
        """Completes what was written; called once, after the last relation."""
