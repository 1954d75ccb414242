"""Which section a label of the form opens: by `vocab/labels.csv`, tolerant of case, punctuation and typing errors."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from pipelines.vocabulary import comparable, rows

# Sections with one value a side; the others hold text that may run over rows and columns.
HEAD = ("city", "province", "country", "population", "area", "period")
TEXTS = ("themes", "related_tags", "focus", "challenge", "objective", "activities", "results")
# The line that ends the form.
CONTACT = "contact"
# A label with a typing error is as like its model as this (rapidfuzz's ratio, 0 to 100): one wrong letter in seven, which
# `Popluation`, `Expeted results` and `Key chalenges` pass and `Size` for `Site` or `Country` for `County` does not.
LIKENESS = 85
# One wrong letter in a label of several lines changes less.
LIKENESS_OF_LINES = 93
# Shorter words are too like each other (`Size`, `Site`) to be read with a typing error.
SHORTEST_MISSPELT = 5
# What a cell may hold to be a label at all: the form's longest has 75 characters.
LONGEST_LABEL = 120
# How many words may follow a known label (`Population of the city (2018)`).
WORDS_BEHIND = 6
# A text with fewer of the form's 13 sections is another kind of document that happens to share a label or two.
FEWEST_SECTIONS = 4
# The five summaries have 5,000 to 10,000 characters; a text of three times as many is looked at for words of labels first.
LONGEST_READ_UNSEEN = 30_000
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
# Letters that text recognition takes for each other.
_ALIKE = str.maketrans("l1|0v5", "iiioys")
# Sections whose values open with a figure or a month, so that a label needs no colon before them.
_OF_FIGURES = ("population", "area", "period")
_MONTHS = "|".join(sorted({re.escape(row["name"]) for row in rows("months") if len(row["name"]) > 2}))
_VALUE = re.compile(rf"(?<=\s)(?:\d|(?:since|from)\s|(?:{_MONTHS})\b)", re.IGNORECASE)
# Words that say whose value a label is for, where the form has a row a side (`Lead city`, `Partner cities`).
_PARTNER = frozenset(("partner", "partners", "partnering", "cooperating"))
_LEAD = "lead"
_COLON = re.compile(r"[:：]")
# What stands behind a colon is no part of a label, but in brackets.
_COLON_INSIDE = re.compile(r"[:：]\s*[^\s()]")


@cache
def section_names() -> dict[str, str]:
    """The sections of the form in its own order, each with the label that the form itself prints."""
    names: dict[str, str] = {}
    for row in rows("labels"):
        names.setdefault(row["section"], row["label"])
    return names


def label_key(label: str) -> str:
    """The words of a label as labels are compared: without case, accents, punctuation and any `the` but the first word."""
    first, *others = comparable(label).split() or [""]
    return " ".join([first, *(word for word in others if word != "the")])


@lru_cache(maxsize=4096)
def section_of(label: str) -> str | None:
    """The section that a cell's whole text labels, or None where it is no label."""
    if len(label) > LONGEST_LABEL:
        return None
    known = _known_labels()
    name = label_key(label)
    bare = label_key(_IN_BRACKETS.sub(" ", label))
    if not bare:
        return None
    if section := known.get(name) or known.get(bare) or _misread(name) or _misread(bare):
        return section
    if _COLON_INSIDE.search(label):
        return None
    return _lengthened(name) or _lengthened(bare) or _misspelt(name) or _misspelt(bare)


def partner_section(label: str) -> str | None:
    """The section of the head whose partner side a label names by itself (`Partner cities`, `Partner city/cities`, `Partners`),
    in a form with a row a side.
    """
    words = label_key(label).split() if len(label) <= LONGEST_LABEL and not _COLON_INSIDE.search(label) else []
    if not words or words[0] not in _PARTNER:
        return None
    section = _known_labels().get(" ".join(words[1:])) if len(words) > 1 else "city"
    return section if section in HEAD else None


def is_of_lead(label: str) -> bool:
    """Whether a label names the lead's side by itself (`Lead city`)."""
    return label_key(label).split()[:1] == [_LEAD]


def is_rest_of_label(above: str, below: str) -> bool:
    """Whether two cells are one label that a break cut: `Key challenges of` and `cooperation theme:`. A label that is
    whole by itself has no rest that is a label too.
    """
    known = _known_labels()
    return label_key(f"{above} {below}") in known and (label_key(above) not in known or section_of(below) is None)


@lru_cache(maxsize=4096)
def leading_label(line: str) -> tuple[str, int] | None:
    """The section that a line of running text opens with `Label: …`, and where behind the colon its value begins."""
    colon = _COLON.search(line, 0, LONGEST_LABEL)
    if colon is None:
        return None
    known = _known_labels()
    head = line[: colon.start()]
    name = label_key(head)
    section = known.get(name) or known.get(label_key(_IN_BRACKETS.sub(" ", head)))
    section = section or _misread(name)
    if section is None and name:
        section = _misspelt(name) if len(name) >= SHORTEST_MISSPELT else None
    return (section, colon.end()) if section else None


