"""How the last refresh went, also one that failed: a small record in the store, for people and never for decisions.

Belongs here: writing and reading the record. Losing it loses nothing; one that can't be read counts as none.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

FILE = "last_attempt.json"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A refresh that was begun: `finished_at` is None while it runs, or where it was killed; `problem` None unless it failed.

    Times are UTC, in ISO 8601.
    """

    run_id: str
    started_at: str
    finished_at: str | None = None
    problem: str | None = None


def begin(store: Path, run_id: str) -> None:
    """Records that a refresh begins."""
    _write(store, Attempt(run_id, _in_words(datetime.now(UTC))))


def published(store: Path, run_id: str, began: datetime) -> None:
    """Records that a refresh published; `began` counts where nothing says yet when (naive UTC): it made the store itself."""
    _end(store, _ours(store, run_id) or Attempt(run_id, _in_words(began)))


def failed(store: Path, run_id: str, began: datetime, problem: str) -> None:
    """Records why a refresh failed. One whose turn never came leaves the record to the refresh that it waited for."""
    if ours := _ours(store, run_id) or (Attempt(run_id, _in_words(began)) if read(store) is None else None):
        _end(store, replace(ours, problem=problem))


def read(store: Path) -> Attempt | None:
    """The last refresh; None where nothing is recorded, or nothing that can be read."""
    try:
        kept = json.loads((store / FILE).read_text(encoding="utf-8"))
        datetime.fromisoformat(kept["started_at"])
        return Attempt(str(kept["run_id"]), kept["started_at"], kept.get("finished_at"), kept.get("problem"))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _ours(store: Path, run_id: str) -> Attempt | None:
    begun = read(store)
    return begun if begun is not None and begun.run_id == run_id else None


def _end(store: Path, attempt: Attempt) -> None:
    _write(store, replace(attempt, finished_at=_in_words(datetime.now(UTC))))


def _write(store: Path, attempt: Attempt) -> None:
    """Where it can't be written, the refresh itself says so in its own words. Only a store that is there gets a record."""
    content = json.dumps(asdict(attempt)).encode()
    unfinished = store / f".{FILE}"
    try:
        unfinished.write_bytes(content)
        unfinished.replace(store / FILE)
    except OSError:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        with suppress(OSError):
            _write_over(store / FILE, content)


def _write_over(path: Path, content: bytes) -> None:
    """In the old record's place: on a full disk that works, as its block is there, and a failure is to be told then too."""
    with path.open("r+b", buffering=0) as file:
        file.write(content)
        file.truncate()


def _in_words(moment: datetime) -> str:
    return moment.replace(tzinfo=UTC).isoformat(timespec="seconds")
