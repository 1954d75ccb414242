# ruff: noqa: S608 (every name in a statement is one that `tables` or a view declares; values are rows or literals)
"""One DuckDB file made of the tables: written whole, and looked at as it lies on disk.

Belongs here: how the file is laid out and what must be found in it. Where it lies and when it takes the place of
another is decided by `publish`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from pathlib import Path
from queue import SimpleQueue

import duckdb
import polars as pl

from pipelines import blueprint, report, tables
from pipelines.blueprint import UnlikeError
from pipelines.schema import Reference, Table, literal

Frames = dict[str, pl.DataFrame]

# The format that every DuckDB from 1.1.3 to 2.0 opens, and today's Node, ODBC and browser builds too; they all refuse
# the default format of 2.0.
STORAGE_VERSION = "v1.0.0"
# DuckDB gives every column and every index a block of its own. In the usual blocks of 256 KB the five summaries make
# a file of 26 MB, in the smallest ones of 2 MB; 20,000 summaries fill either, and load faster into large ones.
SMALL_BLOCKS, LARGE_BLOCKS = 16_384, 262_144
# From so many rows on, the answers of the report views are computed with the file: each then takes more than a moment.
LARGE = 100_000
# So many queries are run at a time, where DuckDB doesn't share the work of one among its threads.
QUERIES_AT_ONCE = 2
# What the file is called in a connection. Nobody else sees it: views and keys are stored without it.
DATABASE = "warehouse"


def instance(rows: int = LARGE) -> duckdb.DuckDBPyConnection:
    """A DuckDB in memory, in which files are opened one after the other: to start one takes as long as to open a file.

    Where there are few `rows`, one thread does the work of a query: to share it takes longer than to do it.
    """
    return duckdb.connect(config={} if rows >= LARGE else {"threads": "1"})


@contextmanager
def attached(
    path: Path, option: str = "READ_ONLY", *, within: duckdb.DuckDBPyConnection | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in which the file is the database that statements mean: the one of an instance, or one of its own.

    (`duckdb.connect(path)` would hand out the old file while anybody in this process has it open.)
    """
    with nullcontext(within) if within else instance() as connection:
        connection.execute(f"ATTACH {literal(str(path))} AS {DATABASE} ({option})")
        try:
            connection.execute(f"USE {DATABASE}")
            yield connection
        except BaseException:
            with suppress(duckdb.Error):  # what was wrong first is what counts
                connection.rollback()
            with suppress(duckdb.Error):
                _leave(connection)
            raise
        _leave(connection)


