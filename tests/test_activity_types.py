"""What kind of activity a text tells of, whether it was online, and what it says of agreements."""

# ruff: noqa: E501 (a case is a line)
from __future__ import annotations

import pytest

from pipelines.extraction.activity_types import activity_type, agreements, is_online
from pipelines.summary import read_summary
from tests.forms import form


@pytest.mark.parametrize(
    ("text", "kind", "because"),
    [
        ("Granada signs MoU with Zhengzhou City Government and with Haikou City Government.", "agreement", "it was signed"),
        ("Mission of five Barnsley delegates to the Chinese cities of Tianjin, Zhengzhou and", "mission", "the word"),
        ("First meeting: Haikou joins the EU cities one-week mission to China", "mission", "the mission is what happened"),
        ("Study tour of Mannheim experts to Rome", "mission", "another word for it"),
        ("Yangzhou representatives visit EU cities together with NDRC", "visit", "a verb"),
        ("Haikou delegates held a 2-day visit to Nice to participate at the fair and to have bilateral meetings", "visit", "the fair and the meetings are parts of it"),
        ("Delegation from Wuhan visited Mannheim", "visit", "from the other side"),
        ("Nice hosted a delegation of Haikou", "visit", "from the host's"),
        ("EU cities took part in the Sino-EU Characteristic Town Cooperation Forum", "conference", "a forum"),
        ("Smart City Expo World Congress in Barcelona", "conference", "a fair"),
        ("Innovation summit", "conference", "a summit"),
        ("Workshops in all three cities", "workshop", "the word"),
        ("IUC Asia Webinar: discussion how to involve EU cities", "workshop", "a webinar is a workshop that is online"),
        ("Follow-up bilateral coaching sessions with IUC experts' team.", "training", "coaching"),
        ("Training courses for officials of Mannheim", "training", "courses"),
        ("Training programme for officials of Mannheim", "training", "a programme of it"),
        ("Meeting between Haikou and EU delegates during the “EU-China Cooperation Forum”", "meeting", "a meeting at the fringe of a forum"),
        ("Preparatory meeting in Brussels. The meeting also discussed the upcoming mission to China. Experts were coached.", "meeting", "the first sentence decides"),
        ("Video conference of Mannheim and Chongqing", "meeting", "no conference in spite of the word"),
        ("Conference call with Chongqing", "meeting", "neither"),
        ("Barnsley re-allocated their efforts towards Singapore", "other", "nothing of it"),
        ("Definition of next steps and roadmap for cooperation", "other", "paper work"),
        ("", "other", "nothing"),
        ("The partners agreed, of course, on a roadmap", "other", "“of course” is no course"),
        ("In the course of 2019 the platform was launched", "other", "nor this one"),
        ("The experts travelled by train", "other", "nor is a train a training"),
        ("Sale of fair trade products", "other", "a fair trade is no fair"),
        ("The platform meets the needs of citizens", "other", "needs are met by no meeting"),
        ("Commission decision on permission to build", "other", "words that only hold one"),
    ],
)  # fmt: skip
def test_activity_type(text: str, kind: str, because: str) -> None:
    assert activity_type(text) == kind, because


@pytest.mark.parametrize(
    ("text", "online", "because"),
    [
        ("IUC Asia Webinar: discussion", True, "a webinar"),
        ("Online meeting Bologna – Guangzhou", True, "the word"),
        ("on-line matching event", True, "with a hyphen"),
        ("Video conference of both mayors", True, "a video conference"),
        ("virtual visit to the museum", True, "virtual"),
        ("Meeting in Brussels", False, "on site"),
        ("timeline and outline of the project", False, "words that only hold it"),
        ("Virtually all partners met in Rome", False, "“virtually all” is nearly all"),
    ],
)
def test_online_is_apart_from_the_type(text: str, online: bool, because: str) -> None:
    assert is_online(text) == online, because


