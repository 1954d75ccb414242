"""The words that dates are made of, which tell a date label even where no date can be read from it (`Spring 2019`).

Belongs here: whether a text is made of such words. What date it means is read by `extraction.dates`.
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.vocabulary import rows, without_accents

_WORDS = re.compile(r"[^\W\d_]+|\d+")
_YEAR_DIGITS = 4


def is_made_of_date_words(text: str) -> bool:
    """Whether a text is a month or a year, and words and figures of dates around it: nothing else."""
    words = _words(text)
    told = any((word.isdigit() and len(word) == _YEAR_DIGITS) or word in month_names() for word in words)
    return told and all(map(_is_of_date, words))


def holds_date_words_only(text: str) -> bool:
    """Whether a text is of months' names and words of dates, figures aside (`tbc`)."""
    words = _words(text)
    return bool(words) and all(word in _date_words() for word in words)


def _is_of_date(word: str) -> bool:
    return word.isdigit() or word in _date_words()


def _words(text: str) -> list[str]:
    return [without_accents(word).casefold() for word in _WORDS.findall(text)]


@cache
def month_names() -> frozenset[str]:
    """The names of the months in all languages, in lower case and without accents."""
    return frozenset(without_accents(row["name"]).casefold() for row in rows("months"))


@cache
def _date_words() -> frozenset[str]:
    return month_names() | {row["word"] for row in rows("date_words")}
