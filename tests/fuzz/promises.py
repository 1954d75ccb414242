"""What holds for every document, whatever it holds: checked through the functions that a refresh uses."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from pipelines import checks, folder, quarantine, staging, star
from pipelines.reading.source import Unreadable, decode
from pipelines.records import Summary
from pipelines.summary import read_summary
from tests.summaries import completed

# Of the processor's time; a busy machine takes longer by the clock.
SLOWEST = 1.0
# A document that takes this long is ended.
HANGS = 15.0
RETRIES = 2
_PLACED = (
    "partners",
    "themes",
    "sdg_tags",
    "urban_agenda_tags",
    "statements",
    "activities",
    "results",
    "evidence",
    "issues",
)
_RUN = star.Run("fuzz", datetime(2026, 1, 1), "test")


class Broken(NamedTuple):
    """A promise that a document broke: `kind` groups the same failures, `words` tell."""

    kind: str
    words: str


class _HangsError(Exception):
    pass


def broken(data: bytes) -> Broken | None:
    """The first promise that the document breaks when it is read alone."""
    try:
        with _ended_after(HANGS):
            begun = time.process_time()
            found = _read(data)
            taken = time.process_time() - begun
            if isinstance(found, Broken) or found is None:
                return found or _too_slow(data, taken)
            if _read(data) != found:
                return Broken("not deterministic", "a second reading says something else")
            return _too_slow(data, taken)
    except _HangsError:
        return Broken("too slow", f"ended after {HANGS:.0f} s")
    except Exception as error:
        place = error.__traceback__
        while place is not None and place.tb_next is not None:
            place = place.tb_next
        where = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_frame.f_code.co_name}" if place else ""
        return Broken(f"exception {type(error).__name__} in {where}", f"{type(error).__name__}: {str(error)[:300]}")


def broken_by_folder(documents: dict[str, bytes], where: Path) -> dict[str, Broken]:
    """The promises that documents break on the way of a refresh: a folder, staged and judged. By name."""
    where.mkdir(parents=True, exist_ok=True)
    for name, data in documents.items():
        (where / name).write_bytes(data)
    files = folder.scan(where)
    staged = staging.stage(where, files, workers=1)
    accepted = quarantine.accept(staged, star.Previous(), _RUN)
    found: dict[str, Broken] = {}
    arrivals = {row["file_name"]: row for row in accepted.frames["arrival"].iter_rows(named=True)}
    for name in documents:
        row = arrivals.get(name)
        if row is None:
            found[name] = Broken("unaccounted", "it is in no row of audit.arrival")
        elif row["status"] == "quarantined" and not _is_sentence(row["reason"] or ""):
            found[name] = Broken("no reason", f"quarantined, and the reason is {row['reason']!r}")
        elif "internal error" in (row["reason"] or ""):
            found[name] = Broken("internal error", row["reason"])
        elif row["status"] == "quarantined" and (row["reason"] or "").startswith(
            ("stg_", "fact_", "dim_", "bridge_", "audit.")
        ):
            rule = row["reason"].split(", but ")[0]
            found[name] = Broken(f"rule: {rule}", row["reason"])
    if failures := [
        *checks.whole(completed(accepted, star.Previous(), _RUN)),
        *checks.reconciliation(staged["stg_arrival"], accepted.frames),
    ]:
        found.setdefault("", Broken("batch", "; ".join(map(str, failures[:5]))))
    return found


def _read(data: bytes) -> Summary | Broken | None:
    """The summary, or what it breaks; None where the document says properly that it can't be read."""
    text = decode(data)
    if isinstance(text, Unreadable):
        return (
            None if _is_sentence(text.reason) else Broken("no reason", f"unreadable, and the reason is {text.reason!r}")
        )
    summary = read_summary(text.text)
    return _wrong_offsets(summary, text.text) or _wrong_shape(summary) or summary


def _wrong_shape(summary: Summary) -> Broken | None:
    if (summary.rejection is None) == (summary.plan is None):
        return Broken("neither plan nor rejection", f"plan {summary.plan}, rejection {summary.rejection}")
    if summary.rejection is not None and not _is_sentence(summary.rejection):
        return Broken("no reason", f"rejected, and the reason is {summary.rejection!r}")
    return None


def _wrong_offsets(summary: Summary, text: str) -> Broken | None:
    for name in _PLACED:
        for record in getattr(summary, name):
            start, end = record.source_start, record.source_end
            if start is None and end is None and name == "issues":
                continue
            if start is None or end is None or not 0 <= start < end <= len(text):
                return Broken(f"offsets of {name}", f"{start}–{end} of {len(text)}: {str(record)[:300]}")
            if not text[start:end].strip():
                return Broken(f"offsets of {name}", f"{start}–{end} is blank: {str(record)[:300]}")
    return None


def _too_slow(data: bytes, taken: float) -> Broken | None:
    """Whether the document is slow again and again: the first time may have been the machine's."""
    for _ in range(RETRIES):
        if taken <= SLOWEST:
            return None
        begun = time.process_time()
        _read(data)
        taken = min(taken, time.process_time() - begun)
    return Broken("too slow", f"{taken:.1f} s for {len(data):,} bytes") if taken > SLOWEST else None


def _is_sentence(words: str) -> bool:
    return len(words) > 10 and words.rstrip().endswith((".", ")", "more rules)"))


@contextmanager
def _ended_after(seconds: float) -> Iterator[None]:
    """Ends what takes too much of the processor's time. Regular expressions heed it too."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise _HangsError

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


assert set(_PLACED) <= {field.name for field in fields(Summary)}