@pytest.mark.parametrize(
    ("text", "signed", "expected", "because"),
    [
        ("Granada signs MoU with Zhengzhou", True, False, "Haikou's"),
        ("MoU signed between Nice and Haikou", True, False, "a participle"),
        ("A letter of intent was signed in Nice", True, False, "another document"),
        ("Signing ceremony of the MoU", True, False, "a ceremony took place"),
        ("Signature of a twinning agreement", True, False, "a noun"),
        ("Suzhou has not yet signed the Memorandum of Understanding", False, True, "it is still to come"),
        ("Suzhou has not signed the Memorandum of Understanding", False, False, "nobody says that it will"),
        ("After negotiations the MoU was signed in Haikou", True, False, "what came before doesn't undo it"),
        ("Following discussions in Rome, Granada signed an MoU with Haikou", True, False, "nor do discussions"),
        ("Granada, which plans a joint lab, signed an MoU with Haikou", True, False, "what is planned is another thing"),
        ("Nice and Haikou discussed and signed an MoU", True, False, "both happened"),
        ("MoU signed to explore a joint platform", True, False, "what it is for is still to come"),
        ("The planned MoU was signed", True, False, "planned once, signed now"),
        ("Signed a memorandum of understanding to plan a joint lab", True, False, "the lab is planned"),
        ("The parties will sign an MoU", False, True, "the future"),
        ("MoU to be signed in 2020", False, True, "to be signed"),
        ("Nice aims to sign a cooperation agreement with Haikou", False, True, "an aim"),
        ("Preparation of the signing of an MoU", False, True, "it is prepared"),
        ("Signing of the MoU is expected in 2020", False, True, "the plan stands behind"),
        ("The signing of the agreement is planned for May", False, True, "the same"),
        ("MoU signing foreseen for 2020", False, True, "another word"),
        ("Discussion on a possible MoU with Haikou", False, True, "possible"),
        ("draft MoU was exchanged", False, True, "a draft"),
        ("No agreement was signed", False, False, "there is none"),
        ("The agreement was not signed", False, False, "nor here"),
        ("Signing of the MoU with Chengdu was postponed", False, True, "still to come"),
        ("The planned signing of the MoU with Chengdu was cancelled", False, False, "called off"),
        ("Chongqing refused to sign the MoU with Málaga", False, False, "refused"),
        ("They were about to sign the MoU, but did not", False, False, "it didn't come to it"),
        ("Parted without signing an MoU", False, False, "nor here"),
        ("MoU between Nice and Haikou", False, False, "it doesn't say"),
        ("Nice and Haikou signed a protocol on clean water", True, False, "a protocol that was signed"),
        ("The protocol on clean water was signed in Nice", True, False, "the same the other way round"),
        ("Protocol of Cooperation with Haikou", False, False, "a protocol that is an agreement by its name"),
    ],
)  # fmt: skip
def test_agreement(text: str, signed: bool, expected: bool, because: str) -> None:
    (told,) = agreements(text)
    assert (told.signed, told.expected) == (signed, expected), because
    assert (activity_type(text) == "agreement") == signed, because


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("They signed up for the workshop", "nothing was agreed"),
        ("The partners agreed on next steps", "an agreement by word"),
        ("Nice signed the guest book", "no document of the vocabulary"),
        ("The contract for the building was discussed", "talk"),
        ("The MoU has not been signed yet", "not yet"),
        ("Meeting in Rome", "nothing of it"),
    ],
)
def test_no_agreement(text: str, because: str) -> None:
    assert not any(told.signed for told in agreements(text)), because
    assert activity_type(text) != "agreement", because


def test_a_protocol_of_how_to_test_is_none() -> None:
    assert agreements("A joint test protocol for buses, planned by Nice and Haikou") == ()


def test_a_contract_of_firms_is_none() -> None:
    assert agreements("Six suppliers with a first contract in Haikou") == ()
    assert [told.signed for told in agreements("Nice and Haikou signed a contract on clean water")] == [True]


def test_an_agreement_concerns_the_cities_of_its_sentence() -> None:
    text = form(
        activities="<p>→ July 2018: Mission to Chongqing. Mannheim signs MoU with Zhengzhou. Then Haikou was visited.</p>\t"
    )
    signed = {
        mention.city_id: mention.signed for mention in read_summary(text).mentions if mention.item_kind == "activity"
    }
    assert signed == {"cn-chongqing": False, "de-mannheim": True, "cn-zhengzhou": True, "cn-haikou": False}


@pytest.mark.parametrize(
    ("result", "because"),
    [
        ("MoUs with Zhengzhou and Chongqing", "what a result names is expected, whatever the words"),
        ("MoU signed with Zhengzhou and Chongqing", "even a participle: it is an expected result"),
    ],
)
def test_an_agreement_in_the_results_is_expected(result: str, because: str) -> None:
    mentions = [
        mention for mention in read_summary(form(results=f"1. {result}\t")).mentions if mention.item_kind == "result"
    ]
    assert {(mention.city_id, mention.signed, mention.expected) for mention in mentions} == {
        ("cn-zhengzhou", False, True),
        ("cn-chongqing", False, True),
    }, because


@pytest.mark.parametrize(
    "text",
    [
        "MoU ready for signature",
        "MoU awaiting signature",
        "The MoU should have been signed",
        "If signed, the MoU will run for two years",
        "Once the agreement is signed, experts will travel",
        "Rome proposed that Haikou sign the MoU",
        "Both cities are considering signing an MoU",
    ],
)
def test_an_agreement_only_awaited_is_not_signed(text: str) -> None:
    assert [agreement.signed for agreement in agreements(text)] == [False]
