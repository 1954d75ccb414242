"""Whole documents of `cases/documents/`, written by hand as converters and people write them: all their facts are read, and each
doubt that their labels state is raised, and no other.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.reading.source import Source, decode
from pipelines.records import IssueRecord, Summary
from pipelines.summary import read_summary
from tests.accuracy.corpus import golden_values
from tests.accuracy.fields import found_in
from tests.accuracy.scoring import compare

FOLDER = Path(__file__).parent / "cases" / "documents"
LABELS = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("labels", LABELS, ids=lambda path: path.stem)
def test_all_facts_of_the_document_are_read(labels: Path) -> None:
    golden, summary = _read(labels)
    outcomes = compare(
        golden_values(golden), found_in(summary), summary.issues, is_rejected=summary.rejection is not None
    )
    wrong = [
        f"{one.field} {one.verdict}: expected {one.expected}, read {one.found}"
        for one in outcomes
        if one.verdict != "right"
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("labels", LABELS, ids=lambda path: path.stem)
def test_the_doubts_are_those_that_the_labels_state(labels: Path) -> None:
    """`issues` of a document name all its warnings and errors by their code, or as `{code, column}`, and the notes that must be
    there. A document without `issues` states none, not even that there are none.
    """
    golden, summary = _read(labels)
    if "issues" not in golden:
        pytest.skip("states nothing about issues")
    stated = [_code_and_column(one) for one in golden["issues"]]
    found = [(issue.code, issue.column_name) for issue in summary.issues]
    missing = [one for one in stated if not any(_is(one, other) for other in found)]
    extra = [
        _told(issue)
        for issue in summary.issues
        if issue.severity != "info" and not any(_is(one, (issue.code, issue.column_name)) for one in stated)
    ]
    assert (missing, extra) == ([], []), "not raised, and raised without need"


def _read(labels: Path) -> tuple[dict[str, Any], Summary]:
    golden: dict[str, Any] = yaml.safe_load(labels.read_text(encoding="utf-8"))
    source = decode((FOLDER / golden["file"]).read_bytes())
    assert isinstance(source, Source)
    return golden, read_summary(source.text)


def _code_and_column(stated: str | dict[str, str]) -> tuple[str, str | None]:
    return (stated, None) if isinstance(stated, str) else (stated["code"], stated.get("column"))


def _is(stated: tuple[str, str | None], found: tuple[str, str | None]) -> bool:
    return stated[0] == found[0] and stated[1] in (None, found[1])


def _told(issue: IssueRecord) -> str:
    return f"{issue.code} ({issue.column_name}): {issue.message}"
