"""Word documents: what the form's table says is read as from any other file, and what can't be read says why."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from pipelines.reading.source import Source, Unreadable, decode
from pipelines.summary import read_summary
from tests.layouts import facts
from tests.rendering.plan import Plan, PlanRow, golden_plans, golden_text
from tests.test_layouts import difference


def word_document(plan: Plan) -> bytes:
    """The plan as a table of three columns, a paragraph for each of its blocks, as people type it in Word."""
    document = docx.Document()
    table = None
    for row in plan.rows:
        if not isinstance(row, PlanRow):
            continue
        table = table or document.add_table(0, 3)
        cells = table.add_row().cells
        cells[0].text = row.label
        for cell, blocks in zip(cells[1:], (row.lead, row.partner), strict=True):
            for number, block in enumerate(blocks):
                paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
                paragraph.text = block.signed
    return saved(document)


def saved(document: docx.document.Document) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def archive(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        for name in names:
            file.writestr(name, "<x/>")
    return target.getvalue()


@pytest.mark.parametrize("plan", golden_plans(), ids=lambda plan: plan.name)
def test_says_the_same_as_the_summary_that_arrived(plan: Plan) -> None:
    source = decode(word_document(plan))
    assert isinstance(source, Source)
    found, expected = facts(read_summary(source.text)), facts(read_summary(golden_text(plan.name)))
    for record in (*found["plan"], *expected["plan"]):
        record.pop("title")  # the table alone is rendered
    assert difference(expected, found) == []


def test_text_is_readable_and_the_same_on_every_run() -> None:
    document = docx.Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "City:", "Nice & Rome"
    data = saved(document)
    source = decode(data)
    assert source == decode(data)
    assert isinstance(source, Source)
    assert "<td><p>City:</p>\n</td><td><p>Nice &amp; Rome</p>" in source.text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04\x14\x00\x06\x00", "broken"),
        (archive("word/document.xml")[:60], "broken"),
        (archive("word/document.xml"), "broken"),
        (archive("xl/workbook.xml"), "Excel"),
        (archive("ppt/presentation.xml"), "PowerPoint"),
        (archive("mimetype", "content.xml"), "OpenDocument"),
        (archive("readme.txt"), "ZIP"),
        (saved(docx.Document()), "no text"),
    ],
    ids=["cut off", "cut in the middle", "no Word XML in it", "xlsx", "pptx", "odt", "zip", "an empty document"],
)
def test_what_cannot_be_read_says_why(data: bytes, says: str) -> None:
    found = decode(data)
    assert isinstance(found, Unreadable)
    assert says in found.reason
    assert found.reason.endswith(".")
