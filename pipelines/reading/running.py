"""Running text that was a form: labels and values in one line or paragraph, as copying and flattening tools leave it.

The labels are found by their words, wherever they stand; a label that the tool tore (`Related SDGs and Urban Agenda …
topics:`) by its first words and the rest behind the first value. Which part of a value is the lead's and which the
partners' isn't told by any sign: `extraction.sides` tells it by what the words name.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from itertools import zip_longest
from typing import NamedTuple

from pipelines.reading.furniture import FOOTERS_IN_TEXT
from pipelines.reading.labels import (
    HEAD,
    LONGEST_LABEL,
    TEXTS,
    label_before_value,
    labels_by_words,
    section_names,
    section_of,
)
from pipelines.reading.markup import Block, Stretch, read_blocks, read_stretches, read_text
from pipelines.reading.rows import Row
from pipelines.reading.wrapping import Line, Wrapping
from pipelines.spans import EMPTY, joined
from pipelines.theme_names import themes_by_alias
from pipelines.vocabulary import comparable

# How many characters of a value may stand between two parts of a torn label: a line or two of the widest column.
FARTHEST_REST = 300
# Into how many parts a label is torn at most: the longest has six lines in a narrow column.
MOST_PARTS = 6
# Shorter labels stand torn in any text (`City … and … cities`), save those that the form itself prints.
FEWEST_WORDS_TORN = 4
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
# How many words a label has that is lengthened: the longest known one and a few.
MOST_WORDS = 18
_TOKEN = re.compile(rf"[^\W_]+(?:[{_UNSEEN}]+[^\W_]+)*|[&/+]")
_WITHOUT_UNSEEN = str.maketrans(dict.fromkeys(_UNSEEN))
_BRACKET = re.compile(r"\s*\([^()\n]{0,40}\)")
_COMMA = re.compile(r"\s?[,/]")
_CLOSING = re.compile(r"[\W_]{0,4}?\)")
_COLON = re.compile(r"[\s.…_*]{0,6}[:：]")
_ANY_COLON = re.compile(r"[:：]")
_SENTENCE = re.compile(r"[;!?\n\r:：]|\.\s+[^\W\da-z_]")
_BOUNDARY = re.compile(r"(?:^|[\n.;!?)»”\"|*_#>•])\s*$")
_LINE = re.compile(r"[^\r\n\f\v\u2028\u2029]+")
_BLANK_LINE = re.compile(r"(?:\r\n?|\n)[ \t]*(?:\r\n?|\n)")
_ORDER = {name: place for place, name in enumerate((*HEAD, *TEXTS, "contact"))}


class _Word(NamedTuple):
    key: str
    start: int
    end: int


class _Label(NamedTuple):
    """Where the words of a label stand: `parts` in order, the first of which opens the section."""

    section: str
    parts: tuple[tuple[int, int], ...]
    words: int
    has_colon: bool
    is_apart: bool

    @property
    def start(self) -> int:
        return self.parts[0][0]

    @property
    def worth(self) -> int:
        """How sure it is that this is the label and no word of a sentence."""
        return 3 * self.words + 4 * self.has_colon + 2 * self.is_apart - 5 * (len(self.parts) > 1)


def running_rows(text: str) -> list[Row]:
    """The sections of the text, each as a row of one cell; what stands before the first is a line."""
    labels = sorted(_labels(text), key=lambda label: label.start)
    reader = _Cells(text)
    first = labels[0].start if labels else len(text)
    found = [Row(EMPTY, None, [block]) for block in reader.blocks(0, first, ())]
    for label, following in zip_longest(labels, labels[1:]):
        end = following.start if following else len(text)
        words = joined(read_text(text, *part) for part in label.parts)
        found.append(Row(words, (reader.blocks(label.parts[0][1], end, label.parts[1:]),), []))
    found += [Row(EMPTY, None, read_blocks(text, *footer)) for footer in reader.footers]
    return found


class _Cells:
    """Reads the blocks of a part of the text, parts of labels and running footers left out."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._wrapping = Wrapping(text)
        self._width = max((len(line[0]) for line in _LINE.finditer(text)), default=0)
        self.footers = [span for footer in FOOTERS_IN_TEXT.finditer(text) for span in _written_groups(footer)]

    def blocks(self, start: int, end: int, parts: tuple[tuple[int, int], ...]) -> list[Block]:
        """The paragraphs between two places, what stands in `parts` left out."""
        left_out = sorted([*parts, *(footer for footer in self.footers if start <= footer[0] and footer[1] <= end)])
        found: list[Block] = []
        for paragraph in self._wrapping.paragraphs(list(self._lines(start, end)), self._width):
            stretches = [kept for stretch in paragraph for kept in self._without(stretch, left_out)]
            found += read_stretches(self._text, stretches)
        return found

    def _lines(self, start: int, end: int) -> Iterator[Line]:
        behind = start
        for match in _LINE.finditer(self._text, start, end):
            text = match[0].rstrip()
            begin = match.start() + len(text) - len(text.lstrip())
            if begin >= match.start() + len(text):
                continue
            gap = self._text[behind : match.start()]
            is_apart = _BLANK_LINE.search(gap) is not None and "\f" not in gap
            line_start = max(self._text.rfind("\n", 0, begin), self._text.rfind("\f", 0, begin)) + 1
            yield Line(begin, match.start() + len(text), is_apart, begin - line_start)
            behind = match.end()

    def _without(self, stretch: Stretch, left_out: list[tuple[int, int]]) -> Iterator[Stretch]:
        at, glue = stretch.start, stretch.glue
        for begin, stop in left_out:
            if at <= begin < stretch.end:
                if self._text[at:begin].strip():
                    yield Stretch(at, begin, glue)
                at, glue = max(at, min(stop, stretch.end)), True
            elif begin < at < stop:
                at = min(stop, stretch.end)
        if self._text[at : stretch.end].strip():
            yield Stretch(at, stretch.end, glue)


