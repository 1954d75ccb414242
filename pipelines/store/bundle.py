"""Some frames kept together: a folder of Parquet files with their checksums, named by the digest of these.

A bundle never changes, so its name tells whether it is what was written: a file that rotted, was cut or is missing is
noticed, and then the whole bundle counts as damaged. `sha256sum --check checksums.sha256` says the same to a person.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import polars as pl

from pipelines.schema import Table
from pipelines.store.durable import Workspace

CHECKSUMS = "checksums.sha256"


def write(parent: Path, frames: Mapping[Table, pl.DataFrame], workspace: Workspace) -> Path:
    """Keeps the frames that have rows, and returns their folder in `parent`. Equal frames make the same bundle.

    Raises OSError where it can't be written.
    """
    written = [table for table, frame in frames.items() if frame.height]
    # One row group of at most so many rows: the default, said so that a new polars makes the same files.
    made = workspace.made(
        {_file_name(table): partial(frames[table].write_parquet, row_group_size=512**2) for table in written}
    )
    sums = "".join(f"{_sha256(path)}  {name}\n" for name, path in sorted(made.items()))
    made |= workspace.made({CHECKSUMS: partial(Path.write_text, data=sums, encoding="ascii")})
    folder = parent / _digest(sums.encode())
    if is_whole(folder):
        return folder
    workspace.remove(folder)
    workspace.write_folder(folder, made)
    return folder


def is_whole(folder: Path) -> bool:
    """Whether every byte is as it was written."""
    try:
        sums = (folder / CHECKSUMS).read_bytes()
        if _digest(sums) != folder.name:
            return False
        lines = [line.split("  ", 1) for line in sums.decode("ascii").splitlines()]
        return all(_sha256(folder / name) == digest for digest, name in lines)
    except (OSError, ValueError):
        return False


def read(folder: Path, table: Table) -> pl.DataFrame:
    """A table's rows in this bundle."""
    path = folder / _file_name(table)
    # A folder of the path may have a name like a pattern or a partition (`a=b`, `*`): it is none.
    return pl.read_parquet(path, glob=False, hive_partitioning=False) if path.exists() else table.empty()


def _file_name(table: Table) -> str:
    return f"{table.name}.parquet"


def _digest(checksums: bytes) -> str:
    return hashlib.sha256(checksums).hexdigest()[:32]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
