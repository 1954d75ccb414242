"""What the figures were measured on, without a name or a path of the machine."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version

PACKAGES = ("dagster", "duckdb", "pandera", "polars")


def machine() -> dict[str, str | int | float]:
    """Cores that may be used, memory in GB, system, and the versions that count."""
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{package: version(package) for package in PACKAGES},
    }
