"""What stands around a place of a source: its line, and the sentence that holds it.

Belongs here: where lines and sentences begin in a text as it arrived, whatever its layout. What a value is does not: a value
is asked for by its offsets, after it was read.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache

from pipelines.reading.markup import read_text
from pipelines.sentences import goes_on
from pipelines.vocabulary import rows

_LINE_BREAK = re.compile(r"\n")
_BLOCK_TAG = r"</?(?:p|div|br|tr|td|th|li|ul|ol|dl|dt|dd|table|h[1-6]|section)\b[^<>]*>"
_SIGN = r"[•●○◦▪▫■□◆◇‣⁃→➔➜➝➞►▶▸➢➤⇒✓✔]"
_STOP = r"[.!?…][\"”’»)\]]*(?=\s+[\"“„‘«(]*(?:[^\W\d_a-z]|\d{1,2}[.)]\s))"
_NUMBER = r"(?<=\s)\d{1,2}[.)](?=\s+[^\W\d_a-z])"
_LINES = r"(?:(?<![ \t\r])[ \t\r]++)?+[\n\f]\s*"
_BREAK = re.compile(
    rf"(?P<tag>{_BLOCK_TAG})|(?P<lines>{_LINES})|(?P<sign>{_SIGN})|(?P<stop>{_STOP})|(?P<number>{_NUMBER})"
)
_LAST_TOKEN = re.compile(r"(?<![^\s(>])[^\s(>]++$")
# `2.` before a word is the number of an item, `J.` a first name.
_NO_STOP = re.compile(r"\d{1,2}\.|\w\.")


class Surroundings:
    """The lines and sentences of one source. `text` is the decoded source, complete."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._breaks = [match.start() for match in _LINE_BREAK.finditer(text)]
        self._begins = [0, *_sentence_begins(text), len(text)]

    def line(self, offset: int | None) -> int | None:
        """The line, counted from 1, on which an offset stands; None for no offset."""
        return None if offset is None else bisect_left(self._breaks, offset) + 1

    def sentence(self, start: int, end: int) -> str:
        """The sentence around `[start, end)` as one line without markup; where these hold several, all of them.

        A list item, a cell's paragraph and a line that isn't wrapped end a sentence as a full stop does.
        """
        begin = self._begins[bisect_right(self._begins, start) - 1]
        stop = self._begins[bisect_left(self._begins, min(end, len(self._text)))]
        return read_text(self._text, begin, stop).text or self._text[start:end].strip()


def _sentence_begins(text: str) -> Iterator[int]:
    """Where sentences begin, in order, but for the first."""
    for found in _BREAK.finditer(text):
        if found["stop"]:
            if not _is_abbreviated(text, found.start() + 1):
                yield found.end()
        elif not found["lines"]:
            yield found.start()
        elif not _is_wrapped(text, found):
            yield found.end()


def ends_in_abbreviation(text: str) -> bool:
    """Whether a full stop at the end of a text belongs to the word before it."""
    return text.endswith(".") and _is_abbreviated(text, len(text))


def _is_abbreviated(text: str, stop: int) -> bool:
    """Whether the full stop before `stop` belongs to the word before it."""
    word = _LAST_TOKEN.search(text, max(0, stop - 12), stop)
    return word is not None and (word[0].lower() in _abbreviations() or _NO_STOP.fullmatch(word[0]) is not None)


def _is_wrapped(text: str, found: re.Match[str]) -> bool:
    """Whether a sentence goes on in the next line: never over a blank line, onto another page, or into another row of
    cells that tabs part.
    """
    between = found["lines"]
    before, after = text[max(0, found.start() - 60) : found.start()], text[found.end() : found.end() + 60]
    if between.count("\n") != 1 or "\f" in between or "\t" in between or "\t" in after.partition("\n")[0]:
        return False
    return goes_on(before, after)


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(row["abbreviation"] for row in rows("abbreviations"))
