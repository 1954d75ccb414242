"""From files to staged frames: each document is read alone, in batches over all cores when there are many.

Belongs here: bringing what `summary` reads into one frame per kind of record. Keys and joins are made by `star`;
whether a row may stay is decided by `quarantine`.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

import polars as pl

from pipelines import tables
from pipelines.folder import RawFile
from pipelines.reading.source import Source, Unreadable, decode
from pipelines.records import Summary
from pipelines.schema import TEXT, Table
from pipelines.summary import read_summary

Frames = dict[str, pl.DataFrame]
Progress = Callable[[int, int], None]
Reader = Callable[[str], Summary]

# Large enough that sending a batch to a worker and its frames back costs little beside reading it (some 0.1 s), small
# enough that the progress moves and no core waits long for the last batch.
BATCH_SIZE = 100
# Below this many documents, starting the workers (1 s: each imports polars) takes longer than the reading they save.
WORTH_A_POOL = 1_500

# Where a Summary holds the records of each table; a column is named as the record's field.
_RECORDS: tuple[tuple[Table, Callable[[Summary], Sequence[object]]], ...] = (
    (tables.STG_CITY, attrgetter("cities")),
    (tables.STG_PLAN, lambda summary: () if summary.plan is None else (summary.plan,)),
    (tables.STG_PARTNER, attrgetter("partners")),
    (tables.STG_THEME, attrgetter("themes")),
    (tables.STG_SDG_TAG, attrgetter("sdg_tags")),
    (tables.STG_URBAN_AGENDA_TAG, attrgetter("urban_agenda_tags")),
    (tables.STG_STATEMENT, attrgetter("statements")),
    (tables.STG_ACTIVITY, attrgetter("activities")),
    (tables.STG_RESULT, attrgetter("results")),
    (tables.STG_MENTION, attrgetter("mentions")),
    (tables.STG_EVIDENCE, attrgetter("evidence")),
    (tables.STG_ISSUE, attrgetter("issues")),
)


@dataclass(frozen=True, slots=True)
class _Document:
    """A document that could be read, and what it says."""

    file: RawFile
    document_id: str
    source: Source
    summary: Summary


@dataclass(frozen=True, slots=True)
class _Batch:
    """What came of some documents: their staged rows, and by document_id the reason why one can't be a candidate."""

    frames: Frames
    reasons: dict[str, str]


def document_id(sha256: str) -> str:
    """A document's key: the first 16 hex digits of its SHA-256 (contract, "Dimensions")."""
    return sha256[:16]


def stage(
    raw_dir: Path,
    files: Sequence[RawFile],
    *,
    workers: int | None = None,
    on_progress: Progress | None = None,
    read: Reader = read_summary,
) -> Frames:
    """What the files say: one frame per table of `tables.STAGING`, by name; the same for any number of workers.

    Of files with the same bytes the first by name is read, the others are its duplicates. `workers` is the number of
    processes (all cores unless told), used only where there are enough documents to be worth them. `on_progress` is
    called with how many of how many documents have been read. Where there are several workers, `read` must be a
    function of a module, and the calling script guarded by `if __name__ == "__main__"`. Nothing that a file holds, and
    no error in reading it, raises: the file is quarantined with a reason.
    """
    unique = {file.sha256: file for file in reversed(_by_name(files)) if file.sha256 is not None}
    documents = _by_name(unique.values())
    batches = [documents[start : start + BATCH_SIZE] for start in range(0, len(documents), BATCH_SIZE)]
    read_batches = []
    tell = on_progress or _tell_nobody
    tell(0, len(documents))
    for done, batch in _read_all(raw_dir, batches, read, workers or _cores()):
        read_batches.append(batch)
        tell(done, len(documents))
    frames = {table.name: _together(table, [batch.frames for batch in read_batches]) for table in tables.STAGING[1:]}
    reasons = {document: reason for batch in read_batches for document, reason in batch.reasons.items()}
    return {tables.STG_ARRIVAL.name: _arrivals(_by_name(files), unique, reasons)} | frames


def _tell_nobody(done: int, total: int) -> None:
    """Progress that nobody watches."""


def _by_name(files: Iterable[RawFile]) -> list[RawFile]:
    return sorted(files, key=lambda file: file.file_name)


