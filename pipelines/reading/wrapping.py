"""Lines that were wrapped at a width → the paragraphs they were before.

A line ends softly where the first word of the next line would not have fitted on it; else its author ended it. Belongs here:
which lines are one paragraph. Where the lines stand in the source is their readers' knowledge.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from pipelines.date_words import is_made_of_date_words, month_names
from pipelines.reading.furniture import FOOTERS_IN_TEXT
from pipelines.reading.markup import ARROWS, BULLETS, Stretch
from pipelines.sentences import ends_open, goes_on, is_finished
from pipelines.spans import Span, joined
from pipelines.theme_names import names_themes_only
from pipelines.vocabulary import comparable, without_accents
from pipelines.words import is_english, is_torn

# Letters of different width make lines end before the width that counts characters: by so much of it at most.
SLACK = 0.1
# How much of a line's ends tells whether it goes on.
LONGEST_END = 2_000
# Wider lines are no wrapped ones: nobody sets lines of so many characters.
WIDEST_WRAPPED = 170
# No line ends at a blank that doesn't break (no-break, figure and narrow no-break space).
_FIRST_WORD = re.compile(r"[\S\u00a0\u2007\u202f]+")
# Signs of no width, which stand in words and names and change none: zero-width space and joiners, word joiner, soft hyphen.
_WITHOUT_UNSEEN = str.maketrans(dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_OPENS_ITEM = re.compile(rf"\s*(?:[{BULLETS}{ARROWS}]|[-–—*+]\s|\(?\d{{1,2}}(?:\.\d{{1,2}})*[.)]\s|\(?[a-z]\)\s|o\s)")
# Those that part nothing else at the end of a line, as a point in the middle does.
_SIGNS_AT_END = "•●○◦▪■◼◆‣❖✓\uf0b7\uf0a7→➔➜➢"
# A bullet or number at the end of a line belongs to the item on the next.
_SIGN_AT_END = re.compile(rf"\s(?:[-–—{_SIGNS_AT_END}]|\(?\d{{1,2}}[.)])$")
_DAY = r"\d{1,2}(?:st|nd|rd|th|\.)?"
# The first figures of a date whose month opens the next line: `→ 22–24` | `October 2018: Opening forum`.
_DAYS_AT_END = re.compile(
    rf"(?:^|[.;:!?)]\s+|[{_SIGNS_AT_END}]\s*|\s[-–—*]\s+){_DAY}(?:\s?(?:[-–—/&]|and|to)\s?{_DAY})?\s*$"
)
_OPENS_WITH_YEAR = re.compile(r"(?:19|20)\d\d(?!\w)")
_HYPHEN = re.compile(r"[^\W\d_][-\u2010\u2011]$")
_SUSPENDED = re.compile(r"(?:and|or|und|oder|et|y|to)\b(?!-)")
_AROUND_CELLS = " \t\u00a0|"
_LETTER = re.compile(r"[^\W\d_]")
_DATED = re.compile(r"\W{0,2}(\w[^;:!?：]{2,47})\s?(?::(?:\s|$)|：)")
_HEADED = re.compile(r"\W{0,2}((?=[^\Wa-z_])[^.;:!?：]{2,80})\s?(?::(?:\s|$)|：)")
_LIST_GOES_ON = re.compile(r"(?:[,&/]|\b(?:and|und|et|y|e))\s*$")
_SENTENCE_ENDS = re.compile(r"[.!?;][\"'”’»)\]]*\s*$")
MOST_WORDS_OF_HEADING = 9
MOST_WORDS_OF_NAME = 3
# What begins so many columns farther in is set in; at least so many lines of it tell that it isn't a paragraph's first line.
SET_IN = 2
# So many lines that end in the middle of a sentence show where a text's lines end.
FEWEST_WRAPPED = 3
# No text of a summary has so many lines.
MOST_LINES_OF_TEXT = 1_000
FEWEST_SET_IN = 2
# No word is torn behind its first letter.
SHORTEST_HALF = 2
# How many words of a theme's name may stand at the end of the line before.
MOST_WORDS_OF_THEME = 3
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CAPITAL_AND_SMALL = re.compile(r"([^\Wa-z_\d][^\W\d_]+) [^\WA-Z\d_]")
_WORD_AT_END = re.compile(r"(?<![^\W\d_-])[^\W\d_-]++$")


class Line(NamedTuple):
    """What a line says, `source[start:end)`, whether a blank line parts it from the one before, how many characters of
    another cell stand before it on the same line, whether a page ended between it and the one before, and at which column of
    its page it begins, where its reader knows that every line of a text begins at one.
    """

    start: int
    end: int
    is_apart: bool = False
    indent: int = 0
    is_behind_break: bool = False
    column: int | None = None

    @property
    def width(self) -> int:
        """How much of the column the line and what stands before it on the same line fill."""
        return self.end - self.start + self.indent


class Wrapping:
    """Knows the words of a document, which tell how a word torn at a line's end was written."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._known: frozenset[str] | None = None

    def paragraphs(self, lines: Sequence[Line], width: int, *, keeps_paragraphs: bool = True) -> list[list[Stretch]]:
        """The paragraphs that the lines of a column `width` characters wide hold, each as the stretches it stands in. Where
        a text has lost its paragraphs (`keeps_paragraphs` is false), the end of a page ends none.
        """
        paragraphs: list[list[Stretch]] = []
        before: Line | None = None
        edges = _Edges()
        for line in lines:
            is_item = edges.tell_item(
                line, self._text(line), is_behind_end=before is not None and is_finished(self._text(before))
            )
            is_new = before is None or is_item or (line.is_apart and not self._is_torn_apart(before, line, width))
            if before is None or is_new or not self._goes_on(before, line, width, keeps_paragraphs):
                paragraphs.append([Stretch(line.start, line.end, False)])
                edges.opens(line, self._text(line))
            else:
                paragraphs[-1].extend(self.joint(paragraphs[-1].pop(), line))
            before = line
        return paragraphs

    def own_width(self, lines: Sequence[Line]) -> int | None:
        """How wide the lines of one text are, told by those that go on in the middle of a sentence: a list that is set in is
        narrower than its column. None where too few do.
        """
        if len(lines) > MOST_LINES_OF_TEXT:
            return None
        wrapped = sum(
            goes_on(self._text(before), text := self._text(line)) and not opens_item(text)
            for before, line in pairwise(lines)
            if not line.is_apart
        )
        return max(line.width for line in lines) if wrapped >= FEWEST_WRAPPED else None

    def _text(self, line: Line) -> str:
        """What a line says, but for signs that aren't seen; of one that is no wrapped line by far, its two ends."""
        start, end = line.start, line.end
        if end - start > 2 * LONGEST_END:
            ends = self._source[start : start + LONGEST_END] + self._source[end - LONGEST_END : end]
            return ends.translate(_WITHOUT_UNSEEN)
        return self._source[start:end].translate(_WITHOUT_UNSEEN)

    def _goes_on(self, before: Line, line: Line, width: int, keeps_paragraphs: bool) -> bool:
        text = self._text(line)
        if opens_item(text):
            return False
        written = self._text(before)
        if _ends_in_sign(written) or ends_open(written) or is_in_brackets(written, text):
            return True
        if line.is_behind_break:
            return not opens_paragraph(text, written) and not (keeps_paragraphs and is_finished(written))
        if width > WIDEST_WRAPPED:
            return False
        if opens_paragraph(text, written) or (is_headed(text) and _SENTENCE_ENDS.search(written)):
            return False
        room = self._room(before, line, width)
        return room < 0 or (room < width * SLACK and not is_finished(written) and not _begins_anew(written, text))

    def _is_torn_apart(self, before: Line, line: Line, width: int) -> bool:
        """Whether a blank line stands in the middle of a sentence, as some tools print one between lines of different height: the
        line above is full, and the words go on.
        """
        text, written = self._text(line), self._text(before)
        if width > WIDEST_WRAPPED or is_finished(written) or opens_item(text) or opens_with_date(text):
            return False
        return (text[:1].islower() or text[:1] == "(") and self._room(before, line, width) < 0

    def _room(self, before: Line, line: Line, width: int) -> int:
        """How many characters the first word of a line would have left free on the line before; below 0 it would not fit."""
        word = _FIRST_WORD.search(self._source, line.start, line.end)
        needed = len(word[0]) if word else 0
        if word and "-" in word[0]:  # a wrapped line may end behind a hyphen
            needed = word[0].index("-") + 1
        return width - before.width - 1 - needed

    def joint(self, last: Stretch, line: Line) -> tuple[Stretch, Stretch]:
        """The last stretch and the line behind it: without a blank where a hyphen, or a page break, tore a word."""
        text = self._source[last.start : last.end]
        rest = self._source[line.start : line.end]
        if text.endswith("\u00ad"):
            return last, Stretch(line.start, line.end, False)
        if _HYPHEN.search(text) and _LETTER.match(rest) and not _SUSPENDED.match(rest):
            if self.is_torn_word(text[:-1], rest, at_hyphen=True):
                last = last._replace(end=last.end - 1)
            return last, Stretch(line.start, line.end, False)
        return last, Stretch(line.start, line.end, not self.is_torn_word(text, rest))

    def joined(self, before: Span, after: Span) -> Span:
        """Two parts of a text that a page break parted, as one: a word torn at the break, or hyphenated there, is whole again."""
        if _HYPHEN.search(before.text[-2:]) and _LETTER.match(after.text) and not _SUSPENDED.match(after.text):
            whole = before.before(len(before) - 1)
            return joined(
                (whole if self.is_torn_word(whole.text, after.text, at_hyphen=True) else before, after), glue=""
            )
        return joined((before, after), glue="" if self.is_torn_word(before.text, after.text) else " ")

    def is_torn_word(self, before: str, after: str, *, at_hyphen: bool = False) -> bool:
        """Whether the last word of one text and the first of the next are one word, of the document or of English, and the
        halves not both words of the document. `at_hyphen`: a hyphen stood between them.
        """
        first, last = _last_word(before), _first_word(after)
        if len(first) < SHORTEST_HALF or not last or not last[:1].islower():
            return False  # `a` | `round table`
        known = self._words()
        halves = {first.casefold(), last.casefold()}
        if f"{first}-{last}".casefold() in known:
            return False
        if (first + last).casefold() in known:
            return not halves <= known
        return not halves <= known and is_torn(first, last, at_hyphen=at_hyphen)

    def _words(self) -> frozenset[str]:
        """The words that stand inside lines: those at their ends may be halves."""
        if self._known is None:
            lines = FOOTERS_IN_TEXT.sub("\n", self._source).splitlines()
            inside = (_WORD.findall(line.strip(_AROUND_CELLS).partition(" ")[2].rpartition(" ")[0]) for line in lines)
            self._known = frozenset(word.casefold() for words in inside for word in words)
        return self._known


