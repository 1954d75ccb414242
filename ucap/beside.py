"""A document's values beside the lines they were read from, in a terminal.

     line field           value                         source
      5:7 lead city       Barnsley (gb-barnsley)        Barnsley
     9:13 area km2        329.1                         329,1 km ²

Under each row stand the issues that are about it; those that are about no row shown stand at the end. Their numbers
are those of the marked source.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipelines.records import (
    ActivityRecord,
    CityRecord,
    EvidenceRecord,
    IssueRecord,
    ItemKind,
    PartnerRecord,
    PlanRecord,
    ResultRecord,
    SdgTagRecord,
    StatementRecord,
    Summary,
    ThemeRecord,
    UrbanAgendaTagRecord,
)
from ucap import terminal
from ucap.reading import Reading

# Wide enough for `123:456`, and where there are pages for `p. 2, 123:456`.
LINE_WIDTH, LINE_WIDTH_WITH_PAGE, FIELD_WIDTH = 7, 13, 17
PlacedRecord = (
    ActivityRecord
    | EvidenceRecord
    | PartnerRecord
    | ResultRecord
    | SdgTagRecord
    | StatementRecord
    | ThemeRecord
    | UrbanAgendaTagRecord
)
# Long enough to recognise the place; the line number leads to the rest.
SOURCE_LENGTH = 160
# More issues than anybody reads; a document with as many is no summary.
MOST_ISSUES = 200


# The head of the form, in its order: what a row is called, and the columns of `dim_plan` that it shows. The first is
# the value; where it has no place in the source of its own, that of the next will do.
HEAD = {
    "title": ("title",),
    "lead city": ("lead_city_id",),
    "lead province": ("lead_province",),
    "partner provinces": ("partner_provinces_raw",),
    "country": ("country_raw",),
    "partner countries": ("partner_countries_raw",),
    "population": ("population", "population_raw"),
    "area km2": ("area_km2", "area_raw"),
    "period": ("period_raw", "period_start", "period_end", "period_precision", "period_is_open"),
}


# What the rows of a table are called; tags and statements say by themselves what they are.
TAGS = {
    "fact_partnership": "partner",
    "fact_theme": "theme",
    "fact_activity": "activity",
    "fact_result": "result",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One value and where it was read. `table` and `row_key` say which issues stand under it; for a value of the plan
    so do `columns`.
    """

    field: str
    value: str
    start: int
    end: int
    table: str
    row_key: str | None
    columns: tuple[str, ...] = ()

    @property
    def tag(self) -> str:
        """The value's name within its document: `area_km2`, `partner 2`, `activity 2.1`."""
        if self.columns:
            return self.columns[0]
        if self.table == "fact_statement":
            return self.field
        word = TAGS.get(self.table)
        return f"{word} {self.field}" if word else f"{self.field} {self.value}"

    def has(self, issue: IssueRecord) -> bool:
        """Whether the issue is about this row."""
        is_of_row = (issue.table_name, issue.row_key) == (self.table, self.row_key)
        return is_of_row and (not self.columns or issue.column_name in self.columns)


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
    further = numbers.untold()
    unread = [number for number in further if reading.issues[number].code == "unread_text"]
    about = [number for number in further if reading.issues[number].code != "unread_text"]
    for title, issues in (("Left unread", unread), ("About the document", about)):
        if issues:
            console.print()
            console.print(Text(title, style="heading"))
            numbers.show(issues, console)
    if numbers.left_out:
        console.print(Text(f"{terminal.plural(numbers.left_out, 'issue')} more; --all shows them.", style="warning"))


class _Numbers:
    """The issues by their numbers, each told once."""

    def __init__(self, reading: Reading, most: int | None) -> None:
        self._reading = reading
        self._most = most
        self._told: set[int] = set()
        self._by_row: dict[tuple[str | None, str | None], list[int]] = {}
        for number, issue in enumerate(reading.issues):
            self._by_row.setdefault((issue.table_name, issue.row_key), []).append(number)
        self.left_out = 0

    def about(self, row: Row) -> list[int]:
        """The issues about a row that weren't told yet."""
        of_row = self._by_row.get((row.table, row.row_key), [])
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
    """The file's name and what would become of it."""
    name = Text(terminal.visible(str(reading.path)), style="heading")
    if reading.rejection:
        return name + Text.assemble("  ", ("would be quarantined: ", "error"), terminal.one_line(reading.rejection))
    counts = terminal.severity_counts(Counter(issue.severity for issue in reading.issues))
    return name + Text.assemble("  ", ("would be loaded", "good"), ", ", counts)


