"""Running heads and feet: what stands at the same end of page after page is no text of the form, and is told once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.running_heads import DEEPEST, without_running_heads
from pipelines.summary import read_summary
from tests.forms import form

HEAD, FOOT = "Nice – Haikou, draft", "City of Nice, International Office"


@pytest.mark.parametrize(
    ("pages", "first", "again", "because"),
    [
        ([f"{HEAD}\none", f"{HEAD}\ntwo"], [HEAD], [HEAD], "a head on both pages"),
        ([f"one\n{FOOT}", f"two\n{FOOT}"], [FOOT], [FOOT], "a foot"),
        ([f"{HEAD}\none\n{FOOT}", f"{HEAD}\ntwo\n{FOOT}"], [HEAD, FOOT], [HEAD, FOOT], "both"),
        (["Plan 1 of 2\none", "Plan 2 of 2\ntwo"], ["Plan 1 of 2"], ["Plan 2 of 2"], "only the page's number is another"),
        ([f"  {HEAD} \none", f"{HEAD.replace(' ', '   ')}\ntwo"], [HEAD], [HEAD.replace(" ", "   ")], "set otherwise"),
        (["one", f"{HEAD}\ntwo", f"{HEAD}\nthree"], [HEAD], [HEAD], "the first page may be without"),
        (["one", "two", f"{HEAD}\nthree", f"{HEAD}\nfour"], [], [], "of four pages two have it: no head"),
        ([f"{HEAD}\na\nb\nc", f"d\ne\nf\n{HEAD}"], [], [], "at the head of one page and at the foot of another"),
        ([f"one\n{HEAD}\nx"], [], [], "a single page has none"),
        (["a\nb\nc\nd\ne\nf\ng", "h\nb\ni\nd\nj\nk\nl"], ["b"], ["b"], f"a line behind {DEEPEST} others stands within the page"),
        (["Activities:\none", "Activities:\ntwo"], [], [], "a label that the form repeats on each page"),
        (["Population: 340,000\none", "Population: 340,000\ntwo"], [], [], "a label with its value"),
        (["Country:\tFrance\none", "Country:\tFrance\ntwo"], [], [], "a row"),
        (["A European Union Programme\none", "A European Union Programme\ntwo"], [], [], "furniture, which the readers know"),
        (["one\n→ To be confirmed", "two\n→ To be confirmed"], [], [], "an item that two lists end with"),
        (["2 | City of Nice\none", "3 | City of Nice\ntwo"], ["2 | City of Nice"], ["3 | City of Nice"], "a number and a name"),
        (["2018\none", "2019\ntwo"], [], [], "figures alone may be a year"),
        (["x" * 200 + "\none", "x" * 200 + "\ntwo"], [], [], "too long for a head"),
    ],
)  # fmt: skip
def test_lines_at_the_same_end_of_the_pages(pages: list[str], first: list[str], again: list[str], because: str) -> None:
    text = "\f".join(pages)
    paged = without_running_heads(text)
    assert ([span.text for span in paged.first], [span.text for span in paged.again]) == (first, again), because
    assert len(paged.text) == len(text), "every other word stays where it was"
    assert sorted(paged.text.split()) == sorted("\f".join(_without(pages, [*first, *again])).split()), because


def _without(pages: list[str], lines: list[str]) -> list[str]:
    return ["\n".join(line for line in page.split("\n") if line.strip() not in lines) for page in pages]


def test_a_head_is_told_once_and_harms_no_text() -> None:
    text = form(activities="June 2018: Visit to\t").replace("Visit to\t", f"Visit to\t\n{FOOT}, 1\n\f{HEAD}\n\tNice.\t")
    text = f"{HEAD}\n{text}{FOOT}, 2\n"
    summary = read_summary(text)
    assert [activity.description for activity in summary.activities] == ["Visit to Nice."]
    told = [issue.raw_text for issue in summary.issues if issue.code == "text_outside_form"]
    assert told == [HEAD, f"{FOOT}, 1"]
    assert "unread_text" not in {issue.code for issue in summary.issues}


@given(st.lists(st.text(alphabet="ab 1\n\f\t\r:", max_size=40), max_size=5).map("\f".join))
def test_nothing_is_lost(text: str) -> None:
    """What isn't left in the text is told with its place, whatever the text."""
    paged = without_running_heads(text)
    left = list(paged.text)
    for span in (*paged.first, *paged.again):
        assert text[span.start : span.end] == span.text == span.text.strip() != ""
        left[span.start : span.end] = span.text
    assert "".join(left).split() == text.split()
