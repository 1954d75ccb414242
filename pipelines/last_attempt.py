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
    _write(store, Attempt(run_id, _now()))


def end(store: Path, run_id: str, problem: str | None = None) -> None:
    """Records that it ended, and why where it failed."""
    begun = read(store)
    if begun is None or begun.run_id != run_id:  # there was no store yet when it began
        begun = Attempt(run_id, _now())
    _write(store, replace(begun, finished_at=_now(), problem=problem))


def read(store: Path) -> Attempt | None:
    """The last refresh; None where nothing is recorded, or nothing that can be read."""
    try:
        kept = json.loads((store / FILE).read_text(encoding="utf-8"))
        return Attempt(str(kept["run_id"]), str(kept["started_at"]), kept.get("finished_at"), kept.get("problem"))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _write(store: Path, attempt: Attempt) -> None:
    """Where it can't be written, the refresh itself says so in its own words. Only a store that is there gets a record."""
    with suppress(OSError):
        unfinished = store / f".{FILE}"
        unfinished.write_text(json.dumps(asdict(attempt)), encoding="utf-8")
        unfinished.replace(store / FILE)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
