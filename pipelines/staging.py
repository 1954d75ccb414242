"""From files to staged frames: each document is read alone, in batches over all cores when there are many.

Belongs here: bringing what `summary` reads into one frame per kind of record, and the staging area of a folder made of
these. What was read is kept by `store`; keys and joins are made by `star`; whether a row may stay is decided by
`judgement`.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import partial
from operator import attrgetter
from pathlib import Path

import polars as pl

from pipelines import bounded, folder, tables
from pipelines.folder import RawFile
from pipelines.reading.source import Source
from pipelines.reading.surroundings import Surroundings
from pipelines.records import Summary
from pipelines.schema import TEXT, Table
from pipelines.summary import read_summary
from pipelines.system_errors import said

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
class Unread:
    """A document that waits to be read. `get` gives its bytes; where workers read, it must be a function of a module."""

    sha256: str
    get: Callable[[], bytes]

    @property
    def document_id(self) -> str:
        """Its key."""
        return document_id(self.sha256)


@dataclass(frozen=True, slots=True)
class _Document:
    """A document that could be read, and what it says."""

    unread: Unread
    byte_size: int
    source: Source
    summary: Summary
    surroundings: Surroundings


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why there is nothing to be had of a document; `is_final` is false where another try may go better."""

    unread: Unread
    reason: str
    is_final: bool


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
    """What the files say, all of them read now: one frame per table of `tables.STAGING`, by name.

    For the arguments see `readings`. Nothing that a file holds, and no error in reading it, raises: the file is
    quarantined with a reason.
    """
    documents = [unread(raw_dir, file) for file in distinct(files)]
    batches = readings(documents, workers=workers, on_progress=on_progress, read=read)
    return staged(files, together(batches))


def distinct(files: Iterable[RawFile]) -> list[RawFile]:
    """The files that are to be read: of those with the same bytes the first by name, by name."""
    return _by_name(_first_with_bytes(files).values())


def unread(raw_dir: Path, file: RawFile) -> Unread:
    """A file of the raw folder as a document to be read."""
    assert file.sha256 is not None, f"{file.file_name} has no hash to be read by"
    return Unread(file.sha256, partial(folder.read, raw_dir, file.path))


def readings(
    documents: Sequence[Unread],
    *,
    workers: int | None = None,
    on_progress: Progress | None = None,
    read: Reader = read_summary,
) -> Iterator[Frames]:
    """What the documents say, some documents together: one frame per table of `tables.KEPT`, by name.

    `workers` is the number of processes (all cores unless told), used only where there are enough documents to be worth
    them; what is read is the same for any number. `on_progress` is called with how many of how many documents have been
    read. Where there are several workers, `read` must be a function of a module, and the calling script guarded by
    `if __name__ == "__main__"`.
    """
    batches = [documents[start : start + BATCH_SIZE] for start in range(0, len(documents), BATCH_SIZE)]
    tell = on_progress or _tell_nobody
    tell(0, len(documents))
    for done, batch in _read_all(batches, read, workers or _cores()):
        tell(done, len(documents))
        yield batch


def together(batches: Iterable[Frames]) -> Frames:
    """The frames of all batches as one per table of `tables.KEPT`, in an order that doesn't depend on who was ready first."""
    parts = list(batches)
    return {table.name: _joined(table, [frames[table.name] for frames in parts]) for table in tables.KEPT}


def staged(files: Sequence[RawFile], read: Frames, refused: Mapping[str, str] | None = None) -> Frames:
    """The staging area of a folder: one frame per table of `tables.STAGING`, by name.

    `read` holds what was read from its documents, as `together` gives it; `refused` says why those that can be read may
    not be loaded for all that, by document_id.
    """
    unique = _first_with_bytes(files)
    reasons = dict(read[tables.READING.name].drop_nulls("reason").select("document_id", "reason").iter_rows())
    reasons |= refused or {}
    return {
        tables.STG_ARRIVAL.name: _arrivals(_by_name(files), unique, reasons),
        tables.STG_DOCUMENT.name: _named(read[tables.KEPT_DOCUMENT.name], unique.values()),
        **{table.name: read[table.name] for table in tables.STAGING[2:]},
    }


