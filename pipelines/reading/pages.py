"""On which page of a document a place of its text stands.

Belongs here: page numbers from page breaks, those of PDF and plain text (form feeds) and those that Word noted when it last
laid out a file. How the breaks get into the text is the matter of `pdf` and `docx`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

# What `docx` writes where Word began a new page: a private-use character, as XML knows no form feed.
WORD_BREAK = "\ue00c"
_FORM_FEED = re.compile("\f")
_ALONE = re.compile(rf"<p>({WORD_BREAK}+)</p>\n?")
_PART = re.compile(rf"<(?P<tag>/?(?:tr|td|th))\b[^<>]*>|<[^<>]*>|{WORD_BREAK}|[^<{WORD_BREAK}]+|<")


@dataclass(frozen=True, slots=True)
class Pages:
    """Where the page changes: from offset `starts[n]` on, a text stands on page `numbers[n]`. Empty: it has no pages."""

    starts: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()

    def of(self, offset: int | None) -> int | None:
        """The page, counted from 1, on which an offset stands; None in a text without pages, or for no offset."""
        if not self.starts or offset is None:
            return None
        return self.numbers[bisect_right(self.starts, offset) - 1]


NO_PAGES = Pages()


def pages_by_form_feeds(text: str) -> Pages:
    """The pages of a text in which each page ends with a form feed, as PDF tools print it; none where there is no such."""
    starts = tuple(match.end() for match in _FORM_FEED.finditer(text))
    return Pages((0, *starts), tuple(range(1, len(starts) + 2))) if starts else NO_PAGES


def without_word_breaks(text: str) -> tuple[str, Pages]:
    """HTML of a Word document less the breaks that are marked in it, and the pages that they tell; none without a mark.

    The cells of a row stand side by side on paper and one after the other in a text, and each cell that goes on over a page
    break has a mark of its own: a row's cells all begin on the page where the row does.
    """
    if WORD_BREAK not in text:
        return text, NO_PAGES
    pages, kept, size = _PagesOfRows(), list[str](), 0
    for part in _PART.finditer(_ALONE.sub(r"\1", text)):
        if part[0] == WORD_BREAK:
            pages.turn(size)
            continue
        pages.meet(part["tag"], part[0], size)
        kept.append(part[0])
        size += len(part[0])
    return "".join(kept), Pages(tuple(pages.starts), tuple(pages.starts.values()))


@dataclass(slots=True)
class _Row:
    """A table's row that was entered on page `before`: its cells begin on `first`, the longest of them ends on `last`."""

    before: int
    first: int
    last: int
    is_blank: bool = True


@dataclass(slots=True)
class _PagesOfRows:
    """Turns the pages of an HTML text that is gone through in order. `starts`: page by offset, where it changes."""

    starts: dict[int, int] = field(default_factory=lambda: {0: 1})
    page: int = 1
    rows: list[_Row] = field(default_factory=list)

    def turn(self, at: int) -> None:
        """A new page begins: with the row, where the cell holds nothing yet, else within the cell."""
        row = self.rows[-1] if self.rows else None
        if row and row.is_blank:
            row.first = row.before + 1
            self._go_to(row.first, at)
        else:
            self._go_to(self.page + 1, at)

    def meet(self, tag: str | None, words: str, at: int) -> None:
        """A tag of a row or cell, or anything else that stands in the text."""
        row = self.rows[-1] if self.rows else None
        if tag == "tr":
            self.rows.append(_Row(self.page, self.page, self.page))
        elif row is None:
            return
        elif tag == "/tr":
            self.rows.pop()
            self._go_to(row.last, at)
        elif tag in ("td", "th"):
            row.is_blank = True
            self._go_to(row.first, at)
        elif tag:
            row.last = max(row.last, self.page)
        elif not words.startswith("<") and not words.isspace():
            row.is_blank = False

    def _go_to(self, page: int, at: int) -> None:
        if page != self.page:
            self.page = self.starts[at] = page
