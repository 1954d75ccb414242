"""Right, wrong, missing and extra: one document's values against its labels, and sums of them over many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from rapidfuzz import fuzz

from pipelines.records import IssueRecord
from tests.accuracy.fields import BY_NAME, FIELDS, Field, Values

Verdict = Literal["right", "wrong", "missing", "extra"]
# Two rows are the same one read wrongly, and not one missing and one extra, where their words are as like as this (0 to 100).
SAME_ROW = 50


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one value. `is_silent`: it isn't right, and no issue tells of it."""

    field: str
    verdict: Verdict
    expected: Any = None
    found: Any = None
    is_silent: bool = False


@dataclass(slots=True)
class Tally:
    """How many values of a field were right and how the others failed."""

    right: int = 0
    wrong: int = 0
    missing: int = 0
    extra: int = 0
    silent: int = 0

    def add(self, outcome: Outcome) -> None:
        """Counts one value."""
        setattr(self, outcome.verdict, getattr(self, outcome.verdict) + 1)
        self.silent += outcome.is_silent

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 where nothing is to be read and nothing was."""
        errors = 2 * self.wrong + self.missing + self.extra
        return 1.0 if not self.right and not errors else 2 * self.right / (2 * self.right + errors)

    @property
    def share(self) -> float:
        """How many of all values are right; 1 where there are none."""
        total = self.right + self.wrong + self.missing + self.extra
        return self.right / total if total else 1.0


@dataclass(slots=True)
class Score:
    """Tallies by field over documents, how many documents there were and how many had no error at all."""

    tallies: dict[str, Tally] = field(default_factory=lambda: {one.name: Tally() for one in FIELDS})
    documents: int = 0
    perfect: int = 0

    def add(self, outcomes: Sequence[Outcome]) -> None:
        """Counts one document."""
        self.documents += 1
        self.perfect += all(outcome.verdict == "right" for outcome in outcomes)
        for outcome in outcomes:
            self.tallies[outcome.field].add(outcome)

    def sum(self, names: Iterable[str]) -> Tally:
        """Several fields as one."""
        total = Tally()
        for name in names:
            one = self.tallies[name]
            total = Tally(
                total.right + one.right,
                total.wrong + one.wrong,
                total.missing + one.missing,
                total.extra + one.extra,
                total.silent + one.silent,
            )
        return total


def compare(
    expected: Values,
    found: Values,
    issues: Sequence[IssueRecord] = (),
    *,
    optional: frozenset[Any] = frozenset(),
    is_rejected: bool = False,
) -> list[Outcome]:
    """What became of each value that is labelled, or was read in a labelled field.

    Fields that `expected` doesn't name aren't compared; of rows only the keys it names. `optional` are values that may be
    there or not. A rejected document is told of as a whole: nothing about it is silent.
    """
    outcomes: list[Outcome] = []
    for name, value in expected.items():
        one = BY_NAME[name]
        if name == "issues":
            outcomes += _issues(value, found)
        elif one.kind == "scalar":
            outcomes += _scalar(one, value, found.get(name))
        elif one.kind == "set":
            outcomes += _set(one, value, [item for item in found.get(name, []) if item not in optional])
        else:
            outcomes += _rows(one, value, found.get(name, []))
    return [_judged(outcome, issues, is_rejected) for outcome in outcomes]


def _scalar(one: Field, expected: Any, found: Any) -> list[Outcome]:
    if expected is None and found is None:
        return []
    if found is None:
        return [Outcome(one.name, "missing", expected)]
    if expected is None:
        return [Outcome(one.name, "extra", None, found)]
    return [Outcome(one.name, "right" if _agree(expected, found) else "wrong", expected, found)]


def _agree(expected: Any, found: Any) -> bool:
    """Whether a value is what is expected; of a row only the stated keys count."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return all(found.get(key) == value for key, value in expected.items())
    return bool(expected == found)


