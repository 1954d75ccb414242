"""The steps of a refresh, one after the other: what Dagster's assets show, and what tests and benchmarks run without it.

Belongs here: which step takes what from where. The work of each is done by the module named after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from errno import EIO
from functools import partial
from pathlib import Path

from pipelines import history, judgement, publish, quarantine, staging, tables
from pipelines.checks import Failure
from pipelines.folder import RawFile
from pipelines.quarantine import Accepted
from pipelines.staging import Frames, Progress, Reader
from pipelines.star import Previous, Run
from pipelines.store import documents, memory
from pipelines.store.opened import Store, StoreError, opened
from pipelines.store.parser_version import parser_version
from pipelines.summary import read_summary

# What was read is kept after so many documents at the latest: a refresh that is killed goes on where it was.
KEPT_TOGETHER = 5_000

# Clocks are set right by seconds every day; beyond this, one was wrong.
CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Parser:
    """What reads a document, and its version: what another version has read counts no more."""

    read: Reader = read_summary
    version: str = field(default_factory=parser_version)


@dataclass(frozen=True, slots=True)
class Read:
    """What the files of a folder say: `staged` as frames, `failures` the rules that some of them break.

    `new` documents were read now, the other `known` ones earlier.
    """

    staged: Frames
    failures: tuple[Failure, ...]
    new: int
    known: int


@dataclass(frozen=True, slots=True)
class Built:
    """The tables, ready to be published; `lost` are documents of the past that the store should hold and doesn't."""

    accepted: Accepted
    lost: tuple[str, ...]


def read(
    raw_dir: Path,
    files: Sequence[RawFile],
    store_dir: Path,
    *,
    parser: Parser | None = None,
    workers: int | None = None,
    on_progress: Progress | None = None,
) -> Read:
    """Keeps the documents of the folder, reads those that this parser hasn't read, and gives what all of them say.

    The result doesn't depend on what was kept. `workers` and `on_progress` are those of `staging.readings`. Raises
    StoreError where the store can't be used.
    """
    parser = parser or Parser()
    distinct = staging.distinct(files)
    with opened(store_dir, parser.version) as store:
        _keep_documents(raw_dir, distinct, store)
        known = store.results.documents()
        unread = [each for file in distinct if (each := staging.unread(raw_dir, file)).document_id not in known]
        batches = staging.readings(unread, workers=workers, on_progress=on_progress, read=parser.read)
        to_be_tried_again = _keep_results(batches, store)
        wanted = [staging.document_id(file.sha256) for file in distinct if file.sha256 is not None]
        frames = staging.together([store.results.read(wanted), *to_be_tried_again])
    failures = judgement.broken_rules(frames)
    staged = staging.staged(files, frames, judgement.reasons(failures))
    return Read(staged, tuple(failures), len(unread), len(distinct) - len(unread))


def build(
    staged: Frames,
    previous: Previous,
    run: Run,
    store_dir: Path,
    *,
    parser: Parser | None = None,
    finished_at: Callable[[], datetime] | None = None,
) -> Built:
    """Every table of `tables.PUBLISHED`, made of what the folder says now and of what is remembered.

    `finished_at` is asked when all is made; naive UTC. Raises StoreError where the store is needed and can't be used.
    """
    accepted = quarantine.settle(staged, previous, run)
    loaded = history.loaded(accepted.frames)
    past, lost = _read_past(store_dir, history.documents_of(previous.plan_versions, loaded), parser or Parser())
    versions = history.ledger(previous.plan_versions, loaded, past, run.started_at)
    accepted = quarantine.with_history(accepted, versions, past)
    finished = max(run.started_at, (finished_at or _now)())
    return Built(quarantine.close(accepted, previous, run, finished), lost)


