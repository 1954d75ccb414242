"""Frames → one DuckDB file: built beside the one that is there, verified as it lies on disk, and swapped in at once.

Belongs here: what the file that is there remembers, what may take its place, and the exchange. How a file is laid out is
said by `database_file`, what must hold of the frames by `tables` and `checks`. Whatever fails, the file that was there
stays as it was.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl
from filelock import lock_descriptor

from pipelines import blueprint, checks, damaged, database_file, limits, report, shrinking, tables, turn
from pipelines.blueprint import PUBLISHED, Blueprint
from pipelines.schema import Table
from pipelines.star import Previous
from pipelines.store import memory
from pipelines.system_errors import said

Frames = dict[str, pl.DataFrame]
Say = Callable[[str], None]

# A file called `audit.duckdb` opens as the database `audit`, which DuckDB then can't tell from the schema `audit`.
RESERVED_NAMES = frozenset(
    {"main", report.SCHEMA, report.PREPARED_SCHEMA, *(table.schema for table in tables.PUBLISHED)}
)

# Columns that earlier versions of the tables didn't have, and what stands for them.
_SINCE_THEN = {tables.ARRIVAL: {"arrived_at": "first_seen_at"}}

# Ours alone: no user would call a file so, and a crash leaves it recognisable for the next publish to remove.
_UNFINISHED = ".building"


class PublishError(Exception):
    """The warehouse can't be read or wasn't published; the message is a sentence for a person."""


class BusyError(PublishError):
    """Somebody else is publishing; they will have finished in a moment."""


class OvertakenError(PublishError):
    """Somebody else has published since the refresh began; it has to begin anew."""


class NoDatabaseError(PublishError):
    """There is a file, and it can't be read as a database: damaged, or never one."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is remembered of earlier loads, whether the file that should remember it is damaged, and how it was `made`.

    That is None where it isn't known, or where somebody has written to the file since.
    """

    previous: Previous
    file_is_damaged: bool = False
    made: Blueprint | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """How the published file was `made`; `set_aside` is the damaged one that was there, under the name it has now."""

    made: Blueprint
    set_aside: Path | None = None


def previous(path: Path, *, within: duckdb.DuckDBPyConnection | None = None) -> Previous:
    """What the warehouse at `path` remembers of earlier loads; nothing where there is no file.

    It is opened `within` an instance of DuckDB, for as long as that lives, or in one of its own. Raises PublishError where
    there is something else than a warehouse of ours, or one that can't be read now.
    """
    path = _target(path)
    if not path.exists():
        return Previous()
    try:
        with nullcontext(within) if within else database_file.instance() as connection:
            blueprint.open_published(connection, path)
            arrivals, load_runs = _read(connection, tables.ARRIVAL, path), _read(connection, tables.LOAD_RUN, path)
            return Previous(arrivals, load_runs, _versions(connection, path))
    except duckdb.Error as error:
        kind = PublishError if _may_be_read_later(path, error) else NoDatabaseError
        raise kind(f"{path} can't be read as a warehouse, and is left alone: {_words(error)}") from error


def recall(path: Path, store: Path, *, within: duckdb.DuckDBPyConnection | None = None) -> Recalled:
    """What the warehouse at `path` or else its store remembers of earlier loads.

    A file that nobody has written to since it was published says what the store knows, and isn't opened. With an instance of
    DuckDB to open it `within`, as who publishes has, it is asked all the same.

    The store speaks where the file is gone or damaged, and where it knows of more loads: an older copy of the file was
    put back. What isn't readable as a database counts as our file, damaged, if the store knows that ours was published
    there. Raises PublishError where `previous` does otherwise.
    """
    path = _target(path)
    copy = memory.recall(store)
    ours = copy if copy is not None and copy.is_of(store, path) else None
    made = ours.made if ours is not None and ours.made is not None and ours.made.is_of(path) else None
    if ours is not None and made is not None and within is None:
        return Recalled(ours.previous, made=made)
    try:
        in_file = previous(path, within=within)
    except NoDatabaseError:
        if ours is None:
            raise
        return Recalled(ours.previous, file_is_damaged=True)
    if ours is None:
        return Recalled(in_file)
    known = ours.previous.load_runs["run_id"]
    knows_all = set(known) >= set(in_file.load_runs["run_id"])
    knows_more = knows_all and known.len() > in_file.load_runs.height
    return Recalled(ours.previous if knows_more else in_file, made=made)


def publish(
    frames: Frames,
    path: Path,
    store: Path | None = None,
    *,
    allow_shrink: bool = False,
    on_stage: Say | None = None,
) -> Published:
    """Makes these tables the warehouse at `path`: a frame for each table of `tables.PUBLISHED`, by frame name.

    The new file is complete, on disk and verified before it takes the old one's place, in one step; who has the old
    one open goes on reading it. A file of ours that is damaged, as the `store` knows, is kept under another name.
    `on_stage` hears, in words, what begins. Raises PublishError where a frame breaks what its table promises,
    where the file at `path` is no warehouse of ours, where somebody else publishes, where most documents would be lost
    (unless `allow_shrink`), or where the file can't be written; then nothing has changed.
    """
    path = _target(path)
    say = on_stage or _tell_nobody
    if broken := [failure for table in tables.PUBLISHED for failure in _misshapen(table, frames)]:
        raise PublishError(f"Nothing is published, as the tables don't hold: {_enumerated(broken)}.")
    set_aside = None
    with _folder_for(path), _alone_in(path.parent), database_file.instance(database_file.count(frames)) as duck:
        _remove_unfinished(path)
        recalled = recall(path, store, within=duck) if store else Recalled(previous(path, within=duck))
        remembered = recalled.previous
        _refuse_lost_update(path, frames, remembered)
        _refuse_emptying(path, frames, remembered)
        if not allow_shrink:
            _refuse_shrinking(frames, remembered)
        unfinished = path.with_name(f".{path.name}.{uuid.uuid4().hex}{_UNFINISHED}")
        try:
            say("Building the new file")
            is_model = recalled.made is not None and recalled.made.is_of_today()
            database_file.build(unfinished, frames, path if is_model else None, within=duck)
            say("Verifying the new file")
            _refuse_faulty(unfinished, frames, duck)
            made = Blueprint.of(unfinished, prepared=database_file.is_prepared(frames))
            say("Swapping it in")
            set_aside = _set_aside(path) if recalled.file_is_damaged else None
            _swap(unfinished, path)
        except duckdb.ConstraintException as error:
            broken = checks.whole(frames)  # in words that name the row
            raise PublishError(
                f"Nothing is published, as the tables don't hold: {_enumerated(broken or [_words(error)])}."
            ) from error
        except (duckdb.Error, OSError) as error:
            raise PublishError(f"The warehouse {path} could not be written: {_words(error)}") from error
        finally:
            _remove_unfinished(path)
    return Published(made, set_aside)


def remembered(frames: Frames) -> Previous:
    """What the next load is to remember of these tables."""
    return Previous(*(frames[table.frame_name] for table in tables.REMEMBERED))


def _tell_nobody(stage: str) -> None:
    """Stages that nobody watches."""


def _misshapen(table: Table, frames: Frames) -> list[checks.Failure]:
    """Whether a frame has other columns than its table; the rules of rows are DuckDB's to enforce while it loads them."""
    return checks.misshapen_frame(table, frames[table.frame_name])


