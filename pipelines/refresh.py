"""The steps of a refresh, one after the other: what Dagster's assets show, and what tests and benchmarks run without it.

Belongs here: which step takes what from where. The work of each is done by the module named after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipelines import judgement, staging, tables
from pipelines.checks import Failure
from pipelines.folder import RawFile
from pipelines.staging import Frames, Progress, Reader
from pipelines.store.opened import Store, opened
from pipelines.store.parser_version import parser_version
from pipelines.summary import read_summary

# What was read is kept after so many documents at the latest: a refresh that is killed goes on where it was.
KEPT_TOGETHER = 5_000


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
    documents = staging.distinct(files)
    with opened(store_dir, parser.version) as store:
        _keep_documents(raw_dir, documents, store)
        known = store.results.documents()
        unread = [each for file in documents if (each := staging.unread(raw_dir, file)).document_id not in known]
        batches = staging.readings(unread, workers=workers, on_progress=on_progress, read=parser.read)
        to_be_tried_again = _keep_results(batches, store)
        wanted = [staging.document_id(file.sha256) for file in documents if file.sha256 is not None]
        frames = staging.together([store.results.read(wanted), *to_be_tried_again])
    failures = judgement.broken_rules(frames)
    staged = staging.staged(files, frames, judgement.reasons(failures))
    return Read(staged, tuple(failures), len(unread), len(documents) - len(unread))


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
