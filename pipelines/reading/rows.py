"""What every layout is read into: rows of a label and cells, or lines outside the table. Everything after it is shared."""

from __future__ import annotations

from typing import NamedTuple

from pipelines.reading.markup import Block
from pipelines.spans import Span


class Row(NamedTuple):
    """A row of the form's table: what stands in its label column and the blocks of its further cells. A line outside
    the table has `cells` None and its blocks in `line`; `is_around` where the markup says that it belongs to the page around
    the form, `is_beside` where it stands outside the element that holds the form.
    """

    label: Span
    cells: tuple[list[Block], ...] | None
    line: list[Block]
    is_around: bool = False
    is_beside: bool = False
