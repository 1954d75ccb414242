"""Exports: every table and view in each format, described, safe in a spreadsheet, and read back as they were."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import frictionless
import openpyxl
import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines import publish, report, tables
from pipelines.export.csv_files import CsvFiles
from pipelines.export.parquet_files import ParquetFiles
from pipelines.export.relations import Field, Relation, batches, relations
from pipelines.export.spreadsheet_text import escaped, unescaped
from pipelines.export.sqlite_file import SqliteFile, table_name
from pipelines.export.workbook import MOST_CHARACTERS, Workbook, parts
from pipelines.export.writing import Exported, ExportError, export
from pipelines.export.written import ExportFormat, Writer, Written
from pipelines.publication import Publication
from tests import exports
from tests.exports import Rows
from tests.summaries import NICE, SECOND_LOAD, SUMMARY, of_plan, remembered
from tests.summaries import warehouse as warehouse_of

READERS: dict[ExportFormat, Callable[[Path, Written], Rows]] = {
    ExportFormat.csv: exports.read_csv,
    ExportFormat.parquet: exports.read_parquet,
    ExportFormat.sqlite: exports.read_sqlite,
    ExportFormat.xlsx: exports.read_xlsx,
}
every_format = pytest.mark.parametrize("of", ExportFormat)


@pytest.fixture(scope="module")
def connection(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(published), read_only=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exports") / "everything"


@pytest.fixture(scope="module")
def everything(connection: duckdb.DuckDBPyConnection, folder: Path) -> Exported:
    """The five summaries in all formats."""
    return export(connection, folder, list(ExportFormat), Publication())


# ── What is there ───────────────────────────────────────────────────────────────────────────────────────────────────


@every_format
def test_every_table_and_view_is_there(everything: Exported, of: ExportFormat) -> None:
    names = {each.relation.qualified_name for each in everything.written if each.format is of}
    assert {*map(str, tables.PUBLISHED), *(view.qualified_name for view in report.views())} <= names


@every_format
def test_what_is_read_back_is_what_the_warehouse_holds(
    everything: Exported, folder: Path, connection: duckdb.DuckDBPyConnection, of: ExportFormat
) -> None:
    same = exports.to_the_millisecond if of is ExportFormat.xlsx else lambda rows: rows
    for written in everything.written:
        if written.format is of:
            rows = READERS[of](folder, written)
            assert same(rows) == same(exports.held(connection, written.relation)), written.relation.qualified_name
            assert len(rows) == written.rows


def test_the_same_file_gives_the_same_export(
    everything: Exported, folder: Path, connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    export(connection, tmp_path / "again", list(ExportFormat), Publication())
    for path in everything.files:
        assert (tmp_path / "again" / path).read_bytes() == (folder / path).read_bytes(), path


def test_references_between_schemas_are_told_too(connection: duckdb.DuckDBPyConnection) -> None:
    by_name = {relation.qualified_name: relation for relation in relations(connection)}
    for table in tables.PUBLISHED:
        found = {(r.columns, r.parent, r.parent_columns) for r in by_name[str(table)].references}
        assert found == {(r.columns, str(r.parent), r.parent_columns) for r in table.references}
        assert by_name[str(table)].key == table.key


def test_an_export_is_one_load_whatever_is_published_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "ucap.duckdb"
    first = warehouse_of(tmp_path / "raw", {"haikou.txt": SUMMARY, "nice.txt": of_plan(NICE)})
    publish.publish(first, path)
    second = warehouse_of(tmp_path / "raw 2", {"haikou.txt": SUMMARY}, SECOND_LOAD, remembered(first))
    published = iter([lambda: publish.publish(second, path)])

    def meanwhile(_words: str, done: int, _total: int) -> None:
        if done == 3:
            next(published)()

    with duckdb.connect(str(path), read_only=True) as opened:
        made = export(opened, tmp_path / "out", list(ExportFormat), Publication(), told=meanwhile)
    for written in made.written:
        if written.relation.name == "dim_plan" and written.relation.schema == "main":
            assert len(READERS[written.format](tmp_path / "out", written)) == 2, written.format
    assert next(published, None) is None, "the second load was published"


# ── Hard values ─────────────────────────────────────────────────────────────────────────────────────────────────────

HARD_TEXTS = [
    *("=1+1", "+49 30 1234", "-5 % of emissions", "@import", "\t=cmd", "\r=1", "\n- an item", "'=quoted", "''", "'"),
    *(
        "a;=1+1",
        "x\t@y",
        " =HYPERLINK(1)",
        "＝1+1",
        "a,b",
        'he said "no"',
        "line\r\nbreak",
        " blanks ",
        "Málaga 重庆 🏙",
    ),
    *("TRUE", "007", "1.10", "2018-07", "1e5", "NULL", "_x0041_", "bell\x07", "nul\x00", "\ufffe", "x" * 70_000),
    "🏙" * 20_000,
]
HARD_ROWS: Rows = [
    *((text, 1, 1, 1.5, True, date(2018, 7, 1), datetime(2026, 1, 1, 8)) for text in HARD_TEXTS),
    (None, None, None, None, None, None, None),
    ("least", -(2**31), -(2**63), -1.5e300, False, date(1900, 1, 1), datetime(1900, 1, 1)),
    ("most", 2**31 - 1, 2**63 - 1, 0.1, True, date(9999, 12, 31), datetime(2026, 11, 25, 9, 40, 0, 123_000)),
    ("before Excel", 0, 10**15, 1e-9, False, date(1899, 12, 31), datetime(1066, 10, 14)),
]
TYPES = ("VARCHAR", "INTEGER", "BIGINT", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP")
HARD = Relation(
    "report",
    "everything_that_is_hard_to_write",
    is_view=True,
    description="One row is hard -- very\nhard.",
    fields=tuple(Field(f"a {kind}", kind, 'what "it" is', False, False, None) for kind in TYPES),
    key=(),
    unique=(),
    references=(),
)


def hard_frame(rows: Rows = HARD_ROWS) -> pl.DataFrame:
    polars = [pl.String, pl.Int32, pl.Int64, pl.Float64, pl.Boolean, pl.Date, pl.Datetime("us")]
    schema = {field.name: dtype for field, dtype in zip(HARD.fields, polars, strict=True)}
    return pl.DataFrame(rows, schema=schema, orient="row")


def writer(of: ExportFormat, folder: Path, **options: Any) -> Writer:
    if of is ExportFormat.xlsx:
        return Workbook(folder, datetime(2026, 1, 1), **options)
    return {ExportFormat.csv: CsvFiles, ExportFormat.parquet: ParquetFiles, ExportFormat.sqlite: SqliteFile}[of](folder)


@every_format
def test_hard_values_are_read_back(tmp_path: Path, of: ExportFormat) -> None:
    each = writer(of, tmp_path)
    written = each.write(HARD, [hard_frame(HARD_ROWS[:5]), hard_frame(HARD_ROWS[5:])])
    each.finish()
    assert READERS[of](tmp_path, written) == HARD_ROWS


@every_format
def test_a_relation_without_rows_is_there_too(tmp_path: Path, of: ExportFormat) -> None:
    each = writer(of, tmp_path)
    written = each.write(HARD, [])
    each.finish()
    assert READERS[of](tmp_path, written) == []


# ── Safe in a spreadsheet ───────────────────────────────────────────────────────────────────────────────────────────

BEGINS_A_FORMULA = re.compile("(?:^|[;\t\r\n])[ \u00a0]*[=+@＝＋－＠-]|^[\t\r\n]")
TEXTS = st.text(alphabet=st.sampled_from("=+-@'; \t\r\n\"a＝\u00a0"), max_size=12) | st.text()


@given(st.lists(TEXTS, min_size=1))
def test_no_cell_begins_a_formula_and_all_are_read_back(texts: list[str]) -> None:
    cells = pl.DataFrame({"text": texts}).select(escaped(pl.col("text")))["text"].to_list()
    assert not [cell for cell in cells if BEGINS_A_FORMULA.search(cell)]
    assert all(cells), "a cell with nothing in it would be NULL"
    assert [unescaped(cell) for cell in cells] == texts


@pytest.mark.parametrize(
    ("text", "cell", "because"),
    [
        ("=1+1", "'=1+1", "a formula"),
        ("-5 % of emissions", "'-5 % of emissions", "a text that begins like a negative number"),
        ("'=1", "''=1", "it has an apostrophe already, which must come back"),
        ("a;=1+1", "a;'=1+1", "where the list separator is a semicolon, the next cell begins here"),
        ("", "'", "an empty text is not NULL"),
        ("one - two", "one - two", "a dash within a line begins nothing"),
        ("'90s", "'90s", "an apostrophe before a harmless letter"),
    ],
)
def test_only_what_is_dangerous_is_changed(text: str, cell: str, because: str) -> None:
    assert pl.DataFrame({"text": [text]}).select(escaped(pl.col("text")))["text"].to_list() == [cell], because
    assert unescaped(cell) == text


def test_duckdb_undoes_it_in_one_expression(tmp_path: Path) -> None:
    """The one that docs/exports.md gives."""
    page = (Path(__file__).parent.parent / "docs" / "exports.md").read_text(encoding="utf-8")
    (macro,) = re.findall(r"CREATE MACRO .*?\n\);", page, re.DOTALL)
    with duckdb.connect() as connection:
        connection.execute(macro)
        for text in (*HARD_TEXTS, "", "'\t", "a\n'=b"):
            cell = pl.DataFrame({"text": [text]}).select(escaped(pl.col("text")))["text"].item()
            assert connection.execute("SELECT as_it_was(?)", [cell]).fetchall() == [(text,)]


def test_negative_numbers_stay_numbers(tmp_path: Path) -> None:
    for of in (ExportFormat.csv, ExportFormat.xlsx):
        each = writer(of, tmp_path)
        written = each.write(HARD, [hard_frame([("x", -1, -2, -3.5, None, None, None)])])
        each.finish()
        path = tmp_path / written.path
        if of is ExportFormat.csv:
            assert path.read_text(encoding="utf-8-sig").splitlines()[1] == '"x",-1,-2,-3.5,,,'
        else:
            sheet = openpyxl.load_workbook(path)[str(written.inside)]
            assert [cell.data_type for cell in sheet[2]][:4] == ["s", "n", "n", "n"]


def test_a_workbook_holds_no_formula_and_keeps_kinds(tmp_path: Path) -> None:
    each = writer(ExportFormat.xlsx, tmp_path)
    written = each.write(HARD, [hard_frame()])
    each.finish()
    book = openpyxl.load_workbook(tmp_path / written.path)
    for sheet in book:
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"], sheet.title
    first = book[str(written.inside)][2]
    assert first[0].value == "=1+1" and first[0].quotePrefix
    assert [cell.data_type for cell in first] == ["s", "n", "n", "n", "b", "d", "d"]


@pytest.mark.parametrize("text", ["", "a", "x" * MOST_CHARACTERS, "x" * (MOST_CHARACTERS + 1), "🏙" * 40_000])
def test_parts_of_a_long_text_fit_and_lose_nothing(text: str) -> None:
    found = parts(text)
    assert "".join(found) == text
    assert all(len(part.encode("utf-16-le")) // 2 <= MOST_CHARACTERS for part in found)


def test_more_rows_than_a_sheet_holds_go_on_in_another(tmp_path: Path) -> None:
    rows = [(str(number), number, None, None, None, None, None) for number in range(25)]
    for count in (9, 10, 18, 25):
        folder = tmp_path / str(count)
        folder.mkdir()
        each = Workbook(folder, datetime(2026, 1, 1), most_rows=10)
        written = each.write(HARD, [hard_frame(rows[:count])])
        each.finish()
        assert exports.read_xlsx(folder, written) == rows[:count]
        assert len(openpyxl.load_workbook(folder / written.path).sheetnames) == 2 + -(-count // 9)


def test_names_of_sheets_are_short_and_differ(tmp_path: Path) -> None:
    names = ["a" * 40, "a" * 45, "A" * 40, "contents", "columns"]
    book = Workbook(tmp_path, datetime(2026, 1, 1))
    for name in names:
        book.write(Relation("main", name, False, "", HARD.fields, (), (), ()), [])
    book.finish()
    found = openpyxl.load_workbook(tmp_path / "ucap.xlsx").sheetnames
    assert len({name.casefold() for name in found}) == len(found) == len(names) + 2
    assert all(len(name) <= 31 for name in found)


def test_the_workbook_opens_with_what_is_in_it(everything: Exported, folder: Path) -> None:
    book = openpyxl.load_workbook(folder / "ucap.xlsx")
    assert book.sheetnames[:2] == ["contents", "columns"]
    listed = {row[1]: (row[0], row[2]) for row in book["contents"].iter_rows(min_row=2, values_only=True)}
    in_book = [each for each in everything.written if each.format is ExportFormat.xlsx]
    assert listed == {each.relation.qualified_name: (each.inside, each.rows) for each in in_book}
    assert book["dim_city"]["A1"].comment.text.startswith("`<country code>-<name in ASCII>`")


def test_a_csv_tells_its_encoding_and_other_readers_skip_that(everything: Exported, folder: Path) -> None:
    path = folder / "csv" / "dim_city.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert pl.read_csv(path).columns[0] == "city_id"
    assert duckdb.sql(f"FROM read_csv('{path}')").columns[0] == "city_id"


# ── Parquet and SQLite ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_parquet_file_tells_what_its_columns_mean(everything: Exported, folder: Path) -> None:
    schema = pq.read_schema(folder / "parquet" / "dim_city.parquet")
    assert schema.metadata[b"description"].decode() == tables.DIM_CITY.comment
    assert schema.metadata[b"primary_key"] == b"city_id"
    for column in tables.DIM_CITY.columns:
        field = schema.field(column.name)
        assert field.metadata[b"description"].decode() == column.description
        assert field.nullable == column.nullable


def test_sqlite_holds_keys_references_and_their_indices(everything: Exported, folder: Path) -> None:
    with sqlite3.connect(folder / "ucap.sqlite") as connection:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for each in everything.written:
            if each.format is not ExportFormat.sqlite or each.relation.is_view:
                continue
            columns = connection.execute(f"PRAGMA table_info({each.inside})").fetchall()
            assert tuple(row[1] for row in sorted(columns, key=lambda row: row[5]) if row[5]) == each.relation.key
            assert {row[1]: bool(row[3]) for row in columns} == {f.name: f.is_required for f in each.relation.fields}
            parents = {row[2] for row in connection.execute(f"PRAGMA foreign_key_list({each.inside})").fetchall()}
            assert parents == {reference.parent.replace(".", "_") for reference in each.relation.references}
        (plan,) = connection.execute("EXPLAIN QUERY PLAN SELECT * FROM fact_activity WHERE document_id = ''").fetchall()
        assert "USING INDEX fact_activity_by_document_id" in plan[3]


def test_sqlite_answers_with_joins_and_dates(everything: Exported, folder: Path) -> None:
    query = """
        SELECT city_name, date(period_start, '+1 month') FROM dim_plan JOIN dim_city ON city_id = lead_city_id
        WHERE period_is_open ORDER BY city_name
    """
    with sqlite3.connect(folder / "ucap.sqlite") as connection:
        assert connection.execute(query).fetchall() == [("Guangzhou", "2017-06-01")]
        meaning = connection.execute(
            "SELECT description FROM data_dictionary WHERE relation = 'dim_city' AND \"column\" = 'latitude'"
        )
        assert meaning.fetchall() == [("degrees north (WGS 84)",)]


# ── The data package ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def package(connection: duckdb.DuckDBPyConnection, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The five summaries as CSV, as most people publish them."""
    folder = tmp_path_factory.mktemp("package") / "export"
    publication = Publication(
        "City Network", "https://example.org", None, "https://creativecommons.org/licenses/by/4.0/"
    )
    export(connection, folder, [ExportFormat.csv], publication)
    return folder