def sections(summary: Summary) -> Iterator[tuple[str, list[Row]]]:
    """The parts of the form, each with its rows."""
    cities = {city.city_id: city for city in summary.cities}
    yield "Plan", list(_head(summary, cities))
    yield (
        "Partners",
        [
            Row(str(one.position), _city(one.city_id, cities), *_place(one), "fact_partnership", one.city_id)
            for one in summary.partners
        ],
    )
    yield (
        "Themes",
        [
            Row(str(one.sequence), one.theme_code, *_place(one), "fact_theme", f"t{one.sequence}")
            for one in summary.themes
        ],
    )
    yield (
        "Sustainable Development Goals",
        [
            Row(
                _in_section(tag),
                f"SDG {tag.sdg_goal}",
                *_place(tag),
                "fact_sdg_tag",
                f"sdg/{_section_key(tag)}/{tag.sdg_goal}",
            )
            for tag in summary.sdg_tags
        ],
    )
    yield (
        "Urban Agenda topics",
        [
            Row(
                _in_section(tag),
                tag.topic_code,
                *_place(tag),
                "fact_urban_agenda_tag",
                f"topic/{_section_key(tag)}/{tag.topic_code}",
            )
            for tag in summary.urban_agenda_tags
        ],
    )
    yield (
        "Statements",
        [
            Row(
                f"{one.section} {one.sequence}",
                one.heading or "",
                *_place(one),
                "fact_statement",
                f"{one.section}/{one.sequence}",
            )
            for one in summary.statements
        ],
    )
    yield (
        "Activities",
        [
            Row(
                one.sequence,
                _activity(one, _named("activity", one.sequence, summary, cities)),
                *_place(one),
                "fact_activity",
                f"a{one.sequence}",
            )
            for one in summary.activities
        ],
    )
    yield (
        "Expected results",
        [
            Row(
                str(one.sequence),
                _named("result", str(one.sequence), summary, cities),
                *_place(one),
                "fact_result",
                f"r{one.sequence}",
            )
            for one in summary.results
        ],
    )


def _head(summary: Summary, cities: dict[str, CityRecord]) -> Iterator[Row]:
    """The values of the plan, save those that the source doesn't state."""
    plan = summary.plan
    if plan is None:
        return
    places = {evidence.column_name: _place(evidence) for evidence in summary.evidence}
    doubted = {issue.column_name for issue in summary.issues if issue.table_name == "dim_plan"}
    for field, columns in HEAD.items():
        place = next((places[column] for column in columns if column in places), None)
        if place is None:
            continue
        value = getattr(plan, columns[0])
        if field == "period":
            words = _period(plan)
        elif field == "lead city":
            words = _city(plan.lead_city_id, cities)
        elif value is None:
            words = "withheld" if doubted.intersection(columns) else "–"
        else:
            words = f"{value:,}" if isinstance(value, (int, float)) else str(value)
        yield Row(field, words, *place, "dim_plan", None, columns)


def _place(record: PlacedRecord) -> tuple[int, int]:
    return record.source_start, record.source_end


def _period(plan: PlanRecord) -> str:
    if plan.period_start is None:
        return "–"
    end = "open" if plan.period_is_open else str(plan.period_end)
    return f"{plan.period_start} – {end} ({plan.period_precision})"


def _city(city_id: str, cities: dict[str, CityRecord]) -> str:
    city = cities.get(city_id)
    return f"{city.city_name} ({city_id})" if city else city_id


def _activity(activity: ActivityRecord, cities: str) -> str:
    days = [str(day) for day in (activity.start_date, activity.end_date) if day]
    when = " – ".join(dict.fromkeys(days)) or "undated"
    what = activity.activity_type + (", online" if activity.is_online else "")
    return " · ".join(part for part in (when, what, cities) if part)


def _named(kind: ItemKind, sequence: str, summary: Summary, cities: dict[str, CityRecord]) -> str:
    named = (m for m in summary.mentions if m.item_kind == kind and m.item_sequence == sequence)
    return ", ".join(cities[m.city_id].city_name if m.city_id in cities else m.city_id for m in named)


def _in_section(tag: SdgTagRecord | UrbanAgendaTagRecord) -> str:
    return tag.section if tag.theme_sequence is None else f"theme {tag.theme_sequence}"


def _section_key(tag: SdgTagRecord | UrbanAgendaTagRecord) -> str:
    """The tag's place within the keys of the warehouse: `related`, or `t1` for the first theme."""
    return tag.section if tag.theme_sequence is None else f"t{tag.theme_sequence}"


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
        Text(terminal.one_line(reading.words(row.start, row.end), SOURCE_LENGTH), style="quiet"),
    )
    return grid


def _show_issue(number: int, reading: Reading, console: Console) -> None:
    issue = reading.issues[number]
    where = "" if issue.source_start is None else f" ({reading.line_in_words(issue.source_start)})"
    words = Text.assemble(
        (f"[{number + 1}] ", "quiet"),
        (f"{terminal.SEVERITY_MARKS[issue.severity]} {issue.code}", issue.severity),
        f"{where}: ",
        terminal.one_line(issue.message),
    )
    console.print(Padding(words, (0, 0, 0, _place_width(reading) + 1)))


def _place_width(reading: Reading) -> int:
    return LINE_WIDTH if reading.page(0) is None else LINE_WIDTH_WITH_PAGE
