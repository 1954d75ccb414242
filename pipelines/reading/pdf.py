"""A PDF → text: the rows of ruled tables as lines with tabs, as `tab_rows` reads them; else text in aligned columns.

Each page ends with a form feed, so that offsets tell the page. pdfplumber (MIT, on pdfminer.six) finds rules and words.
"""

from __future__ import annotations

import html
import io
import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect

from pipelines.limits import Limits
from pipelines.reading.indents import depths_by_place
from pipelines.reading.labels import section_of
from pipelines.reading.unpacking import counted_streams, too_large
from pipelines.reading.wrapping import opens_item, opens_paragraph

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.table import Table

# Fewer letters in all are page numbers over pictures: a scan.
FEWEST_LETTERS = 40
# How far apart, in points, words of one line may stand in height.
LINE_TOLERANCE = 3.0
# A character of aligned text stands for so much of the median letter's width, and for so many points at least.
LETTER_WIDTH = 0.95
NARROWEST, WIDEST = 2.0, 12.0
# What stands further behind a word than so much of the letters' height stands in a column of its own.
WIDE_GAP = 0.7
# Lines of one paragraph stand further apart than so much of the letters' height.
NEAR_IN_HEIGHT = 0.9
# A blank is about so much of a letter's height wide; paragraphs stand apart by so much of the step between lines.
BLANK = 0.2
PARAGRAPH_STEP = 1.3
# So many rules between columns that end at one height were cut there; a rule is drawn so many points off at most.
FEWEST_UPRIGHTS = 3
NEAR_RULE = 3
# A cell with the labels of so many sections is a column of the form and no cell.
FEWEST_LABELS = 3
# An item of an item is set in by so many points and more.
SET_IN = 6.0
_NO_LETTER = re.compile(r"\(cid:\d+\)")

_Word = dict[str, float | str]
_Line = list[_Word]
_Box = tuple[float, float, float, float]
_Item = tuple[str, float]


class _Paragraph(NamedTuple):
    """A paragraph of a cell, and where its first line begins."""

    text: str
    left: float


logging.getLogger("pdfminer").setLevel(logging.ERROR)  # its warnings are about fonts, and no user can act on them


class PdfTextError(Exception):
    """The PDF gives no text; the message is a sentence for a person."""


def pdf_text(data: bytes, limits: Limits) -> str:
    """The text of all pages in reading order, each followed by a form feed.

    Raises PdfTextError for PDFs that are encrypted, broken, scans without text, or far longer than a summary, packed or
    unpacked; MemoryError where there is too little of it.
    """
    with counted_streams(limits) as budget:
        try:
            text = "".join(f"{page}\f" for page in _pages(data, limits))
        except PdfTextError:
            if not budget.is_passed:
                raise
        if budget.is_passed:  # also where pdfminer took the error for a broken stream, and read on
            raise PdfTextError(too_large("The PDF", limits))
    if sum(map(str.isalnum, text)) < FEWEST_LETTERS:
        raise PdfTextError(
            "The PDF holds pictures of pages, a scan, and no text. Run a text recognition (OCR) over it first."
        )
    return text


def _pages(data: bytes, limits: Limits) -> list[str]:
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            if len(document.pages) > limits.pdf_pages:
                raise PdfTextError(f"The PDF has {len(document.pages)} pages; a summary has two or three.")
            forms = [_forms(page) for page in document.pages]
            if not any(forms) or any(
                _is_frame(page, table) or _leaves_out(page, table)
                for page, found in zip(document.pages, forms, strict=True)
                for table in found
            ):
                return _aligned(document.pages)
            ruled = _Ruled()
            return [ruled.page(page, found) for page, found in zip(document.pages, forms, strict=True)]
    except (PdfTextError, MemoryError):
        raise
    except Exception as error:  # pdfminer raises dozens of kinds on broken input, some of them Python's own
        if _is_about(MemoryError, error):
            raise MemoryError from error
        if _is_about(PDFPasswordIncorrect, error):
            raise PdfTextError("The PDF is encrypted with a password. Save it without one.") from error
        raise PdfTextError("The PDF is cut off or broken and can't be read. Export it anew.") from error


