"""Whether a text was cut: what page breaks do to sentences, told from their first and last words alone."""

from __future__ import annotations

import re
from functools import cache

from pipelines.vocabulary import rows

_FIRST_WORD = re.compile(r"\W*?([^\W\d_]+)")
_LAST_WORD = re.compile(r"(?<![/\w'’])([^\W\d_]+)\s*$")  # the `A` of `N/A` and the `an` of `Xi’an` are no articles
_THAT_JOIN = ("conjunction", "preposition", "article")
_FINISHED = re.compile(r"[.!?:;…][\"'”’»)\]]*\s*$")


def opens_with_conjunction(text: str) -> bool:
    """Whether the first word is a conjunction in lower case: the sentence began elsewhere."""
    word = _FIRST_WORD.match(text)
    return word is not None and word[1] in _words("conjunction")


def opens_with_article(text: str) -> bool:
    """Whether the first word is an article in lower case: no sentence, and nothing that goes on a date."""
    word = _FIRST_WORD.match(text)
    return word is not None and word[1] in _words("article")


def ends_open(text: str) -> bool:
    """Whether the last word can't end a sentence and no full stop stands behind it: a conjunction, preposition or article, or a
    determiner that only stands before a noun, as `its` does.
    """
    return _ends_in(text, *_THAT_JOIN, "determiner")


def is_finished(text: str) -> bool:
    """Whether a full stop, colon or the like stands at the end."""
    return _FINISHED.search(text[-12:]) is not None


def is_broken(text: str) -> bool:
    """Whether a page break cut the text at either end (contract, `broken_sentence`)."""
    return opens_with_conjunction(text) or _ends_in(text, *_THAT_JOIN)


def goes_on(before: str, after: str) -> bool:
    """Whether `after` is the rest of the sentence that `before` begins: `before` ends in a word that can't end one or in
    a comma, or it has no full stop and `after` opens in lower case.
    """
    if ends_open(before) or before.rstrip().endswith(","):
        return True
    return after[:1].islower() and not is_finished(before)


def is_function_word(word: str) -> bool:
    """Whether a word only joins others, as `and`, `of` and `the` do."""
    return word.casefold() in _words(*_THAT_JOIN)


def _ends_in(text: str, *kinds: str) -> bool:
    word = _LAST_WORD.search(text[-20:])
    return word is not None and word[1].casefold() in _words(*kinds)


@cache
def _words(*kinds: str) -> frozenset[str]:
    return frozenset(row["word"] for row in rows("function_words") if row["kind"] in kinds)
