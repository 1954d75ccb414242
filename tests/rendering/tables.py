"""Rows in text: parted by tabs as the programme's converter writes them, and Markdown's pipe tables."""

from __future__ import annotations

import csv
import io

from tests.rendering.plan import PageBreak, Plan, PlanRow, Text


def tabs(
    plan: Plan, *, paragraphs: bool = False, marked: bool = True, breaks: str = "", empty_partner: bool = True
) -> str:
    """Label, lead and partner parted by tabs. Several blocks of a cell need tags (`paragraphs` sets them round each one,
    `breaks` is a tag between them instead); `marked` sets heads bold.
    """
    lines = ["", "", plan.title, ""]
    for row in plan.rows:
        if isinstance(row, PageBreak):
            lines += ["", *row.lines, "\f" if row.is_page else "", ""]
            continue
        cells = [_tab_cell(cell, paragraphs, marked, breaks) for cell in (row.lead, row.partner)]
        if not cells[1] and not empty_partner:
            cells.pop()
        lines.append("\t".join([row.label, *cells]))
    return "\n".join([*lines, "", *plan.contact, ""])


def _tab_cell(cell: tuple[Text, ...], paragraphs: bool, marked: bool, breaks: str) -> str:
    written = [_escaped(_bold(text, "<b>", "</b>") if marked else text.signed) for text in cell]
    if breaks:
        return breaks.join(written)
    if paragraphs or len(written) > 1:
        return " ".join(f"<p>{text}</p>" for text in written)
    return "".join(written)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;")


def pasted(plan: Plan) -> str:
    """A table of a word processor, copied as text: paragraphs of a cell on lines of their own, a tab behind each item's sign."""
    lines = [plan.title, ""]
    for row in plan.rows:
        assert isinstance(row, PlanRow)
        cells = (
            "\n".join(f"{one.sign}\t{one.text}" if one.sign else one.text for one in cell)
            for cell in (row.lead, row.partner)
        )
        lines.append("\t".join([row.label, *cells]))
    return "\n".join([*lines, "", *plan.contact, ""])


def spreadsheet(plan: Plan, *, sign: str) -> str:
    """Rows of a spreadsheet saved with a sign between fields, those of several lines in quotes."""
    written = io.StringIO()
    rows = csv.writer(written, delimiter=sign, lineterminator="\n")
    rows.writerow([plan.title, "", ""])
    for row in plan.rows:
        assert isinstance(row, PlanRow)
        cells = (
            "\n".join("  " * max(0, one.depth - 1) + one.signed for one in cell) for cell in (row.lead, row.partner)
        )
        rows.writerow([row.label, *cells])
    rows.writerows([line, "", ""] for line in plan.contact)
    return written.getvalue()


def pipes(
    plan: Plan,
    *,
    header: tuple[str, str, str] | None = ("Section", "Lead city", "Partner cities"),
    columns: int = 3,
    bold_labels: bool = False,
    between: str = "<br>",
    title: str = "## ",
    outer: bool = True,
    padded: bool = False,
) -> str:
    """A Markdown table. In 2 columns a head's lead and partner stand one above the other; without `outer` the pipes at both
    ends are left out; `padded` aligns the cells as formatters do.
    """
    rows: list[list[str] | PageBreak] = []
    if header:
        rows.append(list(header[:columns]))
        rows.append(["---"] * columns)
    for row in plan.rows:
        rows.append(row if isinstance(row, PageBreak) else _pipe_row(row, columns, bold_labels, between))
    widths = [min(24, max(len(r[i]) for r in rows if isinstance(r, list))) if padded else 0 for i in range(columns)]
    lines = [f"{title}{plan.title}", ""]
    for cells in rows:
        if isinstance(cells, PageBreak):
            lines += ["", *cells.lines, "\f" if cells.is_page else "", ""]
            continue
        line = " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        lines.append(f"| {line} |" if outer else line)
    return "\n".join([*lines, "", *plan.contact, ""])


def _pipe_row(row: PlanRow, columns: int, bold_labels: bool, between: str) -> list[str]:
    label = f"**{row.label}**" if bold_labels and row.label else row.label
    cells = [[_bold(text, "**", "**").replace("|", "\\|") for text in cell] for cell in (row.lead, row.partner)]
    if columns == 2:
        return [label, between.join(cells[0] + cells[1])]
    return [label, *(between.join(cell) for cell in cells)]


def _bold(text: Text, opening: str, closing: str) -> str:
    if not text.bold:
        return text.signed
    head = text.text[: text.bold]
    return f"{text.sign} {opening}{head}{closing}{text.text[text.bold :]}".strip()
