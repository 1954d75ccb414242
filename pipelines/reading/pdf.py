"""A PDF → text: the rows of ruled tables as lines with tabs, as `tab_rows` reads them; else text in aligned columns.

Each page ends with a form feed, so that offsets tell the page. pdfplumber (MIT, on pdfminer.six) finds rules and words.
"""

from __future__ import annotations

import html
import io
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextvars import ContextVar
from itertools import pairwise
from math import inf
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

import pdfplumber
import pdfplumber.page
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import PDFPageAggregatorWithMarkedContent

from pipelines.limits import Limits
from pipelines.reading.indents import depths_by_place
from pipelines.reading.pdf_tables import WIDE_GAP, Grid, is_frame, leaves_out, tables_of
from pipelines.reading.pdf_words import Box, Line, Word, lines_of, middle_of, text_of, within, words_of
from pipelines.reading.unpacking import counted_streams, too_large
from pipelines.reading.wrapping import opens_item, opens_paragraph

if TYPE_CHECKING:
    from pdfplumber.page import Page

# Fewer letters in all are page numbers over pictures: a scan.
FEWEST_LETTERS = 40
# A character of aligned text stands for so much of the median letter's width, and for so many points at least.
LETTER_WIDTH = 0.95
NARROWEST, WIDEST = 2.0, 12.0
# No page is so wide; a word that stands farther out stands nowhere on it, as in a damaged file.
FARTHEST_COLUMN = 1_000
# Lines of one paragraph stand further apart than so much of the letters' height.
NEAR_IN_HEIGHT = 0.9
# A blank is about so much of a letter's height wide; paragraphs stand apart by so much of the step between lines.
BLANK = 0.2
PARAGRAPH_STEP = 1.3
# An item of an item is set in by so many points and more.
SET_IN = 6.0

_Item = tuple[str, float]


class _Page(NamedTuple):
    """A page: how far down it reaches, its words, how wide a letter of it is, and its tables from above."""

    box: Box
    words: list[Word]
    letter: float
    grids: list[Grid]


class _Paragraph(NamedTuple):
    """A paragraph of a cell, and where its first line begins."""

    text: str
    left: float


logging.getLogger("pdfminer").setLevel(logging.ERROR)  # its warnings are about fonts, and no user can act on them


class PdfTextError(Exception):
    """The PDF gives no text; the message is a sentence for a person."""


class _CrowdedPageError(Exception):
    """A page holds more characters than it may."""


_page_characters: ContextVar[float] = ContextVar("_page_characters", default=inf)


class _CountedPage(PDFPageAggregatorWithMarkedContent):
    """What pdfplumber reads a page with, counting its characters: each takes some 25 µs, however many a page says it has."""

    _characters = 0

    def render_char(self, *what: Any, **how: Any) -> float:
        """As pdfminer's, whose own affair it is what it takes. Raises _CrowdedPageError."""
        self._characters += 1
        if self._characters > _page_characters.get():
            raise _CrowdedPageError
        return super().render_char(*what, **how)


# pdfplumber has no hook for this: it calls the class by this name (page.Page.layout).
pdfplumber.page.PDFPageAggregatorWithMarkedContent = _CountedPage  # type: ignore[misc]


def pdf_text(data: bytes, limits: Limits) -> str:
    """The text of all pages in reading order, each followed by a form feed.

    Raises PdfTextError for PDFs that are encrypted, broken, scans without text, or far longer than a summary, packed or
    unpacked; MemoryError where there is too little of it.
    """
    with counted_streams(limits) as budget:
        try:
            text = "".join(f"{page}\f" for page in _counted_pages(data, limits))
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


def _counted_pages(data: bytes, limits: Limits) -> list[str]:
    token = _page_characters.set(limits.page_characters)
    try:
        return _pages(data, limits)
    finally:
        _page_characters.reset(token)


