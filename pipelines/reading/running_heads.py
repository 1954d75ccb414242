"""Running heads and feet of paged texts: lines that stand at the same end of page after page, page numbers aside.

Belongs here: what is told by repetition, whatever it says. Heads and feet that everybody knows (`A European Union Programme`) are
`furniture`'s, also where they stand once.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from pipelines.reading.furniture import stands_alone
from pipelines.reading.labels import label_before_value, leading_label, section_of
from pipelines.reading.wrapping import opens_item
from pipelines.spans import Span

# How many written lines at the head and at the foot of a page may be such lines.
DEEPEST = 3
# A page may lack them: the first, or one that somebody put in.
MOST_WITHOUT = 1
LONGEST = 160
_LINE = re.compile(r"[^\r\n\v\u2028\u2029]+")
_DIGITS = re.compile(r"\d+")
_BLANKS = re.compile(r"\s+")
_Place = tuple[int, int]


class Paged(NamedTuple):
    """A text with blanks for its running heads and feet, of the same length; these where each stands first, and where it stands
    again.
    """

    text: str
    first: list[Span]
    again: list[Span]


def without_running_heads(text: str) -> Paged:
    """A text without what stands at the head or foot of its pages; unchanged where it has a page only."""
    paged = Paged(text, [], [])
    if text.count("\f") < 1:
        return paged
    pages = [page for page in _pages(text) if page]
    heads, feet = (
        _repeated(text, [page[:DEEPEST] if first else page[-DEEPEST:] for page in pages]) for first in (True, False)
    )
    kept, at, known = list[str](), 0, set[str | None]()
    for start, end in sorted({*heads, *feet}):
        kept += [text[at:start], " " * (end - start)]
        key, at = _key(text[start:end]), end
        (paged.again if key in known else paged.first).append(_written(text, start, end))
        known.add(key)
    return paged._replace(text="".join((*kept, text[at:])))


def _written(text: str, start: int, end: int) -> Span:
    """A line without the blanks around it."""
    line = text[start:end]
    return Span.of(text, start + len(line) - len(line.lstrip()), start + len(line.rstrip()))


def _pages(text: str) -> list[list[_Place]]:
    """Where the written lines of each page stand."""
    pages, begin = list[list[_Place]](), 0
    for page in text.split("\f"):
        pages.append([(begin + line.start(), begin + line.end()) for line in _LINE.finditer(page) if line[0].strip()])
        begin += len(page) + 1
    return pages


def _repeated(text: str, ends: list[list[_Place]]) -> set[_Place]:
    """The lines at one end of the pages that all pages have there, but for one; no label, which rows repeat on each page."""
    keys = [{place: key for place in lines if (key := _key(text[slice(*place)]))} for lines in ends]
    counts = Counter(key for page in keys for key in set(page.values()))
    fewest = max(2, len(ends) - MOST_WITHOUT)
    return {place for page in keys for place, key in page.items() if counts[key] >= fewest}


def _key(line: str) -> str | None:
    """What a line says but for figures; None for a label, an item of a list, and for known furniture, which tells the readers of
    breaks.
    """
    said = _BLANKS.sub(" ", line).strip()
    if (
        len(said) > LONGEST
        or "\t" in line
        or opens_item(f"{said} ")
        or stands_alone(said)
        or section_of(said)
        or leading_label(said)
        or label_before_value(said)
    ):
        return None
    key = _DIGITS.sub("#", said)
    return key if any(sign.isalpha() for sign in key) else None
