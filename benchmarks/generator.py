"""Writes varied U-CAP summaries into a folder: `python -m benchmarks.generator 1000 some/folder --seed 7`.

The same number and seed give the same files. Each describes a plan of its own, so that all of them load.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.facts import City, Plan, golden_plans
from benchmarks.layout import written
from benchmarks.variation import cities, side_of, varied

FIRST_YEAR, YEARS = 2008, 24
DEFAULT_SEED = 1


@dataclass(frozen=True, slots=True)
class Generated:
    """A summary: the name of its file, the facts it is made of, its text."""

    file_name: str
    plan: Plan
    text: str


def summaries(count: int, seed: int = DEFAULT_SEED) -> Iterator[Generated]:
    """So many summaries, by turns after each of the five golden plans; no two have lead city and first month in common.

    Raises ValueError for more of them than there are leads and months.
    """
    models = golden_plans()
    random = Random(seed)
    turns = [models[number % len(models)] for number in range(count)]
    sides = [side_of(model.lead) for model in turns]
    beginnings = {side: iter(_beginnings(side, sides.count(side), random)) for side in sorted(set(sides))}
    for number, (model, side) in enumerate(zip(turns, sides, strict=True)):
        lead, first = next(beginnings[side])
        plan = varied(model, lead, first, random)
        yield Generated(f"{number:06}_{random.getrandbits(64):016x}.txt", plan, written(plan, random))


def write(count: int, folder: Path, seed: int = DEFAULT_SEED) -> None:
    """Writes so many summaries; makes the folder where it isn't there. Raises ValueError as `summaries` does."""
    folder.mkdir(parents=True, exist_ok=True)
    for summary in summaries(count, seed):
        (folder / summary.file_name).write_bytes(summary.text.encode())


def _beginnings(side: str, count: int, random: Random) -> list[tuple[City, int]]:
    """So many different pairs of a lead and a first month."""
    leads, months = cities(side), 12 * YEARS
    if count > len(leads) * months:
        raise ValueError(f"There are {len(leads) * months} beginnings of a plan in {side}, fewer than {count}.")
    pairs = (divmod(pair, months) for pair in random.sample(range(len(leads) * months), count))
    return [(leads[lead], 12 * FIRST_YEAR + month) for lead, month in pairs]


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generator", description="Write varied U-CAP summaries.")
    parser.add_argument("count", type=int, metavar="N", help="how many")
    parser.add_argument("folder", type=Path, metavar="DIR", help="where to")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="another seed, other summaries")
    arguments = parser.parse_args()
    try:
        write(arguments.count, arguments.folder, arguments.seed)
    except ValueError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
