"""What a reading amounts to, for the lines right under a file's name: how much was read, what is missing, the worst issues.

Belongs here: what is told first, and in which words. `beside` prints it, `page` writes it as HTML.
"""

from __future__ import annotations

from collections import Counter

from pipelines.reading.labels import HEAD, TEXTS
from ucap import terminal
from ucap.around import Outside
from ucap.marks import UNREAD_CODE
from ucap.reading import Reading

# So many issues stand under the heading; the others stand where they belong.
MOST_WORST = 5
# In the order of the form, what is counted and in which words; and what a plan hardly lacks: a reading without any is wrong,
# or the summary is empty.
_COUNTED = {
    "partners": ("partner", "partners"),
    "themes": ("theme", "themes"),
    "sdg_tags": ("SDG tag", "SDG tags"),
    "urban_agenda_tags": ("Urban Agenda tag", "Urban Agenda tags"),
    "focus": ("focus statement", "focus statements"),
    "challenge": ("challenge", "challenges"),
    "objective": ("objective", "objectives"),
    "activities": ("activity", "activities"),
    "results": ("expected result", "expected results"),
}
_EXPECTED = ("partners", "themes", "activities", "results")
# The sections as people call them; the form's own labels are sentences.
_SECTION_NAMES = {
    "city": "City",
    "province": "Province",
    "country": "Country",
    "population": "Population",
    "area": "Size",
    "period": "Period",
    "themes": "Themes",
    "related_tags": "SDGs and Urban Agenda topics",
    "focus": "Focus",
    "challenge": "Challenges",
    "objective": "Objectives",
    "activities": "Activities",
    "results": "Results",
}
# Issues about the whole document, the worst first: each may stand for many values that were lost.
_OF_DOCUMENT = ("missing_section", "repeated_section", "undecodable_text", "paragraphs_lost", "same_plan")


def lacking(reading: Reading) -> list[str]:
    """What the reading has none of, though a plan has some: `no activities`."""
    counts = _counts(reading)
    return [f"no {_COUNTED[name][1]}" for name in _EXPECTED if counts.get(name) == 0]


def counted(reading: Reading) -> list[str]:
    """How much was read: `2 partners`, `11 objectives`."""
    return [terminal.plural(count, *_COUNTED[name]) for name, count in _counts(reading).items() if count]


def missing(reading: Reading) -> list[str]:
    """The sections that the form lacks: `section Activities missing`."""
    if reading.summary is None or reading.summary.plan is None:
        return []
    sections = reading.layout[1].sections
    return [f"section {_SECTION_NAMES[name]} missing" for name in (*HEAD, *TEXTS) if name not in sections]


def worst(reading: Reading, outside: Outside) -> list[int]:
    """The numbers of the errors and warnings, counted from 0, the worst first; those about text outside the form aren't among
    them.
    """
    told = outside.issues
    numbers = [n for n, issue in enumerate(reading.issues) if issue.severity != "info" and n not in told]
    return sorted(numbers, key=lambda number: (_rank(reading, number), number))


def severities(reading: Reading, outside: Outside) -> Counter[str]:
    """How many issues of each severity there are, text outside the form aside."""
    told = outside.issues
    return Counter(issue.severity for number, issue in enumerate(reading.issues) if number not in told)


def _counts(reading: Reading) -> dict[str, int]:
    """How many of each kind were read; nothing where there is no plan."""
    summary = reading.summary
    if summary is None or summary.plan is None:
        return {}
    statements = Counter[str](statement.section for statement in summary.statements)
    return {name: len(getattr(summary, name)) if hasattr(summary, name) else statements[name] for name in _COUNTED}


def _rank(reading: Reading, number: int) -> int:
    issue = reading.issues[number]
    if issue.severity == "error":
        return 0
    if issue.code in _OF_DOCUMENT:
        return 1 + _OF_DOCUMENT.index(issue.code)
    return len(_OF_DOCUMENT) + (1 if issue.code == UNREAD_CODE else 2)