def publish_and_remember(
    frames: Frames,
    warehouse: Path,
    store_dir: Path,
    *,
    parser: Parser | None = None,
    allow_shrink: bool = False,
    on_stage: publish.Say | None = None,
) -> list[str]:
    """Publishes the tables, and brings the store up to date; returns what a person should know, in sentences.

    `on_stage` hears in words what begins.

    Raises PublishError where nothing is published.
    """
    remarks = list(_about_the_clock(frames, _now()))
    published = publish.publish(frames, warehouse, store_dir, allow_shrink=allow_shrink, on_stage=on_stage)
    if published.set_aside:
        remarks.append(
            f"The file {warehouse} was damaged. It was made anew from the store; the damaged one is kept as "
            f"{published.set_aside.name}."
        )
    try:
        memory.remember(store_dir, warehouse, publish.remembered(frames), published.made)
        with opened(store_dir, (parser or Parser()).version) as store:
            store.results.drop_other_versions()
    except (OSError, StoreError) as error:
        remarks.append(f"The warehouse is published, but its store could not be brought up to date: {error}")
    return remarks


def started_at(previous: Previous, now: datetime) -> datetime:
    """When a load counts as begun: now, but after every earlier load.

    The order of loads is told by these times, and must not break where a clock was set back.
    """
    last = previous.load_runs["started_at"].max()
    return max(now, last + timedelta(microseconds=1)) if isinstance(last, datetime) else now


def _about_the_clock(frames: Frames, now: datetime) -> Iterator[str]:
    """Where a load is dated after now, as the clock was set back since an earlier one: what that means."""
    dated = frames[tables.LOAD_RUN.name]["started_at"].max()
    if isinstance(dated, datetime) and dated - now > CLOCKS_DIFFER:
        yield (
            f"This machine's clock says {now:%Y-%m-%d %H:%M} UTC, which is before the last load ({dated:%Y-%m-%d %H:%M}). This "
            "load is dated just after that one, so that their order holds. Check the clock: until it is later than that, nothing "
            "tells how old the last load is."
        )


def _read_past(store_dir: Path, documents: set[str], parser: Parser) -> tuple[Frames, tuple[str, ...]]:
    """What documents of the past say, read from the store where that hasn't been done; and those that it has lost."""
    if not documents:
        return staging.together([]), ()
    with opened(store_dir, parser.version) as store:
        missing = documents - store.results.documents()
        kept = (
            {staging.document_id(sha256): (sha256, path) for sha256, path in store.documents.kept().items()}
            if missing
            else {}
        )
        unread = [
            staging.Unread(kept[each][0], partial(_kept_bytes, kept[each][1])) for each in sorted(missing & kept.keys())
        ]
        _keep_results(staging.readings(unread, read=parser.read), store)
        return store.results.read(documents), tuple(sorted(documents - store.results.documents()))


def _kept_bytes(path: Path) -> bytes:
    """The bytes of a document of the store. Raises OSError where they are damaged."""
    data = documents.read(path)
    if data is None:
        raise OSError(EIO, "damaged in the store")
    return data


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _keep_documents(raw_dir: Path, files: Iterable[RawFile], store: Store) -> None:
    """Every document that the store doesn't hold yet, whether or not anything can be read from it."""
    kept = store.documents.kept()
    missing = (staging.unread(raw_dir, file) for file in files if file.sha256 not in kept)
    store.documents.keep({document.sha256: document.get for document in missing}, store.workspace)


def _keep_results(batches: Iterable[Frames], store: Store) -> list[Frames]:
    """Judges and keeps what was read; returns what can't be kept, as another try may end otherwise."""
    to_be_tried_again = []
    for read in _portions(batches):
        judged = judgement.judged(read)
        store.results.add(judged)
        not_final = judged[tables.READING.name].filter(~judged[tables.READING.name]["is_final"])
        to_be_tried_again.append(
            {table.name: table.empty() for table in tables.KEPT} | {tables.READING.name: not_final}
        )
    return to_be_tried_again


def _portions(batches: Iterable[Frames]) -> Iterator[Frames]:
    waiting: list[Frames] = []
    for batch in batches:
        waiting.append(batch)
        if sum(frames[tables.READING.name].height for frames in waiting) >= KEPT_TOGETHER:
            yield staging.together(waiting)
            waiting = []
    if waiting:
        yield staging.together(waiting)
