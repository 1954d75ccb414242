"""The whole export: every table and view of a published file in the formats wanted, described, in one folder.

One connection reads everything. It stays on the file that it was opened on, so the export is one load also where a refresh
puts another file in its place meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
from xlsxwriter.exceptions import XlsxWriterException

from pipelines import catalogue_record, datapackage
from pipelines.datapackage import FileFacts
from pipelines.export import folder, properties
from pipelines.export.csv_files import CsvFiles
from pipelines.export.parquet_files import ParquetFiles
from pipelines.export.properties import Properties
from pipelines.export.relations import batches, relations
from pipelines.export.sqlite_file import SqliteError, SqliteFile
from pipelines.export.workbook import Workbook
from pipelines.export.written import ExportFormat, Writer, Written
from pipelines.publication import Publication
from pipelines.system_errors import said

# Called with what is being written, how many relations are, and of how many; for who watches.
Told = Callable[[str, int, int], None]


class ExportError(Exception):
    """Why there is no export; a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: relations in each format, and every file with its size in bytes."""

    written: tuple[Written, ...]
    files: dict[str, int]


def export(
    connection: duckdb.DuckDBPyConnection,
    target: Path,
    formats: Sequence[ExportFormat],
    publication: Publication,
    *,
    force: bool = False,
    told: Told = lambda *_: None,
) -> Exported:
    """Writes the file that the connection is opened on into the folder `target`, whole or not at all.

    Raises ExportError where the file is no warehouse of ours, or where the folder can't be written; then it is as it was.
    """
    try:
        about = properties.read(connection)
    except duckdb.Error as error:
        raise ExportError(
            "This file has no table main.meta: it is no warehouse of ours, or an old one. `ucap refresh` makes it anew."
        ) from error
    try:
        with folder.replaced(target, force=force) as new:
            written = tuple(_write_all(connection, new, dict.fromkeys(formats), about, told))
            sizes = _describe(new, written, about, publication)
    except OSError as error:
        raise ExportError(f"{target} can't be written: {said(error)}.") from error
    except (folder.FolderError, SqliteError) as reason:
        raise ExportError(str(reason)) from reason
    except (duckdb.Error, sqlite3.Error, pa.ArrowException, XlsxWriterException) as error:
        raise ExportError(f"The export stopped: {str(error).partition(chr(10))[0].rstrip('.')}.") from error
    return Exported(written, sizes)


def _write_all(
    connection: duckdb.DuckDBPyConnection, new: Path, formats: Iterable[ExportFormat], about: Properties, told: Told
) -> Iterator[Written]:
    found = relations(connection)
    done, total = 0, len(found) * len(tuple(formats))
    for each in formats:
        writer = _writer(each, new, about)
        for relation in found:
            told(f"{each}: {relation.qualified_name}", done, total)
            yield writer.write(relation, batches(connection, relation))
            done += 1
        writer.finish()


def _writer(of: ExportFormat, new: Path, about: Properties) -> Writer:
    if of is ExportFormat.csv:
        return CsvFiles(new)
    if of is ExportFormat.parquet:
        return ParquetFiles(new)
    if of is ExportFormat.sqlite:
        return SqliteFile(new)
    return Workbook(new, about.built_at)


def _describe(new: Path, written: Sequence[Written], about: Properties, publication: Publication) -> dict[str, int]:
    """The catalogue record, and the data package, which names every file but itself; returns the files' sizes."""
    files = sorted(path for path in new.rglob("*") if path.is_file())
    facts = {path.relative_to(new).as_posix(): _facts(path) for path in files}
    record = catalogue_record.record(written, facts, about, publication)
    facts[catalogue_record.FILE_NAME] = _write_json(new / catalogue_record.FILE_NAME, record)
    package = datapackage.descriptor(written, facts, about, publication)
    own = _write_json(new / datapackage.FILE_NAME, package)
    return {path: fact.bytes for path, fact in facts.items()} | {datapackage.FILE_NAME: own.bytes}


def _facts(path: Path) -> FileFacts:
    with path.open("rb") as file:
        return FileFacts(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def _write_json(path: Path, content: object) -> FileFacts:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return _facts(path)