def _pages(data: bytes, limits: Limits) -> list[str]:
    try:
        with pdfplumber.open(io.BytesIO(data)) as document:
            if len(document.pages) > limits.pdf_pages:
                raise PdfTextError(f"The PDF has {len(document.pages)} pages; a summary has two or three.")
            pages = [_page(page) for page in document.pages]
            grids = [(grid, page.words) for page in pages for grid in page.grids]
            if not grids or any(is_frame(grid, words) or leaves_out(grid, words) for grid, words in grids):
                return _aligned(pages)
            ruled = _Ruled()
            return [ruled.page(page) for page in pages]
    except (PdfTextError, MemoryError):
        raise
    except Exception as error:  # pdfminer raises dozens of kinds on broken input, some of them Python's own
        if _is_about(MemoryError, error):
            raise MemoryError from error
        if _is_about(_CrowdedPageError, error):
            raise PdfTextError(
                f"A page of the PDF holds more than {limits.page_characters:,.0f} characters; a whole summary has some 10,000."
            ) from error
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


def _page(page: Page) -> _Page:
    words = words_of(page)
    widths = [char["x1"] - char["x0"] for char in page.chars if not char["text"].isspace()]
    return _Page(page.bbox, words, median(widths) if widths else WIDEST / LETTER_WIDTH, tables_of(page, words))


def _aligned(pages: Sequence[_Page]) -> list[str]:
    """The lines of the pages with their columns where they stand, at the same places on all of them: words go on behind one
    blank, and what stands further off has a place of its own; a blank line where lines stand apart.
    """
    lines_of_pages = [list(_side_by_side(lines_of(page.words))) for page in pages]
    density = min(
        (_density(page.letter, lines) for page, lines in zip(pages, lines_of_pages, strict=True)), default=NARROWEST
    )
    return [_aligned_page(lines, max(NARROWEST, density)) for lines in lines_of_pages]


def _aligned_page(lines: Sequence[Line], density: float) -> str:
    step = _step([list(lines)])
    written: list[str] = []
    before: Line | None = None
    for line in lines:
        if before is not None and float(line[0]["bottom"]) - float(before[0]["bottom"]) > PARAGRAPH_STEP * step:
            written.append("")
        written.append(_aligned_line(line, density))
        before = line
    return "\n".join(written) + "\n"


def _side_by_side(lines: Iterable[Line]) -> Iterator[Line]:
    """Lines of two columns that stand at different heights, as their paragraphs stand apart otherwise, as one."""
    before: Line | None = None
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


def _density(letter: float, lines: Iterable[Line]) -> float:
    """How many points a character of aligned text stands for: so few that no text reaches into the column behind it."""
    density = LETTER_WIDTH * letter
    for line in lines:
        parts = _parts(line)
        for part, behind in pairwise(parts):
            density = min(density, (float(behind[0]["x0"]) - float(part[0]["x0"])) / (len(text_of(part)) + 2))
    return density


def _parts(line: Line) -> list[Line]:
    """A line's texts, each in a column of its own."""
    parts = [line[:1]]
    for before, word in pairwise(line):
        height = float(word["bottom"]) - float(word["top"])
        if float(word["x0"]) - float(before["x1"]) < WIDE_GAP * height:
            parts[-1].append(word)
        else:
            parts.append([word])
    return parts


def _aligned_line(line: Line, density: float) -> str:
    text = ""
    for part in _parts(line):
        column = round(min(float(part[0]["x0"]) / density, FARTHEST_COLUMN))
        text = text.ljust(max(column, len(text) + 2) if text else column) + text_of(part)
    return text