def _written_groups(match: re.Match[str]) -> list[tuple[int, int]]:
    return [match.span(group) for group in range(1, match.re.groups + 1) if match[group]]


def _labels(text: str) -> list[_Label]:
    """The best label of each section, none inside another."""
    words = [
        _Word(key, match.start(), match.end())
        for match in _TOKEN.finditer(text)
        if (key := comparable(match[0].translate(_WITHOUT_UNSEEN)) or "and")
    ]
    best: dict[str, _Label] = {}
    for label in _candidates(text, words):
        known = best.get(label.section)
        if known is None or label.worth > known.worth:
            best[label.section] = label
    for label in _unusual_labels(text, words):
        known = best.get(label.section)
        if known is None or (not known.has_colon and known.words == 1):
            best[label.section] = label
    chosen = [label for label in best.values() if label.has_colon]
    for label in best.values():
        if not label.has_colon and (
            _stands_before_figure(text, label) or ((label.is_apart or label.words > 1) and _is_in_order(label, chosen))
        ):
            chosen.append(label)
    return [
        label
        for label in chosen
        if not any(other is not label and other.start <= label.start < other.parts[0][1] for other in chosen)
    ]


def _unusual_labels(text: str, words: list[_Word]) -> Iterator[_Label]:
    """Labels with a typing error, shortened or lengthened, of which only the colon tells where they end: the longest words
    before it that are one.
    """
    starts = [word.start for word in words]
    for colon in _ANY_COLON.finditer(text):
        stop = bisect_left(starts, colon.start())
        for number in range(max(0, stop - MOST_WORDS), stop):
            begin = words[number].start
            if not text[begin].isupper() or _SENTENCE.search(text, begin, colon.start()):
                continue
            section = section_of(text[begin : colon.start()])
            if section is not None:
                yield _Label(section, ((begin, colon.end()),), 1, has_colon=True, is_apart=False)
                break


def _stands_before_figure(text: str, label: _Label) -> bool:
    """Whether the value that a label without a colon announces stands behind it: `Period of cooperation June 2018`."""
    opening = label_before_value(text[label.start : label.start + 2 * LONGEST_LABEL])
    return opening is not None and opening[0] == label.section


def _is_in_order(label: _Label, chosen: list[_Label]) -> bool:
    """Whether a label without a colon stands where the form has it: between the sections before and after it."""
    place = _ORDER[label.section]
    before = [other for other in chosen if _ORDER[other.section] < place]
    after = [other for other in chosen if _ORDER[other.section] > place]
    return (not before or max(before, key=lambda other: _ORDER[other.section]).start < label.start) and (
        not after or min(after, key=lambda other: _ORDER[other.section]).start > label.start
    )


