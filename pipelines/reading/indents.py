"""How deep a line's list item stands, told from the blanks before it: where all signs are the same nothing else tells it.

Belongs here: what an indent means beside those of the lines above. What an item's level is in the end, its sign considered, is
told by `extraction.outline`.
"""

from __future__ import annotations

from pipelines.reading.markup import Block

# Items of one list are set at one indent give or take a blank; one below is set in by two or more (CommonMark 0.31, 5.2).
_DEEPER = 2
_TAB = 4


class Indents:
    """Follows the lines of a text. A line that opens no item and is not set in ends the lists above it."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._open: list[int] = []

    def placed(self, blocks: list[Block], start: int) -> list[Block]:
        """The blocks of the line, or paragraph, that is written from `start` on; those of an item with its depth in the lists."""
        if not blocks:
            return blocks
        indent = self._indent(start)
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

    def _indent(self, start: int) -> int:
        """How many columns of white space stand before the line's first sign."""
        begin = start
        while begin and self._source[begin - 1] in " \t\u00a0":
            begin -= 1
        while start < len(self._source) and self._source[start] in " \t\u00a0":
            start += 1
        return len(self._source[begin:start].expandtabs(_TAB))