def _is_about(kind: type[Exception], error: BaseException | None) -> bool:
    """The error, or one that it came from or holds (pdfplumber wraps pdfminer's), is of this kind."""
    while error is not None:
        if isinstance(error, kind) or any(isinstance(arg, kind) for arg in error.args):
            return True
        error = error.__cause__ or error.__context__
    return False


def _forms(page: Page) -> list[Table]:
    """The tables of a page that have two columns and more, from above. A row that the end of the page cuts has no rule there."""
    tables = [
        table
        for table in page.find_tables({"explicit_horizontal_lines": _cut_edges(page)})
        if any(sum(cell is not None for cell in row.cells) > 1 for row in table.rows)
    ]
    return sorted(tables, key=lambda table: table.bbox[1])


def _cut_edges(page: Page) -> list[dict[str, float | str]]:
    """Lines where rules between columns end side by side and none is drawn all across them: a page's end cut a row there."""
    ends: dict[int, list[float]] = {}
    for upright in page.edges:
        if upright["orientation"] == "v":
            for end in (upright["top"], upright["bottom"]):
                ends.setdefault(round(end), []).append(upright["x0"])
    across = [edge for edge in page.edges if edge["orientation"] == "h"]
    return [
        _rule(min(places), max(places), end)
        for end, places in ends.items()
        if len({round(place) for place in places}) >= FEWEST_UPRIGHTS
        and not _reaches([edge for edge in across if abs(edge["top"] - end) <= NEAR_RULE], min(places), max(places))
    ]


def _reaches(rules: Sequence[dict[str, float]], left: float, right: float) -> bool:
    """Whether rules at one height, one behind the other, go from one place to another without a gap."""
    for rule in sorted(rules, key=lambda rule: rule["x0"]):
        if rule["x0"] > left + NEAR_RULE:
            return False
        left = max(left, rule["x1"])
    return left >= right - NEAR_RULE


def _rule(left: float, right: float, top: float) -> dict[str, float | str]:
    """A rule across, as pdfplumber describes those of the page."""
    return {
        "object_type": "line",
        "x0": left,
        "x1": right,
        "top": top,
        "bottom": top,
        "width": right - left,
        "height": 0.0,
    }


def _words(page: Page) -> list[_Word]:
    """The words of a page. A sign alone that its font gives no letter for is a bullet."""
    words: list[_Word] = page.extract_words()
    return [word | {"text": "•"} if _NO_LETTER.fullmatch(str(word["text"])) else word for word in words]


def _aligned(pages: Sequence[Page]) -> list[str]:
    """The lines of the pages with their columns where they stand, at the same places on all of them: words go on behind one
    blank, and what stands further off has a place of its own; a blank line where lines stand apart.
    """
    lines_of_pages = [list(_side_by_side(_lines(_words(page)))) for page in pages]
    density = min((_density(page, lines) for page, lines in zip(pages, lines_of_pages, strict=True)), default=NARROWEST)
    return [_aligned_page(lines, max(NARROWEST, density)) for lines in lines_of_pages]


def _aligned_page(lines: Sequence[_Line], density: float) -> str:
    step = _step([list(lines)])
    written: list[str] = []
    before: _Line | None = None
    for line in lines:
        if before is not None and float(line[0]["bottom"]) - float(before[0]["bottom"]) > PARAGRAPH_STEP * step:
            written.append("")
        written.append(_aligned_line(line, density))
        before = line
    return "\n".join(written) + "\n"


def _side_by_side(lines: Iterable[_Line]) -> Iterator[_Line]:
    """Lines of two columns that stand at different heights, as their paragraphs stand apart otherwise, as one."""
    before: _Line | None = None
    for line in lines:
        if before is None:
            before = line
            continue
        height = float(line[0]["bottom"]) - float(line[0]["top"])
        is_near = float(line[0]["bottom"]) - float(before[0]["bottom"]) < NEAR_IN_HEIGHT * height
        left, right = sorted((before, line), key=lambda one: float(one[0]["x0"]))
        if is_near and float(right[0]["x0"]) - float(left[-1]["x1"]) >= WIDE_GAP * height:
            before = [*left, *right]
        else:
            yield before
            before = line
    if before is not None:
        yield before


