"""Each hard case of `cases/`, read as it stands there: what it states is what is read."""

from __future__ import annotations

import pytest

from tests.accuracy.corpus import Document, hard_cases

CASES = tuple(hard_cases())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Document) -> None:
    errors = [outcome for outcome in case.outcomes() if outcome.verdict != "right"]
    lines = [
        f"{one.field} {one.verdict}{' (silent)' if one.is_silent else ''}:\n  expected {one.expected}\n  read     {one.found}"
        for one in errors
    ]
    if lines:
        pytest.fail("\n".join(lines), pytrace=False)
