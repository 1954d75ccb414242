"""Pages: every row knows the page that it was read from, in the formats that have pages."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import duckdb
import pytest
from docx.oxml import OxmlElement
from docx.table import _Cell
from docx.text.run import Run

from pipelines import tables
from pipelines.reading.pages import NO_PAGES, Pages
from pipelines.reading.source import Source, decode
from tests.forms import form
from tests.publishing import publish_folder
from tests.test_pdf import ruled


def source_of(data: bytes) -> Source:
    source = decode(data)
    assert isinstance(source, Source)
    return source


def page_of(words: str, source: Source) -> int | None:
    return source.pages.of(source.text.index(words))


@pytest.mark.parametrize(
    ("offset", "page", "because"),
    [
        (0, 1, "pages are counted from 1"),
        (9, 1, "a page's last character"),
        (10, 2, "a page's first character"),
        (99, 3, "the last page goes on to the end"),
        (None, None, "a finding about the whole document has no place"),
    ],
)
def test_a_place_has_a_page(offset: int | None, page: int | None, because: str) -> None:
    assert Pages((0, 10, 20), (1, 2, 3)).of(offset) == page, because


@pytest.mark.parametrize(
    ("text", "page", "because"),
    [
        ("City: Nice\n\fCountry: France\n\fhere", 3, "pdftotext ends each page with a form feed"),
        ("City: Nice\n\f\fhere", 3, "an empty page is one"),
        ("City: Nice\nhere", None, "a text that nobody parted into pages"),
        ("<html><p>City: Nice</p>\f<p>here</p></html>", None, "a web page has none; the sign is a blank there"),
    ],
)
def test_form_feeds_part_the_pages_of_a_text(text: str, page: int | None, because: str) -> None:
    assert page_of("here", source_of(text.encode())) == page, because


def test_a_pdf_has_its_own_pages() -> None:
    source = source_of(ruled(height=120))
    assert page_of("Longyan", source) == 1
    assert page_of("A joint laboratory", source) == 1 + source.text[: source.text.index("A joint")].count("\f") > 1


# ── Word ────────────────────────────────────────────────────────────────────────────────────────────────────────────

BREAK = "|"


def typed(run: Run, text: str) -> None:
    """The text, with a note of Word's that a page begins at each `|`."""
    for number, part in enumerate(text.split(BREAK)):
        if number:
            run._r.append(OxmlElement("w:lastRenderedPageBreak"))
        run.add_text(part)


def word(*rows: tuple[str, ...] | str) -> bytes:
    """A document of paragraphs and of tables' rows."""
    document = docx.Document()
    table = None
    for row in rows:
        if isinstance(row, str):
            typed(document.add_paragraph().add_run(), row)
            table = None
            continue
        table = table or document.add_table(0, len(row))
        for cell, text in zip(table.add_row().cells, row, strict=True):
            write(cell, text)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def write(cell: _Cell, text: str) -> None:
    typed(cell.paragraphs[0].add_run(), text)


@pytest.mark.parametrize(
    ("rows", "pages", "because"),
    [
        (("one |two", "|three"), {"one": 1, "two": 2, "three": 3}, "in a paragraph and before one"),
        (("one", "|", "two"), {"two": 2}, "in a paragraph of its own"),
        (
            (("one", "two |three"), ("four", "five")),
            {"two": 1, "three": 2, "four": 2, "five": 2},
            "in the middle of a row",
        ),
        (
            (("one", "two |three", "four |five"), ("six", "", "")),
            {"two": 1, "three": 2, "four": 1, "five": 2, "six": 2},
            "each cell that goes on has a note of its own",
        ),
        (
            (("one", "two |three |four", "five |nine"), ("six", "", "")),
            {"two": 1, "three": 2, "four": 3, "five": 1, "nine": 2, "six": 3},
            "the longest",
        ),
        ((("one", "two"), ("|three", "four")), {"two": 1, "three": 2, "four": 2}, "a row that begins on the new page"),
        ((("one", "two"), ("|three", "|four")), {"three": 2, "four": 2}, "and says so in each of its cells"),
    ],
)
def test_word_notes_where_pages_begin(rows: tuple[str, ...], pages: dict[str, int], because: str) -> None:
    source = source_of(word(*rows))
    assert {words: page_of(words, source) for words in pages} == pages, because


def test_notes_of_pages_change_no_text() -> None:
    with_notes, without = (
        source_of(word("co|operation", ("a |b", "|c"), "|")),
        source_of(word("cooperation", ("a b", "c"), "")),
    )
    assert with_notes.text == without.text


def test_a_word_document_without_notes_tells_no_pages() -> None:
    assert source_of(word("City:", ("a", "b"))).pages == NO_PAGES


# ── The published file ──────────────────────────────────────────────────────────────────────────────────────────────


def test_every_row_of_the_warehouse_knows_its_page(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "longyan.pdf").write_bytes(ruled(height=120))
    (tmp_path / "raw" / "form.txt").write_text(form(), encoding="utf-8")
    path = publish_folder(tmp_path / "raw", tmp_path / "ucap.duckdb")
    with duckdb.connect(str(path), read_only=True) as connection:
        for table in (one for one in tables.WAREHOUSE if tables.SOURCE_PAGE.name in one):
            astray = connection.sql(f"""
                SELECT * FROM {table} LEFT JOIN dim_document USING (document_id)
                WHERE source_page IS DISTINCT FROM CASE WHEN media_type = 'application/pdf'
                    THEN 1 + length(regexp_replace(dim_document.text[:source_start], '[^\\f]', '', 'g')) END
            """).fetchall()
            assert astray == [], table
        pages = connection.sql("""
            SELECT DISTINCT file_name, source_page FROM audit.evidence JOIN dim_document USING (document_id)
            UNION SELECT file_name, source_page FROM fact_result JOIN dim_document USING (document_id)
            ORDER BY ALL
        """).fetchall()
    assert pages == [("form.txt", None), ("longyan.pdf", 1), ("longyan.pdf", 2)]
