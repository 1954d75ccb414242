"""What kind of activity a text tells of, whether it was online, and what it says of agreements: all by rules kept as data."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from pipelines.vocabulary import lowered, rows

OTHER = "other"
AGREEMENT = "agreement"
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\Wa-z])|(?<=;)\s+")
_AGAINST = re.compile(r",?\s(?:while|whereas|but|although|though)\s")


class Agreement(NamedTuple):
    """What a sentence, from `begin` to `stop` of its text, tells of an agreement: that it was signed, or is expected. `of_both`:
    it speaks of both sides without a name (`signed by both municipalities`).
    """

    begin: int
    stop: int
    signed: bool
    expected: bool
    of_both: bool = False


def activity_type(text: str) -> str:
    """The type of an activity (`vocab/activity_types.csv`): an agreement where one was signed, else what the words of the
    first sentence say, else those of the rest.
    """
    if any(agreement.signed for agreement in agreements(text)):
        return AGREEMENT
    end = _SENTENCE_END.search(text)
    first = _by_words(text[: end.start()]) if end else None
    return first or _by_words(text) or OTHER


def is_online(text: str) -> bool:
    """Whether the text says that the activity takes place online."""
    return _online_words().search(lowered(text)) is not None


@lru_cache(maxsize=256)  # an item is asked twice: for its type and for the cities it names
def agreements(text: str) -> tuple[Agreement, ...]:
    """The sentences that tell of an agreement. One that only names it is neither signed nor expected here: the section it
    stands in may say more.
    """
    lower = lowered(text)
    if _words("document").search(lower) is None:
        return ()
    found = []
    begin = 0
    for stop in [*_clause_ends(text, lower), len(text)]:
        if document := _words("document").search(lower, begin, stop):
            of_both = _words("both_sides").search(lower, begin, stop) is not None
            found.append(_agreement(lower, begin, stop, document)._replace(of_both=of_both))
        begin = stop
    return tuple(found)


def _clause_ends(text: str, lower: str) -> Iterator[int]:
    """Where in a text sentences end, and clauses that are set against each other (`…, while …`) if either names a document."""
    begin = 0
    for stop in [*(match.start() for match in _SENTENCE_END.finditer(text)), len(text)]:
        documents = [match.start() for match in _words("document").finditer(lower, begin, stop)]
        for against in _AGAINST.finditer(lower, begin, stop) if len(documents) > 1 else ():
            before, behind = (bisect_left(documents, place) for place in (begin, against.start()))
            if before < behind < len(documents):
                yield against.start()
                begin = against.start()
        if stop < len(text):
            yield stop
        begin = stop


def _agreement(lower: str, begin: int, stop: int, document: re.Match[str]) -> Agreement:
    """What one sentence says of the document that it names (`vocab/agreement_rules.csv`)."""
    if _words("called_off").search(lower, begin, stop):
        return Agreement(begin, stop, signed=False, expected=False)
    if _right_before("negated", lower, begin, document.start()):
        is_to_come = _words("not_yet").search(lower, begin, document.start()) is not None
        return Agreement(begin, stop, signed=False, expected=is_to_come)
    is_awaited = _words("planned").search(lower, begin, stop) is not None
    for word in _words("signed").finditer(lower, begin, stop):
        if _right_before("negated", lower, begin, word.start()):
            return Agreement(begin, stop, signed=False, expected=is_awaited)
        if not _right_before("not_signed", lower, begin, word.start()):
            return Agreement(begin, stop, signed=True, expected=False)
        is_awaited = True
    signing = _words("signing").search(lower, begin, stop)
    if signing and not is_awaited:
        is_denied = _right_before("negated", lower, begin, signing.start())
        return Agreement(begin, stop, signed=not is_denied, expected=False)
    return Agreement(begin, stop, signed=False, expected=is_awaited)


def _by_words(text: str) -> str | None:
    """The rule with the lowest rank that applies; within a rank the one whose word stands first."""
    found = [_type_rules()[match.lastgroup or ""] for match in _type_words().finditer(lowered(text))]
    return min(found, key=lambda rule: rule[0])[1] if found else None


@cache
def _type_rules() -> dict[str, tuple[int, str]]:
    """Rank and activity type of each rule, by the name of its group in the pattern of all rules."""
    return {f"rule{n}": (int(row["rank"]), row["activity_type"]) for n, row in enumerate(rows("activity_type_rules"))}


@cache
def _type_words() -> re.Pattern[str]:
    """All rules in one pattern, the lowest rank first."""
    ranked = sorted(enumerate(rows("activity_type_rules")), key=lambda rule: (int(rule[1]["rank"]), rule[0]))
    return _whole_words([f"(?P<rule{n}>{row['pattern']})" for n, row in ranked])


@cache
def _online_words() -> re.Pattern[str]:
    return _whole_words([row["pattern"] for row in rows("online_words")])


@cache
def _words(role: str) -> re.Pattern[str]:
    return _whole_words(_agreement_rules(role))


def _right_before(role: str, lower: str, begin: int, stop: int) -> bool:
    """Whether words of a role stand right before `stop`; five words are enough to tell."""
    return _before(role).search(lower[max(begin, stop - 48) : stop]) is not None


@cache
def _before(role: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_agreement_rules(role))})")


def _agreement_rules(role: str) -> list[str]:
    return [row["pattern"] for row in rows("agreement_rules") if row["role"] == role]


def _whole_words(patterns: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b")
