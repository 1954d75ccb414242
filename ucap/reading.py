"""Files read as `ucap check` needs them: what would become of each, every record with its line, every issue.

The same functions read and judge them as in a refresh, but nothing is kept.
"""

from __future__ import annotations

import hashlib
import os
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from pipelines import quarantine, staging, star
from pipelines.folder import MAX_BYTES, RawFile
from pipelines.reading.source import Source, decode
from pipelines.records import IssueRecord, Summary
from pipelines.summary import read_summary

# What `--json` promises; raised by one when a field is renamed or dropped, not when one is added.
JSON_VERSION = 1

# The records of a summary that have a place in the source, as `--json` names them.
PLACED = ("partners", "themes", "sdg_tags", "urban_agenda_tags", "statements", "activities", "results", "evidence")
UNPLACED = ("cities", "mentions")


@dataclass(frozen=True)
class Reading:
    """A file and what was read from it; `source` and `summary` are None where it holds no text. `rejection` is the
    sentence why it would be quarantined, None where it would be loaded.
    """

    path: Path
    source: Source | None
    summary: Summary | None
    rejection: str | None

    @property
    def issues(self) -> tuple[IssueRecord, ...]:
        """What was found, in the order of the source."""
        return self.summary.issues if self.summary else ()

    def line(self, offset: int) -> int:
        """The line of the file, counted from 1, on which this code point of the text stands."""
        return bisect_right(self._line_starts, offset)

    def words(self, start: int, end: int) -> str:
        """The source between two offsets, as it stands there."""
        return self.source.text[start:end] if self.source else ""

    @cached_property
    def _line_starts(self) -> Sequence[int]:
        text = self.source.text if self.source else ""
        return [0, *(offset + 1 for offset, character in enumerate(text) if character == "\n")]

    def as_json(self) -> dict[str, object]:
        """The file as `ucap check --json` shows it: the fields of `pipelines.records`, and the `line` of each record
        that has a place in the source.
        """
        summary = self.summary
        return {
            "file": str(self.path),
            "would_be": "quarantined" if self.rejection else "loaded",
            "reason": self.rejection,
            "encoding": self.source.encoding if self.source else None,
            "plan": asdict(summary.plan) if summary and summary.plan else None,
            **{name: [self._with_line(record) for record in getattr(summary, name, ())] for name in PLACED},
            **{name: [asdict(record) for record in getattr(summary, name, ())] for name in UNPLACED},
            "issues": [self._with_line(issue) for issue in self.issues],
        }

    def _with_line(self, record: object) -> dict[str, object]:
        fields: dict[str, object] = asdict(record)  # type: ignore[call-overload]
        start = fields["source_start"]
        return {"line": self.line(start) if isinstance(start, int) else None, **fields}


def read_all(paths: Sequence[Path]) -> list[Reading]:
    """Reads the files. Raises OSError when one can't be opened; nothing that a file holds raises."""
    contents = [path.read_bytes() for path in paths]
    summaries: dict[str, Summary] = {}

    def read_and_keep(text: str) -> Summary:
        return summaries.setdefault(text, read_summary(text))

    files = [_raw_file(number, path, data) for number, (path, data) in enumerate(zip(paths, contents, strict=True))]
    staged = staging.stage(Path.cwd(), files, workers=1, read=read_and_keep)
    run = star.Run("check", datetime.now(UTC).replace(tzinfo=None), "check")
    judged = quarantine.accept(staged, star.Previous(), run).staged["stg_arrival"].filter(status="quarantined")
    reasons: dict[str, str] = dict(judged.select("file_name", "reason").iter_rows())
    readings = []
    for file, path, data in zip(files, paths, contents, strict=True):
        source = decode(data) if file.problem is None else None
        text = source if isinstance(source, Source) else None
        readings.append(Reading(path, text, summaries.get(text.text) if text else None, reasons.get(file.file_name)))
    return readings


def _raw_file(number: int, path: Path, data: bytes) -> RawFile:
    """The file as a refresh lists it; by number, as files of several folders may have one name."""
    where = os.path.relpath(path)
    if len(data) > MAX_BYTES:
        return RawFile(where, str(number), problem=f"It is too large to be a summary ({len(data) / 1e6:.0f} MB).")
    return RawFile(where, str(number), hashlib.sha256(data).hexdigest(), len(data))
