"""Files read as `ucap check` needs them: what would become of each, every record with its line, every issue.

The same functions read and judge them as in a refresh, but nothing is kept.
"""

from __future__ import annotations

import hashlib
import os
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from pipelines import bounded, folder, quarantine, staging, star
from pipelines.folder import RawFile, scan
from pipelines.reading.form import Form
from pipelines.reading.layout import read_layout
from pipelines.reading.markup import read_blocks
from pipelines.reading.source import Source
from pipelines.records import IssueRecord, Summary
from pipelines.summary import read_summary

# What `--json` promises; raised by one when a field is renamed or dropped, not when one is added.
JSON_VERSION = 1

# The records of a summary that have a place in the source, as `--json` names them.
PLACED = ("partners", "themes", "sdg_tags", "urban_agenda_tags", "statements", "activities", "results", "evidence")
UNPLACED = ("cities", "mentions")
# A person may name any file of the machine: the folder that they all lie in.
_ANYWHERE = Path(os.sep).resolve()
# The formats of which people see something else than the text that was read: offsets, tabs and tags are those of the text.
_SHOWN_AS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (
        "Word document, shown as the HTML it was converted to"
    ),
    "application/pdf": "PDF, shown as the text it was converted to",
    "message/rfc822": "e-mail or web archive, shown as the text inside it",
}
_LINE_END = re.compile(r"\r\n?|\n")
_WORD = re.compile(r"[^\s<>]")


