"""Every distinct document that was ever in the raw folder, compressed, by the SHA-256 of its bytes.

The compressed bytes are the same whenever and wherever they are made, so that copies of a store can be compared.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from pipelines.store.durable import Workspace

FOLDER = "documents"
SUFFIX = ".gz"

# So many documents are compressed and written together: their bytes are in memory, and they reach the disk as one.
_TOGETHER = 500
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of a store."""

    folder: Path

    @classmethod
    def of(cls, store: Path) -> Documents:
        """Those of this store."""
        return cls(store / FOLDER)

    def kept(self) -> dict[str, Path]:
        """Where each document lies, by its SHA-256; nothing is opened."""
        return {path.name.removesuffix(SUFFIX): path for path in self.folder.glob(f"??/*{SUFFIX}")}

    def keep(self, documents: Mapping[str, Callable[[], bytes]], workspace: Workspace) -> None:
        """Keeps documents: how to get at the bytes, by SHA-256.

        What can't be read, or has changed, is left out without a word: who reads it says so. Raises OSError where one
        can't be written.
        """
        pending = iter(documents.items())
        while some := dict(islice(pending, _TOGETHER)):
            workspace.write({self._path(sha256): partial(_write, data) for sha256, data in _read(some)})

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / f"{sha256}{SUFFIX}"


def read(path: Path) -> bytes | None:
    """The bytes of a document of the store; None where they aren't any more what was kept."""
    try:
        data = gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error):
        return None
    return data if hashlib.sha256(data).hexdigest() == path.name.removesuffix(SUFFIX) else None


def _read(documents: Mapping[str, Callable[[], bytes]]) -> Iterator[tuple[str, bytes]]:
    """Those documents that can be read and are what their hash says."""
    for sha256, get in documents.items():
        try:
            data = get()
        except OSError:
            continue
        if hashlib.sha256(data).hexdigest() == sha256:
            yield sha256, data


def _write(data: bytes, path: Path) -> None:
    path.write_bytes(gzip.compress(data, _LEVEL, mtime=0))
