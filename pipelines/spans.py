"""Text that knows where in the source it stands.

A `Span` is a cleaned text over pieces of the source. Stripping a tag, decoding an entity, joining two halves of a cell
over a page break or cutting out a regular expression's match keeps for every character the place it was read from.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Piece(NamedTuple):
    """A stretch of a span's text: `length` characters from `at` on, read from `source[start:end)`.

    Where `length == end - start` the characters map one by one; else (an entity, a run of white space) the stretch
    stands for its place as a whole.
    """

    at: int
    length: int
    start: int
    end: int


# Up to so many pieces going through them is as fast as searching.
FEW_PIECES = 16


class Span:
    """A cleaned text and the pieces of the source that it was read from, in order. Immutable."""

    __slots__ = ("pieces", "text")

    def __init__(self, text: str, pieces: tuple[Piece, ...]) -> None:
        self.text = text
        self.pieces = pieces

    @classmethod
    def of(cls, source: str, start: int = 0, end: int | None = None) -> Span:
        """The source's own characters from `start` to `end`, as they are."""
        text = source[start:end]
        return cls(text, (Piece(0, len(text), start, start + len(text)),) if text else ())

    def __bool__(self) -> bool:
        return bool(self.text)

    def __len__(self) -> int:
        return len(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Span) and (self.text, self.pieces) == (other.text, other.pieces)

    def __hash__(self) -> int:
        return hash((self.text, self.pieces))

    def __repr__(self) -> str:
        return f"Span({self.text!r}, {self.start}–{self.end})" if self.pieces else f"Span({self.text!r})"

    @property
    def start(self) -> int:
        """Offset of the character that stands first in the source. Raises IndexError for an empty span."""
        first = self.pieces[0]
        return first.start if len(self.pieces) == 1 else min(piece.start for piece in self.pieces)

    @property
    def end(self) -> int:
        """Offset behind the character that stands last in the source: of a label that wraps around its value this is none of
        the last piece. Raises IndexError for an empty span.
        """
        last = self.pieces[-1]
        return last.end if len(self.pieces) == 1 else max(piece.end for piece in self.pieces)

    def cut(self, begin: int, stop: int) -> Span:
        """The characters from `begin` to `stop` of this text, each still at its place. Bounds outside are clipped."""
        size = len(self.text)
        if begin < 0:
            begin = 0
        if stop > size:
            stop = size
        if begin >= stop:
            return EMPTY
        if begin == 0 and stop == size:
            return self
        if len(self.pieces) == 1 and self.pieces[0].end - self.pieces[0].start == size:  # by far the most
            start = self.pieces[0].start + begin
            return Span(self.text[begin:stop], (Piece(0, stop - begin, start, start + stop - begin),))
        kept = []
        pieces = self.pieces
        if len(pieces) > FEW_PIECES:  # in order, so that a text that is cut into many parts isn't gone through for each
            first_piece = bisect_right(pieces, begin, key=_at) - 1
            pieces = pieces[max(0, first_piece) : bisect_left(pieces, stop, key=_at)]
        for at, length, start, end in pieces:
            first = begin if begin > at else at
            last = stop if stop < at + length else at + length
            if first >= last:
                continue
            if length == end - start:
                start, end = start + first - at, start + last - at
            kept.append(Piece(first - begin, last - first, start, end))
        return Span(self.text[begin:stop], tuple(kept))

    def group(self, match: re.Match[str], group: int | str = 0) -> Span:
        """What a group of a match on this span's text covers; empty where the group took no part."""
        return self.cut(*match.span(group))

    def before(self, stop: int) -> Span:
        """The text up to `stop`."""
        return self.cut(0, stop)

    def after(self, begin: int) -> Span:
        """The text from `begin` on."""
        return self.cut(begin, len(self.text))

    def strip(self, characters: str | None = None) -> Span:
        """Without white space (or `characters`) at both ends."""
        text = self.text
        inner = text.lstrip(characters)
        begin = len(text) - len(inner)
        return self.cut(begin, begin + len(inner.rstrip(characters)))

    def split(self, separator: re.Pattern[str]) -> list[Span]:
        """The stripped, non-empty parts between the separator's matches."""
        parts, begin = [], 0
        for match in separator.finditer(self.text):
            parts.append(self.cut(begin, match.start()))
            begin = match.end()
        parts.append(self.after(begin))
        return [part for part in (part.strip() for part in parts) if part]

    def ranges(self) -> Iterator[tuple[int, int]]:
        """Where in the source the pieces stand, as (start, end)."""
        for piece in self.pieces:
            yield piece.start, piece.end


def _at(piece: Piece) -> int:
    return piece.at


EMPTY = Span("", ())


def joined(spans: Iterable[Span], glue: str = " ") -> Span:
    """One text from several, `glue` between them. The glue stands at no place: it belongs to the piece before it."""
    text = ""
    pieces: list[Piece] = []
    for span in spans:
        if not span:
            continue
        if not text:  # as they are: where line after line is joined to a text, it is long already
            pieces, text = list(span.pieces), span.text
            continue
        text += glue
        pieces.extend(Piece(at + len(text), length, start, end) for at, length, start, end in span.pieces)
        text += span.text
    return Span(text, tuple(pieces))
