"""What a version of the parser read from documents, so that no document is read twice.

Kept in segments: one bundle for the documents that were read together. Small segments are merged when there are many;
a damaged one is dropped, and its documents are read again. Which documents there are is known by their document_id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import log
from pathlib import Path

import polars as pl

from pipelines import tables
from pipelines.staging import Frames, together
from pipelines.store import bundle
from pipelines.store.durable import Workspace

FOLDER = "results"

# So many segments of about the same size become one; those of more documents than this are left as they are. At
# 100,000 documents there are some twenty large segments then, and at most seven of each smaller size.
SEGMENTS_TO_MERGE = 8
LARGE_SEGMENT = 4_096


class Results:
    """The kept results of one version of the parser."""

    def __init__(self, store: Path, parser: str, workspace: Workspace) -> None:
        self._folder = store / FOLDER / parser
        self._workspace = workspace
        self._segments = {path: documents for path in self._listed() if (documents := self._documents_of(path))}

    def documents(self) -> set[str]:
        """The document_ids of which there are results."""
        return {document for documents in self._segments.values() for document in documents}

    def add(self, read: Frames) -> None:
        """Keeps what was read (one frame per table of `tables.KEPT`), but for documents that another try may read.

        Raises OSError where it can't be written.
        """
        final = read[tables.READING.name].filter("is_final")
        kept = {table.name: _of(read[table.name], final["document_id"]) for table in tables.KEPT}
        if final.height:
            self._write(kept)
            self._merge()

    def read(self, documents: Iterable[str]) -> Frames:
        """The results of these documents, as far as there are any: one frame per table of `tables.KEPT`."""
        return self._read(documents, self._segments)

    def drop_other_versions(self) -> None:
        """Removes what other versions of the parser have read."""
        for folder in self._folder.parent.iterdir() if self._folder.parent.exists() else ():
            if folder != self._folder:
                self._workspace.remove(folder)

    def _read(self, documents: Iterable[str], segments: Mapping[Path, set[str]]) -> Frames:
        parts = list(_parts(documents, segments))
        return together(
            {table.name: _of(bundle.read(path, table), ids) for table in tables.KEPT} for path, ids in parts
        )

    def _listed(self) -> list[Path]:
        return sorted(self._folder.iterdir()) if self._folder.exists() else []

    def _documents_of(self, segment: Path) -> set[str]:
        """The documents of a segment; none where it is damaged, and then it goes."""
        if bundle.is_whole(segment):
            return set(bundle.read(segment, tables.READING)["document_id"])
        self._workspace.remove(segment)
        return set()

    def _write(self, frames: Frames) -> Path:
        path = bundle.write(self._folder, {table: frames[table.name] for table in tables.KEPT}, self._workspace)
        self._segments[path] = set(frames[tables.READING.name]["document_id"])
        return path

    def _merge(self) -> None:
        while mergeable := self._mergeable():
            documents = {document for held in mergeable.values() for document in held}
            merged = self._write(self._read(documents, mergeable))
            for path in mergeable.keys() - {merged}:
                self._workspace.remove(path)
                del self._segments[path]

    def _mergeable(self) -> dict[Path, set[str]]:
        """Segments of about the same size, where there are so many."""
        by_size: dict[int, dict[Path, set[str]]] = {}
        for path, documents in self._segments.items():
            if len(documents) < LARGE_SEGMENT:
                by_size.setdefault(int(log(len(documents), SEGMENTS_TO_MERGE) + 1e-9), {})[path] = documents
        return next((segments for segments in by_size.values() if len(segments) >= SEGMENTS_TO_MERGE), {})


def _parts(documents: Iterable[str], segments: Mapping[Path, set[str]]) -> Iterator[tuple[Path, pl.Series | None]]:
    """The segments that hold these documents, each document in one; None where all of a segment's are wanted."""
    waiting = set(documents)
    for path, held in segments.items():
        taken = waiting & held
        waiting -= taken
        if taken:
            yield path, None if len(taken) == len(held) else pl.Series(sorted(taken), dtype=pl.String)


def _of(frame: pl.DataFrame, documents: pl.Series | None) -> pl.DataFrame:
    return frame if documents is None else frame.filter(pl.col("document_id").is_in(documents.implode()))