def _leave(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("USE memory")
    connection.execute(f"DETACH {DATABASE}")


def options(rows: int) -> str:
    """How a new file for so many rows is laid out, as `attached` wants it."""
    block_size = LARGE_BLOCKS if rows >= LARGE else SMALL_BLOCKS
    return f"STORAGE_VERSION {literal(STORAGE_VERSION)}, BLOCK_SIZE {block_size}"


def build(
    path: Path, frames: Frames, model: Path | None = None, *, within: duckdb.DuckDBPyConnection | None = None
) -> None:
    """The complete file: tables with their constraints, rows, views, comments; nothing is left in a log beside it.

    All but the rows is copied from the file `model`, which must have been made by the same statements, as far as that can
    be read. The work is done `within` an `instance`, or in one of its own.
    """
    with nullcontext(within) if within else instance(count(frames)) as connection:
        if model is not None and not is_prepared(frames):
            with suppress(UnlikeError):
                _build_like(model, path, frames, connection)
                return
            for file in (path, path.with_name(f"{path.name}.wal")):
                file.unlink(missing_ok=True)
        _build(path, frames, connection)


def count(frames: Frames) -> int:
    """How many rows there are in all."""
    return sum(frame.height for frame in frames.values())


def is_prepared(frames: Frames) -> bool:
    """Whether a file of these rows holds the answers of its report views."""
    return count(frames) >= LARGE


def _build(path: Path, frames: Frames, within: duckdb.DuckDBPyConnection) -> None:
    with _written(path, count(frames), within) as connection:
        for statement in blueprint.before_rows():
            connection.execute(statement)
        _load(connection, frames)
        for statement in blueprint.after_rows(prepared=is_prepared(frames)):
            connection.execute(statement)


def _build_like(model: Path, path: Path, frames: Frames, within: duckdb.DuckDBPyConnection) -> None:
    with _written(path, count(frames), within) as connection:
        blueprint.copy(connection, DATABASE, model)
        _load(connection, frames)


@contextmanager
def _written(path: Path, rows: int, within: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """A new file for so many rows, on disk when the block ends: one commit, as each would be written by itself."""
    with attached(path, options(rows), within=within) as connection:
        connection.execute("BEGIN")
        yield connection
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT")


def _load(connection: duckdb.DuckDBPyConnection, frames: Frames) -> None:
    for table in tables.PUBLISHED:
        frame = frames[table.frame_name]
        for part in generations(table, frame) if frame.height else ():
            _insert(connection, table, part)


def _insert(connection: duckdb.DuckDBPyConnection, table: Table, frame: pl.DataFrame) -> None:
    connection.register("rows_to_load", frame)
    connection.execute(f"INSERT INTO {table.schema}.{table.name} BY NAME SELECT * FROM rows_to_load")
    connection.unregister("rows_to_load")


def generations(table: Table, frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Rows in portions, each after the rows that it refers to: DuckDB wants these to be there before an INSERT begins.

    A table without references to itself is one portion, and so are rows that refer to each other in a circle.
    """
    while table.parent_key:
        above = frame.select(table.key)
        waiting = frame.join(above, left_on=table.parent_key, right_on=table.key, how="semi", maintain_order="left")
        if waiting.height in (0, frame.height):
            break
        yield frame.join(above, left_on=table.parent_key, right_on=table.key, how="anti", maintain_order="left")
        frame = waiting
    yield frame


def faults(
    path: Path, frames: Frames, *, trust_constraints: bool, within: duckdb.DuckDBPyConnection | None = None
) -> list[str]:
    """In sentences, what of the file on disk isn't as it should be: rows, keys, references, offsets, views, comments.

    The keys that DuckDB itself watches over are, where `trust_constraints`, only counted: it let no row in that breaks
    one, and looking at each again took as long as the rest. The work is done `within` an `instance`, or in one of its own.
    """
    with attached(path, within=within) as connection:
        probes = list(_probes(frames, trust_constraints=trust_constraints))
        at_once = 1 if count(frames) >= LARGE else QUERIES_AT_ONCE
        found = _each_counts_nothing(connection, [query for query, _ in probes], at_once)
        return [*_lost_keys(connection), *(words for (_, words), holds in zip(probes, found, strict=True) if not holds)]


def _lost_keys(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """The tables that don't have all the keys and references that DuckDB is to watch over."""
    found = dict(
        connection.execute(
            "SELECT concat_ws('.', schema_name, table_name), count(*) FROM duckdb_constraints() WHERE database_name = ? "
            "AND constraint_type IN ('PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY') GROUP BY ALL",
            [DATABASE],
        ).fetchall()
    )
    for table in tables.PUBLISHED:
        watched = [reference for reference in table.references if table.holds(reference)]
        if found.get(f"{table.schema}.{table.name}", 0) < len((table.key, *table.unique, *watched)):
            yield f"{table} has lost a key"


def _each_counts_nothing(connection: duckdb.DuckDBPyConnection, queries: Sequence[str], at_once: int) -> list[bool]:
    """Of each query, whether it answers 0."""
    idle: SimpleQueue[duckdb.DuckDBPyConnection] = SimpleQueue()

    def counts_nothing(query: str) -> bool:
        cursor = idle.get()
        try:
            return _counts_nothing(cursor, query)
        finally:
            idle.put(cursor)

    with ExitStack() as opened, ThreadPoolExecutor(at_once) as pool:
        for _ in range(at_once):
            cursor = opened.enter_context(connection.cursor())
            cursor.execute(f"USE {DATABASE}")
            idle.put(cursor)
        return list(pool.map(counts_nothing, queries))


def _counts_nothing(connection: duckdb.DuckDBPyConnection, query: str) -> bool:
    """Whether the query answers 0; it doesn't where what it asks for isn't in the file, or can't be read."""
    try:
        return connection.execute(query).fetchall() == [(0,)]
    except duckdb.Error:
        return False


def _probes(frames: Frames, *, trust_constraints: bool) -> Iterator[tuple[str, str]]:
    """Queries that count what is wrong with the file, and what to say where the count isn't 0."""
    for table in tables.PUBLISHED:
        expected = frames[table.frame_name].height
        yield (
            f"SELECT count(*) - {expected} FROM {table.qualified_name}",
            f"{table} has not the {expected} rows it should",
        )
        watched = {reference for reference in table.references if table.holds(reference)}
        keys = (table.key, *table.unique)
        for columns in () if trust_constraints else keys:
            yield _repeated(table, columns), f"{table} has {', '.join(columns)} twice"
        for reference in set(table.references) - (watched if trust_constraints else set()):
            words = f"{table}.{', '.join(reference.columns)} refers to rows that {reference.parent} doesn't have"
            yield _dangling(table, reference), words
        if "source_start" in table and "document_id" in table and expected:
            yield _groundless(table), f"{table} has offsets that lead to no words"
    for view in report.views():
        # The hash of whole rows makes DuckDB evaluate every column.
        yield f"SELECT count(hash(v)) * 0 FROM {view.qualified_name} AS v", f"{view.qualified_name} doesn't run"
    for kind in ("tables", "columns", "views"):
        ours = f"database_name = '{DATABASE}' AND NOT internal"
        yield f"SELECT count(*) FROM duckdb_{kind}() WHERE {ours} AND comment IS NULL", f"{kind} are without a comment"


def _repeated(table: Table, columns: tuple[str, ...]) -> str:
    names = ", ".join(columns)
    return f"SELECT count(*) FROM (SELECT {names} FROM {table.qualified_name} GROUP BY {names} HAVING count(*) > 1)"


def _dangling(table: Table, reference: Reference) -> str:
    pairs = list(zip(reference.columns, reference.parent_columns, strict=True))
    stated = " AND ".join(f"child.{column} IS NOT NULL" for column, _ in pairs)
    same = " AND ".join(f"parent.{there} = child.{here}" for here, there in pairs)
    return (
        f"SELECT count(*) FROM {table.qualified_name} AS child WHERE {stated} "
        f"AND NOT EXISTS (SELECT 1 FROM {reference.parent.qualified_name} AS parent WHERE {same})"
    )


def _groundless(table: Table) -> str:
    words = "substr(document.text, source_start + 1, source_end - source_start)"
    schema, within = ("main", "") if table.mirrors is None else (table.schema, "plan_id, version, ")
    return (
        f"SELECT count(*) FROM {table.qualified_name} JOIN {schema}.dim_document AS document USING ({within}document_id) "
        f"WHERE source_end > length(document.text) OR NOT regexp_matches({words}, '\\S')"
    )