@dataclass(frozen=True)
class Reading:
    """A file and what was read from it; `source` and `summary` are None where it holds no text. `rejection` is the
    sentence why it would be quarantined, None where it would be loaded. `sha256` is None where it wasn't opened.
    """

    path: Path
    source: Source | None
    summary: Summary | None
    rejection: str | None
    sha256: str | None = None

    @property
    def issues(self) -> tuple[IssueRecord, ...]:
        """What was found, in the order of the source."""
        return self.summary.issues if self.summary else ()

    def line(self, offset: int) -> int:
        """The line of the file, counted from 1, on which this code point of the text stands."""
        return bisect_right(self.line_starts, offset)

    def place(self, offset: int) -> str:
        """Line and column, both counted from 1, of a code point of the text: `5:12`."""
        line = self.line(offset)
        return f"{line}:{offset - self.line_starts[line - 1] + 1}"

    def page(self, offset: int | None) -> int | None:
        """The page, counted from 1, on which a code point of the text stands; None where the file tells no pages."""
        return self.source.pages.of(offset) if self.source else None

    def where(self, offset: int) -> str:
        """The place for people to look up: `5:12`, in a file with pages `p. 2, 5:12`."""
        page = self.page(offset)
        return self.place(offset) if page is None else f"p. {page}, {self.place(offset)}"

    def line_in_words(self, offset: int) -> str:
        """The line for people to look up: `line 5`, in a file with pages `page 2, line 5`."""
        page = self.page(offset)
        return f"line {self.line(offset)}" if page is None else f"page {page}, line {self.line(offset)}"

    def new_page(self, line: int) -> int | None:
        """The page that begins with this line of the file, by what stands on it; None where none does."""
        here = self._page_of_line(line)
        return here if here is not None and (line == 1 or here != self._page_of_line(line - 1)) else None

    def _page_of_line(self, line: int) -> int | None:
        start = self.line_starts[line - 1]
        words = _WORD.search(self.source.text, start) if self.source else None
        end = self.line_starts[line] if line < len(self.line_starts) else None
        return self.page(words.start() if words and (end is None or words.start() < end) else start)

    @cached_property
    def layout(self) -> tuple[str, Form]:
        """How the text is arranged, by its name, and the form with all that no value shows: labels, footers, unread text."""
        return read_layout(self.source.text if self.source else "")

    @property
    def kind(self) -> str:
        """What the file is and how its text is arranged, in words: `HTML`, `PDF, shown as the text it was
        converted to: tab-separated rows`.
        """
        name = self.layout[0]
        shown = _SHOWN_AS.get(self.source.media_type) if self.source else None
        if self.source is None or shown is None:
            return name
        layout = "" if shown.endswith(f"the {name} it was converted to") else f": {name}"
        return f"{shown}{layout}{'' if self.source.pages.starts else '; the file tells no pages'}"

    def words(self, start: int, end: int) -> str:
        """The source between two offsets, as it stands there."""
        return self.source.text[start:end] if self.source else ""

    def told(self, start: int, end: int) -> str:
        """The words between two offsets as people read them: without markup, `&amp;` as `&`, on one line."""
        blocks = read_blocks(self.source.text, start, end) if self.source else []
        return " ".join(block.with_sign.text for block in blocks)

    def told_value(self, start: int, end: int) -> str:
        """The same for a value: the footer and the label that stand in it where a page break or a column tore it are left
        out. The title, which is both, is told.
        """
        told, at = [], start
        for dropped_start, dropped_end in self._dropped[bisect_left(self._dropped, (start, start)) :]:
            if dropped_start >= end:
                break
            told.append(self.told(at, max(at, dropped_start)))
            at = max(at, min(dropped_end, end))
        told.append(self.told(at, end))
        return " ".join(filter(None, told)) or self.told(start, end)

    @cached_property
    def _dropped(self) -> Sequence[tuple[int, int]]:
        """Where labels and footers stand, in order."""
        return sorted(place for span in self.layout[1].dropped for place in span.ranges())

    @cached_property
    def line_starts(self) -> Sequence[int]:
        """Where the lines begin, whichever system ended them."""
        return [0, *(match.end() for match in _LINE_END.finditer(self.source.text if self.source else ""))]

    def as_json(self) -> dict[str, object]:
        """The file as `ucap check --json` shows it: the fields of `pipelines.records`, and the `line` and `page` of each record
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
        start = fields["source_start"] if isinstance(fields["source_start"], int) else None
        return {"line": None if start is None else self.line(start), "page": self.page(start), **fields}


class File(NamedTuple):
    """A file to be read, or with the sentence why a refresh would not open it."""

    path: Path
    problem: str | None = None


def files_of(paths: Iterable[Path]) -> list[File]:
    """The files as given, and of a folder those that a refresh would list, in its order. Raises RawFolderError."""
    found: list[File] = []
    for path in paths:
        if path.is_dir():
            found += [File(path / file.path, file.problem) for file in scan(path)]
        else:
            found.append(File(path))
    return found


def read_all(given: Sequence[File]) -> list[Reading]:
    """Reads the files. Raises OSError when one can't be opened; nothing that a file holds raises."""
    summaries: dict[str, Summary] = {}

    def read_and_keep(text: str) -> Summary:
        if text not in summaries:
            summaries[text] = read_summary(text)
        return summaries[text]

    opened = [_opened(number, file) for number, file in enumerate(given)]
    files = [file for file, _ in opened]
    staged = staging.stage(_ANYWHERE, files, workers=1, read=read_and_keep)
    run = star.Run("check", datetime.now(UTC).replace(tzinfo=None), "check")
    judged = quarantine.accept(staged, star.Previous(), run).staged["stg_arrival"].filter(status="quarantined")
    reasons: dict[str, str] = dict(judged.select("file_name", "reason").iter_rows())
    # Of files with the same bytes only the first is judged; what holds for it holds for the others.
    reasons_of_bytes = {file.sha256: reasons.get(file.file_name) for file in reversed(_by_name(files)) if file.sha256}
    readings = []
    for (file, data), (path, _) in zip(opened, given, strict=True):
        source = bounded.text_of(data) if data is not None else None
        text = source if isinstance(source, Source) else None
        reason = reasons_of_bytes[file.sha256] if file.sha256 else reasons.get(file.file_name)
        readings.append(Reading(path, text, summaries.get(text.text) if text else None, reason, file.sha256))
    return readings


def _by_name(files: Iterable[RawFile]) -> list[RawFile]:
    return sorted(files, key=lambda file: file.file_name)


def _opened(number: int, given: File) -> tuple[RawFile, bytes | None]:
    """The file as a refresh lists it, and its bytes; by number, as files of several folders may have one name."""
    where = os.path.relpath(given.path.resolve(), _ANYWHERE)
    if given.problem is not None:
        return RawFile(where, f"{number:06}", problem=given.problem), None
    given.path.open("rb").close()  # a file that can't be opened is an error of who named it
    try:
        data = folder.read(_ANYWHERE, where)
    except folder.RawFileError as problem:
        return RawFile(where, f"{number:06}", problem=str(problem)), None
    return RawFile(where, f"{number:06}", hashlib.sha256(data).hexdigest(), len(data)), data