def _set(one: Field, expected: Sequence[Any], found: Sequence[Any]) -> list[Outcome]:
    left, right = Counter(expected), Counter(found)
    return [
        *(Outcome(one.name, "right", value, value) for value in (left & right).elements()),
        *(Outcome(one.name, "missing", value) for value in (left - right).elements()),
        *(Outcome(one.name, "extra", None, value) for value in (right - left).elements()),
    ]


def _issues(expected: Sequence[str], found: Values) -> list[Outcome]:
    """Issues that must be there; beyond them, only warnings and errors are false alarms."""
    codes, doubts = set(found.get("issues", ())), set(found.get("doubts", ()))
    return [
        *(Outcome("issues", "right", code, code) for code in sorted(set(expected) & codes)),
        *(Outcome("issues", "missing", code) for code in sorted(set(expected) - codes)),
        *(Outcome("issues", "extra", None, code) for code in sorted(doubts - set(expected))),
    ]


def _rows(one: Field, expected: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]]) -> list[Outcome]:
    """Rows in order: equal ones are right, of the others those with like words are the same row read wrongly."""
    outcomes: list[Outcome] = []
    left, right = list(expected), list(found)
    for row in expected:
        match = next((other for other in right if _agree(row, other)), None)
        if match is not None:
            outcomes.append(Outcome(one.name, "right", row, match))
            left.remove(row)
            right.remove(match)
    for row in list(left):
        match = max(right, key=lambda other: _likeness(row, other), default=None)
        if match is not None and _likeness(row, match) >= SAME_ROW:
            outcomes.append(Outcome(one.name, "wrong", row, match))
            left.remove(row)
            right.remove(match)
    outcomes += [Outcome(one.name, "missing", row) for row in left]
    outcomes += [Outcome(one.name, "extra", None, row) for row in right]
    return outcomes


def _likeness(expected: dict[str, Any], found: dict[str, Any]) -> float:
    """How like the words of two rows are; where no words are stated, how many of the stated values agree."""
    words = expected.get("text") or expected.get("heading")
    if words:
        return fuzz.ratio(words, found.get("text") or found.get("heading") or "")
    agreeing = sum(found.get(key) == value for key, value in expected.items())
    return 100 * agreeing / len(expected) if expected else 0


def _judged(outcome: Outcome, issues: Sequence[IssueRecord], is_rejected: bool) -> Outcome:
    """The outcome, silent where it isn't right and no issue tells of it."""
    if outcome.verdict == "right" or outcome.field == "issues" or is_rejected:
        return outcome
    if any(_tells(issue, outcome) for issue in issues):
        return outcome
    return Outcome(outcome.field, outcome.verdict, outcome.expected, outcome.found, is_silent=True)


def _tells(issue: IssueRecord, outcome: Outcome) -> bool:
    """Whether an issue is about a value: about its column, its row, its section, or about the words it should have."""
    one = BY_NAME[outcome.field]
    if issue.column_name in one.columns and issue.table_name == "dim_plan":
        return True
    if issue.table_name in one.tables:
        keys = _row_keys(outcome)
        if issue.row_key is None or not keys or issue.row_key in keys:
            return True
    if issue.code in ("missing_section", "repeated_section") and any(
        f"“{name}" in issue.message for name in one.sections
    ):
        return True
    raw = issue.raw_text or ""
    words = _words(outcome.expected)
    return issue.table_name is None and bool(words) and (words in raw or raw in words)


def _row_keys(outcome: Outcome) -> set[str]:
    """The keys of the rows that an outcome is about, as issues name them."""
    if isinstance(outcome.found, dict) and "row" in outcome.found:
        return {outcome.found["row"]}
    value = outcome.found or outcome.expected
    if outcome.field == "named cities" and isinstance(value, tuple):
        return {f"{value[0][0]}{value[1]}"}
    if outcome.field in ("SDG tags", "Urban Agenda tags") and isinstance(value, tuple):
        kind = "sdg" if outcome.field == "SDG tags" else "ua"
        place = "related" if value[1] is None else f"t{value[1]}"
        return {f"{kind}/{place}/{value[2]}"}
    return set()


def _words(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("text") or value.get("heading")
    return value if isinstance(value, str) and len(value) > 1 else ""
