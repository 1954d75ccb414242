"""What many tests share: the project's own folders, and the five summaries published once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.publishing import publish_folder

PROJECT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def raw_dir() -> Path:
    """The five summaries as they arrived."""
    return PROJECT / "raw"


@pytest.fixture(scope="session")
def published(raw_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of the five summaries."""
    return publish_folder(raw_dir, tmp_path_factory.mktemp("published") / "ucap.duckdb")


@pytest.fixture
def warehouse(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file as an analyst opens it."""
    with duckdb.connect(str(published), read_only=True) as connection:
        yield connection
