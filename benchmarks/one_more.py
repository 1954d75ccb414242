"""What a refresh takes when one new document has come to so many that are loaded already."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.environment import plain
from benchmarks.measurements import Job, Load, Say, repetitions, stages_of, summed_up
from benchmarks.processes import run
from benchmarks.took import Took, medians, total

# What it takes to make the new file of what is kept, whatever came new.
REBUILD = ("recall", "tables", "file", "verify")


@dataclass(frozen=True, slots=True)
class OneMore:
    """A refresh after one new document; `documents` are those loaded before.

    `job` is `ucap refresh` whole, `stages` are medians of the same without Dagster. `load` is what DuckDB takes for the
    same rows.
    """

    documents: int
    job: Job
    stages: dict[str, Took]
    load: Load

    @property
    def dagster(self) -> Took:
        """What the job takes beyond the same work without Dagster: starting it, its events, the checks that it shows."""
        return Took(self.job.seconds, self.job.cpu_seconds) - total(list(self.stages.values()))

    @property
    def parsing(self) -> Took:
        """Finding what is new in the folder, and reading it."""
        return total([self.stages[stage] for stage in ("scan", "parse")])

    @property
    def rebuild(self) -> Took:
        """From what is kept to a file that is built and verified."""
        return total([self.stages[stage] for stage in REBUILD])


def measure_one_more(documents: int, seed: int, scratch: Path, say: Say) -> OneMore:
    """Loads so many summaries, then brings one after the other. Raises BenchmarkError where something fails."""
    environment = plain(scratch)
    times = repetitions(documents)
    with TemporaryDirectory(dir=scratch) as folder:
        raw, warehouse = Path(folder) / "raw", Path(folder) / "measured.duckdb"
        say("writing summaries")
        run("benchmarks.generator", [str(documents + 2 * times), raw, "--seed", str(seed)], environment)
        waiting = _held_back(raw, 2 * times)
        refresh = ["refresh", "--raw", raw, "--warehouse", warehouse]
        say("the first load")
        run("ucap", refresh, environment)
        jobs, stages = [], []
        for number in range(times):
            say(f"one new document, {number + 1} of {times}")
            _bring(waiting.pop(), raw)
            jobs.append(run("ucap", refresh, environment))
            say(f"one new document without Dagster, {number + 1} of {times}")
            _bring(waiting.pop(), raw)
            stages.append(stages_of(raw, warehouse, environment))
        say("DuckDB's own load of the same rows")
        told = json.loads(run("benchmarks.parquet_load", [warehouse], environment).output)
        load = Load(told["rows"], Took(**told["bare"]), Took(**told["declared"]))
    return OneMore(documents, summed_up(jobs), medians(stages), load)


def _held_back(raw: Path, count: int) -> list[Path]:
    """Takes so many summaries out of the folder, evenly from all of it, to be brought later."""
    names = sorted(path.name for path in raw.iterdir())
    aside = raw.with_name("later")
    aside.mkdir()
    return [
        (raw / names[at * len(names) // count]).rename(aside / names[at * len(names) // count]) for at in range(count)
    ]


def _bring(summary: Path, raw: Path) -> None:
    summary.rename(raw / summary.name)
