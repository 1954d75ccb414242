"""Where the warehouse stands: what is loaded, what waits, what is in quarantine, and how the last refresh went.

Belongs here: putting that together from the published file, the raw folder and the store, as values. It changes nothing,
and decides nothing: what a refresh does, it decides by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from pipelines import folder, last_attempt, published, turn
from pipelines.folder_watch import Changes, Contents, contents
from pipelines.last_attempt import Attempt

_COUNTS = "SELECT status, count(*) FROM audit.arrival WHERE is_current GROUP BY status"
_FILES = "SELECT file_name, sha256 FROM audit.arrival WHERE is_current"
_LOADS = "SELECT max(finished_at), count(*) FROM audit.load_run"
# A document in quarantine may have findings; the first grave one with a place says where to look.
_QUARANTINE = """
    SELECT arrival.file_name, arrival.reason, arrival.first_seen_at, arg_min(issue.source_line, issue.severity <> 'error')
    FROM audit.arrival AS arrival
    LEFT JOIN audit.quality_issue AS issue ON issue.document_id = arrival.document_id AND issue.source_line IS NOT NULL
    WHERE arrival.is_current AND arrival.status = 'quarantined'
    GROUP BY ALL ORDER BY arrival.file_name
"""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A file that wasn't loaded, and why. `line` is where to look, None where it can't be told.

    `since` is what became of it after that, as far as the raw folder tells: `changed`, `removed`, or None.
    """

    file_name: str
    reason: str
    first_seen_at: datetime
    line: int | None
    since: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a warehouse stands. `documents` by status and `published_at` (naive UTC) are those of the last load.

    `pending` are the files that a refresh would take in, read again or drop; None where the raw folder or the warehouse
    can't be read. `warehouse_problem` and `folder_problem` say what is wrong with these, the latter also where the folder
    is empty. `attempt` is the last refresh that was begun, whether or not it published; `is_busy`: one is at work now.
    """

    published_at: datetime | None
    loads: int
    documents: dict[str, int]
    quarantine: tuple[Quarantined, ...]
    pending: Changes | None
    warehouse_problem: str | None
    folder_problem: str | None
    attempt: Attempt | None
    is_busy: bool

    @property
    def was_broken_off(self) -> bool:
        """The last refresh neither published nor failed: it was killed, or the machine stopped."""
        return self.attempt is not None and self.attempt.finished_at is None and not self.is_busy

    @property
    def needs_somebody(self) -> bool:
        """Not everything is as a refresh would leave it."""
        failed = self.attempt is not None and self.attempt.problem is not None
        return self.published_at is None or self.pending is None or bool(self.pending) or failed or self.was_broken_off


@dataclass(frozen=True, slots=True)
class _Published:
    """What the published file says; all of it empty where there is none, or none that can be read."""

    at: datetime | None = None
    loads: int = 0
    documents: dict[str, int] = field(default_factory=dict)
    files: Contents = frozenset()
    quarantine: tuple[Quarantined, ...] = ()
    problem: str | None = None


def of(raw_dir: Path, warehouse: Path, store: Path) -> Standing:
    """Where the warehouse stands. What can't be read is told, and keeps nothing else from being told."""
    is_busy = turn.is_anybodys(warehouse)
    last = _published(warehouse)
    held, folder_problem = _held(raw_dir)
    pending = None if held is None or last.problem else Changes.between(last.files, held)
    return Standing(
        published_at=last.at,
        loads=last.loads,
        documents=last.documents,
        quarantine=tuple(replace(each, since=_since(each, pending)) for each in last.quarantine),
        pending=pending,
        warehouse_problem=last.problem,
        folder_problem=folder_problem,
        attempt=last_attempt.read(store),
        is_busy=is_busy,
    )


def _published(warehouse: Path) -> _Published:
    if not warehouse.exists():
        return _Published()
    try:
        with published.opened(warehouse) as connection:
            ((finished_at, loads),) = connection.execute(_LOADS).fetchall()
            return _Published(
                finished_at,
                loads,
                dict(connection.execute(_COUNTS).fetchall()),
                frozenset(connection.execute(_FILES).fetchall()),
                tuple(Quarantined(*row) for row in connection.execute(_QUARANTINE).fetchall()),
            )
    except published.UnreadableError as error:
        return _Published(problem=f"{str(error).rstrip('.')}. `ucap refresh` mends it, or says what is wrong.")


def _held(raw_dir: Path) -> tuple[Contents | None, str | None]:
    """What the raw folder holds, None where it can't be read; and what is wrong with it."""
    try:
        held = contents(folder.scan(raw_dir))
    except folder.RawFolderError as error:
        return None, str(error)
    return held, None if held else "The raw folder holds no documents; a refresh would be refused."


def _since(quarantined: Quarantined, pending: Changes | None) -> str | None:
    if pending is None:
        return None
    name = quarantined.file_name
    return "removed" if name in pending.removed else "changed" if name in pending.changed else None
