"""Whole documents of `cases/documents/`, written by hand as converters and people write them: all their facts are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.reading.source import Source, decode
from pipelines.summary import read_summary
from tests.accuracy.corpus import golden_values
from tests.accuracy.fields import found_in
from tests.accuracy.scoring import compare

FOLDER = Path(__file__).parent / "cases" / "documents"
LABELS = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("labels", LABELS, ids=lambda path: path.stem)
def test_all_facts_of_the_document_are_read(labels: Path) -> None:
    golden: dict[str, Any] = yaml.safe_load(labels.read_text(encoding="utf-8"))
    source = decode((FOLDER / golden["file"]).read_bytes())
    assert isinstance(source, Source)
    summary = read_summary(source.text)
    outcomes = compare(
        golden_values(golden), found_in(summary), summary.issues, is_rejected=summary.rejection is not None
    )
    wrong = [
        f"{one.field} {one.verdict}: expected {one.expected}, read {one.found}"
        for one in outcomes
        if one.verdict != "right"
    ]
    assert not wrong, "\n".join(wrong)