def _density(page: Page, lines: Iterable[_Line]) -> float:
    """How many points a character of aligned text stands for: so few that no text reaches into the column behind it."""
    widths = [char["x1"] - char["x0"] for char in page.chars if not char["text"].isspace()]
    density = LETTER_WIDTH * median(widths) if widths else WIDEST
    for line in lines:
        parts = _parts(line)
        for part, behind in pairwise(parts):
            density = min(density, (float(behind[0]["x0"]) - float(part[0]["x0"])) / (len(_text(part)) + 2))
    return density


def _parts(line: _Line) -> list[_Line]:
    """A line's texts, each in a column of its own."""
    parts = [line[:1]]
    for before, word in pairwise(line):
        height = float(word["bottom"]) - float(word["top"])
        if float(word["x0"]) - float(before["x1"]) < WIDE_GAP * height:
            parts[-1].append(word)
        else:
            parts.append([word])
    return parts


def _aligned_line(line: _Line, density: float) -> str:
    text = ""
    for part in _parts(line):
        column = round(float(part[0]["x0"]) / density)
        text = text.ljust(max(column, len(text) + 2) if text else column) + _text(part)
    return text


def _is_frame(page: Page, table: Table) -> bool:
    """Whether a table has rules, or colours, around its columns only: a cell of it holds the labels of several rows."""
    words = _words(page)
    cells = (cell for row in table.rows for cell in row.cells if cell is not None)
    return any(_sections(words, cell) >= FEWEST_LABELS for cell in cells)


def _leaves_out(page: Page, table: Table) -> bool:
    """Whether words stand within a table and in none of its cells, as some of its rules aren't drawn."""
    words = _within(_words(page), table.bbox)
    cells = [cell for row in table.rows for cell in row.cells if cell is not None]
    return any(not any(_within([word], cell) for cell in cells) for word in words)


def _sections(words: list[_Word], cell: _Box) -> int:
    """How many sections of the form have their label on a line of its own in a cell."""
    return len({name for line in _lines(_within(words, cell)) if (name := section_of(_text(line)))})


class _Ruled:
    """Writes the tables of page after page; knows the lists of the last row, which the next page may go on."""

    def __init__(self) -> None:
        self._above: dict[float, list[_Item | None]] = {}

    def page(self, page: Page, tables: Sequence[Table]) -> str:
        """The lines of a page, a row of a table each with tabs between its cells."""
        words = _words(page)
        parts: list[str] = []
        below = page.bbox[1]
        for table in tables:
            parts += _between(words, below, table.bbox[1])
            parts += self._rows(table, words)
            below = table.bbox[3]
        parts += _between(words, below, page.bbox[3])
        return "\n".join(parts) + "\n"

    def _rows(self, table: Table, words: list[_Word]) -> Iterator[str]:
        cells = [cell for row in table.rows for cell in row.cells if cell is not None]
        lines = {cell: list(_lines(_within(words, cell))) for cell in cells}
        reach = _reach(lines)
        step = _step(lines.values())
        for row in table.rows:
            written = [cell for cell in row.cells if cell is not None]
            if lines[written[0]]:  # the row has a label: it goes on no other
                self._above = {}
            yield "\t".join(self._cell(cell, _paragraphs(lines[cell], reach[_column(cell)], step)) for cell in written)

    def _cell(self, cell: _Box, paragraphs: list[_Paragraph]) -> str:
        """The paragraphs of a cell, those of items with their depth in its lists."""
        above = self._above.setdefault(_column(cell), [])
        before = len(above)
        above += [_item(paragraph, cell) for paragraph in paragraphs]
        depths = depths_by_place(above, SET_IN)[before:]
        written = [html.escape(paragraph.text, quote=False) for paragraph in paragraphs]
        if len(written) == 1 and not depths[0]:
            return written[0]
        return " ".join(map(_nested, written, depths))


