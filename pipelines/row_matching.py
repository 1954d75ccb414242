"""Which entry of an earlier list is which of a later one, where none has a key of its own: told by what they say.

Belongs here: the pairing of entries that differ. That equal ones are the same needs no judgement and is settled before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

# So many of a hundred signs two texts must share, in order, to be one text revised; of fewer where both have the same date.
# Of the different activities and results of a summary (those of raw/ and tests/cases/documents) 2 of 477 pairs share 60, and
# none of the 80 pairs that have one date 55. A sentence added to a paragraph of its length leaves 67.
ALIKE = 60.0
ALIKE_ON_ONE_DATE = 55.0
# Lists of thousands of entries that all differ are compared so far around an entry's own place only.
REACH = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """What an entry of a list says, and when, as text; None where it has no date."""

    text: str
    date: str | None = None


def pairs(earlier: Sequence[Entry], later: Sequence[Entry]) -> list[tuple[int, int]]:
    """The places (counted from 0) of entries that are one, revised: the most similar first, each in one pair at most.

    Of pairs that are equally similar the ones nearer in place are taken. Whoever is in no pair was removed, or added.
    """
    candidates = sorted(_candidates(earlier, later))
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, old, new in candidates:
        if old not in found and new not in taken:
            found[old] = new
            taken.add(new)
    return sorted(found.items())


def _candidates(earlier: Sequence[Entry], later: Sequence[Entry]) -> Iterator[tuple[float, int, int, int]]:
    """(how unlike, how far apart, place in the earlier list, place in the later one) of all that may be one."""
    for old, before in enumerate(earlier):
        for new in range(max(0, old - REACH), min(len(later), old + REACH + 1)):
            after = later[new]
            is_one_date = before.date is not None and before.date == after.date
            least = ALIKE_ON_ONE_DATE if is_one_date else ALIKE
            likeness = fuzz.ratio(before.text, after.text, score_cutoff=least)
            if likeness >= least:
                yield -likeness, abs(old - new), old, new
