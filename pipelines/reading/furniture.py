"""What stands around the form and is no content: titles, running heads and footers, page numbers, contact lines."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipelines.vocabulary import rows

# No line of furniture is longer; content often is.
LONGEST_LINE = 160


@lru_cache(maxsize=4096)
def furniture(line: str) -> str | None:
    """What kind of furniture a line is (`title`, `footer`, `page number`, `printed`, `contact`, `rule`), or None for content."""
    if len(line) > LONGEST_LINE:
        return None
    match = _pattern().fullmatch(line)
    return _kinds()[match.lastgroup or ""] if match else None


def stands_alone(line: str) -> bool:
    """Whether a line is furniture wherever it stands: contact details count behind the contact label only."""
    return furniture(line) not in (None, "contact details")


@cache
def _pattern() -> re.Pattern[str]:
    """All patterns in one, each a group of its own; the first that matches names the kind."""
    groups = (f"(?P<line{number}>{row['pattern']})" for number, row in enumerate(rows("furniture")))
    return re.compile("|".join(groups), re.IGNORECASE)


@cache
def _kinds() -> dict[str, str]:
    return {f"line{number}": row["kind"] for number, row in enumerate(rows("furniture"))}


# Footers that flattening tools leave inside a text, with the page number beside them: each a group.
FOOTERS_IN_TEXT = re.compile(
    r"""(?:(?<=\s)(\d{1,2})\s+)?
    (A[ ]European[ ]Union[ ]Programme|欧盟项目|(?<!\S)Page[ ]\d{1,3}[ ]of[ ]\d{1,3}|(?<!\S)[-–—][ ]\d{1,3}[ ][-–—](?!\S)
    |(?<!\S)IUC-ASIA(?=\s(?![Oo]ffice)))
    (?:\s+(欧盟项目))?(?:\s+(\d{1,2})(?=\s|$)(?!\s+\w+\s+\d{4}))?""",
    re.VERBOSE,
)
