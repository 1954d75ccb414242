"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assets import places
from assets.log import VARIABLE, Form
from pipelines import limits


def _path(written: str | Path) -> Path:
    """A path as written. An empty one, as an unset shell variable gives, would mean the working folder: it is refused."""
    if isinstance(written, str) and not written.strip():
        raise typer.BadParameter("it is empty. Name a path.")
    return Path(written)


RawFolder = Annotated[
    Path,
    typer.Option(
        "--raw",
        parser=_path,
        envvar=places.RAW_DIR_VARIABLE,
        metavar="DIR",
        help="The folder of the summaries.",
    ),
]

WarehouseFile = Annotated[
    Path,
    typer.Option(
        "--warehouse",
        parser=_path,
        envvar=places.WAREHOUSE_VARIABLE,
        metavar="FILE",
        help="The file of the warehouse.",
    ),
]

StoreFolder = Annotated[
    Path | None,
    typer.Option(
        "--store",
        parser=_path,
        envvar=places.STORE_VARIABLE,
        metavar="DIR",
        help="The folder that keeps the documents, and what was read from them.",
        show_default=f"{places.DEFAULT_STORE}, beside the warehouse",
    ),
]

LogFormat = Annotated[
    Form,
    typer.Option(
        "--log-format",
        envvar=VARIABLE,
        help="Write what happens as lines of a log, with run and document ids, to standard error.",
    ),
]


def check_limits() -> None:
    """Ends the command with exit code 2 where the environment sets a limit to what is none."""
    try:
        limits.in_force()
    except limits.LimitError as error:
        raise typer.BadParameter(str(error), param_hint="environment") from error
