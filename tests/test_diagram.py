"""The diagrams show what the published file holds: the same tables, columns, types, keys and references."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from pipelines import diagram, tables
from pipelines.diagram import Diagram, diagrams
from tests.conftest import PROJECT

SVG = "{http://www.w3.org/2000/svg}"
MARKS = re.compile(r"(PK|FK|U)( FK)?")
every_diagram = pytest.mark.parametrize("drawn", diagrams(), ids=lambda drawn: drawn.file_name)


@dataclass(frozen=True)
class Shown:
    """One row of a table in a picture."""

    name: str
    type: str
    is_nullable: bool
    is_key: bool
    is_reference: bool
    parents: tuple[str, ...]


def nodes(svg: str) -> dict[str, list[str]]:
    """The texts of each node, by its title."""
    found = ET.fromstring(svg).iter(f"{SVG}g")
    return {
        group.findtext(f"{SVG}title") or "": [text.text or "" for text in group.iter(f"{SVG}text")]
        for group in found
        if group.get("class") == "node"
    }


def edges(svg: str) -> list[tuple[str, str]]:
    """Tail and head of each line; ports aside."""
    found = [g.findtext(f"{SVG}title") or "" for g in ET.fromstring(svg).iter(f"{SVG}g") if g.get("class") == "edge"]
    return [(tail.partition(":")[0], head.partition(":")[0]) for tail, head in (each.split("->") for each in found)]


def rows(texts: list[str]) -> list[Shown]:
    """What the rows under a table's head say."""
    shown, marks = [], ""
    waiting = iter(texts[1:])
    for text in waiting:
        if MARKS.fullmatch(text):
            marks = text
            continue
        kind, _, parents = next(waiting).partition(" → ")
        listed = tuple(parents.split(", ")) if parents else ()
        is_nullable = kind.endswith(" NULL")
        shown.append(
            Shown(text, kind.removesuffix(" NULL"), is_nullable, "PK" in marks.split(), "FK" in marks.split(), listed)
        )
        marks = ""
    return shown


@pytest.fixture(scope="module")
def drawn_anew() -> dict[str, str]:
    return {each.file_name: diagram.svg(each) for each in diagrams()}


@every_diagram
def test_a_picture_shows_the_columns_and_keys_of_the_file(
    drawn: Diagram, drawn_anew: dict[str, str], warehouse: duckdb.DuckDBPyConnection
) -> None:
    shown = nodes(drawn_anew[drawn.file_name])
    for table in drawn.members:
        found = rows(shown[str(table)])
        columns = warehouse.execute(
            "SELECT column_name, data_type, is_nullable FROM duckdb_columns() "
            "WHERE schema_name = ? AND table_name = ? ORDER BY column_index",
            [table.schema, table.name],
        ).fetchall()
        assert [(row.name, row.type, row.is_nullable) for row in found] == columns
        ((key,),) = warehouse.execute(
            "SELECT constraint_column_names FROM duckdb_constraints() "
            "WHERE schema_name = ? AND table_name = ? AND constraint_type = 'PRIMARY KEY'",
            [table.schema, table.name],
        ).fetchall()
        assert [row.name for row in found if row.is_key] == key


@every_diagram
def test_a_picture_shows_the_references_of_the_file(
    drawn: Diagram, drawn_anew: dict[str, str], warehouse: duckdb.DuckDBPyConnection
) -> None:
    shown = nodes(drawn_anew[drawn.file_name])
    for table in drawn.members:
        enforced = warehouse.execute(
            "SELECT constraint_column_names, referenced_table FROM duckdb_constraints() "
            "WHERE schema_name = ? AND table_name = ? AND constraint_type = 'FOREIGN KEY'",
            [table.schema, table.name],
        ).fetchall()
        prefix = "" if table.schema == "main" else f"{table.schema}."
        expected = {(columns[-1], f"{prefix}{parent}") for columns, parent in enforced}
        expected |= {(r.columns[-1], str(r.parent)) for r in table.references if not table.holds(r)}
        found = rows(shown[str(table)])
        assert {(row.name, parent) for row in found for parent in row.parents} == expected
        assert {row.name for row in found if row.is_reference} == {c for r in table.references for c in r.columns}


@every_diagram
def test_lines_lead_where_the_rows_say(drawn: Diagram, drawn_anew: dict[str, str]) -> None:
    members = {str(table) for table in drawn.members}
    told = [
        (str(table), parent)
        for table in drawn.members
        for _, parent in diagram.drawn_references(table)
        if parent in members and parent != str(table)
    ]
    assert sorted(edges(drawn_anew[drawn.file_name])) == sorted(told)


def test_every_table_is_in_a_picture() -> None:
    drawn = {table for each in diagrams() for table in each.members}
    assert {table for table in tables.PUBLISHED if table.schema != diagram.HISTORY} == drawn


def test_every_table_of_the_star_hangs_together(drawn_anew: dict[str, str]) -> None:
    lines = edges(drawn_anew["ER_DIAGRAM.svg"])
    reached, waiting = set(), {"dim_plan"}
    while waiting:
        reached |= waiting
        waiting = {one for line in lines if set(line) & reached for one in line} - reached
    assert {str(table) for table in tables.STAR} == reached


@every_diagram
def test_the_pictures_in_the_repository_are_current(drawn: Diagram, drawn_anew: dict[str, str]) -> None:
    kept = (PROJECT / "warehouse" / drawn.file_name).read_text(encoding="utf-8")
    assert nodes(kept) == nodes(drawn_anew[drawn.file_name]), "run `make dictionary`"
    assert sorted(edges(kept)) == sorted(edges(drawn_anew[drawn.file_name])), "run `make dictionary`"


@every_diagram
def test_a_picture_fits_on_a_wall(drawn: Diagram, drawn_anew: dict[str, str]) -> None:
    root = ET.fromstring(drawn_anew[drawn.file_name])
    width, height = (float((root.get(name) or "").removesuffix("pt")) for name in ("width", "height"))
    assert width < 2400 and height < 2600
    assert 0.5 < width / height < 2


def test_a_column_tells_its_words_and_leads_to_the_dictionary(drawn_anew: dict[str, str]) -> None:
    link = re.search(r'<a xlink:href="([^"]+)" xlink:title="degrees north \(WGS 84\)"', drawn_anew["ER_DIAGRAM.svg"])
    assert link is not None and link[1] == "DATA_DICTIONARY.md#dim_city"


def test_pictures_are_written_where_told(tmp_path: Path) -> None:
    diagram.main([str(tmp_path)])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ER_AUDIT.svg", "ER_DIAGRAM.svg"]


def test_the_product_needs_none_of_the_developers_libraries() -> None:
    code = (
        "import sys, ucap.app, pipelines.diagram, pipelines.export.writing; "
        "print(sorted({'pygraphviz', 'frictionless', 'rdflib', 'openpyxl'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
