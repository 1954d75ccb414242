"""Word documents as people write them: the form as a table, or its labels as headings, with Word's own lists and page breaks."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import docx
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement

from tests.rendering.plan import Plan, PlanRow, Text

# Blocks after which Word notes a page break, where it is asked to.
BLOCKS_ON_PAGE = 5


def word(
    plan: Plan,
    *,
    table: bool = True,
    lists: bool = False,
    merged: bool = True,
    one_paragraph: bool = False,
    breaks: str = "",
) -> bytes:
    """The plan as a Word document.

    `table` False: labels are headings and values paragraphs. `lists`: items are Word's own lists, without signs in the text.
    `merged`: texts span both columns of values. `one_paragraph`: the blocks of a cell are lines of one paragraph. `breaks`:
    `noted` writes page breaks as Word notes them, within paragraphs; `typed` sets them between rows by hand.
    """
    document = docx.Document()
    document.add_paragraph(plan.title, style="Title")
    writer = _Writer(document, lists=lists, one_paragraph=one_paragraph, notes=breaks == "noted")
    rows = [row for row in plan.rows if isinstance(row, PlanRow)]
    grid = None
    for number, row in enumerate(rows):
        if breaks == "typed" and number in (7, 11):
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            grid = None
        if not table:
            writer.headed(row)
            continue
        grid = grid or document.add_table(0, 3)
        writer.fill(grid.add_row().cells, row, merged=merged)
    for line in plan.contact:
        document.add_paragraph(line)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


class _Writer:
    """Writes the rows of a plan into a document."""

    def __init__(self, document: Any, *, lists: bool, one_paragraph: bool, notes: bool) -> None:
        self.document = document
        self.lists = lists
        self.one_paragraph = one_paragraph
        self.notes = notes
        self._written = 0

    def headed(self, row: PlanRow) -> None:
        """A heading and the values as paragraphs, the lead's before the partners'."""
        self.document.add_heading(row.label, level=2)
        for side in (row.lead, row.partner):
            for block in side:
                self._write(self.document.add_paragraph(), block)

    def fill(self, cells: Sequence[Any], row: PlanRow, *, merged: bool) -> None:
        """A row of the table."""
        label, lead, partner = cells
        label.text = row.label
        if merged and not row.is_head and not row.partner:
            lead = lead.merge(partner)
            self._cell(lead, row.lead)
            return
        self._cell(lead, row.lead)
        self._cell(partner, row.partner)

    def _cell(self, cell: Any, blocks: Sequence[Text]) -> None:
        paragraph = cell.paragraphs[0]
        for number, block in enumerate(blocks):
            if number and self.one_paragraph:
                paragraph.add_run().add_break()
            elif number:
                paragraph = cell.add_paragraph()
            self._write(paragraph, block)

    def _write(self, paragraph: Any, block: Text) -> None:
        is_listed = self.lists and bool(block.sign) and bool(block.text)
        if is_listed:
            kind = "List Number" if block.sign[:1].isdigit() else "List Bullet"
            paragraph.style = self.document.styles[kind if block.depth < 2 else f"{kind} 2"]
        sign = f"{block.sign} " if block.sign and not is_listed else ""
        head, rest = block.text[: block.bold], block.text[block.bold :]
        if sign:
            paragraph.add_run(sign)
        if head:
            paragraph.add_run(head).bold = True
        self._run(paragraph, rest)

    def _run(self, paragraph: Any, text: str) -> None:
        self._written += 1
        blank = text.find(" ", len(text) // 2)
        if not self.notes or self._written % BLOCKS_ON_PAGE or blank < 0:
            paragraph.add_run(text)
            return
        paragraph.add_run(text[: blank + 1])
        run = paragraph.add_run()
        run._r.append(OxmlElement("w:lastRenderedPageBreak"))
        run.add_text(text[blank + 1 :])