def _candidates(text: str, words: list[_Word]) -> Iterator[_Label]:
    by_first = _labels_by_first_word()
    for number, word in enumerate(words):
        known = by_first.get(word.key)
        if known is None or not text[word.start].isupper():
            continue
        found = [label for names in known if (label := _label_at(text, words, number, names)) is not None]
        if found:
            label = max(found, key=lambda label: (label.has_colon, -len(label.parts), label.words))
            if not _is_part_of_theme(words, number, label):
                yield label


def _label_at(text: str, words: list[_Word], number: int, names: tuple[str, ...]) -> _Label | None:
    """The label of these words that begins at a word of the text, whole or torn. One torn more than once must end in a colon."""
    size = _shared(words, number, names)
    first = (words[number].start, words[number + size - 1].end)
    section = labels_by_words()[names]
    is_apart = first[0] == 0 or _BOUNDARY.search(text, max(0, first[0] - 4), first[0]) is not None
    if size == len(names):
        stop, has_colon = _end(text, first)
        return _Label(section, ((first[0], stop),), size, has_colon, is_apart)
    may_be_torn = len(names) >= FEWEST_WORDS_TORN or names in _own_labels()
    rest = _rest(text, words, number + size, names[size:], MOST_PARTS - 1) if may_be_torn else None
    if rest is None:
        return None
    has_colon = text[rest[-1][1] - 1] in ":："
    if not has_colon and names[:size] in labels_by_words():  # `Population … Size` are two labels
        return None
    comma = _COMMA.match(text, first[1])
    parts = ((first[0], comma.end() if comma else first[1]), *rest)
    return _Label(section, parts, len(names), has_colon, is_apart)


def _rest(
    text: str, words: list[_Word], at: int, names: tuple[str, ...], parts_left: int
) -> tuple[tuple[int, int], ...] | None:
    """The parts of the text, each near the one before, in which the rest of a torn label stands; None where it doesn't. Of
    several readings the one in fewest parts, and then the one without single words, which any value may hold.
    """
    behind = words[at - 1].end
    found: list[tuple[tuple[int, int], ...]] = []
    while at < len(words) and words[at].start - behind <= FARTHEST_REST:
        size = _shared(words, at, names)
        if size:
            start = words[at].start
            part = (start - (text[start - 1] == "("), words[at + size - 1].end)
            if size == len(names):
                stop, has_colon = _end(text, part)
                if has_colon or parts_left == MOST_PARTS - 1:
                    found.append(((part[0], stop),))
            elif parts_left > 1 and (rest := _rest(text, words, at + size, names[size:], parts_left - 1)):
                found.append((part, *rest))
        at += 1
    return min(found, key=lambda parts: _unlikeliness(text, parts), default=None)


def _unlikeliness(text: str, parts: tuple[tuple[int, int], ...]) -> tuple[bool, int, int]:
    has_no_colon = text[parts[-1][1] - 1] not in ":："
    return has_no_colon, len(parts), -min((stop - begin for begin, stop in parts[:-1]), default=0)


def _end(text: str, part: tuple[int, int]) -> tuple[int, bool]:
    """Where a label ends with the bracket and colon behind its last word, and whether there is a colon."""
    begin, stop = part
    if text.count("(", begin, stop) > text.count(")", begin, stop) or text[stop : stop + 1] == ")":
        closing = _CLOSING.match(text, stop)
    else:
        closing = _BRACKET.match(text, stop)
    stop = closing.end() if closing else stop
    colon = _COLON.match(text, stop)
    return (colon.end(), True) if colon else (stop, False)


def _shared(words: list[_Word], at: int, names: tuple[str, ...]) -> int:
    size = 0
    while size < len(names) and at + size < len(words) and words[at + size].key == names[size]:
        size += 1
    return size


def _is_part_of_theme(words: list[_Word], number: int, label: _Label) -> bool:
    """Whether the words before a short label make it a theme's heading: `Smart City:`."""
    behind = bisect_left(words, label.parts[0][1], key=lambda word: word.start)
    return any(
        " ".join(word.key for word in words[begin:behind] if word.key != "and") in themes_by_alias()
        for begin in range(max(0, number - 3), number)
    )


@cache
def _own_labels() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(comparable(label).split()) for label in section_names().values())


@cache
def _labels_by_first_word() -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for names in labels_by_words():
        found.setdefault(names[0], []).append(names)
    return {first: tuple(sorted(known, key=len, reverse=True)) for first, known in found.items()}
