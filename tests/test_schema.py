"""One declaration, three renderings: pandera and DuckDB refuse the same rows, and a frame fits its table."""

from datetime import date

import duckdb
import pandera.errors
import polars as pl
import pytest

from pipelines import checks
from pipelines.schema import (
    BIGINT,
    DATE,
    DOUBLE,
    INTEGER,
    TEXT,
    Column,
    Reference,
    Rule,
    Table,
    as_in,
    before,
    fk,
    key,
    ordered,
    together,
)

CITY = Table(
    "city",
    grain="one city",
    columns=(
        key("city_id", TEXT, "its key", pattern="[a-z]{2}-[a-z-]+"),
        Column("side", TEXT, "its side", nullable=True, isin=("europe", "it's China")),
        Column("population", BIGINT, "its people", nullable=True, at_least=1_000, at_most=50_000_000),
    ),
)
VISIT = Table(
    "visit",
    grain="one visit of a city's delegation",
    columns=(
        key("visit_id", INTEGER, "its key", at_least=1),
        fk("city_id", CITY, "who travels", nullable=True),
        Column("first_day", DATE, "first day", nullable=True),
        Column("last_day", DATE, "last day", nullable=True),
        Column("report", TEXT, "what came of it", nullable=True),
        Column("before_it", INTEGER, "the visit before", nullable=True),
    ),
    checks=(ordered("first_day", "last_day"), together("first_day", "last_day")),
    parent_key=("before_it",),
)

MAY, JUNE = date(2018, 5, 1), date(2018, 6, 1)
A_VISIT = {"visit_id": 1, "city_id": "fr-nice", "first_day": MAY, "last_day": JUNE, "report": "done", "before_it": None}


def refusals_of_pandera(table: Table, row: dict[str, object]) -> set[str]:
    frame = pl.DataFrame([row], schema=table.polars_schema(), orient="row")
    try:
        table.pandera_schema().validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        return set(errors.failure_cases["check"])
    return set()


def the_verdict_is_that_it_holds(table: Table, row: dict[str, object]) -> bool:
    return checks.hold(table, pl.DataFrame([row], schema=table.polars_schema(), orient="row"))


def duckdb_takes(table: Table, row: dict[str, object]) -> bool:
    with duckdb.connect() as connection:
        connection.execute(CITY.ddl())
        if table is not CITY:
            connection.execute(table.ddl())
            connection.execute("INSERT INTO city VALUES ('fr-nice', 'europe', 342669)")
        connection.register("row", pl.DataFrame([row], schema=table.polars_schema(), orient="row"))
        try:
            connection.execute(f"INSERT INTO {table.name} BY NAME SELECT * FROM row")
        except duckdb.ConstraintException:
            return False
        return True


@pytest.mark.parametrize(
    ("changes", "rule", "because"),
    [
        ({}, None, "a row that keeps every promise"),
        ({"first_day": None, "last_day": None}, None, "a rule over values that are missing holds"),
        ({"city_id": None, "report": None}, None, "these may be missing"),
        ({"visit_id": 0}, "visit_id is at least 1", "a range"),
        ({"report": ""}, "report is not empty", "a missing text is NULL, never empty"),
        ({"first_day": JUNE, "last_day": MAY}, "first_day is not after last_day", "a rule over two columns"),
        ({"last_day": None}, "first_day and last_day are both stated or both missing", "one of two is worth nothing"),
        ({"visit_id": None}, "not_nullable", "a key is never missing"),
    ],
)
def test_pandera_and_duckdb_agree_about_a_row(changes: dict[str, object], rule: str | None, because: str) -> None:
    row = A_VISIT | changes
    assert refusals_of_pandera(VISIT, row) == ({rule} if rule else set()), because
    assert the_verdict_is_that_it_holds(VISIT, row) is (rule is None), because
    assert duckdb_takes(VISIT, row) is (rule is None), because


