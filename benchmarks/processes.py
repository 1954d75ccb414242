"""Runs a Python module as a process of its own, and says what it took."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parent.parent
# Linux counts the resident memory of a process in KB, macOS in bytes.
_BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1_024


class BenchmarkError(Exception):
    """What was to be measured failed; the message says what, and ends in what it said last."""


@dataclass(frozen=True, slots=True)
class Run:
    """What a process took, with all those that it started: `peak_bytes` is that of the largest of them."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    output: str


def run(module: str, arguments: Sequence[str | Path] = (), environment: Mapping[str, str] | None = None) -> Run:
    """Runs `python -m module` from its start to its end. Raises BenchmarkError where it fails.

    A process begins with the memory of the one that starts it, which counts for its peak: whoever calls this must be
    small, and measures nothing in its own process.
    """
    command = [sys.executable, "-m", module, *map(str, arguments)]
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, stderr=errors, env=environment, cwd=PROJECT)
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:  # who interrupts the benchmark means this process too
            process.terminate()
            process.wait()
            raise
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        for stream in (output, errors):
            stream.seek(0)
        if process.returncode != 0:
            said = (errors.read() + output.read()).strip()[-2_000:]
            raise BenchmarkError(f"{module} failed (exit code {process.returncode}):\n{said}")
        return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * _BYTES_PER_UNIT, output.read())
