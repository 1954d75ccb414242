"""What the views tell of several loads: what came and went, and how complete the fields were after each."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.publishing import publish_folder

BARNSLEY, GUANGZHOU = "000_b44caec2ead5b822.txt", "003_ef836025d08bb27e.txt"


def tuples(path: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def four_loads(raw_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The five summaries; Barnsley's without its population; without Guangzhou's; with Barnsley's as it was."""
    folder = tmp_path_factory.mktemp("loads")
    raw, warehouse = folder / "raw", folder / "ucap.duckdb"
    shutil.copytree(raw_dir, raw)
    whole = (raw / BARNSLEY).read_text(encoding="utf-8")
    publish_folder(raw, warehouse, at=datetime(2026, 1, 1), run_id="first")
    (raw / BARNSLEY).write_text(whole.replace("241,200", "N/A"), encoding="utf-8")
    publish_folder(raw, warehouse, at=datetime(2026, 1, 2), run_id="second")
    (raw / GUANGZHOU).unlink()
    publish_folder(raw, warehouse, at=datetime(2026, 1, 3), run_id="third")
    (raw / BARNSLEY).write_text(whole, encoding="utf-8")
    return publish_folder(raw, warehouse, at=datetime(2026, 1, 4), run_id="fourth")


def test_each_load_says_what_came_and_went(four_loads: Path) -> None:
    query = (
        "SELECT run_id, plans_loaded, plans_more, plans_new, plans_changed, plans_withdrawn FROM report.load_history"
    )
    assert tuples(four_loads, query) == [
        ("fourth", 4, 0, 0, 1, 0),
        ("third", 4, -1, 0, 0, 1),
        ("second", 5, 0, 0, 1, 0),
        ("first", 5, 5, 5, 0, 0),
    ]


@pytest.mark.parametrize(
    ("field", "expected", "because"),
    [
        ("population", [(4, 4, 0, 0, 1), (4, 3, 0, 1, -1), (5, 4, 0, 1, -1), (5, 5, 0, 0, 5)],
         "stated, then not, then one plan fewer, then stated again"),
        ("area", [(4, 4, 0, 0, 0), (4, 4, 0, 0, 0), (5, 4, 1, 0, 0), (5, 4, 1, 0, 4)],
         "the value that is withheld goes with its plan"),
        ("end of the period", [(4, 4, 0, 0, 0), (4, 4, 0, 0, 0), (5, 4, 0, 1, 0), (5, 4, 0, 1, 4)],
         "so does the open end"),
    ],
)  # fmt: skip
def test_completeness_after_each_load(
    field: str, expected: list[tuple[int, ...]], because: str, four_loads: Path
) -> None:
    query = "SELECT plans, stated, withheld, not_stated, stated_more FROM report.field_completeness_by_load"
    assert tuples(four_loads, f"{query} WHERE field = '{field}'") == expected, because


def test_the_last_load_is_what_is_true_now(four_loads: Path) -> None:
    counts = "field, plans, stated, withheld, not_stated, share_stated"
    now = tuples(four_loads, f"SELECT {counts} FROM report.field_completeness")
    last = tuples(four_loads, f"SELECT {counts} FROM report.field_completeness_by_load WHERE load = 4")
    assert now == last