class _Edges:
    """The columns at which a cell's paragraphs begin on one page, which tell items apart that lost their signs."""

    def __init__(self) -> None:
        self._begun: list[int] = []  # from the outermost in to that of the paragraph being read
        self._columns: list[int] = []  # of the lines so far
        self._is_headed = False

    def tell_item(self, line: Line, text: str, *, is_behind_end: bool) -> bool:
        """Whether a line opens an item: set out again to where a paragraph above began, from two lines and more that stand
        farther in (one may be a paragraph's first line); set in behind a sentence's end, from two lines that are not; or headed
        as the item above it is, in a list that is set in.
        """
        if line.column is None or line.is_behind_break:
            self._begun.clear()
            self._columns.clear()
        if line.column is None:
            return False
        above = self._columns[-FEWEST_SET_IN:]
        self._columns.append(line.column)
        if len(above) == FEWEST_SET_IN:
            if line.column in self._begun and min(above) >= line.column + SET_IN:
                return True
            edge = self._begun[-1] if self._begun else line.column
            if is_behind_end and above[0] == above[1] == edge <= line.column - SET_IN:
                return True
        return self._is_headed and len(self._begun) > 1 and line.column == self._begun[-1] and _is_named(text)

    def opens(self, line: Line, text: str) -> None:
        """Takes a line that opens a paragraph."""
        if line.column is not None:
            while self._begun and self._begun[-1] > line.column - SET_IN:
                self._begun.pop()
            self._begun.append(line.column)
            self._is_headed = _is_named(text)