def _target(path: Path) -> Path:
    """Where the file really lies: a link is followed, so that the link itself survives the swap."""
    target = Path(os.path.realpath(path))
    if target.name.split(".")[0] in RESERVED_NAMES:
        schema = target.name.split(".")[0]
        raise PublishError(
            f"A warehouse can't be called {target.name}: DuckDB would confuse it with its schema {schema}."
        )
    if target.is_dir():
        raise PublishError(f"{path} is a folder. Name the file that the warehouse is to be.")
    return target


# ── What is there ───────────────────────────────────────────────────────────────────────────────────────────────────


def _read(connection: duckdb.DuckDBPyConnection, table: Table, path: Path) -> pl.DataFrame:
    """A table of the file that is there, with the columns that it is declared to have now."""
    found = {
        str(name)
        for (name,) in connection.execute(
            "SELECT column_name FROM duckdb_columns() WHERE database_name = ? AND schema_name = ? AND table_name = ?",
            [PUBLISHED, table.schema, table.name],
        ).fetchall()
    }
    if not found:
        raise PublishError(f"{path} is a DuckDB file, but no warehouse of ours (it has no {table}); it is left alone.")
    earlier = _SINCE_THEN.get(table, {})
    if missing := [name for name in table.column_names if name not in found and name not in earlier]:
        version = f"its {table} has no {', '.join(missing)}"
        raise PublishError(f"{path} was made by another version ({version}); move it away to make a new one.")
    columns = ", ".join(name if name in found else f"{earlier[name]} AS {name}" for name in table.column_names)
    statement = f"SELECT {columns} FROM {PUBLISHED}.{table.schema}.{table.name}"  # noqa: S608 (declared names)
    frame: pl.DataFrame = connection.sql(statement).pl()
    return frame.cast(table.polars_schema())


