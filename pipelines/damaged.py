"""What becomes of a damaged file that may still be of use to somebody: it gets out of the way, under a name that says so."""

from __future__ import annotations

from pathlib import Path


def name_for(path: Path) -> Path:
    """The name that a damaged file can have beside its old one, free as yet: `ucap.duckdb.damaged-1`, then `-2`."""
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    return aside
