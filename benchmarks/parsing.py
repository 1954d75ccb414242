"""Reads the summaries of a folder on one core and prints what that took: `python -m benchmarks.parsing some/folder`.

Nothing but the reading is timed: the bytes are in memory, vocabularies and patterns have been used before.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from pipelines.reading.source import Source, decode
from pipelines.summary import read_summary

WARM_UP = 200
# The fastest of so many passes counts, or of as many as begin within so many seconds.
PASSES, SECONDS = 5, 20.0


def main() -> None:
    """Prints documents, bytes, and the seconds and CPU seconds of the fastest pass, as JSON."""
    documents = [path.read_bytes() for path in sorted(Path(sys.argv[1]).iterdir())]
    _read(documents[:WARM_UP])
    begun = time.perf_counter()
    passes: list[tuple[float, float]] = []
    while not passes or (len(passes) < PASSES and time.perf_counter() - begun < SECONDS):
        seconds, cpu_seconds = time.perf_counter(), time.process_time()
        _read(documents)
        passes.append((time.perf_counter() - seconds, time.process_time() - cpu_seconds))
    print(
        json.dumps(
            {
                "documents": len(documents),
                "bytes": sum(map(len, documents)),
                "seconds": min(seconds for seconds, _ in passes),
                "cpu_seconds": min(cpu_seconds for _, cpu_seconds in passes),
            }
        )
    )


def _read(documents: list[bytes]) -> None:
    for data in documents:
        source = decode(data)
        assert isinstance(source, Source), "the generator writes texts"
        read_summary(source.text)


if __name__ == "__main__":
    main()
