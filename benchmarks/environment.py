"""In which environment the measured processes run: none of the caller's settings, and nothing is left behind."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from benchmarks.processes import PROJECT

# A setting of the caller's must not decide where a measured run reads, writes and keeps its books, nor whether Python
# compiles every module anew at each start (which takes it twice as long as all the rest).
_NOT_THE_CALLERS = ("DAGSTER_HOME", "UCAP_", "PYTHONDONTWRITEBYTECODE")


def plain(scratch: Path) -> dict[str, str]:
    """Dagster keeps its books in memory; compiled modules are kept in `scratch`, from the first run to the last."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_THE_CALLERS)}
    return kept | {"PYTHONPYCACHEPREFIX": str(scratch / "bytecode")}


def recorded(scratch: Path) -> dict[str, str]:
    """Dagster keeps its books on disk, set up by the project's own dagster.yaml, as for `make warehouse`."""
    home = scratch / "dagster"
    home.mkdir(exist_ok=True)
    shutil.copy(PROJECT / "dagster.yaml", home)
    return plain(scratch) | {"DAGSTER_HOME": str(home), "UCAP_STATE": str(home)}
