"""What a theme is called: headings by `vocab/theme_aliases.csv`, and where in running text such a heading begins."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipelines.vocabulary import comparable_without_and, rows

# No heading of a theme in running text is longer, in characters and in words.
LONGEST_IN_TEXT = 80
MOST_WORDS_IN_TEXT = 9
AND = re.compile(r",|;|\s(?:and|&|[-–—])\s|[/&+]", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_COLON = re.compile(r"\s?(?::(?=\s|$)|：)")
_FIRST_LETTER = re.compile(r"(?<!\S)[\"“‘']?[^\W\d_]")


@lru_cache(maxsize=4096)
def theme_of(heading: str) -> str | None:
    """The theme that a heading means: by `vocab/theme_aliases.csv` as a whole, else by its parts where all that are known
    mean the same one. None where nothing is known, or the parts disagree.
    """
    known = themes_by_alias()
    heading = _IN_BRACKETS.sub(" ", heading)
    if code := known.get(comparable_without_and(heading)):
        return code
    parts = {known.get(comparable_without_and(part)) for part in AND.split(heading)} - {None}
    return parts.pop() if len(parts) == 1 else None


def names_themes_only(text: str) -> bool:
    """Whether a text is a theme's name, or a list of nothing but such names."""
    known = themes_by_alias()
    return comparable_without_and(text) in known or all(
        comparable_without_and(part) in known for part in AND.split(text)
    )


def heading_starts(text: str) -> list[int]:
    """Where in a text headings of themes begin: known names with a colon behind them (`… projects Smart City & Mobility:`)."""
    starts: list[int] = []
    behind = 0
    for colon in _COLON.finditer(text):
        earliest = max(behind, colon.start() - LONGEST_IN_TEXT)
        for letter in _FIRST_LETTER.finditer(text, earliest, colon.start()):
            words = text[letter.start() : colon.start()]
            if letter[0][-1].isupper() and len(words.split()) <= MOST_WORDS_IN_TEXT and names_themes_only(words):
                starts.append(letter.start())
                break
        behind = colon.end()
    return starts


@cache
def themes_by_alias() -> dict[str, str]:
    """Theme codes by the comparable names of the vocabulary."""
    return {comparable_without_and(row["alias"]): row["theme_code"] for row in rows("theme_aliases")}
