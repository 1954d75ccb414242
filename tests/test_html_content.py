"""Which element of a web page holds the form: what stands beside it is told, and read as nothing."""

from __future__ import annotations

import pytest

from pipelines.summary import read_summary

FIELDS = (
    ("City", "Nice"),
    ("Country", "France"),
    ("Population", "340,000"),
    ("Cooperation themes", "Mobility: buses"),
    ("Key focus", "Clean air"),
    ("Main activities", "June 2018: Visit to Haikou"),
    ("Expected results", "A platform"),
)
FORM = "".join(f"<div><div>{label}</div><div>{value}</div></div>" for label, value in FIELDS)
HEADINGS = "".join(f"<h2>{label}</h2><p>{value}</p>" for label, value in FIELDS)


@pytest.mark.parametrize(
    ("page", "results", "outside", "because"),
    [
        (f"<div><div>{FORM}</div><div>See also</div></div>", ["A platform"], ["See also"], "behind the fields' element"),
        (f"<div><p>Welcome</p><div>{FORM}</div></div>", ["A platform"], ["Welcome"], "before it"),
        (f"<div><article>{HEADINGS}</article><p>Share this</p></div>", ["A platform"], ["Share this"], "an article"),
        (f"<section>{HEADINGS}</section><p>A film</p>", ["A platform"], ["A film"], "a section"),
        (f"<div>Cities Country</div><div>{FORM}</div><div>More</div>", ["A platform"], ["Cities Country", "More"], "a menu"),
        (f"<div>{FORM}<div>A film</div></div>", ["A platform", "A film"], [], "within the element it is the form's"),
        (f"{HEADINGS}<p>A film</p>", ["A platform", "A film"], [], "no element"),
        (f"<div>{HEADINGS}</div></div><p>A film</p>", ["A platform", "A film"], [], "elements that don't close one by one"),
    ],
)  # fmt: skip
def test_what_stands_beside_the_form(page: str, results: list[str], outside: list[str], because: str) -> None:
    summary = read_summary(f"<html><body>{page}</body></html>")
    assert [result.description for result in summary.results] == results, because
    assert [issue.raw_text for issue in summary.issues if issue.code == "text_outside_form"] == outside, because
