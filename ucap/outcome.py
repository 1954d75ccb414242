"""What a refresh tells people when it is done: documents, rows, issues, where the file is. All read from the file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rich.columns import Columns
from rich.table import Table as Grid
from rich.text import Text

from pipelines import tables
from pipelines.schema import Table
from ucap import query, terminal

# Enough to see what is wrong; `ucap sql` shows the rest.
ISSUES_SHOWN = 10
QUARANTINED_SHOWN = 20

DOCUMENTS = "SELECT status, count(*) FROM audit.arrival WHERE is_current GROUP BY status"
QUARANTINED = """
    SELECT file_name, reason FROM audit.arrival WHERE is_current AND status = 'quarantined' ORDER BY file_name
"""
SEVERITIES = "SELECT severity, count(*) FROM audit.quality_issue GROUP BY severity"
# A finding's line is counted in the document's text, which only loaded documents have.
WORST_ISSUES = """
    SELECT
        severity,
        coalesce(document.file_name, arrival.file_name) AS file_name,
        length(regexp_replace(text[:source_start], '[^\\n]', '', 'g')) + 1,
        message,
        code
    FROM audit.quality_issue AS issue
    LEFT JOIN dim_document AS document USING (document_id)
    LEFT JOIN (
        SELECT document_id, min(file_name) AS file_name FROM audit.arrival WHERE is_current GROUP BY document_id
    ) AS arrival USING (document_id)
    WHERE severity IN ('error', 'warning')
    ORDER BY severity = 'error' DESC, file_name, source_start, code, message
    LIMIT ?
"""

SIDE_BY_SIDE = (
    ("Dimensions", tables.DIMENSIONS),
    ("Facts and bridges", tables.FACTS + tables.BRIDGES),
    ("Audit", tables.AUDIT),
)


@dataclass(frozen=True, slots=True)
class Issue:
    """A finding and where to look: `line` is None where it can't be told."""

    severity: str
    file_name: str
    line: int | None
    message: str
    code: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the published file says about the refresh that made it: `documents` by status, `rows` by table, `severities`
    of all issues, and the `issues` that matter most.
    """

    warehouse: Path
    raw: Path
    documents: dict[str, int]
    quarantined: list[tuple[str, str]]
    rows: dict[str, int]
    severities: dict[str, int]
    issues: list[Issue]

    def doubts(self) -> str:
        """What `--strict` doesn't let pass, in words; empty where there is nothing."""
        quarantined, errors = self.documents.get("quarantined", 0), self.severities.get("error", 0)
        words = [f"{terminal.plural(quarantined, 'document')} quarantined"] if quarantined else []
        return " and ".join([*words, *([terminal.plural(errors, "error")] if errors else [])])


def read(warehouse: Path, raw: Path) -> Outcome:
    """Reads the published file. Raises query.QueryError when it can't be read."""
    with query.opened(warehouse) as connection:
        return Outcome(
            warehouse,
            raw,
            documents=dict(connection.execute(DOCUMENTS).fetchall()),
            quarantined=connection.execute(QUARANTINED).fetchall(),
            rows=query.row_counts(connection),
            severities=dict(connection.execute(SEVERITIES).fetchall()),
            issues=[Issue(*row) for row in connection.execute(WORST_ISSUES, [ISSUES_SHOWN]).fetchall()],
        )


def show(outcome: Outcome, seconds: float) -> None:
    """Prints what came of the refresh to standard output."""
    where = terminal.path_words(outcome.warehouse)
    _say(("✓ ", "good"), ("Published ", "heading"), f"{where} in {seconds:.1f} s")
    _say()
    _show_documents(outcome)
    _say()
    _say(("Rows", "heading"))
    counts = [_row_counts(title, group, outcome.rows) for title, group in SIDE_BY_SIDE]
    terminal.results().print(Columns(counts, padding=(0, 4)))
    _say()
    _show_issues(outcome)
    _say()
    _say(("Next  ", "heading"), 'ucap sql "FROM report.plan_overview"', ("   or   ", "quiet"), "ucap tables")


def _show_documents(outcome: Outcome) -> None:
    counts = ", ".join(f"{outcome.documents.get(status, 0):,} {status}" for status in tables.CURRENT_STATUSES)
    seen = f"{sum(outcome.documents.values()):,} in {terminal.path_words(outcome.raw)}: {counts}"
    _say(("Documents  ", "heading"), seen)
    for name, reason in outcome.quarantined[:QUARANTINED_SHOWN]:
        _say(("  ✗ ", "error"), f"{_path(outcome, name)}: {terminal.one_line(reason)}")
    if more := len(outcome.quarantined) - QUARANTINED_SHOWN:
        _say_more(more, "FROM audit.arrival WHERE status = 'quarantined'")


def _show_issues(outcome: Outcome) -> None:
    _say(("Issues  ", "heading"), terminal.severity_counts(outcome.severities))
    for issue in outcome.issues:
        mark = terminal.SEVERITY_MARKS[issue.severity]
        line = "" if issue.line is None else f", line {issue.line}"
        sentence = f"{_path(outcome, issue.file_name)}{line}: {terminal.one_line(issue.message)}"
        _say((f"  {mark} ", issue.severity), sentence, (f" ({issue.code})", "quiet"))
    if more := sum(outcome.severities.values()) - len(outcome.issues):
        _say_more(more, "FROM report.quality_issue")


def _row_counts(title: str, group: tuple[Table, ...], counts: dict[str, int]) -> Grid:
    grid = Grid(box=None, pad_edge=False, padding=(0, 1), show_header=False)
    grid.add_column()
    grid.add_column(justify="right")
    grid.add_row(Text(title, style="quiet"), "")
    for table in group:
        grid.add_row(str(table), f"{counts.get(str(table), 0):,}")
    return grid


def _path(outcome: Outcome, file_name: str) -> str:
    """A file of the raw folder with the folder's name, to be pasted into the next command."""
    return f"{terminal.path_words(outcome.raw)}/{terminal.visible(file_name)}"


def _say(*parts: str | tuple[str, str] | Text) -> None:
    terminal.results().print(Text.assemble(*parts), soft_wrap=True)


def _say_more(count: int, query: str) -> None:
    if count > 0:
        _say((f"    and {count:,} more: ", "quiet"), f'ucap sql "{query}"')
