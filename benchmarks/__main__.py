"""The command line of the benchmark: `python -m benchmarks`, or `make bench`."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.status import Status

from benchmarks.machine import machine
from benchmarks.measurements import measure, measure_overhead
from benchmarks.one_more import measure_one_more
from benchmarks.processes import BenchmarkError
from benchmarks.report import report

DEFAULT_SIZES = "5,1000,20000"
DEFAULT_LOADED = "5,1000,20000,100000"
DEFAULT_SEED = 1
# What the tables want, where no terminal says how wide it is.
WIDTH = 110


def main() -> int:
    """Measures, prints, and returns the exit code: 1 where something that was to be measured failed."""
    arguments = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # as by Ctrl-C, temporary folders go
    shown, progress = Console(width=None if sys.stdout.isatty() else WIDTH), Console(stderr=True)
    try:
        with TemporaryDirectory(prefix="ucap-benchmark-") as scratch, progress.status("Starting") as status:
            told = {size: partial(_tell, status, size) for size in arguments.sizes}
            asked = (arguments.seed, Path(scratch))
            fewest = min(arguments.sizes, default=0)
            overhead = measure_overhead(fewest, *asked, told[fewest]) if fewest else None
            figures = [measure(size, *asked, told[size]) for size in arguments.sizes]
            one_more = [measure_one_more(size, *asked, partial(_tell, status, size)) for size in arguments.loaded]
    except BenchmarkError as error:
        progress.print(str(error), style="red", markup=False)
        return 1
    for part in report(machine(), figures, overhead, one_more):
        shown.print(part)
    if arguments.json:
        everything = {
            "machine": machine(),
            "figures": [asdict(each) for each in figures],
            "overhead": overhead and asdict(overhead),
            "one_more": [asdict(each) for each in one_more],
        }
        arguments.json.write_text(json.dumps(everything, indent=2) + "\n", encoding="utf-8")
    return 0


def _tell(status: Status, size: int, words: str) -> None:
    status.update(f"{size:,} documents: {words}")


def _arguments() -> argparse.Namespace:
    what = "Measure parsing, the whole job, every report view, and a refresh after one new document."
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=what)
    how_many = f"how many documents ({DEFAULT_SIZES}); 0 measures none of that"
    parser.add_argument("--sizes", type=_sizes, default=DEFAULT_SIZES, metavar="N,N", help=how_many)
    loaded = f"how many are loaded before one more comes ({DEFAULT_LOADED}); 0 measures none of that"
    parser.add_argument("--loaded", type=_sizes, default=DEFAULT_LOADED, metavar="N,N", help=loaded)
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="another seed, other summaries")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    return parser.parse_args()


def _sizes(words: str) -> list[int]:
    """`5,1000` → [5, 1000], `0` → []. Raises ArgumentTypeError for what holds something else than numbers of documents."""
    sizes = [int(word) for word in words.split(",") if word.strip().isdecimal()]
    if len(sizes) < len(words.split(",")):
        raise argparse.ArgumentTypeError(f"{words!r} is no list of numbers of documents, such as {DEFAULT_SIZES}")
    return [size for size in sizes if size]


if __name__ == "__main__":
    sys.exit(main())
