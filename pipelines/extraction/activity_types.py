"""What kind of activity a text tells of, whether it was online, and what it says of agreements: all by rules kept as data."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from pipelines.vocabulary import rows

OTHER = "other"
AGREEMENT = "agreement"
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+(?=[^\Wa-z])")


class Agreement(NamedTuple):
    """What a sentence, from `begin` to `stop` of its text, tells of an agreement: that it was signed, or is expected."""

    begin: int
    stop: int
    signed: bool
    expected: bool


def activity_type(text: str) -> str:
    """The type of an activity (`vocab/activity_types.csv`): an agreement where one was signed, else what the words of the
    first sentence say, else those of the rest."""
    if any(agreement.signed for agreement in agreements(text)):
        return AGREEMENT
    end = _SENTENCE_END.search(text)
    first = text[: end.start()] if end else text
    return _by_words(first) or _by_words(text) or OTHER


def is_online(text: str) -> bool:
    """Whether the text says that the activity takes place online."""
    return _online_words().search(text) is not None


def agreements(text: str) -> list[Agreement]:
    """The sentences that tell of an agreement. Without a word that it was signed it is neither signed nor expected here:
    what expects it, the section or a word like `prepare`, must say so."""
    found = []
    if _agreement_words("document").search(text) is None:
        return found
    begin = 0
    for stop in [*(match.start() for match in _SENTENCE_END.finditer(text)), len(text)]:
        sentence = text[begin:stop]
        if _agreement_words("document").search(sentence):
            expected = _agreement_words("expected").search(sentence) is not None
            signed = not expected and _agreement_words("signed").search(sentence) is not None
            found.append(Agreement(begin, stop, signed, expected))
        begin = stop
    return found


def _by_words(text: str) -> str | None:
    """The rule with the lowest rank that applies; within a rank the one whose word stands first."""
    best: tuple[int, int, str] | None = None
    for rank, kind, pattern in _type_rules():
        if best is not None and rank > best[0]:
            break
        match = pattern.search(text)
        if match and (best is None or (rank, match.start()) < best[:2]):
            best = (rank, match.start(), kind)
    return best[2] if best else None


@cache
def _type_rules() -> tuple[tuple[int, str, re.Pattern[str]], ...]:
    rules = [(int(row["rank"]), row["activity_type"], _whole_words([row["pattern"]])) for row in rows("activity_type_rules")]
    return tuple(sorted(rules, key=lambda rule: rule[0]))


@cache
def _online_words() -> re.Pattern[str]:
    return _whole_words([row["pattern"] for row in rows("online_words")])


@cache
def _agreement_words(role: str) -> re.Pattern[str]:
    return _whole_words([row["pattern"] for row in rows("agreement_rules") if row["role"] == role])


def _whole_words(patterns: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(patterns)})(?![^\W_])", re.IGNORECASE)
