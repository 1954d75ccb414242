"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assets import places

RawFolder = Annotated[
    Path,
    typer.Option(
        "--raw",
        envvar=places.RAW_DIR_VARIABLE,
        metavar="DIR",
        help="The folder of the summaries.",
    ),
]

WarehouseFile = Annotated[
    Path,
    typer.Option(
        "--warehouse",
        envvar=places.WAREHOUSE_VARIABLE,
        metavar="FILE",
        help="The file of the warehouse.",
    ),
]