def _is_named(text: str) -> bool:
    """Whether a line opens with a name and a colon: `Harbin: ride on the first path`."""
    heading = _HEADED.match(text)
    return heading is not None and len(heading[1].split()) <= MOST_WORDS_OF_NAME


def _ends_in_sign(text: str) -> bool:
    """Whether a line ends in the bullet or number of an item whose text is the next line; `(SDG 9)` is none."""
    sign = _SIGN_AT_END.search(text)
    closes_bracket = (
        sign is not None and sign[0].endswith(")") and text.rfind("(", 0, sign.start()) > text.rfind(")", 0, -1)
    )
    return sign is not None and not closes_bracket


def opens_item(text: str) -> bool:
    """Whether a line opens with a bullet, a number or a letter in brackets."""
    return _OPENS_ITEM.match(text) is not None


def opens_paragraph(text: str, before: str = "") -> bool:
    """Whether a line opens with the name of a theme, or with a month or figures, and a colon behind it: figures that go on
    from a month at the end of the line before aside, and a month that goes on from days there.
    """
    if _LIST_GOES_ON.search(before):
        return False
    if opens_with_date(text):
        return not (_is_month(_last_word(before)) if text.lstrip()[:1].isdigit() else _DAYS_AT_END.search(before))
    heading = _HEADED.match(text)
    if heading is None:
        return False
    first, *_ = comparable(heading[1]).split() or [""]
    if first.isdigit():
        return len(first) <= len("2019") and not _is_month(_last_word(before))
    if _is_month(first):
        return _DAYS_AT_END.search(before) is None
    return names_themes_only(heading[1]) and not _is_end_of_theme(heading[1], before)