def _cores() -> int:
    """Cores that this process may use, which in a container are fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _read_all(raw_dir: Path, batches: list[list[RawFile]], read: Reader, workers: int) -> Iterator[tuple[int, _Batch]]:
    """Each batch with the number of documents read so far."""
    done = 0
    if workers == 1 or sum(map(len, batches)) < WORTH_A_POOL:
        for files in batches:
            done += len(files)
            yield done, _read_batch(raw_dir, files, read)
        return
    # Spawned, not forked: polars and Dagster run threads, and a forked child inherits their locks without them.
    with ProcessPoolExecutor(min(workers, len(batches)), multiprocessing.get_context("spawn")) as pool:
        sizes: dict[Future[_Batch], int] = {
            pool.submit(_read_batch, raw_dir, files, read): len(files) for files in batches
        }
        try:
            for future in as_completed(sizes):
                done += sizes[future]
                yield done, future.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _read_batch(raw_dir: Path, files: Sequence[RawFile], read: Reader) -> _Batch:
    """Reads some documents one after the other; runs in a worker process too."""
    documents, reasons = [], {}
    for file in files:
        document = _read_document(raw_dir, file, read)
        if isinstance(document, str):
            reasons[_id_of(file)] = document
        else:
            documents.append(document)
            if document.summary.rejection is not None:
                reasons[document.document_id] = document.summary.rejection
    try:
        return _Batch(_frames_of(documents), reasons)
    except Exception:  # the values of some document fit no column: find it, and keep the others
        return _one_by_one(documents, reasons)


def _one_by_one(documents: Sequence[_Document], reasons: dict[str, str]) -> _Batch:
    frames = []
    for document in documents:
        try:
            frames.append(_frames_of([document]))
        except Exception as error:
            reasons = reasons | {document.document_id: _internal_error(error)}
    return _Batch({table.name: _together(table, frames) for table in tables.STAGING[1:]}, reasons)


def _read_document(raw_dir: Path, file: RawFile, read: Reader) -> _Document | str:
    """The document, or the sentence why there is none."""
    try:
        data = (raw_dir / file.path).read_bytes()
        if hashlib.sha256(data).hexdigest() != file.sha256:
            return "It changed while it was being read; refresh again."
        source = decode(data)
        if isinstance(source, Unreadable):
            return source.reason
        return _Document(file, _id_of(file), source, read(source.text))
    except OSError as error:
        return f"It can't be opened: {(error.strerror or type(error).__name__).lower()}."
    except Exception as error:  # an error of ours in one document must not keep the others out
        return _internal_error(error)


def _internal_error(error: Exception) -> str:
    return f"It could not be read (internal error: {type(error).__name__}: {error})."


def _id_of(file: RawFile) -> str:
    assert file.sha256 is not None, f"{file.file_name} was read without a hash"
    return document_id(file.sha256)


def _frames_of(documents: Sequence[_Document]) -> Frames:
    """Staged rows of some documents. Raises what polars raises where a value doesn't fit its column."""
    texts = [_document_row(document) for document in documents]
    frames = {tables.STG_DOCUMENT.name: _frame(tables.STG_DOCUMENT, texts)}
    for table, records_of in _RECORDS:
        frames[table.name] = _frame(table, list(_rows(table, documents, records_of)))
    return frames


def _rows(
    table: Table, documents: Iterable[_Document], records_of: Callable[[Summary], Sequence[object]]
) -> Iterator[tuple[object, ...]]:
    """The rows of a table: document, the record's fields and, last, the page where the table has a place in the source."""
    fields = [name for name in table.column_names if name not in ("document_id", tables.SOURCE_PAGE.name)]
    values = attrgetter(*fields)
    if tables.SOURCE_PAGE.name not in table:
        for document in documents:
            yield from ((document.document_id, *values(record)) for record in records_of(document.summary))
        return
    place = fields.index("source_start")
    for document in documents:
        page = document.source.pages.of
        for record in records_of(document.summary):
            row = values(record)
            yield (document.document_id, *row, page(row[place]))


def _document_row(document: _Document) -> tuple[object, ...]:
    """A row of stg_document, in the order of its columns."""
    file, source, plan = document.file, document.source, document.summary.plan
    title = plan.title if plan else None
    of_file = (document.document_id, file.file_name, file.sha256, file.byte_size)
    return (*of_file, source.media_type, source.encoding, title, source.text)


def _frame(table: Table, rows: Sequence[tuple[object, ...]]) -> pl.DataFrame:
    """Rows in the order of the table's columns, as a frame; an optional text that is blank is missing (NULL)."""
    if not rows:
        return table.empty()
    columns = dict(zip(table.column_names, zip(*rows, strict=True), strict=True))
    frame = pl.DataFrame(columns, schema=table.polars_schema(), strict=True)
    optional = [column.name for column in table.columns if column.type is TEXT and column.nullable]
    return frame.with_columns(pl.when(pl.col(optional).str.strip_chars() != "").then(pl.col(optional)))


def _together(table: Table, frames: Sequence[Frames]) -> pl.DataFrame:
    """The batches' frames of one table as one, in an order that doesn't depend on who was ready first."""
    parts = [frame[table.name] for frame in frames]
    return pl.concat(parts).sort("document_id", maintain_order=True) if parts else table.empty()


def _arrivals(files: Sequence[RawFile], unique: dict[str, RawFile], reasons: dict[str, str]) -> pl.DataFrame:
    """stg_arrival: each file with its status, and the reason where it is no candidate."""
    return _frame(tables.STG_ARRIVAL, [_arrival(file, unique, reasons) for file in files])


def _arrival(file: RawFile, unique: dict[str, RawFile], reasons: dict[str, str]) -> tuple[object, ...]:
    if file.sha256 is None:
        return (file.file_name, None, None, file.byte_size, "quarantined", file.problem)
    known = (file.file_name, file.sha256, _id_of(file), file.byte_size)
    if (first := unique[file.sha256]) != file:
        return (*known, "duplicate", f"It holds the same bytes as {first.file_name}.")
    reason = reasons.get(_id_of(file))
    return (*known, "candidate" if reason is None else "quarantined", reason)
