"""Where things are unless somebody says otherwise: the raw folder, the published file, its store, the state between runs.

Relative paths are relative to the working folder; nothing is derived from where this code lies. Knows no dagster, so
that the command line can ask without waiting for it.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

RAW_DIR_VARIABLE = "UCAP_RAW_DIR"
WAREHOUSE_VARIABLE = "UCAP_WAREHOUSE"
STORE_VARIABLE = "UCAP_STORE"
STATE_VARIABLE = "UCAP_STATE"

DEFAULT_RAW_DIR = Path("raw")
DEFAULT_WAREHOUSE = Path("warehouse/ucap.duckdb")
DEFAULT_STORE = Path("warehouse/ucap.store")


def raw_dir() -> Path:
    """The folder of the summaries, by `UCAP_RAW_DIR`."""
    return _from_environment(RAW_DIR_VARIABLE) or DEFAULT_RAW_DIR


def warehouse() -> Path:
    """The file that is published, by `UCAP_WAREHOUSE`."""
    return _from_environment(WAREHOUSE_VARIABLE) or DEFAULT_WAREHOUSE


def store(warehouse: Path) -> Path:
    """The store of this warehouse, by `UCAP_STORE`; `warehouse/ucap.store` beside `warehouse/ucap.duckdb` unless told.

    It lies beside the file itself where `warehouse` is a link to it.
    """
    file = Path(os.path.realpath(warehouse))
    name = file.name if file.suffix == ".store" else file.stem
    return _from_environment(STORE_VARIABLE) or file.with_name(f"{name}.store")


def state() -> Path | None:
    """Where Dagster's books lie, by `UCAP_STATE`; None where that isn't set."""
    return _from_environment(STATE_VARIABLE)


def kept_frames(warehouse: Path) -> Path | None:
    """Where the frames of this warehouse wait between runs: in `UCAP_STATE`, a folder for each warehouse file.

    None where `UCAP_STATE` isn't set: the frames then last as long as the run.
    """
    folder = state()
    if folder is None:
        return None
    name = hashlib.sha256(os.fsencode(warehouse.resolve())).hexdigest()[:16]
    return folder / "frames" / name


def _from_environment(variable: str) -> Path | None:
    """An empty variable counts as one that isn't set, as make and shells write it so."""
    value = os.environ.get(variable, "").strip()
    return Path(value) if value else None
