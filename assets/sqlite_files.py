"""The files of Dagster's books where SQLite keeps them. Knows no dagster."""

from pathlib import Path

# Below the folder of the books: what Dagster can't start without. (`.db` is the log of what belongs to no run.)
NEEDED = ("history/runs.db", "history/runs/index.db", "history/runs/.db", "schedules/schedules.db")
# What SQLite keeps of a database while it is in use, and after a crash.
_SUFFIXES = ("", "-wal", "-shm", "-journal")


def of_run(state: Path, run_id: str) -> Path:
    """The database with the events of one run."""
    return state / "history" / "runs" / f"{run_id}.db"


def parts(database: Path) -> dict[str, Path]:
    """A database and its logs, those that are there, by what their names add to its own."""
    files = {suffix: database.with_name(database.name + suffix) for suffix in _SUFFIXES}
    return {suffix: file for suffix, file in files.items() if file.exists()}
