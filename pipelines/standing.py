"""Where the warehouse stands: what is loaded, what waits, what is in quarantine, and how the last refresh went.

Belongs here: putting that together from the published file, the raw folder and the store, as values. It changes nothing,
and decides nothing: what a refresh does, it decides by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
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


class StandingError(Exception):
    """The warehouse can't be read; the message is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A file that isn't loaded, and why. `line` is where to look, None where it can't be told."""

    file_name: str
    reason: str
    first_seen_at: datetime
    line: int | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a warehouse stands. `documents` by status and `published_at` (naive UTC) are those of the last load.

    `pending` are the files that a refresh would take in, read again or drop; None where the raw folder can't be read, and
    `folder_problem` says why. `attempt` is the last refresh that was begun, whether or not it published; `is_busy`: one is
    at work now.
    """

    published_at: datetime | None
    loads: int
    documents: dict[str, int]
    quarantine: tuple[Quarantined, ...]
    pending: Changes | None
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


def of(raw_dir: Path, warehouse: Path, store: Path) -> Standing:
    """Where the warehouse stands. Raises StandingError where there is a file that can't be read as one."""
    is_busy = turn.is_anybodys(warehouse)
    published_at, loads, documents, files, quarantine = _published(warehouse)
    try:
        pending, problem = Changes.between(files, contents(folder.scan(raw_dir))), None
    except folder.RawFolderError as error:
        pending, problem = None, str(error)
    return Standing(published_at, loads, documents, quarantine, pending, problem, last_attempt.read(store), is_busy)


def _published(
    warehouse: Path,
) -> tuple[datetime | None, int, dict[str, int], Contents, tuple[Quarantined, ...]]:
    if not warehouse.exists():
        return None, 0, {}, frozenset(), ()
    try:
        with published.opened(warehouse) as connection:
            ((finished_at, loads),) = connection.execute(_LOADS).fetchall()
            return (
                finished_at,
                loads,
                dict(connection.execute(_COUNTS).fetchall()),
                frozenset(connection.execute(_FILES).fetchall()),
                tuple(Quarantined(*row) for row in connection.execute(_QUARANTINE).fetchall()),
            )
    except published.UnreadableError as error:
        raise StandingError(f"{error} `ucap refresh` says what is wrong, or mends it.") from error
