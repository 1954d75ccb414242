"""What the published file says of the load that made it, asked while readers have it open and without loading it.

Belongs here: the few facts that decide whether a refresh is due. The whole memory of earlier loads is read by
`publish.previous`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from pipelines.folder_watch import Contents
from pipelines.schema import literal


class UnreadableError(Exception):
    """There is a file, and it can't be read as a warehouse of ours; the message is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class LastLoad:
    """The load that made the file: `files` are those of the raw folder as it found them, `finished_at` is naive UTC.

    `versions` are those of the code that have published into this file, now or earlier.
    """

    files: Contents
    finished_at: datetime
    versions: frozenset[str]


@contextmanager
def opened(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The file that is there now, to be asked. Raises UnreadableError where it can't be, also in the middle of the block."""
    try:
        # Attached to a connection in memory: `duckdb.connect(path)` would hand out the file that was there before a
        # swap, while anything else in this process has it open.
        with duckdb.connect() as connection:
            connection.execute(f"ATTACH {literal(str(warehouse))} AS published (READ_ONLY)")
            connection.execute("USE published")
            yield connection
    except duckdb.Error as error:
        raise UnreadableError(
            f"{warehouse} can't be read as a warehouse: {str(error).partition(chr(10))[0]}"
        ) from error


def last_load(warehouse: Path) -> LastLoad | None:
    """What was last published; None where there is no file yet. Raises UnreadableError."""
    if not warehouse.exists():
        return None
    with opened(warehouse) as connection:
        files = connection.execute("SELECT file_name, sha256 FROM audit.arrival WHERE is_current").fetchall()
        loads = connection.execute("SELECT finished_at, code_version FROM audit.load_run").fetchall()
    if not loads:
        return None
    return LastLoad(frozenset(files), max(at for at, _ in loads), frozenset(version for _, version in loads))