def _item(paragraph: _Paragraph, cell: _Box) -> _Item | None:
    """The sign of an item and how far it stands in its cell; None for texts, and for numbers, which tell the level themselves."""
    sign = paragraph.text[:1]
    return (
        (sign, paragraph.left - cell[0]) if opens_item(paragraph.text) and not (sign.isalnum() or sign == "(") else None
    )


def _nested(paragraph: str, depth: int) -> str:
    if not depth:
        return f"<p>{paragraph}</p>"
    return f"{'<ul>' * depth}<li>{paragraph}</li>{'</ul>' * depth}"


def _between(words: list[_Word], top: float, bottom: float) -> list[str]:
    """The lines of text between two heights."""
    inside = [word for word in words if top <= _middle(word)[1] <= bottom]
    return [html.escape(_text(line), quote=False) for line in _lines(inside)]


def _column(cell: _Box) -> float:
    """A column by its right edge, as cells that span several end where the last of them does."""
    return round(cell[2])


def _reach(lines: dict[_Box, list[_Line]]) -> dict[float, float]:
    """How far to the right the text of each column reaches."""
    reach: dict[float, float] = {}
    for cell, found in lines.items():
        ends = [float(line[-1]["x1"]) for line in found]
        reach[_column(cell)] = max([reach.get(_column(cell), cell[0]), *ends])
    return reach


def _step(cells: Iterable[list[_Line]]) -> float:
    """How far the lines of a paragraph stand from each other: the median of all."""
    steps = [
        float(line[0]["bottom"]) - float(before[0]["bottom"]) for lines in cells for before, line in pairwise(lines)
    ]
    return median(steps) if steps else 0.0


def _paragraphs(lines: list[_Line], reach: float, step: float) -> list[_Paragraph]:
    """The paragraphs of a cell: a line ends softly where the next word would not have fitted behind it."""
    paragraphs: list[_Paragraph] = []
    before: _Line | None = None
    for line in lines:
        text = _text(line)
        written = paragraphs[-1].text if paragraphs else ""
        is_new = opens_item(text) or (bool(paragraphs) and opens_paragraph(text, written))
        if before is not None and not is_new and _is_soft(before, line, reach, step):
            is_hyphenated = written[-1:] in "-\u00ad" and written[-2:-1].isalpha()
            paragraphs[-1] = paragraphs[-1]._replace(text=written + text if is_hyphenated else f"{written} {text}")
        else:
            paragraphs.append(_Paragraph(text, float(line[0]["x0"])))
        before = line
    return paragraphs


def _is_soft(before: _Line, line: _Line, reach: float, step: float) -> bool:
    first = line[0]
    is_apart = float(first["bottom"]) - float(before[0]["bottom"]) > PARAGRAPH_STEP * step
    blank = BLANK * (float(first["bottom"]) - float(first["top"]))
    needed = blank + float(first["x1"]) - float(first["x0"])
    return not is_apart and float(before[-1]["x1"]) + needed > reach


def _within(words: list[_Word], box: _Box) -> list[_Word]:
    """The words whose middle lies in a box."""
    left, top, right, bottom = box
    return [word for word in words if left <= _middle(word)[0] <= right and top <= _middle(word)[1] <= bottom]


def _middle(word: _Word) -> tuple[float, float]:
    return (float(word["x0"]) + float(word["x1"])) / 2, (float(word["top"]) + float(word["bottom"])) / 2


def _lines(words: list[_Word]) -> Iterator[_Line]:
    line: _Line = []
    for word in sorted(words, key=lambda word: (round(float(word["bottom"])), float(word["x0"]))):
        if line and abs(float(word["bottom"]) - float(line[0]["bottom"])) > LINE_TOLERANCE:
            yield sorted(line, key=lambda word: float(word["x0"]))
            line = []
        line.append(word)
    if line:
        yield sorted(line, key=lambda word: float(word["x0"]))


def _text(line: _Line) -> str:
    return " ".join(str(word["text"]) for word in line)
