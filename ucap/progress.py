"""How far a refresh is, on standard error: a moving line in a terminal, plain lines in a log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.text import Text

from assets.progress import Progress
from ucap import terminal

# A log wants a line now and then: one for each tenth of the documents.
LINES_FOR_DOCUMENTS = 10


@contextmanager
def shown(first_words: str) -> Iterator[Progress]:
    """Shows progress while the block runs; `first_words` say what happens until the first stage is told."""
    console = terminal.notices()
    if not console.is_terminal:
        lines = Lines(console)
        lines.stage(first_words)
        yield lines
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=console, transient=True) as bar:
        yield Moving(bar, bar.add_task(first_words, total=None))


class Moving(Progress):
    """One line that changes, and is gone at the end."""

    def __init__(self, bar: Bar, task: TaskID) -> None:
        self._bar, self._task = bar, task

    def stage(self, words: str) -> None:  # noqa: D102 - as in Progress
        self._bar.reset(self._task, description=words, total=None)

    def documents(self, done: int, total: int) -> None:  # noqa: D102
        self._bar.update(self._task, completed=done, total=total or None)

    def remark(self, words: str) -> None:  # noqa: D102
        self._bar.console.print(Text(terminal.visible(words), style="warning"), soft_wrap=True)


class Lines(Progress):
    """A line for each stage, and one for each tenth of the documents."""

    def __init__(self, console: Console) -> None:
        self._console, self._tenth = console, 0

    def stage(self, words: str) -> None:  # noqa: D102
        self._console.print(f"{words} …", soft_wrap=True)

    def documents(self, done: int, total: int) -> None:  # noqa: D102
        tenth = LINES_FOR_DOCUMENTS * done // total if total else 0
        if tenth > self._tenth:
            self._tenth = tenth
            self._console.print(f"  {done:,} of {terminal.plural(total, 'document')} read", soft_wrap=True)

    def remark(self, words: str) -> None:  # noqa: D102
        self._console.print(Text(terminal.visible(words), style="warning"), soft_wrap=True)