def test_frictionless_finds_data_and_references_valid(package: Path) -> None:
    checked = frictionless.validate(str(package / "datapackage.json"))
    assert checked.valid, checked.flatten(["name", "rowNumber", "fieldName", "type", "note"])[:10]
    assert len(checked.tasks) == len(json.loads((package / "datapackage.json").read_text())["resources"])


@pytest.mark.parametrize(
    ("file", "old", "new", "error"),
    [
        ("dim_city.csv", '"cn-haikou"', '"cn-haiku"', "foreign-key"),
        ("dim_plan.csv", "2300000", "4", "constraint-error"),
        ("fact_activity.csv", '"2018-04-01"', '"April"', "type-error"),
    ],
)
def test_frictionless_would_find_what_is_wrong(package: Path, file: str, old: str, new: str, error: str) -> None:
    path = package / "csv" / file
    before = path.read_text(encoding="utf-8")
    assert old in before
    try:
        path.write_text(before.replace(old, new), encoding="utf-8")
        found = frictionless.validate(str(package / "datapackage.json"), skip_errors=["hash-count", "byte-count"])
        assert error in {kind for (kind,) in found.flatten(["type"])}
    finally:
        path.write_text(before, encoding="utf-8")


def test_the_package_says_what_every_column_is(package: Path) -> None:
    described = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    resources = {resource["name"]: resource for resource in described["resources"]}
    for table in tables.PUBLISHED:
        schema = resources[str(table)]["schema"]
        assert [field["name"] for field in schema["fields"]] == list(table.column_names)
        assert [field["description"] for field in schema["fields"]] == [c.description for c in table.columns]
        assert schema["primaryKey"] == list(table.key)
        told = [*schema.get("foreignKeys", []), *schema.get("ucap:foreignKeysWhereStated", [])]
        assert len(told) == len(table.references)
    assert described["licenses"] and described["contributors"]
    assert {"GeoNames"} <= {source["title"] for source in described["sources"]}
    assert described["created"].endswith("Z")