def _versions(connection: duckdb.DuckDBPyConnection, path: Path) -> pl.DataFrame:
    """The ledger of plan versions; in a file from before there was one, each loaded document is its plan's first."""
    has_history = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE database_name = ? AND schema_name = ?",
        [PUBLISHED, tables.PLAN_VERSION.schema],
    ).fetchall()
    if has_history != [(0,)]:
        return _read(connection, tables.PLAN_VERSION, path)
    first_ones = (
        "SELECT plan_id, 1 AS version, document_id, file_name, arrival.first_seen_at AS valid_from, NULL AS valid_to, "  # noqa: S608
        f"NULL AS ended_as FROM {PUBLISHED}.main.dim_plan JOIN {PUBLISHED}.audit.arrival AS arrival USING (document_id) "
        "WHERE status = 'loaded'"
    )
    frame: pl.DataFrame = connection.sql(first_ones).pl()
    return frame.cast(tables.PLAN_VERSION.polars_schema())


def _may_be_read_later(path: Path, error: duckdb.Error) -> bool:
    """Whether a file that can't be opened may be as it should be: somebody writes to it, or keeps us from reading it."""
    # In DuckDB's words: of a damaged file it says “does not match stored checksum in block …”.
    return "could not set lock on file" in str(error).lower() or not os.access(path, os.R_OK)


def _set_aside(path: Path) -> Path:
    """Gives a damaged file another name, which is returned."""
    return path.rename(damaged.name_for(path))


def _refuse_lost_update(path: Path, frames: Frames, remembered: Previous) -> None:
    """Frames are made of what the file remembered when the refresh began; what it has learnt since would be lost."""
    known = frames[tables.LOAD_RUN.name]["run_id"]
    if remembered.load_runs.filter(~pl.col("run_id").is_in(known.implode())).height:
        raise OvertakenError(f"{path} was refreshed by somebody else in the meantime. Refresh again.")


def _refuse_emptying(path: Path, frames: Frames, remembered: Previous) -> None:
    """A folder of which nothing can be loaded is rather the wrong folder than the end of all plans."""
    loaded = remembered.arrivals.filter(pl.col("is_current") & (pl.col("status") == "loaded")).height
    if loaded and frames[tables.DIM_DOCUMENT.name].is_empty():
        seen = frames[tables.ARRIVAL.name].filter("is_current").height
        raise PublishError(
            f"None of the {seen} files of the raw folder can be loaded, and {path} holds {loaded} documents: it is left as "
            "it is. Is this the right folder? `ucap check` tells what is wrong with a file."
        )


def _refuse_faulty(path: Path, frames: Frames, duck: duckdb.DuckDBPyConnection) -> None:
    if wrong := database_file.faults(path, frames, trust_constraints=True, within=duck):
        raise PublishError(f"Nothing is published, as the new file isn't what it should be: {_enumerated(wrong)}.")


def _refuse_shrinking(frames: Frames, remembered: Previous) -> None:
    if refusal := shrinking.refusal(remembered.arrivals, frames[tables.ARRIVAL.name], limits.in_force()):
        raise PublishError(refusal)


@contextmanager
def _folder_for(path: Path) -> Iterator[None]:
    """The folder that the file is to lie in; made where it isn't there, and unmade where nothing comes to lie in it."""
    made = [folder for folder in path.parents if not folder.exists()]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise PublishError(f"The folder {path.parent} can't be used: {_words(error)}") from error
    finally:
        with suppress(OSError):  # a folder that holds something stays
            for folder in made:
                folder.rmdir()


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """One publish at a time. The folder itself is locked, so that no lock file is left lying beside the warehouse.

    The system lets go of it when this process ends, however it ends.
    """
    if turn.is_mine(folder):  # since the refresh began
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        if not lock_descriptor(descriptor, blocking=False):
            raise BusyError(f"Somebody else is publishing into {folder} just now. Try again when they have finished.")
        yield
    finally:
        os.close(descriptor)


def _remove_unfinished(path: Path) -> None:
    """What this publish, or one that crashed, has left beside the warehouse."""
    prefix = f".{path.name}."
    for file in list(path.parent.iterdir()):
        if file.name.startswith(prefix) and file.name.removesuffix(".wal").endswith(_UNFINISHED):
            file.unlink(missing_ok=True)


# ── The exchange ────────────────────────────────────────────────────────────────────────────────────────────────────


def _swap(unfinished: Path, path: Path) -> None:
    """Puts the new file in the old one's place, durably: a crash at any moment leaves the one or the other, whole."""
    if path.exists():
        shutil.copymode(path, unfinished)
    _to_disk(unfinished)
    # A log of the old file would be applied to the new one, and every opening of it would fail.
    path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
    unfinished.replace(path)
    _to_disk(path.parent)


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# ── Words ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _enumerated(reasons: Sequence[object], limit: int = 3) -> str:
    """The first few of many reasons, and how many more there are."""
    more = f"; and {len(reasons) - limit} more" if len(reasons) > limit else ""
    return "; ".join(str(reason) for reason in reasons[:limit]) + more


def _words(error: duckdb.Error | OSError) -> str:
    """What the system or DuckDB says, in one line that ends in a full stop."""
    return f"{said(error) if isinstance(error, OSError) else str(error).partition(chr(10))[0].rstrip('.')}."
