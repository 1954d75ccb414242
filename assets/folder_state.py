"""Whether a refresh is due: what the raw folder holds against what was last published, and what was tried before.

Belongs here: the decision and its words, of values alone. Who looks and who runs the refresh is `automation`. Knows no
dagster.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from assets import timing
from pipelines.folder_watch import Changes, Contents, fingerprint
from pipelines.published import LastLoad


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered from one look to the next; it decides nothing but when to wait.

    `seen` is the folder's state at the last look, `tried` the one that a refresh was last asked for, `attempts` how
    often in a row, and `tried_at` when (seconds since 1970).
    """

    seen: str | None = None
    tried: str | None = None
    attempts: int = 0
    tried_at: float = 0.0

    @classmethod
    def from_cursor(cls, cursor: str | None) -> Memory:
        """As it was written; an empty memory where there is none, or none that can be read."""
        try:
            kept = json.loads(cursor or "{}")
            return cls(kept["seen"], kept["tried"], int(kept["attempts"]), float(kept["tried_at"]))
        except (ValueError, TypeError, KeyError):
            return cls()

    def to_cursor(self) -> str:
        """As text, for Dagster to keep."""
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a refresh is to start now, why or why not in a sentence, and what to remember."""

    refresh: bool
    words: str
    memory: Memory


# The last load; None where there is none; a sentence where it can't be told.
Published = LastLoad | str | None


def decide(
    held: Contents, published: Published, version: str, memory: Memory, now: datetime, *, is_busy: bool
) -> Decision:
    """What to do about a folder that holds this.

    A refresh is due when the folder differs from what was last published, in names or contents, or when this version
    of the code has never published. It starts when two looks in a row saw the same: nobody is writing any more. After
    a failure it waits (`timing.wait_after`), unless the folder changes. `is_busy`: a refresh is queued or running.
    """
    state = fingerprint(held)
    looked = replace(memory, seen=state)
    if is_busy:
        return Decision(False, "A refresh is queued or running.", looked)
    if not held:
        stays = f" The warehouse keeps its {_files(len(published.files))}." if isinstance(published, LastLoad) else ""
        return Decision(False, f"The raw folder holds no documents, and a refresh would be refused.{stays}", looked)
    change = difference(held, published, version)
    if change is None:
        words = f"Nothing to do: the raw folder holds {_files(len(held))}, as published."
        return Decision(False, words, Memory(seen=state))
    if state != memory.seen:
        words = f"{change}. The refresh starts when the next look finds the folder as it is now."
        return Decision(False, words, looked)
    attempts = memory.attempts if memory.tried == state else 0
    if attempts and (due := _due(attempts, memory.tried_at, now)) > now:
        tries = "1 refresh" if attempts == 1 else f"{attempts} refreshes"
        words = f"{change}, and {tries} failed. The next try is at {due:%H:%M} UTC; what failed stands under Runs."
        return Decision(False, words, looked)
    return Decision(True, f"{change}.", Memory(state, state, attempts + 1, now.timestamp()))


def difference(held: Contents, published: Published, version: str) -> str | None:
    """How the folder differs from what was published, in words without a full stop; None where it doesn't."""
    if published is None:
        return f"Nothing is published yet, and the raw folder holds {_files(len(held))}"
    if isinstance(published, str):
        return published.rstrip(".")
    if held == published.files:
        return None if version in published.versions else f"Version {version} has not published yet"
    changes = Changes.between(published.files, held)
    counts = {"added": len(changes.new), "changed": len(changes.changed), "removed": len(changes.removed)}
    listed = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    return f"The raw folder differs from what was published: {listed}"


def _due(attempts: int, tried_at: float, now: datetime) -> datetime:
    """When the next try may start; at once where the clock was put back, as nobody knows how long ago that was."""
    tried = datetime.fromtimestamp(tried_at, UTC)
    return now if tried > now else tried + timing.wait_after(attempts)


def _files(count: int) -> str:
    return f"{count:,} file{'' if count == 1 else 's'}"