def _first_with_bytes(files: Iterable[RawFile]) -> dict[str, RawFile]:
    """Of the files with the same bytes the first by name, by SHA-256; files that couldn't be hashed are left out."""
    return {file.sha256: file for file in reversed(_by_name(files)) if file.sha256 is not None}


def _named(documents: pl.DataFrame, files: Iterable[RawFile]) -> pl.DataFrame:
    """stg_document: the documents with the names of their files."""
    names = {file.sha256: file.file_name for file in files}
    schema = {"sha256": pl.String, "file_name": pl.String}
    known = pl.DataFrame({"sha256": list(names), "file_name": list(names.values())}, schema=schema)
    return documents.join(known, on="sha256", maintain_order="left").select(tables.STG_DOCUMENT.column_names)


def _tell_nobody(done: int, total: int) -> None:
    """Progress that nobody watches."""


def _by_name(files: Iterable[RawFile]) -> list[RawFile]:
    return sorted(files, key=lambda file: file.file_name)


def _cores() -> int:
    """Cores that this process may use, which in a container are fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _read_all(batches: list[Sequence[Unread]], read: Reader, workers: int) -> Iterator[tuple[int, Frames]]:
    """Each batch with the number of documents read so far."""
    done = 0
    if workers == 1 or sum(map(len, batches)) < WORTH_A_POOL:
        for documents in batches:
            done += len(documents)
            yield done, _read_batch(documents, read)
        return
    # Spawned, not forked: polars and Dagster run threads, and a forked child inherits their locks without them.
    with ProcessPoolExecutor(min(workers, len(batches)), multiprocessing.get_context("spawn")) as pool:
        sizes: dict[Future[Frames], int] = {
            pool.submit(_read_batch, documents, read): len(documents) for documents in batches
        }
        try:
            for future in as_completed(list(sizes)):
                done += sizes.pop(future)  # with the future goes what it holds
                yield done, future.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _read_batch(documents: Sequence[Unread], read: Reader) -> Frames:
    """Reads some documents one after the other; runs in a worker process too."""
    outcomes = [_read_document(document, read) for document in documents]
    try:
        return _frames_of(outcomes)
    except Exception:  # the values of some document fit no column: find it, and keep the others
        return together(_one_by_one(outcomes))


def _one_by_one(outcomes: Sequence[_Document | _Failure]) -> Iterator[Frames]:
    for outcome in outcomes:
        try:
            yield _frames_of([outcome])
        except Exception as error:
            yield _frames_of([_Failure(outcome.unread, _internal_error(error), is_final=True)])


def _read_document(unread: Unread, read: Reader) -> _Document | _Failure:
    """The document, or the sentence why there is none."""
    try:
        data = unread.get()
        if hashlib.sha256(data).hexdigest() != unread.sha256:
            return _Failure(unread, "It changed while it was being read; refresh again.", is_final=False)
        found = bounded.read(data, read)
        if isinstance(found, str):
            return _Failure(unread, found, is_final=not isinstance(found, bounded.PassingReason))
        source, summary = found
        return _Document(unread, len(data), source, summary, Surroundings(source.text))
    except folder.RawFileError as problem:
        return _Failure(unread, str(problem), is_final=False)
    except OSError as error:
        reason = f"It can't be opened: {said(error)}."
        return _Failure(unread, reason, is_final=False)
    except Exception as error:  # an error of ours in one document must not keep the others out
        return _Failure(unread, _internal_error(error), is_final=True)


def _internal_error(error: Exception) -> str:
    return f"It could not be read (internal error: {type(error).__name__}: {error})."


def _frames_of(outcomes: Sequence[_Document | _Failure]) -> Frames:
    """What was read of some documents. Raises what polars raises where a value doesn't fit its column."""
    documents = [outcome for outcome in outcomes if isinstance(outcome, _Document)]
    frames = {
        tables.READING.name: _frame(tables.READING, [_reading_row(outcome) for outcome in outcomes]),
        tables.BROKEN_RULE.name: tables.BROKEN_RULE.empty(),
        tables.KEPT_DOCUMENT.name: _frame(tables.KEPT_DOCUMENT, [_document_row(document) for document in documents]),
    }
    for table, records_of in _RECORDS:
        frames[table.name] = _frame(table, list(_rows(table, documents, records_of)))
    return frames


