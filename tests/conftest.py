"""What many tests share: the project's own folders, and the five summaries published once."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock
from hypothesis import settings

from tests.publishing import publish_folder

PROJECT = Path(__file__).parent.parent

# The same examples each time: what landed once passes again on any machine. `--hypothesis-profile searching` tries others.
settings.register_profile("searching", deadline=None)
settings.register_profile("repeatable", settings.get_profile("searching"), derandomize=True)
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def raw_dir() -> Path:
    """The five summaries as they arrived."""
    return PROJECT / "raw"


@pytest.fixture(scope="session")
def published(raw_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of the five summaries."""
    folder = made_once(tmp_path_factory, "published", lambda folder: publish_folder(raw_dir, folder / "ucap.duckdb"))
    return folder / "ucap.duckdb"


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that `make` fills, the same for all processes that run tests side by side."""
    shared = factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else factory.getbasetemp()
    folder, unfinished = shared / f"shared-{name}", shared / f"unfinished-{name}"
    with FileLock(shared / f"{name}.lock"):
        if not folder.exists():
            unfinished.mkdir()
            make(unfinished)
            unfinished.rename(folder)
    return folder


@pytest.fixture
def warehouse(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file as an analyst opens it."""
    with duckdb.connect(str(published), read_only=True) as connection:
        yield connection
