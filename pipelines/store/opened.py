"""A store, opened: its documents and results, and a place to write in. Errors of the system become sentences here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipelines.store import durable
from pipelines.store.documents import Documents
from pipelines.store.durable import Workspace
from pipelines.store.results import Results
from pipelines.system_errors import said


class StoreError(Exception):
    """The store can't be used; the message is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Store:
    """A store for as long as it is opened."""

    documents: Documents
    results: Results
    workspace: Workspace


@contextmanager
def opened(folder: Path, parser: str) -> Iterator[Store]:
    """The store in this folder, with the results of this version of the parser; made where there is none.

    Raises StoreError where it can't be made, read or written; what was begun is then cleared away by the next.
    """
    try:
        with durable.workspace(folder) as workspace:
            yield Store(Documents.of(folder), Results(folder, parser, workspace), workspace)
    except OSError as error:
        raise StoreError(
            f"The store {folder}, which keeps documents and what was read, can't be used: {said(error)}."
        ) from error
