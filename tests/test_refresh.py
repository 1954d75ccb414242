"""The job `refresh` as Dagster runs it: what is published, what is told, and that a failure changes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import duckdb
import polars as pl
import pytest

from assets import launch, places
from assets.catalogue import asset_key
from assets.definitions import defs
from assets.documents import RAW_DOCUMENTS
from assets.progress import Progress
from assets.runs import WAREHOUSE_KEY
from pipelines import last_attempt, quarantine, report, tables
from pipelines.quarantine import Accepted, Frames
from tests.conftest import PROJECT
from tests.publishing import publish_folder


@pytest.fixture(autouse=True)
def no_dagster_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run of the tests must not show in the UI of who runs them."""
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    monkeypatch.delenv(places.STATE_VARIABLE, raising=False)


@pytest.fixture
def some(raw_dir: Path, tmp_path: Path) -> Path:
    """A raw folder of two summaries, to be changed at will."""
    folder = tmp_path / "some"
    folder.mkdir()
    for path in sorted(raw_dir.glob("*.txt"))[:2]:
        shutil.copy(path, folder)
    return folder


def statuses(warehouse: Path) -> dict[str, str]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return dict(connection.execute("SELECT file_name, status FROM audit.arrival WHERE is_current").fetchall())


def run_config(raw_dir: Path, warehouse: Path) -> dict[str, object]:
    settings = {"raw_dir": str(raw_dir), "warehouse": str(warehouse)}
    return {"resources": {"settings": {"config": settings}}, "loggers": {"console": {"config": {"log_level": "ERROR"}}}}


@dataclass(frozen=True, slots=True)
class Job:
    """A run of the whole job, and what it published."""

    result: dg.ExecuteInProcessResult
    warehouse: Path


# What can't be trusted, by its file name, and why not.
UNTRUSTED = {
    "empty.txt": (b"", "an empty file"),
    "scan.pdf": (b"%PDF-1.7 \x00\x01", "a binary file"),
    "minutes.txt": (b"Minutes of the meeting\nPresent: everybody", "a text that is no U-CAP"),
    "Robert'); DROP TABLE dim_plan;--.txt": (b"Notes", "a file name that is SQL"),
    "two\nlines \u00e9.txt": (b"Letter", "a file name with a line break and letters beyond ASCII"),
}


