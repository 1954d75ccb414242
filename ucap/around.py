"""What stands before and behind the form in a document: the menus of a web page, the letter that a summary came with.

Belongs here: where the form begins and ends, and which issues are about the text outside. How it is shown is told by others.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pipelines.reading.form import Form
from pipelines.reading.labels import HEAD, TEXTS
from ucap.reading import Reading

# The issue about text that is outside; what stands there as a row or an item is `unread_text`, as it may be of the form.
OUTSIDE_CODE = "text_outside_form"
_CONTACT = "contact"


class Extent(NamedTuple):
    """The part of a text, `text[start:end)`, that the form takes."""

    start: int
    end: int


class Stretch(NamedTuple):
    """The pieces of text at one side of the form, by the numbers of the issues about them, counted from 0."""

    side: str
    issues: tuple[int, ...]


@dataclass(frozen=True)
class Outside:
    """The text outside the form that nothing claims. `is_doubtful`: a section is missing, which may stand there."""

    stretches: tuple[Stretch, ...]
    is_doubtful: bool

    @cached_property
    def issues(self) -> frozenset[int]:
        """The numbers of the issues about it, counted from 0."""
        return frozenset(number for stretch in self.stretches for number in stretch.issues)


def extent(form: Form, size: int) -> Extent:
    """Where the form stands in a text of `size` characters: from its first label to its contact line, or to the end of the
    text where it has none (what stands behind the last section may then be of it). All of it where no section was found.
    """
    labels = [form.sections[name].label for name in (*HEAD, *TEXTS) if name in form.sections]
    labels = [label for label in labels if label]
    if not labels:
        return Extent(0, size)
    contact = form.sections.get(_CONTACT)
    last = max(label.end for label in labels)
    is_last = contact is not None and bool(contact.label) and contact.label.start >= last
    return Extent(min(label.start for label in labels), contact.label.end if contact and is_last else size)


def is_whole(form: Form) -> bool:
    """Whether no section of the form is missing."""
    return form.sections_found == len(HEAD) + len(TEXTS)


def outside(reading: Reading) -> Outside:
    """The text outside the form, by the issues about it."""
    form = reading.layout[1]
    within = extent(form, len(reading.source.text) if reading.source else 0)
    numbers = [number for number, issue in enumerate(reading.issues) if issue.code == OUTSIDE_CODE]
    before = tuple(number for number in numbers if _start(reading, number) < within.start)
    behind = tuple(number for number in numbers if _start(reading, number) >= within.start)
    stretches = (Stretch("before the form", before), Stretch("behind the form", behind))
    return Outside(tuple(stretch for stretch in stretches if stretch.issues), not is_whole(form))


def _start(reading: Reading, number: int) -> int:
    return reading.issues[number].source_start or 0
