"""The limits: their defaults are documented, and the environment sets others or is told why not."""

from __future__ import annotations

from dataclasses import asdict, fields, replace

import pytest

from pipelines.limits import LimitError, Limits, in_force, variable
from tests.conftest import PROJECT


def test_unless_told_otherwise_the_defaults_are_in_force() -> None:
    assert in_force({}) == Limits()


@pytest.mark.parametrize(
    ("environment", "expected", "because"),
    [
        ({"UCAP_MAX_PDF_PAGES": "5"}, replace(Limits(), pdf_pages=5), "one limit"),
        ({"UCAP_MAX_DOCUMENT_SECONDS": "0.5"}, replace(Limits(), document_seconds=0.5), "half a second"),
        ({"UCAP_MAX_FILE_BYTES": " 1_000_000 "}, replace(Limits(), file_bytes=1_000_000), "written for people"),
        ({"UCAP_MAX_FILE_BYTES": ""}, Limits(), "an empty variable is one that isn't set"),
        ({"UCAP_MAX_SMTH": "x"}, Limits(), "no limit of ours"),
    ],
)
def test_the_environment_sets_others(environment: dict[str, str], expected: Limits, because: str) -> None:
    assert in_force(environment) == expected, because


@pytest.mark.parametrize("text", ["many", "0", "-1", "nan", "inf", "1e999", "5 pages"])
def test_what_is_no_limit_is_told(text: str) -> None:
    with pytest.raises(LimitError, match=rf"UCAP_MAX_PDF_PAGES is “{text}”; it must be a number above zero\."):
        in_force({"UCAP_MAX_PDF_PAGES": text})


def test_the_documentation_lists_each_with_its_default() -> None:
    documented = (PROJECT / "docs" / "limits.md").read_text(encoding="utf-8")
    values = asdict(Limits())
    for limit in fields(Limits):
        assert f"| `{variable(limit)}` | {values[limit.name]:,} | {limit.metadata['words']} |\n" in documented
