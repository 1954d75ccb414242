"""The data dictionary is current, complete, and its links lead somewhere."""

import re
from pathlib import Path

import pytest

from pipelines import report, tables
from pipelines.dictionary import data_dictionary, main
from pipelines.schema import Table
from pipelines.vocabulary import rows

PAGE = data_dictionary()
KEPT = Path(__file__).parent.parent / "warehouse" / "DATA_DICTIONARY.md"


def test_the_page_in_the_repository_is_current() -> None:
    assert KEPT.read_text(encoding="utf-8") == PAGE, "run `python -m pipelines.dictionary`"


@pytest.mark.parametrize("table", [*tables.WAREHOUSE, tables.PLAN_VERSION, tables.CHANGE], ids=str)
def test_every_table_and_column_is_explained(table: Table) -> None:
    _, _, section = PAGE.partition(f"### {table.qualified_name}\n")
    section, _, _ = section.partition("\n### ")
    assert table.grain in section
    for column in table.columns:
        assert f"| `{column.name}` | {column.type} | " in section


@pytest.mark.parametrize("view", report.views(), ids=lambda view: view.name)
def test_every_view_is_explained(view: report.View) -> None:
    assert f"### {view.qualified_name}\n\n{view.description}" in PAGE


def test_every_issue_code_is_explained() -> None:
    assert all(f"| `{row['code']}` | {row['severity']} | {row['meaning']} |" in PAGE for row in rows("issue_codes"))


def test_links_lead_to_headings() -> None:
    headings = {
        re.sub(r"[^\w -]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in PAGE.splitlines()
        if line[:1] == "#"
    }
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= headings


def test_every_row_of_a_grid_has_as_many_cells_as_its_head() -> None:
    bars = re.compile(r"(?<!\\)\|")
    for grid in re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE):
        assert len({len(bars.findall(line)) for line in grid.splitlines()}) == 1, grid.splitlines()[0]


def test_the_page_is_written_where_told(tmp_path: Path) -> None:
    main([str(tmp_path / "page.md")])
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == PAGE
