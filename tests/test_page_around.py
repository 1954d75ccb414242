"""Menus and feet of a saved web page are of the page, not of the form; what only looks like one is still read."""

from __future__ import annotations

import pytest

from pipelines.summary import read_summary

LINES = ("City: Nice", "Country: France", "Population: 340,000", "Period of cooperation: May 2018", "Themes: Industry")
BODY = "".join(f"<p>{line}</p>" for line in LINES) + "<p>Expected results and benefits:</p><ul><li>A guide.</li></ul>"


@pytest.mark.parametrize(
    ("page", "because"),
    [
        (BODY + "<footer><p>Imprint | Privacy</p></footer>", "a foot"),
        (
            BODY + "<footer><p>Our town</p><nav><ul><li>Imprint</li></ul></nav><p>All rights</p></footer>",
            "a menu in it",
        ),
        ("<nav><ul><li>About us</li></ul></nav>" + BODY + "<nav>Next page</nav>", "menus above and below"),
        ("<nav><p>About us</p>" + BODY, "a menu that is never closed takes nothing with it"),
        (f"<footer>{BODY}</footer>", "a form in a foot is a form"),
    ],
)
def test_only_the_form_is_read(page: str, because: str) -> None:
    summary = read_summary(f"<html><body>{page}</body></html>")
    assert [result.description for result in summary.results] == ["A guide."], because
    assert summary.plan is not None, because
    assert summary.plan.lead_city_id == "fr-nice", because
