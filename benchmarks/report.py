"""The figures as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from benchmarks.measurements import Figures, Overhead
from benchmarks.one_more import OneMore
from benchmarks.took import total

# What a reader takes for "at once", at 20,000 plans.
AIM_MS = 100
# So many times what DuckDB takes to load the same rows from Parquet, a rebuild may take.
AIM_REBUILD = 3


def report(
    machine: Mapping[str, object], figures: Sequence[Figures], overhead: Overhead | None, one_more: Sequence[OneMore]
) -> Iterator[RenderableType]:
    """The machine, then a table for each question that was asked."""
    yield Text(_machine_words(machine))
    if figures:
        yield _parsing(figures)
        yield _jobs(figures)
        yield _stages(figures)
        yield _views(max(figures, key=lambda each: each.documents))
    if overhead:
        yield _overhead(overhead)
    if one_more:
        yield _one_more(one_more)
        yield _parts(one_more)
        yield _stages(one_more)
        yield _rebuilds(one_more)


def _machine_words(machine: Mapping[str, object]) -> str:
    host = f"{machine['cores']} cores, {machine['memory_gb']} GB of memory, {machine['system']}"
    versions = [f"{name} {value}" for name, value in machine.items() if name not in ("cores", "memory_gb", "system")]
    return f"{host}\n{', '.join(versions)}"


def _parsing(figures: Sequence[Figures]) -> Table:
    table = _table("Parsing alone, on one core (fastest pass)", "documents", "KB each", "a second", "a CPU second")
    for each in figures:
        parsing = each.parsing
        table.add_row(
            f"{each.documents:,}",
            f"{parsing.bytes / parsing.documents / 1e3:.1f}",
            f"{parsing.documents / parsing.seconds:,.0f}",
            f"{parsing.documents / parsing.cpu_seconds:,.0f}",
        )
    return table


def _jobs(figures: Sequence[Figures]) -> Table:
    columns = ("documents", "runs", "seconds", "fastest", "a second", "CPU s", "peak MB", "file MB")
    table = _table("The whole job, ucap refresh (medians)", *columns)
    for each in figures:
        job = each.job
        table.add_row(
            f"{each.documents:,}",
            f"{job.runs}",
            f"{job.seconds:.1f}",
            f"{job.fastest_seconds:.1f}",
            f"{each.documents / job.seconds:,.0f}" if each.documents >= job.seconds else "",
            f"{job.cpu_seconds:.1f}",
            f"{job.peak_bytes / 1e6:,.0f}",
            f"{each.warehouse_bytes / 1e6:,.1f}",
        )
    return table


def _stages(figures: Sequence[Figures | OneMore]) -> Table:
    """The stages as `benchmarks.stages` tells them, one under the other."""
    table = _table("Its stages without Dagster (medians)", "documents", "stage", "seconds", "CPU s", "of it")
    for each in figures:
        all_work = total(list(each.stages.values())).cpu_seconds
        for number, (stage, took) in enumerate(each.stages.items()):
            documents = "" if number else f"{each.documents:,}"
            work = took.cpu_seconds
            table.add_row(documents, stage, f"{took.seconds:.2f}", f"{work:.2f}", f"{work / all_work:.0%}")
    return table


def _one_more(figures: Sequence[OneMore]) -> Table:
    columns = ("documents", "runs", "seconds", "fastest", "CPU s", "peak MB")
    table = _table("A refresh after one new document, ucap refresh (medians)", *columns)
    for each in figures:
        job = each.job
        table.add_row(
            f"{each.documents:,}",
            f"{job.runs}",
            f"{job.seconds:.1f}",
            f"{job.fastest_seconds:.1f}",
            f"{job.cpu_seconds:.1f}",
            f"{job.peak_bytes / 1e6:,.0f}",
        )
    return table


def _parts(figures: Sequence[OneMore]) -> Table:
    """What the refresh is made of; `start` loads the libraries."""
    columns = ("documents", "Dagster", "start", "parsing", "rebuild", "swap")
    table = _table("Its CPU seconds by part", *columns)
    for each in figures:
        parts = (each.dagster, each.stages["start"], each.parsing, each.rebuild, each.stages["swap"])
        table.add_row(f"{each.documents:,}", *(f"{part.cpu_seconds:.2f}" for part in parts))
    return table


def _rebuilds(figures: Sequence[OneMore]) -> Table:
    """`REBUILD` of `benchmarks.one_more` beside what `benchmarks.parquet_load` says, and how many times as long."""
    title = f"The rebuild beside DuckDB's load of the same rows from Parquet (aim: {AIM_REBUILD} times)"
    table = _table(title, "documents", "rows", "", "seconds", "times", "CPU s", "times")
    for each in figures:
        rebuild, load = each.rebuild, each.load
        beside = (("rebuild", rebuild), ("into the same tables", load.declared), ("into bare tables", load.bare))
        for number, (name, took) in enumerate(beside):
            table.add_row(
                "" if number else f"{each.documents:,}",
                "" if number else f"{load.rows:,}",
                name,
                f"{took.seconds:.2f}",
                f"{rebuild.seconds / took.seconds:.1f}" if number else "",
                f"{took.cpu_seconds:.2f}",
                f"{rebuild.cpu_seconds / took.cpu_seconds:.1f}" if number else "",
            )
    return table


def _views(figures: Figures) -> Table:
    title = (
        f"Each report view at {figures.documents:,} documents, every row and column, ms on two cores (aim: {AIM_MS})"
    )
    table = _table(title, "view", "rows", "answer", "", "handed over", "its CPU", "first 100 rows")
    for view, answer in sorted(figures.views.items(), key=lambda item: -item[1].computed_ms):
        missed = "" if answer.computed_ms <= AIM_MS else "above the aim"
        beside = (answer.handed_over_ms, answer.cpu_ms, answer.first_rows_ms)
        table.add_row(
            view.removeprefix("report."),
            f"{answer.rows:,}",
            f"{answer.computed_ms:.0f}",
            missed,
            *(f"{duration:.0f}" for duration in beside),
        )
    return table


def _overhead(overhead: Overhead) -> Table:
    title = f"The whole job at {overhead.documents:,} documents beside an empty Dagster run (medians, by turns)"
    table = _table(title, "Dagster's books", "run", "seconds", "fastest", "CPU s", "peak MB")
    for books, program, job in (
        ("in memory", "ucap refresh", overhead.job),
        ("in memory", "empty", overhead.empty),
        ("on disk", "ucap refresh", overhead.job_recorded),
        ("on disk", "empty", overhead.empty_recorded),
    ):
        figures = (job.seconds, job.fastest_seconds, job.cpu_seconds)
        table.add_row(books, program, *(f"{figure:.2f}" for figure in figures), f"{job.peak_bytes / 1e6:,.0f}")
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table