def test_a_package_of_all_formats_is_described_validly(everything: Exported, folder: Path) -> None:
    described = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert not list(frictionless.Package.metadata_validate(described))
    names = [resource["name"] for resource in described["resources"]]
    assert len(set(names)) == len(names)
    for resource in described["resources"]:
        parents = [key["reference"]["resource"] for key in resource["schema"].get("foreignKeys", [])]
        assert {parent for parent in parents if parent} <= set(names)
        assert resource["bytes"] == (folder / resource["path"]).stat().st_size
    assert "licenses" not in described, "nobody told one"


def test_frictionless_reads_the_workbook_too(everything: Exported, folder: Path) -> None:
    package = frictionless.Package(str(folder / "datapackage.json"))
    cities = package.get_resource("dim_city-xlsx").read_rows()
    assert [row["city_id"] for row in cities] == [
        row[0] for row in exports.read_csv(folder, _of(everything, "dim_city"))
    ]


def _of(everything: Exported, name: str) -> Written:
    return next(each for each in everything.written if each.relation.qualified_name == name)


# ── The folder ──────────────────────────────────────────────────────────────────────────────────────────────────────


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_an_earlier_export_is_replaced_whole(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    export(connection, tmp_path / "out", [ExportFormat.sqlite, ExportFormat.csv], Publication())
    export(connection, tmp_path / "out", [ExportFormat.parquet], Publication())
    assert names(tmp_path) == ["out"]
    assert names(tmp_path / "out") == ["datapackage.json", "dcat.jsonld", "parquet"]


def test_what_is_no_export_is_left_alone(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(ExportError, match=r"holds what is no export of ours \(notes\.txt\)\. .*--force"):
        export(connection, tmp_path, [ExportFormat.sqlite], Publication())
    assert names(tmp_path) == ["notes.txt"]


def test_a_file_put_into_an_export_is_not_lost(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    export(connection, tmp_path / "out", [ExportFormat.sqlite], Publication())
    (tmp_path / "out" / "notes.txt").write_text("mine")
    with pytest.raises(ExportError, match="notes"):
        export(connection, tmp_path / "out", [ExportFormat.sqlite], Publication())


def test_with_force_what_is_there_stays(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    export(connection, tmp_path / "out", [ExportFormat.csv], Publication())
    (tmp_path / "out" / "csv" / "notes.txt").write_text("mine")
    export(connection, tmp_path / "out", [ExportFormat.sqlite], Publication(), force=True)
    assert names(tmp_path / "out") == ["csv", "datapackage.json", "dcat.jsonld", "ucap.sqlite"]
    assert names(tmp_path / "out" / "csv") == ["notes.txt"]
    assert names(tmp_path) == ["out"]


def test_a_failure_leaves_the_folder_as_it_was(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_space_left(*_: object) -> None:
        raise OSError(28, "No space left on device")

    export(connection, tmp_path / "out", [ExportFormat.sqlite], Publication())
    before = (tmp_path / "out" / "ucap.sqlite").read_bytes()
    monkeypatch.setattr(SqliteFile, "finish", no_space_left)
    with pytest.raises(ExportError, match=r"out can't be written: no space left on device\."):
        export(connection, tmp_path / "out", [ExportFormat.sqlite], Publication())
    assert (tmp_path / "out" / "ucap.sqlite").read_bytes() == before
    assert names(tmp_path) == ["out"]


def test_what_a_crash_left_is_cleared_away(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    (tmp_path / ".out.0123.exporting").mkdir()
    (tmp_path / ".out.0123.exporting" / "half").touch()
    (tmp_path / ".other.0123.exporting").mkdir()
    export(connection, tmp_path / "out", [ExportFormat.sqlite], Publication())
    assert names(tmp_path) == [".other.0123.exporting", "out"]


def test_a_file_in_the_way_is_told(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    (tmp_path / "out").touch()
    with pytest.raises(ExportError, match=r"out is a file\. Name the folder"):
        export(connection, tmp_path / "out", [ExportFormat.sqlite], Publication())


def test_another_database_is_refused(tmp_path: Path) -> None:
    with duckdb.connect() as other, pytest.raises(ExportError, match="it is no warehouse of ours"):
        export(other, tmp_path / "out", [ExportFormat.sqlite], Publication())
    assert names(tmp_path) == []


def test_lists_and_wide_numbers_of_a_view_are_written(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute("CREATE VIEW v AS SELECT ['a', 'b'] AS list, sum(2) AS total, 1.25::DECIMAL(5, 2) AS share")
        (relation,) = relations(connection)
        assert [(field.type, field.is_json) for field in relation.fields] == [
            ("VARCHAR", True),
            ("BIGINT", False),
            ("DOUBLE", False),
        ]
        each = CsvFiles(tmp_path)
        written = each.write(relation, batches(connection, relation))
    assert exports.read_csv(tmp_path, written) == [('["a","b"]', 2, 1.25)]


def test_names_in_sqlite_are_without_a_full_stop(connection: duckdb.DuckDBPyConnection) -> None:
    made = [table_name(relation) for relation in relations(connection)]
    assert len(set(made)) == len(made)
    assert not [name for name in made if "." in name]
