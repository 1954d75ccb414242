"""Labels in running text: found by their words wherever they stand, torn ones by their first words and the rest further on.

Belongs here: where in a text a label of the form stands, and which words of a text only look like one. What stands between two
labels is read by `running`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process

from pipelines.reading.labels import (
    HEAD,
    LIKENESS,
    SHORTEST_MISSPELT,
    TEXTS,
    labels_by_words,
    opens_value_of,
    other_section,
    section_names,
    section_of,
)
from pipelines.theme_names import themes_by_alias
from pipelines.vocabulary import comparable

# How many characters of a value may stand between two parts of a torn label: a paragraph.
FARTHEST_REST = 800
# Into how many parts a label is torn at most: the longest has six lines in a narrow column.
MOST_PARTS = 6
# Shorter labels stand torn in any text (`City … and … cities`), save those that the form itself prints.
FEWEST_WORDS_TORN = 4
# How many words a label has that is lengthened: the longest known one and a few.
MOST_WORDS = 18
# How many words a label needs to open its section a second time: a row's label is printed again behind a page break.
FEWEST_WORDS_REPEATED = 2
# So many labels on several lines are no chance.
FEWEST_TORN = 2
_LINE_END = re.compile(r"\S[^\S\r\n]*+[\r\n]\s*+\S")
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_TOKEN = re.compile(rf"[^\W_]+(?:[{_UNSEEN}]+[^\W_]+)*|[&/+]")
_WITHOUT_UNSEEN = str.maketrans(dict.fromkeys(_UNSEEN))
_BRACKET = re.compile(r"\s*\([^()\n]{0,40}\)")
# What belongs to the part of a torn label before it: `Province, State,` and `(e.g.`.
_PART_ENDS = re.compile(r"\s?[,/]|\.")
_CLOSING = re.compile(r"[\W_]{0,4}?\)")
_COLON = re.compile(r"[\s.…_*]{0,6}[:：]")
_ANY_COLON = re.compile(r"[:：]")
# What may lengthen a label up to its colon: words in lower case or in brackets, names behind a preposition only. Any other
# word with a capital opens the value: `Cooperation Themes Smart City: …`.
_SMALL = r"(?:/|\([^()\n]{1,60}\)|U-?CAPs?\b|IUC\b|EU\b|(?=[^\W\d_])[^A-ZÀ-Þ\W\d_][^\W\d_]*)"
_LENGTHENED = re.compile(
    rf"\s*{_SMALL}(?:[\s,]+{_SMALL}|(?<=\s(?:of|in|to|by))\s[^\W\d_]+|(?<=\s(?:the|for))\s[^\W\d_]+){{0,7}}[\s.…_*]{{0,6}}[:：]"
)
_SENTENCE = re.compile(r"[;!?\n\r:：]|\.\s+[^\W\da-z_]")
_BOUNDARY = re.compile(r"(?:^|[\n.;!?)»”\"|*_#>•])\s{0,4}$")
# Blanks and a sign or two before a line's first word.
LONGEST_MARGIN = 12
_HEAD_OF_LINE = re.compile(r"(?:^|[\r\n\f])[^\w\r\n\f]{0,11}$")
_ORDER = {name: place for place, name in enumerate((*HEAD, *TEXTS, "contact"))}


class _Word(NamedTuple):
    """A word of the text, its key the word of a label where it is one with a typing error."""

    key: str
    start: int
    end: int
    is_misspelt: bool


class Label(NamedTuple):
    """Where the words of a label stand: `parts` in order, the first of which opens the section. `is_lengthened`: of a torn one,
    whether other words stand before its colon. `is_in_values`: whether parts of it stand inside lines, where a value may have
    the same words.
    """

    section: str
    parts: tuple[tuple[int, int], ...]
    names: tuple[str, ...]
    has_colon: bool
    is_apart: bool
    errors: int = 0
    is_lengthened: bool = False
    is_in_values: bool = False

    @property
    def start(self) -> int:
        """Where its first word begins."""
        return self.parts[0][0]

    @property
    def worth(self) -> int:
        """How sure it is that this is the label and no word of a sentence."""
        return 3 * len(self.names) + 4 * self.has_colon + 2 * self.is_apart - 5 * self.is_in_values - 2 * self.errors


@lru_cache(maxsize=2)
def find_labels(text: str) -> tuple[Label, ...]:
    """The labels of the text's sections in order, none inside another. A text's section may have several: its label is printed
    again where a page break parted its row.
    """
    words = _words(text)
    found = list(_candidates(text, words))
    best: dict[str, Label] = {}
    for label in found:
        known = best.get(label.section)
        if known is None or label.worth > known.worth:
            best[label.section] = label
    for label in _unusual_labels(text, words):
        known = best.get(label.section)
        if known is None or (not known.has_colon and len(known.names) == 1):
            best[label.section] = label
        elif known.start != label.start and (other := other_section(text[label.start : label.parts[0][1]], best)):
            best[other] = label._replace(section=other, names=(other,))  # `Counrty` behind a `Province`: no county
    chosen = [label for label in best.values() if label.has_colon]
    for label in best.values():
        if not label.has_colon and (
            opens_value_of(label.section, text, label.parts[0][1])
            or ((label.is_apart or len(label.names) > 1) and _is_in_order(label, chosen))
        ):
            chosen.append(label)
    chosen += [label for label in found if _is_repeated(label, best[label.section])]
    apart = [
        label
        for label in chosen
        if not any(other is not label and other.start <= label.start < other.parts[0][1] for other in chosen)
    ]
    return tuple(sorted(apart, key=lambda label: label.start))


def has_torn_labels(text: str) -> bool:
    """Whether labels of the text stand on several lines, or in parts between the lines of their values."""
    torn = [
        label
        for label in find_labels(text)
        if _LINE_END.search(text, label.start, label.parts[0][1]) or len(label.parts) > 1
    ]
    return len(torn) >= FEWEST_TORN


def _is_repeated(label: Label, best: Label) -> bool:
    """Whether a label is another of its section printed again, word for word: one of a text, whole, and with a colon."""
    return (
        label is not best
        and label.section in TEXTS
        and label.names == best.names
        and len(label.names) >= FEWEST_WORDS_REPEATED
        and label.has_colon
        and best.has_colon
        and len(label.parts) == 1
    )


def _words(text: str) -> list[_Word]:
    words = []
    for match in _TOKEN.finditer(text):
        meant, is_misspelt = _read_word(match[0])
        if meant != "the":  # no label is told by it
            words.append(_Word(meant, *match.span(), is_misspelt))
    return words


@lru_cache(maxsize=16384)
def _read_word(written: str) -> tuple[str, bool]:
    """The word that is meant, and whether it is another than the one written."""
    key = comparable(written.translate(_WITHOUT_UNSEEN)) or "and"
    meant = _meant(key)
    return meant, meant != key


def _meant(key: str) -> str:
    """The word of a label that a word with a typing error means; any other word as it is."""
    known = _label_words()
    if len(key) < SHORTEST_MISSPELT or key in known:
        return key
    match = process.extractOne(key, known, scorer=fuzz.ratio, score_cutoff=LIKENESS)
    return match[0] if match else key


@cache
def _label_words() -> frozenset[str]:
    return frozenset(word for names in labels_by_words() for word in names)


def _unusual_labels(text: str, words: list[_Word]) -> Iterator[Label]:
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
                yield Label(section, ((begin, colon.end()),), (section,), has_colon=True, is_apart=False)
                break


def _is_in_order(label: Label, chosen: list[Label]) -> bool:
    """Whether a label without a colon stands where the form has it: between the sections before and after it."""
    place = _ORDER[label.section]
    before = [other for other in chosen if _ORDER[other.section] < place]
    after = [other for other in chosen if _ORDER[other.section] > place]
    return (not before or max(before, key=lambda other: _ORDER[other.section]).start < label.start) and (
        not after or min(after, key=lambda other: _ORDER[other.section]).start > label.start
    )


def _candidates(text: str, words: list[_Word]) -> Iterator[Label]:
    by_first = _labels_by_first_word()
    there = {word.key for word in words}
    torn = _TornLabels(text, words)
    for number, word in enumerate(words):
        known = by_first.get(word.key)
        if known is None or not text[word.start].isupper():
            continue
        found = [
            label
            for names in known
            if there.issuperset(names) and (label := _label_at(torn, number, names)) is not None
        ]
        if found:
            label = max(found, key=_fitness_in_lines if torn.rests_open_lines else _fitness)
            if not _is_part_of_theme(words, number, label):
                yield label


def _fitness(label: Label) -> tuple[bool, bool, int, int, int]:
    """Of the labels that begin at one word: with a colon, word for word, in few parts, with a long first part, of many words."""
    return (
        label.has_colon,
        not label.is_lengthened,
        -len(label.parts),
        label.parts[0][1] - label.parts[0][0],
        len(label.names),
    )


def _fitness_in_lines(label: Label) -> tuple[bool, bool, int, int]:
    """Of the labels that begin at one word, where their lines open the text's lines: with a colon, word for word, and of these
    the one that ends first; without a colon, of many words.
    """
    return label.has_colon, not label.is_lengthened, -label.parts[-1][1] * label.has_colon, len(label.names)


def _label_at(torn: _TornLabels, number: int, names: tuple[str, ...]) -> Label | None:
    """The label of these words that begins at a word of the text, whole or torn. One torn more than once must end in a colon."""
    text, words = torn.text, torn.words
    size = _shared(words, number, names)
    first = (words[number].start, words[number + size - 1].end)
    section = labels_by_words()[names]
    errors = sum(word.is_misspelt for word in words[number : number + size])
    is_apart = first[0] == 0 or _BOUNDARY.search(text, max(0, first[0] - 4), first[0]) is not None
    if size == len(names):
        end = _end(text, first)
        # Where labels go on at the heads of lines, what lengthens one may be its value: `Key focus of Ceramics: …` | `themes:`.
        is_lengthened = end.is_lengthened and torn.rests_open_lines
        return Label(section, ((first[0], end.stop),), names, end.has_colon, is_apart, errors, is_lengthened)
    may_be_torn = len(names) >= FEWEST_WORDS_TORN or names in _own_labels()
    rest = torn.rest(number + size, names[size:], MOST_PARTS - 1) if may_be_torn else None
    if rest is None:
        return None
    has_colon = text[rest[-1][1] - 1] in ":："
    if not has_colon and names[:size] in labels_by_words():  # `Population … Size` are two labels
        return None
    parts = (*(_with_end(text, part) for part in (first, *rest[:-1])), rest[-1])
    written = sum(bisect_left(words, stop, key=_start) - bisect_left(words, begin, key=_start) for begin, stop in parts)
    return Label(
        section, parts, names, has_colon, is_apart, errors, written > len(names), is_in_values=not torn.rests_open_lines
    )


def _with_end(text: str, part: tuple[int, int]) -> tuple[int, int]:
    sign = _PART_ENDS.match(text, part[1])
    return part[0], sign.end() if sign else part[1]


def _start(word: _Word) -> int:
    return word.start


_Parts = tuple[tuple[int, int], ...]


class _TornLabels:
    """Finds the further parts of torn labels. Keeps what it found: parts of many labels may stand in the same place.

    Where a tool printed a table line by line, a label's lines stand at the heads of the text's lines, in order, and those of
    the row below come behind them. Where the lines were lost too, they stand anywhere.
    """

    def __init__(self, text: str, words: list[_Word]) -> None:
        self.text = text
        self.words = words
        self.rests_open_lines = _rests_open_lines(text, words)
        self._known: dict[tuple[int, tuple[str, ...], int], _Parts | None] = {}

    def rest(self, at: int, names: tuple[str, ...], parts_left: int) -> _Parts | None:
        """The parts of the text, each near the one before, in which the rest of a torn label stands; None where it doesn't. Of
        several readings the one in fewest parts, and then the one without single words, which any value may hold.
        """
        key = (at, names, parts_left)
        if key not in self._known:
            found = self._readings(at, names, parts_left)
            self._known[key] = min(found, key=lambda parts: _unlikeliness(self.text, parts), default=None)
        return self._known[key]

    def _readings(self, at: int, names: tuple[str, ...], parts_left: int) -> Iterator[_Parts]:
        text, words = self.text, self.words
        behind = words[at - 1].end
        while at < len(words) and words[at].start - behind <= FARTHEST_REST:
            size = _shared(words, at, names)
            if size and not (self.rests_open_lines and not _opens_line(text, words[at].start)):
                start = words[at].start
                part = (start - (text[start - 1] == "("), words[at + size - 1].end)
                if size == len(names):
                    stop, has_colon, _ = _end(text, part)
                    if has_colon or parts_left == MOST_PARTS - 1:
                        yield ((part[0], stop),)
                        if self.rests_open_lines:
                            return
                elif parts_left > 1 and (rest := self.rest(at + size, names[size:], parts_left - 1)):
                    yield (part, *rest)
                    if self.rests_open_lines:
                        return
            at += 1


def _rests_open_lines(text: str, words: list[_Word]) -> bool:
    """Whether the last lines of torn labels (`topics:`, `pilot projects):`) stand at the heads of lines, most of them."""
    by_last: dict[str, list[tuple[str, ...]]] = {}
    for names in _own_labels():
        by_last.setdefault(names[-1], []).append(names)
    at_head = inside = 0
    for number, word in enumerate(words):
        for names in by_last.get(word.key, ()):
            size = 1
            while size < len(names) and size <= number and words[number - size].key == names[-1 - size]:
                size += 1
            part = words[number - size + 1 : number + 1]
            if size < len(names) and _end(text, (part[0].start, word.end)).has_colon:
                opens_line = any(_opens_line(text, one.start) for one in part)
                at_head += opens_line
                inside += not opens_line
    return at_head >= FEWEST_TORN and at_head > inside


def _opens_line(text: str, at: int) -> bool:
    """Whether nothing but signs and blanks stands before a place on its line."""
    return _HEAD_OF_LINE.search(text, max(0, at - LONGEST_MARGIN), at) is not None


def _unlikeliness(text: str, parts: tuple[tuple[int, int], ...]) -> tuple[bool, int, int]:
    has_no_colon = text[parts[-1][1] - 1] not in ":："
    return has_no_colon, len(parts), -min((stop - begin for begin, stop in parts[:-1]), default=0)


class _End(NamedTuple):
    """Where a label ends; whether in a colon, and whether in one that stands behind further words."""

    stop: int
    has_colon: bool
    is_lengthened: bool


def _end(text: str, part: tuple[int, int]) -> _End:
    """The end of a label whose last word ends a part: with the bracket and colon behind it."""
    begin, stop = part
    if text.count("(", begin, stop) > text.count(")", begin, stop) or text[stop : stop + 1] == ")":
        closing = _CLOSING.match(text, stop)
    else:
        closing = _BRACKET.match(text, stop)
    stop = closing.end() if closing else stop
    if colon := _COLON.match(text, stop):
        return _End(colon.end(), has_colon=True, is_lengthened=False)
    if lengthened := _LENGTHENED.match(text, stop):
        return _End(lengthened.end(), has_colon=True, is_lengthened=True)
    return _End(stop, has_colon=False, is_lengthened=False)


def _shared(words: list[_Word], at: int, names: tuple[str, ...]) -> int:
    size = 0
    while size < len(names) and at + size < len(words) and words[at + size].key == names[size]:
        size += 1
    return size


def _is_part_of_theme(words: list[_Word], number: int, label: Label) -> bool:
    """Whether the words before a short label make it a theme's heading: `Smart City:`."""
    behind = bisect_left(words, label.parts[0][1], key=_start)
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
