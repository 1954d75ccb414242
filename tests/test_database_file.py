"""A new file is looked at as it lies on disk, and what is wrong with it is said in sentences that name the table."""

from pathlib import Path

import duckdb
import pytest

from pipelines import database_file
from pipelines.staging import Frames
from tests.summaries import SUMMARY, warehouse


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> Frames:
    return warehouse(tmp_path_factory.mktemp("raw"), {"haikou.txt": SUMMARY})


@pytest.fixture
def file(frames: Frames, tmp_path: Path) -> Path:
    database_file.build(tmp_path / "ucap.duckdb", frames)
    return tmp_path / "ucap.duckdb"


@pytest.mark.parametrize("trust_constraints", [True, False])
def test_a_file_as_it_was_built_has_no_faults(frames: Frames, file: Path, trust_constraints: bool) -> None:
    assert database_file.faults(file, frames, trust_constraints=trust_constraints) == []


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ("DELETE FROM audit.quality_issue", "audit.quality_issue has not the 1 rows it should"),
        ("DROP TABLE bridge_result_city", "bridge_result_city has not the 2 rows it should"),
        ("UPDATE fact_result SET source_end = 1000000", "fact_result has offsets that lead to no words"),
        ("CREATE OR REPLACE TABLE audit.load_run AS FROM audit.load_run", "audit.load_run has lost a key"),
        ("DROP VIEW report.load_history", "report.load_history doesn't run"),
        ("CREATE OR REPLACE VIEW report.agreement AS SELECT error('no') AS e", "report.agreement doesn't run"),
        ("COMMENT ON COLUMN dim_plan.plan_id IS NULL", "columns are without a comment"),
    ],
)
def test_what_is_wrong_is_said(frames: Frames, file: Path, damage: str, sentence: str) -> None:
    with duckdb.connect(str(file)) as connection:
        connection.execute(damage)
    assert sentence in database_file.faults(file, frames, trust_constraints=True)


def test_keys_that_nobody_watches_over_are_looked_at(frames: Frames, file: Path) -> None:
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "CREATE OR REPLACE TABLE audit.load_run AS FROM audit.load_run UNION ALL FROM audit.load_run"
        )
    assert "audit.load_run has run_id twice" in database_file.faults(file, frames, trust_constraints=False)
