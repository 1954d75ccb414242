"""The vocabularies under `pipelines/vocab`: knowledge about the world, kept as data and read as rows.

Belongs here: opening a file, and the one way in which names are made comparable. What a row means belongs to its user.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

_ALSO_AND = re.compile(r"[&/+]")
_NOT_A_LETTER = re.compile(r"[^\w]+|_+")
# Letters that decompose into no base letter and accent, and how gazetteers spell them in ASCII.
_SPELT_OUT = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
        "þ": "th",
        "ı": "i",
    }
)


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Rows of `vocab/<name>.csv` by column name, in file order; lines that open with `#` say where it comes from.

    Raises FileNotFoundError for a vocabulary that isn't part of the distribution.
    """
    text = files("pipelines").joinpath("vocab", f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(line for line in text.splitlines(keepends=True) if not line.startswith("#")))


def without_accents(text: str) -> str:
    """The same text in plain letters: `Málaga` → `Malaga`, `Łódź` → `Lodz`. Scripts without accents stay."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.translate(_SPELT_OUT))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def lowered(text: str) -> str:
    """The text in lower case, letter by letter: as long as before, so that offsets hold (`İ` alone would become two).

    Patterns written in lower case search it several times faster than with `re.IGNORECASE` the text itself.
    """
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(letter.lower()[:1] for letter in text)


@lru_cache(maxsize=1 << 14)
def comparable(name: str) -> str:
    """A name as vocabularies compare it: no case, accents or punctuation; `&`, `/` and `+` read as `and`."""
    plain = _ALSO_AND.sub(" and ", without_accents(name)).casefold()
    return _NOT_A_LETTER.sub(" ", plain).strip()


def comparable_without_and(name: str) -> str:
    """The same where `and`, `&` and `/` make no difference, as in titles: `Jobs & Skills`, `Jobs, Skills`."""
    return " ".join(word for word in comparable(name).split() if word != "and")
