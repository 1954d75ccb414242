"""The layout of spreadsheets saved as text: fields parted by semicolons or commas, in quotes where they hold several lines.

Read as rows parted by tabs, each character at its place. Belongs here: which sign parts the fields, and what stands in quotes.
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.reading.labels import CONTACT, LONGEST_LABEL, is_known, section_of
from pipelines.reading.rows import Row
from pipelines.reading.tab_rows import on_one_line, tab_rows

# Rows with different labels, word for word, that a text must have to be read so: wrapped lines may open with `activities in
# schools, …`, and two of the form's own labels hold a comma.
FEWEST_ROWS = 4
_SIGNS = ";,"
_ENDS = r"\r\n\f\v\u2028\u2029"
# No cell of a summary is longer.
LONGEST_FIELD = 20_000
# Empty fields at the end of a line.
_EMPTY_FIELDS = re.compile(r"(?<=[^\t\r\n])\t++(?=[\r\n]|\Z)")


def looks_like_csv(text: str) -> bool:
    """Whether lines open with the labels of enough sections and one of the signs behind them."""
    return _sign_of(text) is not None


def csv_rows(text: str) -> list[Row]:
    """All written rows and lines of the text, in order."""
    sign = _sign_of(text)
    return tab_rows(_with_tabs(text, sign)) if sign else []


def _sign_of(text: str) -> str | None:
    for sign in _SIGNS:
        labels = (opening[1] or opening[2] for opening in _labelled(sign).finditer(text))
        if len({section_of(label) for label in labels if is_known(label)} - {CONTACT}) >= FEWEST_ROWS:
            return sign
    return None


def _with_tabs(text: str, sign: str) -> str:
    """A text of the same length with tabs for the signs and blanks for the quotes; a line with nothing in its further fields
    stands outside the table.
    """
    plain = text.replace("\t", " ")
    parted = _fields(sign).sub(lambda found: on_one_line(found[0]) if found[0] != sign else "\t", plain)
    return _EMPTY_FIELDS.sub(lambda tabs: " " * len(tabs[0]), parted)


@cache
def _labelled(sign: str) -> re.Pattern[str]:
    """A field at the head of a line, in quotes or not, and the sign behind it."""
    return re.compile(
        rf'(?:^|(?<=\r))\ufeff?(?:"([^"{_ENDS}]{{2,{LONGEST_LABEL}}})"|([^"{sign}{_ENDS}]{{2,{LONGEST_LABEL}}})){sign}',
        re.MULTILINE,
    )


@cache
def _fields(sign: str) -> re.Pattern[str]:
    """A field in quotes, its own quotes doubled, or a sign between fields."""
    return re.compile(rf'(?:\A|(?<=[{sign}\r\n\ufeff]))"(?:[^"]|""){{0,{LONGEST_FIELD}}}"(?=[{sign}\r\n]|\Z)|{sign}')
