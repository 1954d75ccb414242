"""With which of the cities that a text names an agreement was signed, or is still to come."""

from __future__ import annotations

import pytest

from pipelines.summary import read_summary
from tests.forms import form


@pytest.mark.parametrize(
    ("text", "signed", "expected", "because"),
    [
        ("Haikou and Nice signed an agreement.", ["cn-haikou", "fr-nice"], [], "both are in the sentence"),
        (
            "Visit of the mayor of Nice; an agreement was signed",
            ["fr-nice"],
            [],
            "its clause names none, the one before does",
        ),
        ("Calls with Nice; an MoU is under discussion", [], ["fr-nice"], "likewise where it is still to come"),
        (
            "Visit to Rome; Haikou and Nice signed an agreement",
            ["cn-haikou", "fr-nice"],
            [],
            "its clause names its own",
        ),
        ("Visit to Nice. The ministries signed an agreement.", [], [], "another sentence may tell of others"),
        ("Visit to Rome. Meeting in Nice; an MoU was signed", ["fr-nice"], [], "a clause before, and no sentence"),
    ],
)
def test_agreements_concern_the_cities_of_their_clause(
    text: str, signed: list[str], expected: list[str], because: str
) -> None:
    mentions = read_summary(form(activities=f"→ May 2019: {text}")).mentions
    assert sorted(one.city_id for one in mentions if one.signed) == signed, because
    assert sorted(one.city_id for one in mentions if one.expected) == expected, because


@pytest.mark.parametrize(
    ("text", "partners", "signed", "because"),
    [
        ("The two mayors sign the agreement", "Haikou", ["cn-haikou"], "both sides of a plan with one partner"),
        ("Letter of Intent, signed by both municipalities", "Haikou", ["cn-haikou"], "the same"),
        ("The two mayors sign the agreement", "Haikou, Sanya", [], "of two partners nothing tells which"),
        ("The ministers sign the agreement", "Haikou", [], "nobody of the plan"),
    ],
)
def test_an_agreement_of_both_sides_is_one_with_the_only_partner(
    text: str, partners: str, signed: list[str], because: str
) -> None:
    summary = read_summary(form(city=f"Nice\t{partners}", country="France\tChina", activities=f"→ July 2018: {text}"))
    assert [one.city_id for one in summary.mentions if one.signed] == signed, because
    assert not any(one.named for one in summary.mentions if one.item_kind == "activity"), because
