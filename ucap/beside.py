"""A document's values beside the lines they were read from, in a terminal.

     line field           value                         source
      5:7 lead city       Barnsley (gb-barnsley)        Barnsley
     9:13 area km2        329.1                         329,1 km ²

Under each row stand the issues that are about it; those that are about no row shown stand at the end. Their numbers
are those of the marked source. The worst of them stand under the file's name, too, as nobody reads a hundred.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ucap import terminal
from ucap.around import Outside, Stretch, outside
from ucap.marks import UNREAD_CODE
from ucap.overview import MOST_WORST, counted, lacking, missing, severities, worst
from ucap.reading import Reading
from ucap.values import IssueKey, Row, issue_key, sections

# Wide enough for `123:456`, and where there are pages for `p. 2, 123:456`.
LINE_WIDTH, LINE_WIDTH_WITH_PAGE, FIELD_WIDTH = 7, 13, 17
# Long enough to recognise the place; the line number leads to the rest.
SOURCE_LENGTH = 160
# More issues than anybody reads; a document with as many is no summary.
MOST_ISSUES = 200
# Enough of a text outside the form to recognise it.
OUTSIDE_LENGTH = 60
DOUBTFUL = "The section that is missing may be among it."


def show(reading: Reading, console: Console, *, everything: bool = False) -> None:
    """Prints the document's values by section, and its issues: of many only the first, unless all are asked for."""
    numbers = _Numbers(reading, None if everything else MOST_ISSUES)
    if reading.summary is not None:
        for title, rows in sections(reading.summary):
            if not rows:
                continue
            console.print()
            console.print(Text(title, style="heading"))
            for row in rows:
                console.print(_as_line(row, reading))
                numbers.show(numbers.about(row), console)
    around = outside(reading)
    further = [number for number in numbers.untold() if everything or number not in around.issues]
    unread = [number for number in further if reading.issues[number].code == UNREAD_CODE]
    about = [number for number in further if reading.issues[number].code != UNREAD_CODE]
    for title, issues in (("Left unread", unread), ("About the document", about)):
        if issues:
            console.print()
            console.print(Text(title, style="heading"))
            numbers.show(issues, console)
    if around.stretches and not everything:
        _show_outside(around, reading, console)
    if numbers.left_out:
        console.print(Text(f"{terminal.plural(numbers.left_out, 'issue')} more; --all shows them.", style="warning"))


class _Numbers:
    """The issues by their numbers, each told once."""

    def __init__(self, reading: Reading, most: int | None) -> None:
        self._reading = reading
        self._most = most
        self._told: set[int] = set()
        self._by_row: dict[IssueKey, list[int]] = {}
        for number, issue in enumerate(reading.issues):
            self._by_row.setdefault(issue_key(issue), []).append(number)
        self.left_out = 0

    def about(self, row: Row) -> list[int]:
        """The issues about a row that weren't told yet."""
        of_row = [number for key in row.issue_keys for number in self._by_row.get(key, ())]
        return [number for number in of_row if number not in self._told and row.has(self._reading.issues[number])]

    def untold(self) -> list[int]:
        """The issues that no row has told."""
        return [number for number in range(len(self._reading.issues)) if number not in self._told]

    def show(self, numbers: Iterable[int], console: Console) -> None:
        """Prints issues, and remembers that they were told."""
        for number in numbers:
            if self._most is not None and len(self._told) - self.left_out >= self._most:
                self.left_out += 1
            else:
                _show_issue(number, self._reading, console)
            self._told.add(number)


def headline(reading: Reading) -> Text:
    """The file's name and what would become of it; below it what was read and what is missing, and the worst issues."""
    name = Text(terminal.visible(str(reading.path)), style="heading")
    if reading.rejection:
        return name + Text.assemble("  ", ("would be quarantined: ", "error"), terminal.one_line(reading.rejection))
    around = outside(reading)
    lines = [
        name + Text.assemble("  ", ("would be loaded", "good"), ", ", severities_in_words(reading, around)),
        _counts(reading),
    ]
    found = worst(reading, around)
    lines += [_issue(number, reading) for number in found[:MOST_WORST]]
    if len(found) > MOST_WORST:
        lines.append(Text(f"{terminal.plural(len(found) - MOST_WORST, 'warning')} more below", style="quiet"))
    return Text("\n  ").join(lines)


def outside_in_words(stretch: Stretch, reading: Reading) -> str:
    """The text at one side of the form: `before the form, lines 9–16: 9 pieces of text, “Cookies” to “Home”`."""
    first, last = (reading.issues[number] for number in (stretch.issues[0], stretch.issues[-1]))
    lines = [reading.line(issue.source_start or 0) for issue in (first, last)]
    where = f"line {lines[0]}" if lines[0] == lines[1] else f"lines {lines[0]}–{lines[1]}"
    quotes = [f"“{terminal.one_line(issue.raw_text or '', OUTSIDE_LENGTH)}”" for issue in (first, last)]
    pieces = terminal.plural(len(stretch.issues), "piece", "pieces")
    return f"{stretch.side}, {where}: {pieces} of text, {' to '.join(dict.fromkeys(quotes))}"


def severities_in_words(reading: Reading, around: Outside) -> Text:
    """`4 warnings, 1 note; 21 pieces of text outside the form`."""
    counts = terminal.severity_counts(severities(reading, around))
    if around.issues:
        counts.append(
            f"; {terminal.plural(len(around.issues), 'piece', 'pieces')} of text outside the form", style="quiet"
        )
    return counts


def _counts(reading: Reading) -> Text:
    parts = [
        *(Text(words, style="error") for words in lacking(reading)),
        *(Text(words) for words in counted(reading)),
        *(Text(words, style="error") for words in missing(reading)),
    ]
    return Text(" · ").join(parts)


def _show_outside(around: Outside, reading: Reading, console: Console) -> None:
    console.print()
    console.print(Text("Outside the form, not read", style="heading"))
    lines = [outside_in_words(stretch, reading) for stretch in around.stretches]
    lines.append(f"{DOUBTFUL} --all lists each." if around.is_doubtful else "--all lists each.")
    for line in lines:
        console.print(Padding(Text(line), (0, 0, 0, _place_width(reading) + 1)))


def _as_line(row: Row, reading: Reading) -> Table:
    grid = Table.grid(padding=(0, 1), expand=True)
    grid.add_column(width=_place_width(reading), justify="right")
    grid.add_column(width=FIELD_WIDTH)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(ratio=1, overflow="fold")
    grid.add_row(
        Text(reading.where(row.start), style="quiet"),
        Text(terminal.one_line(row.field)),
        Text(terminal.one_line(row.value), style="code"),
        Text(terminal.one_line(reading.told_value(row.start, row.end), SOURCE_LENGTH), style="quiet"),
    )
    return grid


def _show_issue(number: int, reading: Reading, console: Console) -> None:
    console.print(Padding(_issue(number, reading), (0, 0, 0, _place_width(reading) + 1)))


def _issue(number: int, reading: Reading) -> Text:
    issue = reading.issues[number]
    where = "" if issue.source_start is None else f" ({reading.line_in_words(issue.source_start)})"
    return Text.assemble(
        (f"[{number + 1}] ", "quiet"),
        (f"{terminal.SEVERITY_MARKS[issue.severity]} {issue.code}", issue.severity),
        f"{where}: ",
        terminal.one_line(issue.message),
    )


def _place_width(reading: Reading) -> int:
    return LINE_WIDTH if reading.page(0) is None else LINE_WIDTH_WITH_PAGE
