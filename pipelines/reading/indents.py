"""How deep a line's list item stands, told from the blanks before it: where all signs are the same nothing else tells it.

Belongs here: what an indent means beside those of the lines above. What an item's level is in the end, its sign considered, is
told by `extraction.outline`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Iterable, Sequence

from pipelines.reading.markup import Block

# Items of one list are set at one indent give or take a blank; one below is set in by two or more (CommonMark 0.31, 5.2).
_DEEPER = 2
_TAB = 4
# How far a column's texts may stand from its edge: letters of different width shift them.
DRIFT = 2
# So many columns any text may have, and one more for so many lines.
FEWEST_COLUMNS = 2
LINES_A_COLUMN = 4
# White space before a text; nothing is set in farther.
_BLANKS = " \t\u00a0"
_FARTHEST = 120


class Indents:
    """Follows the lines of a text. A line that opens no item and is not set in ends the lists above it."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._open: list[int] = []

    def placed(self, blocks: list[Block], start: int) -> list[Block]:
        """The blocks of the line, or paragraph, that is written from `start` on; those of an item with its depth in the lists."""
        return self._placed(blocks, self._indent(start)) if blocks else blocks

    def _placed(self, blocks: list[Block], indent: int) -> list[Block]:
        if not blocks[0].marker:
            if indent < _DEEPER:
                self._open.clear()
            return blocks
        while self._open and self._open[-1] >= indent + _DEEPER:
            self._open.pop()
        if not self._open or indent >= self._open[-1] + _DEEPER:
            self._open.append(indent)
        depth = len(self._open) - 1
        return [block._replace(depth=block.depth + depth) for block in blocks] if depth else blocks

    def in_cell(self, blocks: list[Block]) -> list[Block]:
        """The blocks of a cell whose lines `<br>` parts, the items of those that are set in with their depth in the lists."""
        if not any(block.soft and block.marker for block in blocks):
            return blocks
        found: list[Block] = []
        for block in blocks:  # what stands before the first line is the cell's own margin
            found += self._placed([block], self._indent(block.with_sign.start) if block.soft else 0)
        return found

    def _indent(self, start: int) -> int:
        """How many columns of white space stand before the line's first sign."""
        before = self._source[max(0, start - _FARTHEST) : start].replace("&nbsp;", " ")
        blanks = before[len(before.rstrip(_BLANKS)) :]
        while start < len(self._source) and self._source[start] in _BLANKS:
            blanks += self._source[start]
            start += 1
        return len(blanks.expandtabs(_TAB))


def depths_by_place(items: Sequence[tuple[Hashable, float] | None], step: float) -> list[int]:
    """How deep each item of a list stands among those with its own sign, by where its sign is set: a level farther in for each
    `step` and more. Takes sign and place of each item; one without is at the top.
    """
    places: dict[Hashable, set[float]] = {}
    for item in items:
        if item is not None:
            places.setdefault(item[0], set()).add(item[1])
    levels = {sign: _levels(found, step) for sign, found in places.items()}
    return [0 if item is None else bisect_right(levels[item[0]], item[1]) - 1 for item in items]


def are_aligned(columns: Sequence[int | None]) -> bool:
    """Whether the lines of a text begin at a few columns, as they do where a tool kept them: some set each line anywhere."""
    return len({column for column in columns if column is not None}) <= FEWEST_COLUMNS + len(columns) // LINES_A_COLUMN


def depths_without_sign(places: Sequence[tuple[Hashable, int] | None]) -> list[int]:
    """How deep paragraphs without signs stand, by page and column of each. Tools that let no text drift from its edge show
    smaller steps.
    """
    at = {place for place in places if place is not None}
    drift = any((page, column + 1) in at for page, column in at)
    return depths_by_place(places, DRIFT + 1 if drift else _DEEPER)


def are_listed(depths: Sequence[int]) -> list[bool]:
    """Which paragraphs are items of a list without signs: two and more below each other are set in equally."""
    around = zip([0, *depths], depths, [*depths[1:], 0], strict=False)
    return [depth > 0 and depth in (above, below) for above, depth, below in around]


def _levels(places: Iterable[float], step: float) -> list[float]:
    """Where each level begins."""
    levels: list[float] = []
    for place in sorted(places):
        if not levels or place >= levels[-1] + step:
            levels.append(place)
    return levels