def _rows(
    table: Table, documents: Iterable[_Document], records_of: Callable[[Summary], Sequence[object]]
) -> Iterator[tuple[object, ...]]:
    """The rows of a table: document, the record's fields and, last, what its place in the source tells besides offsets."""
    told = [name for name in table.column_names if name in tables.SURROUNDINGS]
    fields = [name for name in table.column_names if name != "document_id" and name not in told]
    values = attrgetter(*fields)
    if not told:
        for document in documents:
            yield from ((document.unread.document_id, *values(record)) for record in records_of(document.summary))
        return
    place = slice(fields.index("source_start"), fields.index("source_end") + 1)
    for document in documents:
        for record in records_of(document.summary):
            row = values(record)
            yield (document.unread.document_id, *row, *_surroundings(document, told, *row[place]))


def _surroundings(document: _Document, told: Sequence[str], start: int, end: int) -> Iterator[object]:
    """The columns `told` of a row that was read from `[start, end)`; a finding may have no place."""
    around = document.surroundings
    for name in told:
        if name == tables.SOURCE_PAGE.name:
            yield document.source.pages.of(start)
        elif name == tables.SOURCE_LINE.name:
            yield around.line(start)
        else:
            yield around.sentence(start, end)


def _reading_row(outcome: _Document | _Failure) -> tuple[object, ...]:
    """A row of READING, in the order of its columns."""
    if isinstance(outcome, _Failure):
        return outcome.unread.document_id, outcome.reason, outcome.is_final
    return outcome.unread.document_id, outcome.summary.rejection, True


def _document_row(document: _Document) -> tuple[object, ...]:
    """A row of KEPT_DOCUMENT, in the order of its columns."""
    source, plan = document.source, document.summary.plan
    title = plan.title if plan else None
    of_bytes = (document.unread.document_id, document.unread.sha256, document.byte_size)
    return (*of_bytes, source.media_type, source.encoding, title, source.text)


def _frame(table: Table, rows: Sequence[tuple[object, ...]]) -> pl.DataFrame:
    """Rows in the order of the table's columns, as a frame; an optional text that is blank is missing (NULL)."""
    if not rows:
        return table.empty()
    columns = dict(zip(table.column_names, zip(*rows, strict=True), strict=True))
    frame = pl.DataFrame(columns, schema=table.polars_schema(), strict=True)
    optional = [column.name for column in table.columns if column.type is TEXT and column.nullable]
    return frame.with_columns(pl.when(pl.col(optional).str.strip_chars() != "").then(pl.col(optional)))


def _joined(table: Table, parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(parts).sort("document_id", maintain_order=True) if parts else table.empty()


def _arrivals(files: Sequence[RawFile], unique: dict[str, RawFile], reasons: dict[str, str]) -> pl.DataFrame:
    """stg_arrival: each file with its status, and the reason where it is no candidate."""
    return _frame(tables.STG_ARRIVAL, [_arrival(file, unique, reasons) for file in files])


def _arrival(file: RawFile, unique: dict[str, RawFile], reasons: dict[str, str]) -> tuple[object, ...]:
    if file.sha256 is None:
        return (file.file_name, None, None, file.byte_size, "quarantined", file.problem)
    known = (file.file_name, file.sha256, document_id(file.sha256), file.byte_size)
    if (first := unique[file.sha256]) != file:
        return (*known, "duplicate", f"It holds the same bytes as {first.file_name}.")
    reason = reasons.get(document_id(file.sha256))
    return (*known, "candidate" if reason is None else "quarantined", reason)
