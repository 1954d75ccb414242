"""What is measured of so many documents, each thing in a process of its own, several times where it is short."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.environment import plain, recorded
from benchmarks.processes import Run, run
from benchmarks.took import Took, medians

# Up to so many documents, so many runs; their median counts.
REPETITIONS = ((100, 7), (5_000, 3))
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Parsing:
    """Parsing alone, on one core, warmed up: the fastest pass."""

    documents: int
    bytes: int
    seconds: float
    cpu_seconds: float


@dataclass(frozen=True, slots=True)
class Job:
    """Several runs of one program from start to end: medians, the fastest, and the largest peak."""

    runs: int
    seconds: float
    fastest_seconds: float
    cpu_seconds: float
    peak_bytes: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a report view takes for all its rows and columns, on two cores, as `benchmarks.views` says: medians.

    `computed_ms` until DuckDB has the answer, `handed_over_ms` (`cpu_ms` of all cores) until a client has it too;
    `first_rows_ms` until a client has the first rows.
    """

    rows: int
    computed_ms: float
    handed_over_ms: float
    first_rows_ms: float
    cpu_ms: float


@dataclass(frozen=True, slots=True)
class Load:
    """What DuckDB takes to load `rows` from Parquet: into bare tables, and into tables with the keys and rules of ours."""

    rows: int
    bare: Took
    declared: Took


@dataclass(frozen=True, slots=True)
class Figures:
    """All that was measured of so many documents. `stages` are medians without Dagster, in the order of work.

    `views` are the report views by name, in the order of theirs.
    """

    documents: int
    parsing: Parsing
    job: Job
    warehouse_bytes: int
    views: dict[str, Answer]
    stages: dict[str, Took]


@dataclass(frozen=True, slots=True)
class Overhead:
    """The whole job beside an empty Dagster run; `recorded` keep Dagster's books on disk, as `make warehouse` does."""

    documents: int
    job: Job
    empty: Job
    job_recorded: Job
    empty_recorded: Job


def measure(documents: int, seed: int, scratch: Path, say: Say) -> Figures:
    """Writes so many summaries into a folder of `scratch` that goes again, and measures what they take.

    `say` hears what is being done. Raises BenchmarkError where something fails.
    """
    environment = plain(scratch)
    with _summaries(documents, seed, scratch, say) as (raw, warehouse):
        say("parsing alone")
        parsing = Parsing(**json.loads(run("benchmarks.parsing", [raw], environment).output))
        times = range(repetitions(documents))
        say("the whole job")
        job = summed_up([_refresh(raw, warehouse, environment) for _ in times])
        warehouse_bytes = warehouse.stat().st_size
        say("every report view")
        answers = json.loads(run("benchmarks.views", [warehouse], environment).output)
        views = {view: Answer(**figures) for view, figures in answers.items()}
        say("the stages without Dagster")
        stages = [_stages(raw, warehouse, environment) for _ in times]
        return Figures(documents, parsing, job, warehouse_bytes, views, medians(stages))


def measure_overhead(documents: int, seed: int, scratch: Path, say: Say) -> Overhead:
    """The whole job and an empty Dagster run, by turns, so that a busy machine slows both. Raises BenchmarkError.

    A first round, of which nothing is kept, makes Dagster's books and the compiled modules.
    """
    in_memory, on_disk = plain(scratch), recorded(scratch)
    with _summaries(documents, seed, scratch, say) as (raw, warehouse):
        say("beside an empty Dagster run")
        rounds = [
            (
                _refresh(raw, warehouse, in_memory),
                run("benchmarks.empty_run", environment=in_memory),
                _refresh(raw, warehouse, on_disk),
                run("benchmarks.empty_run", environment=on_disk),
            )
            for _ in range(1 + repetitions(documents))
        ]
        return Overhead(documents, *map(summed_up, zip(*rounds[1:], strict=True)))


@contextmanager
def _summaries(documents: int, seed: int, scratch: Path, say: Say) -> Iterator[tuple[Path, Path]]:
    """A folder of summaries, and the path for a warehouse of them."""
    with TemporaryDirectory(dir=scratch) as folder:
        say(f"writing {documents:,} summaries")
        raw = Path(folder) / "raw"
        run("benchmarks.generator", [str(documents), raw, "--seed", str(seed)], plain(scratch))
        yield raw, Path(folder) / "measured.duckdb"


def _refresh(raw: Path, warehouse: Path, environment: Mapping[str, str]) -> Run:
    """The first load of these documents, into no file."""
    warehouse.unlink(missing_ok=True)
    return run("ucap", ["refresh", "--raw", raw, "--warehouse", warehouse], environment)


def _stages(raw: Path, warehouse: Path, environment: Mapping[str, str]) -> dict[str, Took]:
    warehouse.unlink(missing_ok=True)
    return stages_of(raw, warehouse, environment)


def stages_of(raw: Path, warehouse: Path, environment: Mapping[str, str]) -> dict[str, Took]:
    """A refresh without Dagster, as `benchmarks.stages` tells it. Raises BenchmarkError where it fails."""
    told = json.loads(run("benchmarks.stages", [raw, warehouse], environment).output)
    return {stage: Took(**took) for stage, took in told.items()}


def repetitions(documents: int) -> int:
    """How often a thing is measured of so many documents."""
    return next((times for most, times in REPETITIONS if documents <= most), 1)


def summed_up(runs: Sequence[Run]) -> Job:
    """Several runs of one program as one."""
    return Job(
        len(runs),
        median(run.seconds for run in runs),
        min(run.seconds for run in runs),
        median(run.cpu_seconds for run in runs),
        max(run.peak_bytes for run in runs),
    )
