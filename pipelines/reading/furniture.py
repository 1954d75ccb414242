"""What stands around the form and is no content: titles, running heads and footers, page numbers, contact lines."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipelines.vocabulary import rows

# No line of furniture is longer; content often is.
LONGEST_LINE = 160


@lru_cache(maxsize=4096)
def furniture(line: str) -> str | None:
    """What kind of furniture a line is (`title`, `footer`, `page number`, `contact`, `rule`), or None for content."""
    if len(line) > LONGEST_LINE:
        return None
    return next((kind for kind, pattern in _patterns() if pattern.fullmatch(line)), None)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["kind"], re.compile(row["pattern"], re.IGNORECASE)) for row in rows("furniture"))
