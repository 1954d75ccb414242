"""What a file is before it holds a row: schemas, tables with their keys and rules, report views, and the comments of all.

Belongs here: how that comes into a new file. The declarations give the statements that make it. As these take DuckDB half
a second of work, however few rows there are (each of 700 comments has it bind a table with all its rules anew), a small
file copies what the published one says of itself, in 20 ms, where both would come to the same: where the same statements
made the published file, and nobody has written to it since. The store remembers how it was made. (What rots in a file
without a trace fails DuckDB's checksums, and what is made is looked at before it is published.)
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from pipelines import report, tables
from pipelines.schema import literal

# What the published file is called in the connection that makes the new one.
PUBLISHED = "published"


class UnlikeError(Exception):
    """A file can't be copied."""


@dataclass(frozen=True, slots=True)
class Blueprint:
    """How a file was made: a digest of the `statements`, and what the file system noted of the file that they made."""

    statements: str
    stamp: str

    @classmethod
    def of(cls, file: Path, *, prepared: bool) -> Blueprint:
        """The blueprint of a file that we have just made; `prepared` as in `after_rows`."""
        return cls(_digest_of_statements(duckdb.__version__, prepared=prepared), _stamp(file))

    def is_of(self, file: Path) -> bool:
        """Whether the file is the one that was made, and nobody has written to it since."""
        with suppress(OSError):
            return self.stamp == _stamp(file) and not file.with_name(f"{file.name}.wal").exists()
        return False

    def is_of_today(self) -> bool:
        """Whether this version of us and of DuckDB would make a small file so."""
        return self.statements == _digest_of_statements(duckdb.__version__, prepared=False)


def before_rows() -> Iterator[str]:
    """The statements that make schemas and tables."""
    for schema in sorted({table.schema for table in tables.PUBLISHED} - {"main"}):
        yield f"CREATE SCHEMA {schema}"
    for table in tables.PUBLISHED:
        yield table.ddl()


def after_rows(*, prepared: bool) -> Iterator[str]:
    """The statements that make views and comments; where `prepared`, also the answers of the views."""
    yield from report.ddl(prepared=prepared)
    for table in tables.PUBLISHED:
        yield ";\n".join(table.comments())


def open_published(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    """Opens the file as `PUBLISHED`, for reading; nothing happens where that is open already."""
    connection.execute(f"ATTACH IF NOT EXISTS {literal(str(file))} AS {PUBLISHED} (READ_ONLY)")


def copy(connection: duckdb.DuckDBPyConnection, database: str, published: Path) -> None:
    """Makes in an empty database what the published file defines, without its rows.

    Raises UnlikeError where that can't be read; what was begun is to be undone then.
    """
    try:
        open_published(connection, published)
        connection.execute(f"COPY FROM DATABASE {PUBLISHED} TO {database} (SCHEMA)")
    except duckdb.Error as error:
        raise UnlikeError(str(error)) from error


@cache
def _digest_of_statements(version: str, *, prepared: bool) -> str:
    """DuckDB's version is part of it: another one may keep the same statements otherwise."""
    statements = [version, *before_rows(), *after_rows(prepared=prepared)]
    return hashlib.sha256(repr(statements).encode()).hexdigest()


def _stamp(file: Path) -> str:
    """A new file has another inode, and whoever writes to one leaves another time; giving it a name or rights leaves both."""
    status = file.stat()
    return f"{status.st_ino} {status.st_size} {status.st_mtime_ns}"
