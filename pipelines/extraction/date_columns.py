"""Dates in a column of their own: all dates before all texts, to which they belong one by one, or each behind its text."""

from __future__ import annotations

from pipelines.extraction.date_labels import is_date_alone
from pipelines.reading.markup import EMPTY_ITEM, Block
from pipelines.spans import joined

_FEWEST = 2


def beside_their_texts(blocks: list[Block]) -> list[Block]:
    """The blocks with each date of the column put before its text; unchanged where the section doesn't consist of as many
    dates, one after the other, as of texts behind them, nor of items with a date behind each.
    """
    count = len(blocks) // 2
    if count < _FEWEST or len(blocks) % 2:
        return blocks
    for dates, texts in ((blocks[:count], blocks[count:]), (blocks[1::2], blocks[::2])):
        is_behind = dates[0] is not blocks[0]
        if all(map(_is_date, dates)) and not any(map(_is_no_text, texts)):
            if is_behind and not all(text.marker and not date.marker for date, text in zip(dates, texts, strict=True)):
                return blocks
            return [part for date, text in zip(dates, texts, strict=True) for part in _pair(date, text)]
    return blocks


def _is_date(block: Block) -> bool:
    return is_date_alone(block.span.text)


def _is_no_text(block: Block) -> bool:
    return block.marker == EMPTY_ITEM or _is_date(block)


def _pair(date: Block, text: Block) -> tuple[Block, Block]:
    """The date as the head of an item, and the text that goes on it."""
    return date._replace(marker=date.marker or "li"), text._replace(marker="", number="", whole=joined((text.span,)))
