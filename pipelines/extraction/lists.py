"""Names in a list, as cells of the head hold them: parted by commas and the like, save where the name has them itself."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipelines.spans import Span

# Text in brackets is passed over; only matches with the group `sep` part a list.
SEPARATOR = re.compile(
    r"[(（][^()（）]*[)）]"
    r"|(?P<sep>(?:(?<!\s)\s++)?+[,;/|•·+\n、，；](?:\s*+[,;/|•·+、，；])*+\s*+(?:(?:and|&|und|et|y|e)\s+)?"
    r"|(?<!\s)\s++(?:and|&|und|et|as\s+well\s+as|[-–—])\s+)",
    re.IGNORECASE,
)
# How many parts one name can have: `Province, State, Department`.
MOST_PARTS = 3


def listed_names(cell: Span, is_name: Callable[[str], bool]) -> list[Span]:
    """The names of a list in order. What separators part is one name where it is known as one (`Brighton and Hove`,
    `Bosnia and Herzegovina`).
    """
    bounds, begin = [], 0
    for match in SEPARATOR.finditer(cell.text):
        if match["sep"]:
            bounds.append((begin, match.start()))
            begin = match.end()
    bounds.append((begin, len(cell.text)))
    parts, first = [], 0
    while first < len(bounds):
        longest = min(first + MOST_PARTS, len(bounds)) - 1
        last = next(
            (last for last in range(longest, first, -1) if is_name(cell.text[bounds[first][0] : bounds[last][1]])),
            first,
        )
        parts.append(cell.cut(bounds[first][0], bounds[last][1]).strip())
        first = last + 1
    return [part for part in parts if part]