@pytest.fixture(scope="module")
def job(raw_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Job:
    """The job over the five summaries, and documents that can't be trusted beside them."""
    folder = tmp_path_factory.mktemp("job")
    shutil.copytree(raw_dir, folder / "raw")
    for name, (content, _) in UNTRUSTED.items():
        (folder / "raw" / name).write_bytes(content)
    with pytest.MonkeyPatch.context() as patch, dg.DagsterInstance.ephemeral() as instance:
        patch.delenv(places.STATE_VARIABLE, raising=False)
        result = defs.resolve_job_def("refresh").execute_in_process(
            instance=instance, run_config=run_config(folder / "raw", folder / "w.duckdb")
        )
    return Job(result, folder / "w.duckdb")


def made_by(job: Job) -> dict[dg.AssetKey, Mapping[str, dg.MetadataValue]]:
    """What each materialisation says."""
    events = job.result.get_asset_materialization_events()
    return {event.asset_key: event.materialization.metadata for event in events if event.asset_key}


def test_the_whole_job_publishes_and_shows_every_table(job: Job) -> None:
    made = made_by(job)
    assert set(made) == defs.resolve_asset_graph().get_all_asset_keys()
    for key, metadata in made.items():
        if key != WAREHOUSE_KEY:
            assert "dagster/row_count" in metadata
            assert str(metadata["preview"].value).startswith("| ")
    with duckdb.connect(str(job.warehouse), read_only=True) as connection:
        for name in [*map(str, tables.PUBLISHED), *(view.qualified_name for view in report.views())]:
            key = dg.AssetKey(name.split(".") if "." in name else ["main", name])
            assert made[key]["dagster/row_count"].value == connection.table(name).shape[0], name
        assert connection.execute("SELECT run_id FROM audit.load_run").fetchall() == [(job.result.run_id,)]


def test_every_check_was_made_and_passed(job: Job) -> None:
    evaluations = job.result.get_asset_check_evaluations()
    assert {(e.asset_key, e.check_name) for e in evaluations} == {
        (key.asset_key, key.name) for key in defs.resolve_asset_graph().asset_check_keys
    }
    assert all(evaluation.passed for evaluation in evaluations)


def test_every_asset_says_how_long_it_took(job: Job) -> None:
    """As numbers, so that Dagster plots them from run to run."""
    made = made_by(job)
    for key, metadata in made.items():
        assert isinstance(metadata["seconds"], dg.FloatMetadataValue), key
    facts = {name: value.value for name, value in made[WAREHOUSE_KEY].items()}
    assert facts["size (bytes)"] == job.warehouse.stat().st_size
    assert (facts["documents loaded"], facts["documents duplicate"]) == (5, 0)
    assert facts["documents quarantined"] == len(UNTRUSTED)
    seconds, whole = facts["seconds"], facts["seconds of the whole refresh"]
    assert isinstance(seconds, float) and isinstance(whole, float)
    assert whole >= seconds > 0


@pytest.mark.parametrize("name", UNTRUSTED)
def test_a_document_that_cant_be_trusted_keeps_no_other_out(name: str, job: Job) -> None:
    found = statuses(job.warehouse)
    assert found[name] == "quarantined", UNTRUSTED[name][1]
    assert [status for other, status in found.items() if other not in UNTRUSTED] == ["loaded"] * 5


def test_a_refresh_leaves_nothing_but_the_warehouse_and_its_store(
    some: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary, working = tmp_path / "tmp", tmp_path / "working"
    temporary.mkdir()
    working.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    monkeypatch.chdir(working)
    assert launch.refresh(some, Path("out/w.duckdb")).published
    assert sorted(str(path.relative_to(working)) for path in (working / "out").iterdir()) == [
        "out/w.duckdb",
        "out/w.store",
    ]
    assert [path.name for path in working.iterdir()] == ["out"]
    assert list((working / "out/w.store/unfinished").iterdir()) == []
    assert list(temporary.iterdir()) == []


def test_whoever_watches_hears_every_stage_and_document(some: Path, tmp_path: Path) -> None:
    heard: list[str] = []

    class Listener(Progress):
        def stage(self, words: str) -> None:
            heard.append(words)

        def documents(self, done: int, total: int) -> None:
            heard.append(f"{done}/{total}")

    launch.refresh(some, tmp_path / "w.duckdb", progress=Listener())
    assert heard == [
        "Looking into the raw folder",
        "Reading documents",
        "0/2",
        "2/2",
        "Building the tables",
        "Building the new file",
        "Verifying the new file",
        "Swapping it in",
    ]


Damage = Callable[[Frames], Frames]


def _twice(table: str) -> Damage:
    return lambda frames: frames | {table: pl.concat([frames[table], frames[table].head(1)])}


def _without_a_row(table: str) -> Damage:
    return lambda frames: frames | {table: frames[table].tail(-1)}


def _astray(table: str) -> Damage:
    return lambda frames: frames | {table: frames[table].with_columns(source_end=pl.col("source_end") + 1_000_000)}


@pytest.mark.parametrize(
    ("damage", "words", "because"),
    [
        (_twice("dim_sdg"), "dim_sdg: sdg_goal is unique", "a key comes twice"),
        (_without_a_row("dim_city"), "city_id is in dim_city", "a reference leads nowhere"),
        (_astray("fact_result"), "fact_result: its offsets lead to words in the text", "a fact without its words"),
        (_without_a_row("arrival"), "file_name", "a file is unaccounted for"),
    ],
)
def test_tables_that_dont_hold_are_not_published(
    damage: Damage, words: str, because: str, some: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such tables can only come from an error of ours, which is put in by hand here."""
    warehouse = tmp_path / "w.duckdb"
    before = publish_folder(some, warehouse).read_bytes()
    settle = quarantine.settle

    def settle_and_damage(*arguments: object) -> Accepted:
        accepted = settle(*arguments)  # type: ignore[arg-type]
        return Accepted(damage(accepted.frames), accepted.refused, accepted.staged)

    monkeypatch.setattr(quarantine, "settle", settle_and_damage)
    outcome = launch.refresh(some, warehouse)
    assert not outcome.published, because
    assert any(words in problem for problem in outcome.problems), outcome.problems
    assert warehouse.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["some", "w.duckdb", "w.store"]


@pytest.mark.parametrize(
    ("error", "words", "because"),
    [
        (
            ValueError("no such column"),
            "Internal error in the step star: ValueError: no such column",
            "an error of ours",
        ),
        (KeyboardInterrupt(), "It was interrupted.", "somebody pressed Ctrl-C"),
    ],
)
def test_whatever_stops_the_work_is_told_in_words(
    error: BaseException, words: str, because: str, some: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> Accepted:
        raise error

    monkeypatch.setattr(quarantine, "settle", fail)
    outcome = launch.refresh(some, tmp_path / "w.duckdb")
    assert outcome.problems == (words,), because
    assert sorted(path.name for path in tmp_path.iterdir()) == ["some", "w.store"], "what was read is kept"


def test_a_folder_without_documents_publishes_nothing(some: Path, tmp_path: Path) -> None:
    warehouse, empty = tmp_path / "w.duckdb", tmp_path / "empty"
    empty.mkdir()
    assert not launch.refresh(empty, warehouse).published
    assert not warehouse.exists()
    before = publish_folder(some, warehouse).read_bytes()
    outcome = launch.refresh(empty, warehouse)
    assert not outcome.published
    assert f"The folder {empty} holds no documents" in outcome.problems[0]
    assert warehouse.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "because"),
    [
        (b"a spreadsheet, in truth", "no DuckDB file"),
        (b"", "an empty file, which DuckDB would take for a new one"),
    ],
)
def test_a_file_that_is_no_warehouse_is_left_alone(content: bytes, because: str, some: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.duckdb"
    other.write_bytes(content)
    outcome = launch.refresh(some, other)
    assert not outcome.published, because
    assert str(other) in outcome.problems[0]
    assert other.read_bytes() == content


def test_with_dagster_home_a_run_is_recorded_there(some: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the books that were there are damaged: new ones are begun, and a person is told."""
    home, state = tmp_path / "home", tmp_path / "state"
    home.mkdir()
    (state / "history").mkdir(parents=True)
    (state / "history" / "runs.db").write_bytes(b"no database" * 1_000)
    shutil.copy(PROJECT / "dagster.yaml", home)
    monkeypatch.setenv("DAGSTER_HOME", str(home))
    monkeypatch.setenv(places.STATE_VARIABLE, str(state))
    remarks: list[str] = []

    class Listener(Progress):
        def remark(self, words: str) -> None:
            remarks.append(words)

    outcome = launch.refresh(some, tmp_path / "w.duckdb", progress=Listener())
    assert ["kept as runs.db.damaged-1" in remark for remark in remarks] == [True]
    with dg.DagsterInstance.get() as instance:
        (run,) = instance.get_runs()
        assert (run.run_id, run.job_name, run.status) == (outcome.run_id, "refresh", dg.DagsterRunStatus.SUCCESS)
        assert instance.get_latest_materialization_event(asset_key(tables.DIM_PLAN)) is not None
    assert [path.name for path in home.iterdir()] == ["dagster.yaml"], "its books lie in UCAP_STATE"


def test_a_single_asset_can_be_run_again_from_the_frames_that_were_kept(
    some: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the button "Materialize" of one asset does."""
    monkeypatch.setenv(places.STATE_VARIABLE, str(tmp_path / "state"))
    warehouse = tmp_path / "w.duckdb"
    assert launch.refresh(some, warehouse).published
    warehouse.unlink()
    with dg.DagsterInstance.ephemeral() as instance:
        result = defs.resolve_job_def("refresh").execute_in_process(
            instance=instance,
            asset_selection=[WAREHOUSE_KEY, *_report_keys()],
            run_config=run_config(some, warehouse),
        )
    assert result.success
    assert set(statuses(warehouse).values()) == {"loaded"}


def _report_keys() -> list[dg.AssetKey]:
    return [dg.AssetKey([report.SCHEMA, view.name]) for view in report.views()]


def test_materialize_is_recorded_for_the_status_only_where_it_would_publish(some: Path, tmp_path: Path) -> None:
    """The button "Materialize all", which fails here, and the same of one asset, for a look at it, which fails and succeeds."""
    warehouse, empty = tmp_path / "w.duckdb", tmp_path / "empty"
    empty.mkdir()
    store = places.store(publish_folder(some, warehouse))
    job = defs.resolve_implicit_global_asset_job_def()
    everything, one = list(job.asset_layer.selected_asset_keys), [asset_key(RAW_DOCUMENTS)]
    with dg.DagsterInstance.ephemeral() as instance:

        def materialize(selection: list[dg.AssetKey], raw: Path) -> dg.ExecuteInProcessResult:
            return job.execute_in_process(
                instance=instance,
                asset_selection=selection,
                run_config=run_config(raw, warehouse),
                raise_on_error=False,
            )

        assert not materialize(one, empty).success
        assert last_attempt.read(store) is None
        failed = materialize(everything, empty)
        attempt = last_attempt.read(store)
        assert attempt is not None
        assert attempt.run_id == failed.run_id
        assert "holds no documents" in str(attempt.problem)
        assert materialize(one, some).success
    assert last_attempt.read(store) == attempt


@pytest.mark.parametrize(
    ("home", "because"),
    [
        ("relative/folder", "Dagster wants an absolute path"),
        ("/no/such/folder", "the folder must be there"),
    ],
)
def test_a_dagster_home_that_cant_be_used_is_told_in_words(
    home: str, because: str, some: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_HOME", home)
    with pytest.raises(launch.LaunchError, match="DAGSTER_HOME"):
        launch.refresh(some, tmp_path / "w.duckdb")
    assert not (tmp_path / "w.duckdb").exists(), because
