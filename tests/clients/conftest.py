"""What the clients' tests share: a folder as a user has it, the load that follows, and what a client must find."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from tests.clients.asking import Expected, expected_of
from tests.publishing import publish_folder


@pytest.fixture(scope="session")
def next_load(raw_dir: Path, published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse after the next refresh of the same summaries: it tells of two loads."""
    path = Path(shutil.copy(published, tmp_path_factory.mktemp("next_load") / "ucap.duckdb"))
    return publish_folder(raw_dir, path, at=datetime(2026, 1, 2), run_id="next")


@pytest.fixture(scope="session")
def expected(published: Path) -> Expected:
    """What every client must find in the warehouse of the five summaries, as DuckDB 2.0 tells it."""
    with duckdb.connect(str(published), read_only=True) as connection:
        return expected_of(connection)


@pytest.fixture
def folder(published: Path, tmp_path: Path) -> Path:
    """A folder with `warehouse/ucap.duckdb` in it, which is where all recipes look."""
    (tmp_path / "warehouse").mkdir()
    shutil.copy(published, tmp_path / "warehouse" / "ucap.duckdb")
    return tmp_path
