"""Dates in a column of their own: all dates of the column stand before all texts, and belong to them one by one."""

from __future__ import annotations

from pipelines.extraction.date_labels import is_date_alone
from pipelines.reading.markup import EMPTY_ITEM, Block
from pipelines.spans import joined

_FEWEST = 2


def beside_their_texts(blocks: list[Block]) -> list[Block]:
    """The blocks with each date of the column put before its text; unchanged where the section doesn't consist of as many
    dates, one after the other, as of texts behind them.
    """
    count = len(blocks) // 2
    if count < _FEWEST or len(blocks) % 2 or not all(is_date_alone(block.span.text) for block in blocks[:count]):
        return blocks
    texts = blocks[count:]
    if any(text.marker == EMPTY_ITEM or is_date_alone(text.span.text) for text in texts):
        return blocks
    return [part for date, text in zip(blocks[:count], texts, strict=True) for part in _pair(date, text)]


def _pair(date: Block, text: Block) -> tuple[Block, Block]:
    """The date as the head of an item, and the text that goes on it."""
    return date._replace(marker=date.marker or "li"), text._replace(marker="", number="", whole=joined((text.span,)))
