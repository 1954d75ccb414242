"""What is measured of so many documents, each thing in a process of its own, several times where it is short."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.processes import PROJECT, Run, run

# Up to so many documents, so many runs; their median counts.
REPETITIONS = ((100, 7), (5_000, 3))
# A setting of the caller's must not decide where a measured run reads, writes and keeps its books.
_OURS = ("DAGSTER_HOME", "UCAP_")
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
class Figures:
    """All that was measured of so many documents. `stages` are median seconds without Dagster, in the order of work."""

    documents: int
    parsing: Parsing
    job: Job
    warehouse_bytes: int
    stages: dict[str, float]


@dataclass(frozen=True, slots=True)
class Overhead:
    """The whole job beside an empty Dagster run; `recorded` keep Dagster's books on disk, as `make warehouse` does."""

    documents: int
    job: Job
    empty: Job
    job_recorded: Job
    empty_recorded: Job


def measure(documents: int, seed: int, say: Say) -> Figures:
    """Writes so many summaries into a temporary folder and measures what they take.

    `say` hears what is being done. Raises BenchmarkError where something fails.
    """
    with _summaries(documents, seed, say) as (raw, folder):
        say("parsing alone")
        parsing = Parsing(**json.loads(run("benchmarks.parsing", [raw]).output))
        warehouse = folder / "measured.duckdb"
        say("the whole job")
        job = _repeated(documents, lambda: _refresh(raw, warehouse, _environment()))
        warehouse_bytes = warehouse.stat().st_size
        say("the stages without Dagster")
        stages = [_stages(raw, warehouse) for _ in range(_repetitions(documents))]
        medians = {stage: median(each[stage] for each in stages) for stage in stages[0]}
        return Figures(documents, parsing, job, warehouse_bytes, medians)


def measure_overhead(documents: int, seed: int, say: Say) -> Overhead:
    """The whole job and an empty Dagster run, by turns, so that a busy machine slows both. Raises BenchmarkError."""
    with _summaries(documents, seed, say) as (raw, folder):
        warehouse, recorded = folder / "measured.duckdb", _recorded(folder / "dagster")
        programs: list[Callable[[], Run]] = [
            lambda: _refresh(raw, warehouse, _environment()),
            lambda: run("benchmarks.empty_run", environment=_environment()),
            lambda: _refresh(raw, warehouse, recorded),
            lambda: run("benchmarks.empty_run", environment=recorded),
        ]
        say("beside an empty Dagster run")
        for program in programs:  # the first recorded one makes the books
            program()
        rounds = [[program() for program in programs] for _ in range(_repetitions(documents))]
        return Overhead(documents, *map(_summed_up, zip(*rounds, strict=True)))


@contextmanager
def _summaries(documents: int, seed: int, say: Say) -> Iterator[tuple[Path, Path]]:
    """A folder of summaries, and one around it for what else comes; both go in the end."""
    with TemporaryDirectory(prefix="ucap-benchmark-") as name:
        folder = Path(name)
        say(f"writing {documents:,} summaries")
        run("benchmarks.generator", [str(documents), folder / "raw", "--seed", str(seed)])
        yield folder / "raw", folder


def _refresh(raw: Path, warehouse: Path, environment: Mapping[str, str]) -> Run:
    """The first load of these documents, into no file."""
    warehouse.unlink(missing_ok=True)
    return run("ucap", ["refresh", "--raw", raw, "--warehouse", warehouse], environment)


def _stages(raw: Path, warehouse: Path) -> dict[str, float]:
    warehouse.unlink(missing_ok=True)
    seconds: dict[str, float] = json.loads(run("benchmarks.stages", [raw, warehouse]).output)
    return seconds


def _environment(**more: str) -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(_OURS)} | more


def _recorded(home: Path) -> dict[str, str]:
    """An environment in which Dagster keeps its books on disk, set up by the project's own dagster.yaml."""
    home.mkdir()
    shutil.copy(PROJECT / "dagster.yaml", home)
    return _environment(DAGSTER_HOME=str(home), UCAP_STATE=str(home))


def _repetitions(documents: int) -> int:
    return next((times for most, times in REPETITIONS if documents <= most), 1)


def _repeated(documents: int, program: Callable[[], Run]) -> Job:
    if _repetitions(documents) > 1:
        program()  # the first finds nothing in the system's cache
    return _summed_up([program() for _ in range(_repetitions(documents))])


def _summed_up(runs: Sequence[Run]) -> Job:
    return Job(
        len(runs),
        median(run.seconds for run in runs),
        min(run.seconds for run in runs),
        median(run.cpu_seconds for run in runs),
        max(run.peak_bytes for run in runs),
    )
