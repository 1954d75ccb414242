"""The questions: their answers on the five summaries, derived by hand from the sources, and the page that shows them."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipelines.questions import Question, parse, questions
from tests.conftest import PROJECT
from ucap import query
from ucap.questions_page import main, page

KEPT = PROJECT / "docs" / "questions.md"
BLOCKS = re.findall(r"```sql\n(.*?)```", KEPT.read_text(encoding="utf-8"), re.DOTALL)
every_question = pytest.mark.parametrize("question", questions(), ids=lambda question: str(question.number))


def answer(warehouse: duckdb.DuckDBPyConnection, number: int, **given: Any) -> list[dict[str, Any]]:
    """The answer to a question, as `ucap ask` gives it."""
    (question,) = [each for each in questions() if each.number == number]
    found = query.ask(warehouse, *question.query(given))
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def test_they_are_the_fourteen() -> None:
    assert [question.number for question in questions()] == list(range(1, 15))


def test_the_page_is_what_the_warehouse_answers(published: Path, tmp_path: Path) -> None:
    main([str(published), str(tmp_path / "page.md")])
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == KEPT.read_text(encoding="utf-8"), (
        "run `make questions`"
    )


@pytest.mark.parametrize("block", BLOCKS, ids=[block.partition("\n")[0] for block in BLOCKS])
def test_every_block_of_the_page_answers(block: str, warehouse: duckdb.DuckDBPyConnection) -> None:
    assert warehouse.execute(block).fetchall()


class TestAnswersDerivedByHand:
    """What a person finds who reads the five summaries."""

    def test_1_pairs_of_goal_11(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        found = answer(warehouse, 1)
        assert len({(row["european_city"], row["chinese_city"]) for row in found}) == len(found) == 14
        assert {row["told_by"] for row in found} == {"Barnsley", "Yangzhou", "Haikou", "Panjin"}
        assert not [row for row in found if row["chinese_city"] == "Guangzhou"]
        since = {row["told_by"]: row["since"] for row in found}
        assert since == {
            "Barnsley": date(2018, 6, 1),
            "Haikou": date(2018, 7, 1),
            "Panjin": date(2019, 11, 1),
            "Yangzhou": date(2019, 11, 1),
        }

    def test_2_most_chinese_partners(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        first, second, *_ = answer(warehouse, 2)
        assert (first["european_city"], first["chinese_partners"]) == ("Rome", 4)
        assert second["chinese_partners"] < 4

    def test_3_agreements(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        found = {(row["status"], row["pair"], row["date"]) for row in answer(warehouse, 3)}
        assert found == {
            ("signed", "Granada – Zhengzhou", "July 2018"),
            ("signed", "Granada – Haikou", "July 2018"),
            ("expected", "Granada – Guangzhou", None),
            ("expected", "Rome – Guangzhou", None),
            ("expected", "Barcelona – Guangzhou", None),
        }

    def test_4_plans_running(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        found = {row["lead_city"]: row["is_open"] for row in answer(warehouse, 4)}
        assert found == {"Yangzhou": False, "Panjin": False, "Guangzhou": True}

    def test_5_plans_per_goal(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        found = {row["sdg"]: row["plans"] for row in answer(warehouse, 5)}
        stated = {"SDG 9": 4, "SDG 11": 4, "SDG 4": 3, "SDG 3": 1, "SDG 7": 1, "SDG 8": 1}
        assert found == {f"SDG {goal}": 0 for goal in range(1, 18)} | stated

    def test_6_plans_per_topic(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        found = {row["topic"]: row["plans"] for row in answer(warehouse, 6)}
        assert len(found) == 20
        assert {topic: plans for topic, plans in found.items() if plans} == {
            "Culture and Cultural Heritage": 3,
            "Digital Transition": 1,
            "Urban Mobility": 1,
            "Energy Transition": 1,
        }

    def test_7_dated_activities(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        found: Counter[str] = Counter()
        for row in answer(warehouse, 7):
            found[row["lead_city"]] += row["top_level"]
        assert found == {"Haikou": 6, "Guangzhou": 5, "Barnsley": 4, "Yangzhou": 3, "Panjin": 2}

    def test_8_outside_the_period(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        assert {(row["lead_city"], row["date"]) for row in answer(warehouse, 8)} == {
            ("Haikou", "April 2018"),
            ("Panjin", "September 2019"),
            ("Barnsley", "July – December 2019"),
        }

    def test_9_shared_events(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        assert [(row["month"], row["places"], row["lead_cities"]) for row in answer(warehouse, 9)] == [
            (date(2018, 7, 1), "Haikou, Tianjin, Zhengzhou", "Barnsley, Haikou"),
            (date(2020, 3, 1), "Yangzhou", "Panjin, Yangzhou"),
        ]

    def test_10_expected_results(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        found = answer(warehouse, 10)
        counts = Counter(row["lead_city"] for row in found if row["result"])
        assert counts == {"Haikou": 6, "Guangzhou": 5, "Panjin": 5, "Yangzhou": 4}
        nothing = [row for row in found if row["result"] is None]
        assert [(row["lead_city"], row["words_for_none"]) for row in nothing] == [("Barnsley", "Currently none.")]

    def test_11_mentions_without_partnership(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        assert {row["lead_city"]: row["mentioned_cities"] for row in answer(warehouse, 11)} == {
            "Panjin": "Bologna, Brussels, Granada, Manchester, Nice, Reggio Emilia, Yangzhou",
            "Guangzhou": "Brussels, Manchester, Mannheim",
            "Barnsley": "Brussels, Singapore, Tianjin, Zhangzhou",
            "Haikou": "Beijing, Tianjin, Zhengzhou",
            "Yangzhou": "Salford",
        }

    def test_12_suspicious_values(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        (error,) = answer(warehouse, 12, severity="error")
        assert (error["lead_city"], error["column_name"], error["source_words"]) == (
            "Guangzhou",
            "area_km2",
            "1,24km ²",
        )
        assert all(row["finding"] and row["source_words"] for row in answer(warehouse, 12))

    def test_13_both_sides(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        """Barnsley names Haikou as partner; Haikou's plan names Nice, Granada and Rome only."""
        (pair,) = answer(warehouse, 13)
        assert (pair["pair"], pair["first_plans"], pair["other_plans"]) == ("Barnsley – Haikou", 1, 0)
        assert pair["first_themes"] == "Smart city and digital transition"
        assert pair["other_themes"] is None

    def test_14_completeness(self, warehouse: duckdb.DuckDBPyConnection) -> None:
        found = {row["field"]: (row["stated"], row["withheld"], row["not_stated"]) for row in answer(warehouse, 14)}
        assert len(found) == len(answer(warehouse, 14)) == 19, "there is one load"
        incomplete = {field: counts for field, counts in found.items() if counts != (5, 0, 0)}
        assert incomplete == {
            "provinces of the partners": (3, 0, 2),
            "area": (4, 1, 0),
            "end of the period": (4, 0, 1),
            "expected results": (4, 0, 1),
        }


