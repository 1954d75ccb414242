"""Time that something took, by the clock and in work of all cores: on a machine that others use, the work says more."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the clock, and CPU seconds of this process and of those that it started and that have ended."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0

    @staticmethod
    def until_now() -> Took:
        """Two readings of the clocks; their difference is what lies between."""
        return Took(time.perf_counter(), sum(os.times()[:4]))

    def __add__(self, other: Took) -> Took:
        return Took(self.seconds + other.seconds, self.cpu_seconds + other.cpu_seconds)

    def __sub__(self, other: Took) -> Took:
        return Took(self.seconds - other.seconds, self.cpu_seconds - other.cpu_seconds)


def total(parts: Sequence[Took]) -> Took:
    """All of them together."""
    return sum(parts, Took())


def medians(runs: Sequence[dict[str, Took]]) -> dict[str, Took]:
    """The median of each stage over several runs."""
    return {
        stage: Took(
            median(each[stage].seconds for each in runs),
            median(each[stage].cpu_seconds for each in runs),
        )
        for stage in runs[0]
    }
