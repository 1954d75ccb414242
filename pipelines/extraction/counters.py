"""Words that only count an item: `Theme 1:`, `Activity 2 –`. What they count is told by the items' order."""

from __future__ import annotations

import re

from pipelines.reading.markup import Block

_NUMBER = r"\s*(?:no\.?\s*|nr\.?\s*|#\s*)?\d{1,2}\s*[:：.)–—-]\s*"


def counter(words: str) -> re.Pattern[str]:
    """What matches a counter of any of the `words`, which are parted by `|`, at the head of a text."""
    return re.compile(rf"(?:{words}){_NUMBER}", re.IGNORECASE)


def without_counter(block: Block, pattern: re.Pattern[str]) -> Block:
    """The block without a counter at its head; unchanged where it has none, or nothing else."""
    found = pattern.match(block.span.text)
    if found is None or found.end() == len(block.span):
        return block
    return block._replace(span=block.span.after(found.end()), bold=max(0, block.bold - found.end()))
