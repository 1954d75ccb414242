"""How common English words are: what tells `acti vities`, torn by a page break, from two words.

The counts come with pyspellchecker (MIT): some 160,000 words of English subtitles.
"""

from __future__ import annotations

from functools import cache

from spellchecker import SpellChecker

# At a hyphen a word is rather torn than not: it may be so much rarer than its rarer half (`stake-` `holders`, not `take-` `off`).
RARER_AT_HYPHEN = 20
# Names stand in subtitles too, most of them rarely: the count of a rare word is 50.
FEWEST_TIMES = 200


def is_torn(first: str, second: str, *, at_hyphen: bool = False) -> bool:
    """Whether two neighbours are rather the halves of one word: one that is more common than the rarer half."""
    counts = _counts()
    whole = counts.get((first + second).lower(), 0) * (RARER_AT_HYPHEN if at_hyphen else 1)
    return whole > min(counts.get(first.lower(), 0), counts.get(second.lower(), 0))


def is_english(word: str) -> bool:
    """Whether a word is one of English, and no name only."""
    return _counts().get(word.lower(), 0) >= FEWEST_TIMES


@cache
def _counts() -> dict[str, int]:
    return dict(SpellChecker("en").word_frequency.dictionary)
