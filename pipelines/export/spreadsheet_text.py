r"""Texts that a spreadsheet would take for a formula, made harmless in CSV, and read back as they were.

A spreadsheet evaluates a cell that begins with `=`, `+`, `-` or `@`, and some also after a tab or line break. Where its
list separator is a semicolon, as in most of Europe, a cell even begins after each `;` within a text. So an apostrophe is
put

1. before each `=`, `+`, `-`, `@` (of any width) that stands at the start of a text or after a tab, line break or `;`,
   blanks between them or not;
2. then at the start of a text that begins with a tab or line break, that is empty, or that consists of apostrophes.

Apostrophes that stand there already are kept, and one is added: what was written is read back by taking one away, first by
rule 2, then by rule 1. Numbers and dates are never touched. The rules follow OWASP's page on CSV injection.
"""

from __future__ import annotations

import re

import polars as pl

# Blanks that a spreadsheet may skip before it looks at what a cell begins with.
_BLANKS = "[ \u00a0\u2000-\u200b\u3000\ufeff]*"
_FORMULA = "[=+@＝＋－＠-]"

# Both work on what Python's and polars' regular expressions share: no look-around.
_BEGINS = rf"((?:^|[;\t\r\n]){_BLANKS})('*{_FORMULA})"
_BEGUN = rf"((?:^|[;\t\r\n]){_BLANKS})'('*{_FORMULA})"
_LEADS = rf"^('*{_BLANKS}[\t\r\n]|'*$)"
_LED = rf"^'('*{_BLANKS}[\t\r\n]|'*$)"


def escaped(column: pl.Expr) -> pl.Expr:
    """A column of texts as CSV holds it; NULL stays NULL."""
    return column.str.replace_all(_BEGINS, "${1}'${2}").str.replace(_LEADS, "'${1}")


def unescaped(text: str) -> str:
    """The text that stands in a cell of our CSV files, as it was before `escaped`."""
    return _BEGUN_PATTERN.sub(r"\1\2", _LED_PATTERN.sub(r"\1", text, count=1))


_BEGUN_PATTERN = re.compile(_BEGUN)
# `\Z`: Python's `$` would also match before a last line break, polars' doesn't.
_LED_PATTERN = re.compile(_LED.replace("$", r"\Z"))
