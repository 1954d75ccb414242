"""The words of a PDF's page, with the bullets that are drawn and not written, and the lines in which they stand.

Belongs here: what stands where. Which rules part it is `pdf_tables`' to say, what text comes of it `pdf`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pdfplumber.page import Page

Word = dict[str, float | str]
Line = list[Word]
Box = tuple[float, float, float, float]

# How far apart, in points, words of one line may stand in height.
LINE_TOLERANCE = 3.0
# A bullet that browsers and office programs draw is as wide as high, give or take a point, and so many points at least and most;
# it stands before its item, so many times the letters' height away at most.
SMALLEST_BULLET, LARGEST_BULLET = 1.5, 8.0
NEAR_ITEM = 2.0
# A page has fewer items; so many small shapes are a dotted line, or a picture.
MOST_BULLETS = 200
_NO_LETTER = re.compile(r"\(cid:\d+\)")


def words_of(page: Page) -> list[Word]:
    """The words of a page. A sign alone that its font gives no letter for is a bullet, and so is a dot or square drawn before a
    word.
    """
    found: list[Word] = page.extract_words()
    words = [word | {"text": "•"} if _NO_LETTER.fullmatch(str(word["text"])) else word for word in found]
    shapes = [(shape, "•" if shape["fill"] else "○") for shape in page.curves if _may_be_bullet(shape)]
    shapes += [(shape, "▪" if shape["fill"] else "□") for shape in page.rects if _may_be_bullet(shape)]
    if len(shapes) > MOST_BULLETS:
        return words
    return [*words, *(word for shape, sign in shapes if (word := _drawn_bullet(shape, sign, words)))]


def _may_be_bullet(shape: dict[str, Any]) -> bool:
    width, height = float(shape["x1"] - shape["x0"]), float(shape["bottom"] - shape["top"])
    return min(width, height) >= SMALLEST_BULLET and max(width, height) <= LARGEST_BULLET and abs(width - height) <= 1


def _drawn_bullet(shape: dict[str, Any], sign: str, words: list[Word]) -> Word | None:
    """The bullet that a small shape is, on the line of the word behind it."""
    middle = (shape["top"] + shape["bottom"]) / 2
    behind = [word for word in words if float(word["top"]) < middle < float(word["bottom"])]
    item = min(behind, key=lambda word: abs(float(word["x0"]) - shape["x1"]), default=None)
    if item is None:
        return None
    letters = float(item["bottom"]) - float(item["top"])
    if not 0 < float(item["x0"]) - shape["x1"] <= NEAR_ITEM * letters:
        return None
    return {"text": sign, "x0": shape["x0"], "x1": shape["x1"], "top": item["top"], "bottom": item["bottom"]}


def within(words: list[Word], box: Box) -> list[Word]:
    """The words whose middle lies in a box."""
    left, top, right, bottom = box
    return [word for word in words if left <= middle_of(word)[0] <= right and top <= middle_of(word)[1] <= bottom]


def middle_of(word: Word) -> tuple[float, float]:
    """The middle of a word, from the left and from above."""
    return (float(word["x0"]) + float(word["x1"])) / 2, (float(word["top"]) + float(word["bottom"])) / 2


def lines_of(words: list[Word]) -> Iterator[Line]:
    """The words line by line from above, those of a line from the left."""
    line: Line = []
    for word in sorted(words, key=lambda word: (round(float(word["bottom"])), float(word["x0"]))):
        if line and abs(float(word["bottom"]) - float(line[0]["bottom"])) > LINE_TOLERANCE:
            yield sorted(line, key=lambda word: float(word["x0"]))
            line = []
        line.append(word)
    if line:
        yield sorted(line, key=lambda word: float(word["x0"]))


def text_of(line: Line) -> str:
    """The words of a line with blanks between them."""
    return " ".join(str(word["text"]) for word in line)
