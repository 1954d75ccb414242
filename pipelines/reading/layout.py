"""How a document's text is arranged, told from what each reader finds in it: the layout whose reader finds most of the form.

No mark at the head of a file says which tool wrote it, and files hold several layouts at once. The number of the form's
sections that a reader finds is what counts for a reader of the rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from pipelines.reading.column_rows import column_rows, looks_like_columns
from pipelines.reading.csv_rows import csv_rows, looks_like_csv
from pipelines.reading.form import Form, read_form
from pipelines.reading.html_rows import html_rows, looks_like_html
from pipelines.reading.labels import HEAD, TEXTS, may_hold_form
from pipelines.reading.line_rows import line_rows
from pipelines.reading.pipe_rows import looks_like_pipes, pipe_rows
from pipelines.reading.rows import Row
from pipelines.reading.running import running_rows
from pipelines.reading.running_heads import without_running_heads
from pipelines.reading.running_labels import has_torn_labels
from pipelines.reading.tab_rows import tab_rows

# Running text also holds words that are labels elsewhere (`Focus:`): it must be the better reading by so many sections.
CLEARLY_MORE = 2
LINES = "one label or value a line"
RUNNING_TEXT = "running text"
# A text with fewer quoted lines is no e-mail that quotes a summary.
FEWEST_QUOTED = 10
_QUOTE = re.compile(r"(?m)^[ \t]{0,3}>(?:[ \t]?>){0,8}")
_WRITTEN_LINE = re.compile(r"(?m)^.*\S.*$")
NO_LAYOUT = "no layout of the form"
_SECTIONS = len(HEAD) + len(TEXTS)


class Layout(NamedTuple):
    """A layout by its name, whether a text may be in it at all, and its reader."""

    name: str
    is_possible: Callable[[str], bool]
    rows: Callable[[str], list[Row]]
    lead: int = 1


def _has_tabs(text: str) -> bool:
    return "\t" in text


def _always(_: str) -> bool:
    return True


def _has_whole_labels(text: str) -> bool:
    return not has_torn_labels(text)


# In the order in which they are tried; of two that find as much the first is taken.
LAYOUTS = (
    Layout("tab-separated rows", _has_tabs, tab_rows),
    Layout("rows parted by semicolons or commas", looks_like_csv, csv_rows),
    Layout("HTML", looks_like_html, html_rows),
    Layout("Markdown table", looks_like_pipes, pipe_rows),
    Layout("aligned columns", looks_like_columns, column_rows),
    Layout(LINES, _has_whole_labels, line_rows),
    Layout(RUNNING_TEXT, _always, running_rows, CLEARLY_MORE),
)


def _without_quote_signs(text: str) -> str:
    """A text with blanks for the `>` before its lines, where most are quoted, as in an answer to an e-mail."""
    quoted = sum(1 for _ in _QUOTE.finditer(text))
    if quoted < FEWEST_QUOTED or 2 * quoted < len(_WRITTEN_LINE.findall(text)):
        return text
    return _QUOTE.sub(lambda signs: " " * len(signs[0]), text)


def read_layout(text: str) -> tuple[str, Form]:
    """The layout of a text by its name, and the form read from it: an empty one where the text can't hold a form at all."""
    if not may_hold_form(text):
        return NO_LAYOUT, Form()
    paged = without_running_heads(_without_quote_signs(text))
    text = paged.text
    best: tuple[str, Form] | None = None
    for layout in LAYOUTS:
        if not layout.is_possible(text):
            continue
        form = read_form(layout.rows(text), text)
        if best is None or form.sections_found >= best[1].sections_found + layout.lead:
            best = (layout.name, form)
        if best[1].sections_found == _SECTIONS:
            break
    assert best is not None  # the last layout is always possible
    best[1].outside.extend(paged.first)  # told once: it may be a text that only looks like a running head
    best[1].dropped.extend(paged.again)
    return best
