"""Items with dashes that a converter put into one line: `- 14 May 2020: … - July 2020: …` as the whole of a cell.

A dash inside a line may as well be one of the sentence. So this holds only where the cell opens with a dash, is one line, and
every part of it can be an item by itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipelines.reading.markup import Block

_DASHES = "-–—"
_INSIDE = re.compile(r"(?<=\s)[-–—]\s+(?=[^\Wa-z_])")
_WORD = re.compile(r"[^\W\d_]{3,}")
_FEWEST_WORDS = 2


def parted_items(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of one section; where it is one item with a dash that holds further ones, each of these."""
    if len(blocks) != 1 or not blocks[0].marker or blocks[0].marker not in _DASHES:
        return list(blocks)
    item = blocks[0]
    text = item.span.text
    cuts = [sign for sign in _INSIDE.finditer(text) if text[sign.start()] == item.marker]
    bounds = [(0, 0), *(sign.span() for sign in cuts), (len(text), len(text))]
    parts = [(begin, stop) for (_, begin), (stop, _) in pairwise(bounds)]
    if len(parts) == 1 or any(len(_WORD.findall(text, *part)) < _FEWEST_WORDS for part in parts):
        return [item]
    return [item._replace(span=item.span.cut(*part).strip(), bold=0) for part in parts]