def opens_with_date(text: str) -> bool:
    """Whether a text opens with nothing but a date and a colon: `early 2019: Winter cycling congress`."""
    return behind_date(text, 0) > 0


def behind_date(text: str, at: int) -> int:
    """Where the colon ends behind a date that stands at a place of a text; the place itself where none does."""
    label = _DATED.match(text, at)
    return label.end() if label is not None and is_made_of_date_words(label[1]) else at


def is_in_brackets(before: str, after: str) -> bool:
    """Whether a bracket or quotation that a text opens is closed in the text behind it: both are one."""
    return _is_within("(", ")", before, after) or _is_within("“", "”", before, after)


def _is_within(opening: str, closing: str, before: str, after: str) -> bool:
    opened = before.rfind(opening)
    if opened < 0 or closing in before[opened:]:
        return False
    closed = after.find(closing)
    return closed >= 0 and opening not in after[:closed]


def is_cut(before: str, after: str) -> bool:
    """Whether a text was cut where no item or paragraph can end: at the hyphen of a word, behind a preposition or article, or
    between a month and its year (`10-11 July` | `2019: Study tour`).
    """
    if _HYPHEN.search(before) and after[:1].islower() and not _SUSPENDED.match(after):
        return True
    return (
        ends_open(before)
        or is_in_brackets(before, after)
        or (_OPENS_WITH_YEAR.match(after) is not None and _is_month(_last_word(before)))
    )


def _begins_anew(before: str, after: str) -> bool:
    """Whether a line opens with a capital as sentences do, and not as names go on: with a word of English and one in lower case
    behind it, and no capital before it (`the Digital` | `Campus in Haikou`, `with Dalian` | `University of Technology`).
    """
    opening = _CAPITAL_AND_SMALL.match(after)
    return opening is not None and is_english(opening[1]) and not _last_word(before)[:1].isupper()


def _is_end_of_theme(name: str, before: str) -> bool:
    """Whether a line's end holds the first words of a theme whose last ones open the next line: `Modern` | `Agriculture:`."""
    words = before.split()
    return any(
        words[-size][:1].isupper() and names_themes_only(" ".join([*words[-size:], name]))
        for size in range(1, min(len(words), MOST_WORDS_OF_THEME) + 1)
    )


def _is_month(word: str) -> bool:
    return without_accents(word).casefold() in month_names()


def is_headed(text: str) -> bool:
    """Whether a line opens with a few words and a colon, as headings do."""
    heading = _HEADED.match(text)
    return heading is not None and len(heading[1].split()) <= MOST_WORDS_OF_HEADING


def _last_word(text: str) -> str:
    match = _WORD_AT_END.search(text[-40:])
    return match[0] if match else ""


def _first_word(text: str) -> str:
    match = _WORD.match(text)
    return match[0] if match else ""