class _Ruled:
    """Writes the tables of page after page; knows the lists of the last row, which the next page may go on."""

    def __init__(self) -> None:
        self._above: dict[float, list[_Item | None]] = {}

    def page(self, page: _Page) -> str:
        """The lines of a page, a row of a table each with tabs between its cells."""
        parts: list[str] = []
        below = page.box[1]
        for grid in page.grids:
            parts += _between(page.words, below, grid.box[1])
            parts += self._rows(grid, page.words)
            below = grid.box[3]
        parts += _between(page.words, below, page.box[3])
        return "\n".join(parts) + "\n"

    def _rows(self, grid: Grid, words: list[Word]) -> Iterator[str]:
        lines = {cell: list(lines_of(within(words, cell))) for cells in grid.rows for cell in cells}
        reach = _reach(lines)
        step = _step(lines.values())
        for cells in grid.rows:
            if lines[cells[0]]:  # the row has a label: it goes on no other
                self._above = {}
            yield "\t".join(self._cell(cell, _paragraphs(lines[cell], reach[_column(cell)], step)) for cell in cells)

    def _cell(self, cell: Box, paragraphs: list[_Paragraph]) -> str:
        """The paragraphs of a cell, those of items with their depth in its lists."""
        above = self._above.setdefault(_column(cell), [])
        before = len(above)
        above += [_item(paragraph, cell) for paragraph in paragraphs]
        depths = depths_by_place(above, SET_IN)[before:]
        written = [html.escape(paragraph.text, quote=False) for paragraph in paragraphs]
        if len(written) == 1 and not depths[0]:
            return written[0]
        return " ".join(map(_nested, written, depths))


def _item(paragraph: _Paragraph, cell: Box) -> _Item | None:
    """The sign of an item and how far it stands in its cell; None for texts, and for numbers, which tell the level themselves."""
    sign = paragraph.text[:1]
    return (
        (sign, paragraph.left - cell[0]) if opens_item(paragraph.text) and not (sign.isalnum() or sign == "(") else None
    )


def _nested(paragraph: str, depth: int) -> str:
    if not depth:
        return f"<p>{paragraph}</p>"
    return f"{'<ul>' * depth}<li>{paragraph}</li>{'</ul>' * depth}"


def _between(words: list[Word], top: float, bottom: float) -> list[str]:
    """The lines of text between two heights."""
    inside = [word for word in words if top <= middle_of(word)[1] <= bottom]
    return [html.escape(text_of(line), quote=False) for line in lines_of(inside)]


def _column(cell: Box) -> float:
    """A column by its right edge, as cells that span several end where the last of them does."""
    return round(cell[2])


def _reach(lines: dict[Box, list[Line]]) -> dict[float, float]:
    """How far to the right the text of each column reaches."""
    reach: dict[float, float] = {}
    for cell, found in lines.items():
        ends = [float(line[-1]["x1"]) for line in found]
        reach[_column(cell)] = max([reach.get(_column(cell), cell[0]), *ends])
    return reach


def _step(cells: Iterable[list[Line]]) -> float:
    """How far the lines of a paragraph stand from each other: the median of all."""
    steps = [
        float(line[0]["bottom"]) - float(before[0]["bottom"]) for lines in cells for before, line in pairwise(lines)
    ]
    return median(steps) if steps else 0.0


def _paragraphs(lines: list[Line], reach: float, step: float) -> list[_Paragraph]:
    """The paragraphs of a cell: a line ends softly where the next word would not have fitted behind it."""
    paragraphs: list[_Paragraph] = []
    before: Line | None = None
    for line in lines:
        text = text_of(line)
        written = paragraphs[-1].text if paragraphs else ""
        is_new = opens_item(text) or (bool(paragraphs) and opens_paragraph(text, written))
        if before is not None and not is_new and _is_soft(before, line, reach, step):
            is_hyphenated = written[-1:] in "-\u00ad" and written[-2:-1].isalpha()
            paragraphs[-1] = paragraphs[-1]._replace(text=written + text if is_hyphenated else f"{written} {text}")
        else:
            paragraphs.append(_Paragraph(text, float(line[0]["x0"])))
        before = line
    return paragraphs


def _is_soft(before: Line, line: Line, reach: float, step: float) -> bool:
    first = line[0]
    is_apart = float(first["bottom"]) - float(before[0]["bottom"]) > PARAGRAPH_STEP * step
    blank = BLANK * (float(first["bottom"]) - float(first["top"]))
    needed = blank + float(first["x1"]) - float(first["x0"])
    return not is_apart and float(before[-1]["x1"]) + needed > reach
