"""How deep each item of a list stands, from its bullet sign and the lists of the markup it stands in."""

from __future__ import annotations

from typing import NamedTuple

from pipelines.reading.markup import Block


class _Level(NamedTuple):
    depth: int
    marker: str
    number: str = ""

    def is_of(self, block: Block) -> bool:
        return (self.depth, self.marker) == (block.depth, block.marker)

    def counts_on_to(self, block: Block) -> bool:
        return self.number.isdigit() and block.number.isdigit() and int(block.number) == int(self.number) + 1


class Outline:
    """Follows a list item by item. Top-level items have level 0.

    In one list of the markup, another sign than the items above means a level below them, and a sign that was there
    before means a return to its level. A number that says its place (`2.1`) is believed; where the list opens with such a
    one, the figures before its last are those of the section.
    """

    def __init__(self) -> None:
        self._dots_of_section: int | None = None
        self._levels: list[_Level] = []
        self._tops: set[tuple[int, str]] = set()  # signs of the top level, wherever the list was measured from since

    def level(self, block: Block) -> int:
        """The level of the next item of the list."""
        dots = block.number.count(".") if block.marker == "#" else 0
        if self._dots_of_section is None:
            self._dots_of_section = dots
        if dots:
            level = max(0, dots - self._dots_of_section)
            self._levels[level:] = [_Level(block.depth, block.marker, block.number)]
            return level
        at = 0 if (block.depth, block.marker) in self._tops else self._known_level(block)
        if at is None:
            while self._levels and self._levels[-1].depth > block.depth:
                self._levels.pop()
            at = next((n for n, level in enumerate(self._levels) if level.is_of(block)), len(self._levels))
        self._levels[at:] = [_Level(block.depth, block.marker, block.number)]
        if at == 0:
            self._tops.add((block.depth, block.marker))
        return at

    def _known_level(self, block: Block) -> int | None:
        """The level whose numbers the item counts on, wherever the markup puts it."""
        return next((n for n, level in enumerate(self._levels) if level.counts_on_to(block)), None)

    def back_to_top(self, block: Block) -> None:
        """The item stands at the top whatever its sign says; what follows is measured from it."""
        self._levels = [_Level(block.depth, block.marker, block.number)]
