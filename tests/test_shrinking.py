"""A raw folder that suddenly lost most of its documents isn't published unasked."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from pipelines.publish import PublishError
from tests.publishing import publish_folder
from tests.rendering.plan import golden_text
from ucap.app import app

NAMES = [f"{number}.txt" for number in range(5)]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with five plans that differ in when they begin, and their warehouse."""
    folder = tmp_path_factory.mktemp("five")
    raw = folder / "raw"
    raw.mkdir()
    text = golden_text("003_ef836025d08bb27e")
    for number, name in enumerate(NAMES):
        (raw / name).write_text(text.replace("May 2017 (", f"May {2010 + number} ("), encoding="utf-8")
    publish_folder(raw, folder / "w.duckdb")
    return folder


@pytest.fixture
def raw(published: Path, tmp_path: Path) -> Path:
    """The raw folder of a copy."""
    return Path(shutil.copytree(published, tmp_path, dirs_exist_ok=True), "raw")


def loaded(warehouse: Path) -> int:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        ((count,),) = connection.execute("SELECT count(*) FROM dim_document").fetchall()
    return int(count)


def remove(raw: Path, count: int) -> None:
    for name in NAMES[:count]:
        (raw / name).unlink()


def rename(raw: Path, count: int) -> None:
    for name in NAMES[:count]:
        (raw / name).rename(raw / f"new {name}")


def revise(raw: Path, count: int) -> None:
    for name in NAMES[:count]:
        (raw / name).write_text((raw / name).read_text(encoding="utf-8") + "\n", encoding="utf-8")


def spoil(raw: Path, count: int) -> None:
    for name in NAMES[:count]:
        (raw / name).write_text("Dear colleagues")


@pytest.mark.parametrize(("change", "count", "remain"), [(remove, 2, 3), (rename, 5, 5), (revise, 5, 5), (spoil, 2, 3)])
def test_less_than_half_and_whatever_comes_back_otherwise_is_published(
    raw: Path, change: object, count: int, remain: int
) -> None:
    assert callable(change)
    assert loaded(raw.parent / "w.duckdb") == 5
    change(raw, count)
    publish_folder(raw, raw.parent / "w.duckdb", run_id="second")
    assert loaded(raw.parent / "w.duckdb") == remain


@pytest.mark.parametrize(
    ("change", "cause"),
    [(remove, "3 are not in the raw folder any more"), (spoil, "3 are quarantined now")],
)
def test_more_than_half_is_refused(raw: Path, change: object, cause: str) -> None:
    assert callable(change)
    change(raw, 3)
    with pytest.raises(PublishError) as refused:
        publish_folder(raw, raw.parent / "w.duckdb", run_id="second")
    assert str(refused.value) == (
        f"3 of the 5 loaded documents would be lost: {cause} (0.txt, 1.txt, 2.txt). Is it the right folder, "
        "complete and mounted? If the loss is meant, say so with `ucap refresh --allow-shrink`."
    )
    assert loaded(raw.parent / "w.duckdb") == 5


def test_of_a_few_documents_one_or_two_may_go(raw: Path) -> None:
    """Of two plans one is withdrawn, of three two: nothing that anybody would want to be asked about."""
    (raw / "4.txt").unlink()
    (raw / "3.txt").unlink()
    for count, remain in ((0, 3), (2, 1)):
        remove(raw, count)
        publish_folder(raw, raw.parent / "w.duckdb", run_id=f"of {remain}")
        assert loaded(raw.parent / "w.duckdb") == remain


def test_the_limits_may_say_otherwise(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UCAP_MAX_LOST_SHARE", "0.8")
    remove(raw, 3)
    publish_folder(raw, raw.parent / "w.duckdb", run_id="second")
    assert loaded(raw.parent / "w.duckdb") == 2


def test_whoever_means_it_says_so(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    remove(raw, 4)
    arguments = ["refresh", "--raw", str(raw), "--warehouse", str(raw.parent / "w.duckdb")]
    refused = CliRunner().invoke(app, arguments)
    assert refused.exit_code == 1
    assert "4 of the 5 loaded documents would be lost" in refused.stderr
    assert CliRunner().invoke(app, [*arguments, "--allow-shrink"]).exit_code == 0
    assert loaded(raw.parent / "w.duckdb") == 1