def label_before_value(line: str) -> tuple[str, int] | None:
    """The section that a line opens with a label and, with no colon between them, a figure or a month: `Size (km²) 329,1`."""
    value = _VALUE.search(line, 0, LONGEST_LABEL)
    if value is None:
        return None
    head = line[: value.start()]
    section = _known_labels().get(label_key(head)) or _known_labels().get(label_key(_IN_BRACKETS.sub(" ", head)))
    return (section, value.start()) if section in _OF_FIGURES else None


def opens_value_of(section: str, text: str, at: int) -> bool:
    """Whether a figure or a month stands behind the blank at this place of a text, and the section's values open so."""
    return section in _OF_FIGURES and text[at : at + 1].isspace() and _VALUE.match(text, at + 1) is not None


def other_section(label: str, taken: Container[str]) -> str | None:
    """The section that a label means by a typing error where the one it names is taken: `County` for `Country`."""
    name = label_key(label)
    if len(name) < SHORTEST_MISSPELT:
        return None
    known = {key: section for key, section in _known_labels().items() if section in HEAD and section not in taken}
    match = process.extractOne(name, known.keys(), scorer=fuzz.ratio, score_cutoff=LIKENESS)
    return known[match[0]] if match else None


def begins_label(words: str) -> bool:
    """Whether words are the beginning of a known label (`Related SDGs and Urban`), a typing error allowed."""
    name = label_key(words)
    if not name:
        return False
    beginnings = _beginnings()
    return (
        name in beginnings
        or _misread(name) is not None
        or (
            len(name) >= SHORTEST_MISSPELT
            and process.extractOne(name, beginnings, scorer=fuzz.ratio, score_cutoff=LIKENESS) is not None
        )
    )


def is_part_of_label(words: str) -> bool:
    """Whether words follow each other in a known label: `and key outputs`, `topics`."""
    return label_key(words) in _parts_of_labels()


def is_known(label: str) -> bool:
    """Whether a text is a label letter by letter, but for case, punctuation and accents."""
    return label_key(label) in _known_labels()


def is_nearly_known(label: str) -> bool:
    """Whether a text of several lines is a label but for a typing error, and no label with the first word of another."""
    return (
        process.extractOne(label_key(label), _known_labels().keys(), scorer=fuzz.ratio, score_cutoff=LIKENESS_OF_LINES)
        is not None
    )


@cache
def labels_by_words() -> dict[tuple[str, ...], str]:
    """The sections by the comparable words of their labels."""
    return {tuple(name.split()): section for name, section in _known_labels().items()}


def may_hold_form(text: str) -> bool:
    """Whether words of the labels of enough sections stand in a text, written as in a label. A long text without them is refused
    before any reader of a layout goes through it; one of a summary's length is always read.
    """
    if len(text) < LONGEST_READ_UNSEEN:
        return True
    written = set(_LONG_WORD.findall(text.lower()))
    return sum(not words.isdisjoint(written) for words in _words_by_section().values()) >= FEWEST_SECTIONS


@cache
def _words_by_section() -> dict[str, frozenset[str]]:
    """The longer words of each section's labels."""
    found: dict[str, set[str]] = {}
    for row in rows("labels"):
        if row["section"] in (*HEAD, *TEXTS):
            found.setdefault(row["section"], set()).update(_LONG_WORD.findall(row["label"].lower()))
    return {section: frozenset(words) for section, words in found.items()}


@cache
def _beginnings() -> tuple[str, ...]:
    """The first words of all labels, one and more, whole labels too."""
    found: dict[str, None] = {}
    for words in labels_by_words():
        for size in range(1, len(words) + 1):
            found.setdefault(" ".join(words[:size]))
    return tuple(found)


@cache
def _parts_of_labels() -> frozenset[str]:
    """All words that follow each other in labels, whole labels too."""
    return frozenset(
        " ".join(words[begin:end])
        for words in labels_by_words()
        for begin in range(len(words))
        for end in range(begin + 1, len(words) + 1)
    )


@cache
def _known_labels() -> dict[str, str]:
    return {label_key(row["label"]): row["section"] for row in rows("labels")}


def _lengthened(name: str) -> str | None:
    """`population of the city 2018` is the population: the longest known label that the text goes on from."""
    words = name.split()
    for size in range(len(words) - 1, 0, -1):
        section = _known_labels().get(" ".join(words[:size]))
        if section and len(words) - size <= (WORDS_BEHIND if size > 1 else 3):
            return section
    return None


def _misread(name: str) -> str | None:
    """The section of a label some of whose letters were taken for others of their shape, as text recognition does: `Citv`."""
    return _by_shape().get(_shape(name)) if name else None


@cache
def _by_shape() -> dict[str, str]:
    return {_shape(name): section for name, section in _known_labels().items()}


def _shape(name: str) -> str:
    return name.replace("rn", "m").replace("vv", "w").translate(_ALIKE)


def _misspelt(name: str) -> str | None:
    match = process.extractOne(name, _known_labels().keys(), scorer=fuzz.ratio, score_cutoff=LIKENESS)
    return _known_labels()[match[0]] if match else None
