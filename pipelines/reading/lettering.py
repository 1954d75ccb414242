"""Capital letters and Roman figures that number the items of a section: `A. …`, `B. …`, `II) …`.

A capital with a full stop may as well be somebody's first name, so only a series tells: the first, the second and so on, each at
the head of a block. Signs that tell by themselves belong to `markup`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import ascii_uppercase

from pipelines.reading.markup import EMPTY_ITEM, Block

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
_NUMBER = re.compile(r"\(?([A-Z]|[IVX]{1,5})[.)]\s+(?=\S)")
_FEWEST = 2


def lettered(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of one section, those that a series of letters or figures numbers as items without their number."""
    heads = {at: match for at, block in enumerate(blocks) if (match := _head(block))}
    for series, marker in ((_ROMAN, "I"), (ascii_uppercase, "A")):
        counted = _counted(heads, series)
        if len(counted) >= _FEWEST:
            return [
                _item(block, heads[at].end(), marker) if at in counted else block for at, block in enumerate(blocks)
            ]
    return list(blocks)


def _head(block: Block) -> re.Match[str] | None:
    return _NUMBER.match(block.span.text) if block.marker in ("", "li") else None


def _counted(heads: dict[int, re.Match[str]], series: Sequence[str]) -> set[int]:
    """Which of the blocks, by their places, count on from the first number of a series."""
    counted: set[int] = set()
    for at, head in heads.items():
        if len(counted) < len(series) and head[1] == series[len(counted)]:
            counted.add(at)
    return counted


def _item(block: Block, begin: int, marker: str) -> Block:
    rest = block.span.after(begin)
    if not rest:
        return block._replace(marker=EMPTY_ITEM)
    return block._replace(span=rest, marker=marker, bold=max(0, block.bold - begin), whole=block.whole or block.span)
