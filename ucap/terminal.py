"""How things look in a terminal: where they are printed, in which colours, and text of strangers made harmless.

Results go to standard output, so that they can be piped; everything said about the work goes to standard error.
Texts are always `rich.text.Text` or printed on a console that reads no markup: a document may hold `[bold]`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import typer
from rich.console import Console
from rich.text import Text
from rich.theme import Theme

THEME = Theme(
    {
        "error": "bold red",
        "warning": "yellow",
        "info": "cyan",
        "good": "green",
        "quiet": "dim",
        "heading": "bold",
        "code": "cyan",
    }
)

# In the order of how much they matter, with the word for one of them.
SEVERITY_WORDS = {"error": "error", "warning": "warning", "info": "note"}
SEVERITY_MARKS = {"error": "✗", "warning": "!", "info": "i"}

# What a terminal obeys or hides instead of showing: control characters of ASCII and Latin-1, line separators, marks
# that turn the direction of writing (Unicode TR 36), and halves of characters, which can't be encoded.
_NOT_SHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_LAYOUT = {"\n", "\t"}


def results() -> Console:
    """The console for what a command was asked for: standard output."""
    return Console(theme=THEME, markup=False, emoji=False, highlight=False)


def notices() -> Console:
    """The console for progress, remarks and errors: standard error."""
    return Console(theme=THEME, markup=False, emoji=False, highlight=False, stderr=True)


def visible(text: str, *, keep_layout: bool = False) -> str:
    r"""The text with everything that a terminal would obey written out: `ESC` as `\x1b`, a line break as `\n`.

    With `keep_layout`, line breaks and tabs stay.
    """

    def written_out(match: re.Match[str]) -> str:
        character = match.group()
        return character if keep_layout and character in _LAYOUT else character.encode("unicode_escape").decode()

    return _NOT_SHOWN.sub(written_out, text)


def one_line(text: str, limit: int | None = None) -> str:
    """The text on one line, harmless, with runs of white space as one space, cut at `limit` characters with `…`."""
    line = visible(" ".join(text.split()))
    return line if limit is None or len(line) <= limit else line[: limit - 1].rstrip() + "…"


def path_words(path: Path) -> str:
    """A path as people know it: relative to the working folder where it lies in it, and harmless. A link has its own name."""
    try:
        shown = (path.parent.resolve() / path.name).relative_to(Path.cwd())
    except (ValueError, OSError):
        shown = path
    return visible(str(shown))


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 document`, `2,000 documents`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def remark(words: str, style: str = "quiet") -> None:
    """Says something about the work, beside the result."""
    notices().print(Text(words, style=style), soft_wrap=True)


def fail(sentence: str, *hints: str) -> NoReturn:
    """Says what went wrong and what to do about it, and ends the command with exit code 1."""
    console = notices()
    console.print(Text.assemble(("✗ ", "error"), visible(sentence, keep_layout=True)), soft_wrap=True)
    for hint in hints:
        console.print(Text(f"  {visible(hint, keep_layout=True)}", style="quiet"), soft_wrap=True)
    raise typer.Exit(1)


def never_fail_on_a_letter() -> None:
    """Lets standard output and error write what their encoding lacks as `\\u2713` instead of ending the command."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def severity_counts(counts: Mapping[str, int]) -> Text:
    """`2 errors, 1 warning, 5 notes`, each in its colour, or `no issues`."""
    parts = [Text(plural(counts[name], word), style=name) for name, word in SEVERITY_WORDS.items() if counts.get(name)]
    return Text(", ").join(parts) if parts else Text("no issues", style="good")
