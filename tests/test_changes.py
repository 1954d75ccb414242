"""What differs between two versions of a plan: rows known by their place in a list are told by what they say."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines import changes, star, tables
from pipelines.records import (
    ActivityRecord,
    MentionRecord,
    PartnerRecord,
    ResultRecord,
    SdgTagRecord,
    StatementRecord,
    Summary,
    ThemeRecord,
)
from pipelines.row_matching import REACH, Entry, pairs
from tests.summaries import ACTIVITY, SUMMARY, span, staged

PLAN = "cn-haikou-2018-07"
AT = span("Meeting in Haikou")


def listed(*activities: str, cities: tuple[tuple[str, str], ...] = ()) -> Summary:
    """A summary of these activities, `2.1 July: text` with its number, month of 2018 and text; and the cities they name."""
    mentions = tuple(MentionRecord("activity", place, city, signed=False, expected=False) for place, city in cities)
    return replace(SUMMARY, activities=tuple(map(_activity, activities)), results=(), mentions=mentions)


def _activity(words: str) -> ActivityRecord:
    label, text = words.split(": ")
    sequence, month = label.split()
    first = date(2018, ("May", "June", "July").index(month) + 5, 1)
    parent = sequence.rpartition(".")[0] or None
    return replace(
        ACTIVITY,
        sequence=sequence,
        parent_sequence=parent,
        date_raw=month,
        start_date=first,
        end_date=first.replace(day=28),
        description=text,
    )


def differences(old: Summary, new: Summary, folder: Path) -> list[str]:
    """`+a2`, `-a2` and `~a2 description`: what was added, removed and changed, by table in the order of the source."""
    read = staged(folder, {"old.txt": old, "new.txt": new})
    plans = read["stg_plan"].select("document_id", plan_id=star.PLAN_ID)
    (first, second) = read["stg_document"].sort("file_name", descending=True)["document_id"]
    times = [datetime(2026, 1, 1), datetime(2026, 1, 2), None]
    versions = pl.DataFrame(
        [
            (PLAN, 1, first, "old.txt", times[0], times[1], "superseded"),
            (PLAN, 2, second, "new.txt", times[1], None, None),
        ],
        schema=tables.PLAN_VERSION.polars_schema(),
        orient="row",
    )
    frame = changes.between(versions, plans, star.of_plans(read, plans))
    assert frame.select(tables.CHANGE.key).is_duplicated().sum() == 0
    told = []
    for change, row_id, column in frame.select("change", "row_id", "column_name").iter_rows():
        row = row_id.removeprefix(PLAN).strip("/")
        told.append(f"~{row} {column}" if change == "changed" else f"{'+' if change == 'added' else '-'}{row}")
    return list(dict.fromkeys(told))


A, B, C = "Meeting of the mayors in Granada", "Training on water networks", "Exhibition of smart buses"


@pytest.mark.parametrize(
    ("old", "new", "expected", "because"),
    [
        ([f"1 May: {A}", f"2 July: {B}"], [f"1 May: {A}", f"2 June: {C}", f"3 July: {B}"], ["+a2"],
         "one put in between is no change of those after it"),
        ([f"1 May: {A}", f"2 June: {C}", f"3 July: {B}"], [f"1 May: {A}", f"2 July: {B}"], ["-a2"],
         "nor is one that was taken out"),
        ([f"1 May: {A}", f"2 July: {B}"], [f"1 May: {A}", f"2 July: {B} and pumps"], ["~a2 description"],
         "a text revised"),
        ([f"1 May: {A}", f"2 July: {B}"], [f"1 May: {C}", f"2 May: {A}", f"3 July: {B} and pumps"],
         ["~a3 description", "+a1"], "a text revised that also moved down goes by its new place"),
        ([f"1 May: {A}", f"2 July: {B}"], [f"1 May: {A}", f"2 June: {C}"], ["+a2", "-a2"],
         "another activity in the same place is no revision"),
        ([f"1 May: {A}", f"2 June: {B}"], [f"1 June: {B}", f"2 May: {A}"], ["~a1 sequence", "~a2 sequence"],
         "two that changed places"),
        ([f"1 May: {A}", f"2 May: {A}", f"3 June: {B}"], [f"1 May: {A}", f"2 June: {B}"], ["-a2"],
         "of two that say the same the second is gone"),
        ([f"1 May: {A}"], [f"1 June: {A}"], ["~a1 date_raw", "~a1 end_date", "~a1 start_date"], "a date put right"),
        ([f"1 May: {A}", f"2 June: {B}"], [f"1 May: {B}", f"2 June: {A}"],
         ["~a1 date_raw", "~a1 end_date", "~a1 sequence", "~a1 start_date",
          "~a2 date_raw", "~a2 end_date", "~a2 sequence", "~a2 start_date"], "the text says which is which, not the date"),
        ([f"1 May: {A}"], ["1 May: Mayors in Granada"], ["~a1 description"], "much shorter, on the same date"),
        ([f"1 May: {A}"], ["1 June: In Granada"], ["+a1", "-a1"], "much shorter and on another date"),
        ([f"1 May: {A}", f"1.1 May: {B}"], [f"1 June: {C}", f"2 May: {A}", f"2.1 May: {B}"], ["+a1"],
         "a sub-item goes with its parent"),
        ([f"1 May: {A}", f"2 May: {B}", f"2.1 May: {C}"], [f"1 May: {A}", f"1.1 May: {C}", f"2 May: {B}"],
         ["~a1.1 parent_activity_id", "~a1.1 sequence"], "unless it has another"),
        ([], [f"1 May: {A}"], ["+a1"], "the first one"),
    ],
)  # fmt: skip
def test_activities(old: list[str], new: list[str], expected: list[str], because: str, tmp_path: Path) -> None:
    assert sorted(differences(listed(*old), listed(*new), tmp_path)) == sorted(expected), because


@pytest.mark.parametrize(
    ("old", "new", "expected", "because"),
    [
        ((("1", "fr-nice"),), (("2", "fr-nice"),), ["+a1"], "the city goes with its activity"),
        ((("1", "fr-nice"),), (("2", "es-granada"),), ["+a1", "+a2/es-granada", "-a1/fr-nice"], "another is named"),
        ((), (("1", "fr-nice"), ("2", "fr-nice")), ["+a1", "+a1/fr-nice", "+a2/fr-nice"],
         "in a new one, and in the one that is second now"),
    ],
)  # fmt: skip
def test_cities_of_an_activity_that_moved(
    old: tuple[tuple[str, str], ...],
    new: tuple[tuple[str, str], ...],
    expected: list[str],
    because: str,
    tmp_path: Path,
) -> None:
    before, after = listed(f"1 June: {A}", cities=old), listed(f"1 May: {C}", f"2 June: {A}", cities=new)
    told = [line for line in differences(before, after, tmp_path) if not line.startswith(("~fr-", "~es-"))]
    assert sorted(told) == sorted(expected), because


LISTS = st.lists(st.sampled_from([A, B, C, f"{A} and Nice", f"{B} and pumps"]), max_size=5)


@settings(max_examples=25)
@given(LISTS, LISTS)
def test_what_was_is_what_is_less_the_removed_and_with_the_added(old: list[str], new: list[str]) -> None:
    before, after = (listed(*(f"{number} May: {text}" for number, text in enumerate(texts, 1))) for texts in (old, new))
    with tempfile.TemporaryDirectory() as folder:
        told = differences(before, after, Path(folder))
    added, removed = ([line for line in told if line.startswith(sign)] for sign in "+-")
    assert len(new) == len(old) - len(removed) + len(added)
    assert len(removed) >= len(old) - len(new)
    assert (told == []) == (old == new)
    assert not {line[1:] for line in added} & {line[1:].split()[0] for line in told if line.startswith("~")}


def test_goals_of_a_theme_that_moved(tmp_path: Path) -> None:
    mobility = SUMMARY.themes[0]
    before = replace(SUMMARY, themes=(mobility,))
    water = ThemeRecord(1, "water", "Water", "networks without leaks", *AT)
    after = replace(
        SUMMARY,
        themes=(water, replace(mobility, sequence=2)),
        sdg_tags=(
            SdgTagRecord(6, "themes", 1, "SDG 6", False, *AT),
            SdgTagRecord(11, "themes", 2, "SDG 11", False, *AT),
            *SUMMARY.sdg_tags[1:],
        ),
    )
    assert sorted(differences(before, after, tmp_path)) == ["+sdg/t1/6", "+t1"]


def test_paragraphs_and_results_that_moved(tmp_path: Path) -> None:
    focus, result = SUMMARY.statements[0], SUMMARY.results[0]
    after = replace(
        SUMMARY,
        statements=(StatementRecord("focus", 1, None, "Clean air", *AT), replace(focus, sequence=2)),
        results=(ResultRecord(1, "A handbook", *AT), replace(result, sequence=2)),
        mentions=tuple(
            replace(each, item_sequence="2") if each.item_kind == "result" else each for each in SUMMARY.mentions
        ),
    )
    assert sorted(differences(SUMMARY, after, tmp_path)) == ["+focus/1", "+r1"]


def test_a_partner_before_the_others_is_no_change_of_them(tmp_path: Path) -> None:
    nice, granada = SUMMARY.partners
    before = replace(SUMMARY, partners=(replace(granada, position=1),))
    after = replace(SUMMARY, partners=(nice, PartnerRecord(2, "es-granada", "Granada", *span("Granada"))))
    told = differences(before, after, tmp_path)
    assert [line for line in told if line.startswith(("+", "-")) or "position" in line] == ["+fr-nice"]


# ── Which entry is which ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("earlier", "later", "expected", "because"),
    [
        (["Training on water"], ["Training on water networks"], [(0, 0)], "a word more"),
        (["Visit to Nice"], ["Exhibition of smart buses"], [], "nothing in common"),
        (["Visit to Nice", "Visit to Nantes"], ["Visit to Nantes (two days)", "Visit to Nice (one day)"],
         [(0, 1), (1, 0)], "the most similar ones, wherever they stand"),
        (["Meeting 1", "Meeting 2"], ["Meeting 3"], [(0, 0)], "as similar: the nearer one"),
        (["Meeting 1"], ["Meeting 2", "Meeting 3"], [(0, 0)], "of two later ones too"),
        ([], ["Meeting"], [], "nothing to pair"),
        (["x"] * 3 + ["Water"], ["Water!"] + ["y"] * 3, [(3, 0)], "places don't matter where texts tell"),
    ],
)  # fmt: skip
def test_entries_are_paired_by_likeness(
    earlier: list[str], later: list[str], expected: list[tuple[int, int]], because: str
) -> None:
    assert pairs([Entry(text) for text in earlier], [Entry(text) for text in later]) == expected, because


def test_thousands_of_entries_that_all_differ_are_compared_nearby_only() -> None:
    many = [Entry(f"Activity {number:05}") for number in range(REACH + 1)]
    later = [Entry("Nothing of it " * 3)] * REACH + [many[0]]
    assert (0, REACH) in pairs(many[:1], later)
    assert pairs(many[:1], [Entry("Nothing of it " * 3), *later]) == []
