"""Rows as a Markdown table, for the previews in Dagster and for `ucap sql --format markdown`. Knows no dagster."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

# What a Markdown renderer would read as the table's own bars, as HTML, code, emphasis or a link instead of showing it.
# (An underscore within a word, as in `circular_economy`, is none of these.)
_MEANS_SOMETHING = re.compile(r"([\\|<`*\[])")


def table_lines(columns: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> Iterator[str]:
    """The lines of a table. `rows` are texts as they are, markup in them is shown and not obeyed; `right` are the
    positions of columns that stand to the right, as numbers do.
    """
    to_the_right = set(right)
    yield _line(map(cell, columns))
    yield _line("---:" if position in to_the_right else "---" for position in range(len(columns)))
    for row in rows:
        yield _line(map(cell, row))


def cell(text: str) -> str:
    """A text as the content of one cell: on one line, with everything escaped that Markdown would obey."""
    return _MEANS_SOMETHING.sub(r"\\\1", " ".join(text.split()))


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