@every_question
def test_every_value_that_there_is_can_be_asked_for(question: Question, warehouse: duckdb.DuckDBPyConnection) -> None:
    """Bound as parameters or written into the query, the answer is the same."""
    for parameter in question.parameters:
        values = (
            [parameter.default]
            if parameter.choices is None
            else [row[0] for row in warehouse.execute(parameter.choices).fetchall()]
        )
        assert values
        for value in values[:3]:
            bound = answer(warehouse, question.number, **{parameter.name: value})
            written = query.ask(warehouse, question.text({parameter.name: value}))
            assert [tuple(row.values()) for row in bound] == list(written.rows)


@pytest.mark.parametrize(
    ("number", "given", "expected"),
    [
        (1, {"sdg": 8}, {"Panjin"}),
        (2, {"country": "Spain"}, {"Guangzhou, Haikou, Yangzhou", "Guangzhou, Panjin, Yangzhou"}),
        (3, {"city": "Haikou"}, {"Granada – Haikou"}),
        (4, {"day": date(2018, 6, 30)}, {"Haikou, Zhengzhou", "Barcelona, Bologna, Granada, Stuttgart, Rome"}),
        (9, {"city": "Panjin"}, {"Yangzhou"}),
    ],
)  # fmt: skip
def test_a_value_narrows_the_answer(
    number: int, given: dict[str, Any], expected: set[str], warehouse: duckdb.DuckDBPyConnection
) -> None:
    column = {1: "told_by", 2: "partners", 3: "pair", 4: "partner_cities", 9: "places"}[number]
    assert {row[column] for row in answer(warehouse, number, **given)} == expected


QUERY = "SELECT a\nFROM t\nWHERE $x = a\n    AND b > 1\n    AND c = $y\nORDER BY a"


@pytest.mark.parametrize(
    ("given", "expected", "because"),
    [
        (
            {"x": "1", "y": "2"},
            "SELECT a\nFROM t\nWHERE '1' = a\n    AND b > 1\n    AND c = '2'\nORDER BY a",
            "all given",
        ),
        ({"x": "1"}, "SELECT a\nFROM t\nWHERE '1' = a\n    AND b > 1\nORDER BY a", "the last condition goes"),
        ({}, "SELECT a\nFROM t\nWHERE b > 1\nORDER BY a", "without the first, the next opens with WHERE"),
        (
            {"x": "O'Neill"},
            "SELECT a\nFROM t\nWHERE 'O''Neill' = a\n    AND b > 1\nORDER BY a",
            "a quote stays a value",
        ),
    ],
)
def test_conditions_without_a_value_are_left_out(given: dict[str, Any], expected: str, because: str) -> None:
    question = parse("q.sql", f"-- 1. What?\n--\n-- Words.\n--\n-- x: text | one\n-- y: text | other\n{QUERY}")
    assert question.text(given) == expected, because


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("SELECT 1", "no question"),
        ("-- 1. What?\n--\n-- Words.\nSELECT 1", "no place for parameters"),
        ("-- What?\n--\n-- Words.\n--\nSELECT 1", "no number"),
        ("-- 1. What?\n--\n-- Words.\n--\n", "no query"),
        ("-- 1. What?\n--\n-- Words.\n--\n-- x is a number\nSELECT $x", "a parameter without its type"),
        ("-- 1. What?\n--\n-- Words.\n--\n-- x: integer = one | a number\nSELECT $x", "a default of another type"),
        ("-- 1. What?\n--\n-- Words.\n--\nSELECT $x", "a parameter that isn't declared"),
    ],
)
def test_a_question_without_its_words_is_refused(text: str, because: str) -> None:
    with pytest.raises(ValueError, match=r"q\.sql|x is a whole number"):
        parse("q.sql", text)
    assert because


def test_the_page_can_be_made_of_an_empty_warehouse(tmp_path: Path) -> None:
    from pipelines import publish
    from tests.summaries import warehouse as made

    publish.publish(made(tmp_path / "raw", {}), tmp_path / "ucap.duckdb")
    with query.opened(tmp_path / "ucap.duckdb") as connection:
        assert "No row." in page(connection)