@pytest.mark.parametrize(
    ("changes", "rule", "because"),
    [
        ({"side": "it's China"}, None, "a quote in a value is a quote"),
        ({"side": "africa"}, "side is one of europe, it's China", "values that are listed"),
        ({"side": None}, None, "missing is no value that isn't listed"),
        ({"population": 999}, "population is between 1,000 and 50,000,000", "below the range"),
        ({"population": 50_000_000}, None, "the bounds belong to it"),
        ({"city_id": "fr-nice!"}, "city_id looks like [a-z]{2}-[a-z-]+", "the pattern is all of the text, not a part"),
        ({"city_id": "x\nfr-nice"}, "city_id looks like [a-z]{2}-[a-z-]+", "nor one of its lines"),
    ],
)
def test_a_value_is_promised_to_both_engines(changes: dict[str, object], rule: str | None, because: str) -> None:
    row = {"city_id": "fr-nice", "side": "europe", "population": 342_669} | changes
    assert refusals_of_pandera(CITY, row) == ({rule} if rule else set()), because
    assert the_verdict_is_that_it_holds(CITY, row) is (rule is None), because
    assert duckdb_takes(CITY, row) is (rule is None), because


def test_the_statement_that_makes_a_table_can_be_read() -> None:
    assert VISIT.ddl() == (
        "CREATE TABLE main.visit (\n"
        "  visit_id INTEGER NOT NULL,\n"
        "  city_id VARCHAR,\n"
        "  first_day DATE,\n"
        "  last_day DATE,\n"
        "  report VARCHAR,\n"
        "  before_it INTEGER,\n"
        "  PRIMARY KEY (visit_id),\n"
        "  CHECK (visit_id >= 1),\n"
        "  CHECK (report <> ''),\n"
        "  CHECK (first_day <= last_day),\n"
        "  CHECK ((first_day IS NULL) = (last_day IS NULL)),\n"
        "  FOREIGN KEY (city_id) REFERENCES main.city (city_id),\n"
        "  FOREIGN KEY (before_it) REFERENCES main.visit (visit_id)\n"
        ")"
    )


def test_a_key_between_schemas_is_declared_but_not_asked_of_duckdb() -> None:
    log = Table("log", schema="audit", grain="one line", columns=(fk("city_id", CITY, "of which city"),))
    assert [reference.parent for reference in log.references] == [CITY]
    assert "FOREIGN KEY" not in log.ddl()


def test_a_foreign_key_has_its_parents_type() -> None:
    assert fk("visit_id", VISIT, "the visit").type is INTEGER


def test_columns_of_a_staging_table_keep_their_promises() -> None:
    """A reference can't be checked before the parent is made, what the parent's key promises can."""
    (city, report) = as_in(VISIT, "city_id", "report", key=("city_id",))
    assert (city.pattern, city.references, city.nullable, city.is_key) == ("[a-z]{2}-[a-z-]+", None, True, True)
    assert report == VISIT.column("report")


@pytest.mark.parametrize(
    ("declare", "because"),
    [
        (lambda: Table("t", "x", (key("a", TEXT, ""), key("a", TEXT, ""))), "a column twice"),
        (lambda: Table("t", "x", (key("a", TEXT, ""),), checks=(before("a", "b"),)), "a rule over no column"),
        (lambda: Table("t", "x", (key("a", TEXT, ""),), unique=(("b",),)), "no column is unique"),
        (
            lambda: Table("t", "x", (key("a", TEXT, ""),), further_references=(Reference(("b",), CITY, ("city_id",)),)),
            "no column refers",
        ),
        (
            lambda: fk("x", Table("pair", "x", (key("a", TEXT, ""), key("b", TEXT, ""))), ""),
            "one column can't hold a key of two",
        ),
    ],
)
def test_a_declaration_that_contradicts_itself_is_refused(declare: object, because: str) -> None:
    assert callable(declare)
    with pytest.raises(ValueError, match=r".+"):
        declare()
    assert because


def test_comments_say_what_the_declaration_says() -> None:
    table = Table("t", "one man's row", (key("a", TEXT, "it's a key"), Column("b", DOUBLE, "a number")), schema="audit")
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA audit")
        connection.execute(";".join([table.ddl(), *table.comments()]))
        assert connection.execute("SELECT comment FROM duckdb_tables()").fetchall() == [("One row is one man's row.",)]
        assert connection.execute("SELECT comment FROM duckdb_columns() WHERE table_name = 't'").fetchall() == [
            ("it's a key",),
            ("a number",),
        ]


def test_a_rule_is_told_by_its_words() -> None:
    assert ordered("a", "b") == Rule("a is not after b", "a <= b", ("a", "b"))
