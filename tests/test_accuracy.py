"""The scorer counts what it says: on small made-up values, each way of being right or not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pipelines.records import IssueRecord
from tests.accuracy import report
from tests.accuracy.corpus import cases, golden_values
from tests.accuracy.fields import Values
from tests.accuracy.scoring import Outcome, Score, Tally, compare


def issue(code: str, **about: Any) -> IssueRecord:
    known = {"table_name": "dim_plan", "row_key": None, "column_name": None, "raw_text": None, "message": ""} | about
    return IssueRecord(code, "warning", source_start=None, source_end=None, **known)


def verdicts(outcomes: list[Outcome]) -> list[str]:
    return sorted(f"silent {one.verdict}" if one.is_silent else one.verdict for one in outcomes)


ITEM = {"start": date(2018, 7, 1), "text": "Mission of the delegates to Chongqing", "row": "a1"}


@pytest.mark.parametrize(
    ("expected", "found", "counted"),
    [
        pytest.param({"population": 5}, {"population": 5}, ["right"], id="a scalar is right"),
        pytest.param({"population": 5}, {"population": 6}, ["silent wrong"], id="a scalar is wrong"),
        pytest.param({"population": 5}, {"population": None}, ["silent missing"], id="a scalar is missing"),
        pytest.param({"population": None}, {"population": 6}, ["silent extra"], id="a scalar that nobody stated"),
        pytest.param({"population": None}, {"population": None}, [], id="nothing stated, nothing read: no value"),
        pytest.param({}, {"population": 6}, [], id="a field without a label isn't compared"),
        pytest.param({"partners": ["a", "b"]}, {"partners": ["b", "a"]}, ["right", "right"], id="sets have no order"),
        pytest.param(
            {"partners": ["a", "b"]},
            {"partners": ["a", "c"]},
            ["right", "silent extra", "silent missing"],
            id="one each",
        ),
        pytest.param(
            {"partners": ["a"]}, {"partners": ["a", "a"]}, ["right", "silent extra"], id="twice is once too often"
        ),
        pytest.param(
            {"period": {"start": date(2018, 7, 1)}},
            {"period": {"start": date(2018, 7, 1), "precision": "month"}},
            ["right"],
            id="of a row only the stated keys count",
        ),
        pytest.param({"activities": [{"text": ITEM["text"]}]}, {"activities": [ITEM]}, ["right"], id="a row is right"),
        pytest.param(
            {"activities": [ITEM | {"start": date(2019, 7, 1)}]},
            {"activities": [ITEM]},
            ["silent wrong"],
            id="a row with another date is wrong, not one missing and one extra",
        ),
        pytest.param(
            {"activities": [ITEM]},
            {"activities": [{"text": "Something else altogether", "row": "a1"}]},
            ["silent extra", "silent missing"],
            id="a row with other words is another row",
        ),
        pytest.param(
            {"themes": [{"code": "industry"}]},
            {"themes": [{"code": "other", "text": "Steel", "row": "t1"}]},
            ["silent extra", "silent missing"],
            id="rows without words are told apart by their values",
        ),
    ],
)
def test_counts(expected: Values, found: Values, counted: list[str]) -> None:
    assert verdicts(compare(expected, found)) == counted


@pytest.mark.parametrize(
    ("expected", "found", "told", "counted"),
    [
        pytest.param({"area": 5.0}, {"area": None}, issue("implausible_area", column_name="area_km2"), ["missing"],
                     id="an issue on the column tells"),
        pytest.param({"area": 5.0}, {"area": None}, issue("implausible_population", column_name="population"),
                     ["silent missing"], id="an issue on another column doesn't"),
        pytest.param({"area": 5.0}, {}, issue("missing_section", message="The form has no section “Size (km²)”."),
                     ["missing"], id="the section is missing and said to be"),
        pytest.param({"area": 5.0}, {}, issue("missing_section", message="The form has no section “Country”."),
                     ["silent missing"], id="another section is missing"),
        pytest.param({"activities": [ITEM | {"start": None}]}, {"activities": [ITEM]},
                     issue("unparsed_date", table_name="fact_activity", row_key="a1"), ["wrong"], id="an issue on the row"),
        pytest.param({"activities": [ITEM | {"start": None}]}, {"activities": [ITEM]},
                     issue("unparsed_date", table_name="fact_activity", row_key="a2"), ["silent wrong"],
                     id="an issue on another row"),
        pytest.param({"results": [{"text": "A joint platform"}]}, {"results": []},
                     issue("unread_text", table_name=None, raw_text="A joint platform of both cities"), ["missing"],
                     id="left unread, and said to be"),
        pytest.param({"SDG tags": [("related", None, 7)]}, {"SDG tags": []},
                     issue("misspelt_sdg", table_name="fact_sdg_tag", row_key="sdg/related/9"), ["silent missing"],
                     id="a doubt about another goal"),
    ],
)  # fmt: skip
def test_an_error_is_silent_unless_an_issue_tells_of_it(
    expected: Values, found: Values, told: IssueRecord, counted: list[str]
) -> None:
    assert verdicts(compare(expected, found, [told])) == counted


def test_a_rejected_document_is_missing_as_a_whole_but_not_silent() -> None:
    assert verdicts(compare({"area": 5.0, "partners": ["a", "b"]}, {}, is_rejected=True)) == ["missing"] * 3


def test_optional_values_may_be_there_or_not() -> None:
    assert verdicts(compare({"partners": ["a"]}, {"partners": ["a", "b"]}, optional=frozenset("b"))) == ["right"]


def test_of_issues_only_doubts_are_false_alarms() -> None:
    found = {"issues": ["open_period", "unknown_city", "unparsed_date"], "doubts": ["unknown_city", "unparsed_date"]}
    outcomes = compare({"issues": ["unparsed_date", "ambiguous_city"]}, found)
    assert verdicts(outcomes) == ["extra", "missing", "right"]
    assert {one.expected or one.found for one in outcomes} == {"unparsed_date", "ambiguous_city", "unknown_city"}


@pytest.mark.parametrize(
    ("tally", "f1", "share"),
    [
        (Tally(right=8, wrong=1, missing=0, extra=0), 16 / 18, 8 / 9),
        (Tally(right=8, missing=2), 16 / 18, 0.8),
        (Tally(right=8, extra=2), 16 / 18, 0.8),
        (Tally(wrong=3), 0, 0),
        (Tally(), 1, 1),
    ],
)
def test_f1(tally: Tally, f1: float, share: float) -> None:
    assert tally.f1 == pytest.approx(f1)
    assert tally.share == pytest.approx(share)


def scored(*documents: list[Outcome]) -> Score:
    score = Score()
    for outcomes in documents:
        score.add(outcomes)
    return score


def test_a_document_is_perfect_without_any_error() -> None:
    right, wrong = Outcome("area", "right"), Outcome("area", "wrong")
    score = scored([right, right], [right, wrong], [])
    assert (score.documents, score.perfect) == (3, 2)
    assert score.tallies["area"] == Tally(right=3, wrong=1)


@pytest.mark.parametrize(
    ("outcomes", "sentence"),
    [
        pytest.param([Outcome("area", "right")] * 200, None, id="all right"),
        pytest.param([Outcome("area", "right")] * 97 + [Outcome("area", "wrong")] * 3, "area: 97.0%", id="a scalar"),
        pytest.param(
            [Outcome("partners", "right")] * 96 + [Outcome("partners", "extra")] * 6, "partners: F1", id="a set"
        ),
        pytest.param([Outcome("results", "right")] * 96 + [Outcome("results", "wrong")] * 4, "results: F1", id="rows"),
        pytest.param(
            [Outcome("area", "right")] * 999 + [Outcome("area", "wrong", is_silent=True)],
            "1 silent",
            id="silent in the head",
        ),
        pytest.param(
            [Outcome("themes", "right")] * 999 + [Outcome("themes", "wrong", is_silent=True)],
            None,
            id="silent in a text",
        ),
    ],
)
def test_promises(outcomes: list[Outcome], sentence: str | None) -> None:
    broken = report.broken_promises(scored(outcomes), {})
    assert (not broken) if sentence is None else any(sentence in line for line in broken)


def test_no_layout_may_hide_behind_the_others() -> None:
    good, bad = scored([Outcome("results", "right")] * 1000), scored([Outcome("results", "wrong")] * 5)
    assert [line.split(":")[0] for line in report.broken_promises(good, {"good": good, "bad": bad})] == [
        "results in bad"
    ]


def test_the_labels_of_a_golden_file_are_all_taken() -> None:
    when = {"start": date(2018, 7, 1), "end": date(2018, 7, 31), "precision": "month"}
    golden: dict[str, Any] = {
        "plan": {
            "lead_city": {"city_id": "de-mannheim", "country_code": "DE", "province": None},
            "population": 1, "area_km2": 2.0, "period": {**when, "raw": "July 2018", "is_open": False},
        },
        "partners": [{"city_id": "cn-chongqing"}], "themes": [], "sdg_tags": [{"section": "related", "goal": 7}],
        "urban_agenda_tags": [], "statements": [],
        "activities": [{
            "seq": "1", "date_raw": "July 2018", **when, "text": "Mission", "cities": ["cn-chongqing"],
            "children": [{"seq": "1.1", "text": "Visit", "cities": ["de-mannheim"]}],
        }],
        "results": [{"seq": 1, "text": "MoU", "cities": ["de-mannheim"], "cities_optional": ["cn-chongqing"]}],
    }  # fmt: skip
    values = golden_values(golden)
    assert values["SDG tags"] == [("related", None, 7)]
    assert [(row["seq"], row["parent"], row["start"]) for row in values["activities"]] == [
        ("1", None, date(2018, 7, 1)),
        ("1.1", "1", date(2018, 7, 1)),
    ]
    assert values["named cities"] == [
        ("activity", "1", "cn-chongqing"), ("activity", "1.1", "de-mannheim"), ("result", "1", "de-mannheim")
    ]  # fmt: skip


def test_there_are_enough_hard_cases() -> None:
    assert len(cases()) >= 40
