"""Dagster's books that a crash or a disk damaged: set aside, so that Dagster makes new ones. (No row of the warehouse comes
from them.)

`python -m assets.damaged_books` does so before the daemon starts; with damaged books neither it nor a refresh would ever start
again. Belongs here: which SQLite files must be sound, and how that is found out. Knows no dagster.
"""

import sqlite3
from pathlib import Path

from assets import places, sqlite_files
from assets.log import Log
from pipelines import damaged

DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


def set_aside(state: Path) -> list[str]:
    """Gives each damaged file another name, `runs.db.damaged-1`; returns a sentence for each.

    Of the runs' own files none is looked at: without one, only the page of its run is empty.
    """
    needed = [state / name for name in sqlite_files.NEEDED]
    return [
        f"Dagster's books were damaged ({database}): new ones are begun, the damaged file is kept as {_renamed(database)}."
        for database in needed
        if database.is_file() and not _is_sound(database)
    ]


def _is_sound(database: Path) -> bool:
    """Whether SQLite can read all of it. What is only busy, or not ours to read, isn't damaged."""
    try:
        connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=10)
        try:
            return connection.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)]
        finally:
            connection.close()
    except sqlite3.DatabaseError as error:
        return error.sqlite_errorcode & 0xFF not in DAMAGE


def _renamed(database: Path) -> str:
    """With its logs: SQLite would take them for those of the new one."""
    aside = damaged.name_for(database)
    for suffix, part in sqlite_files.parts(database).items():
        part.rename(aside.with_name(aside.name + suffix))
    return aside.name


if __name__ == "__main__":
    for sentence in set_aside(folder) if (folder := places.state()) else []:
        Log.by_environment().warning("books damaged", reason=sentence)
