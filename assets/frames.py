"""How frames pass from one asset to the next: one Parquet file each.

They are kept under `UCAP_STATE`, apart for each warehouse, so that a single asset can be run again from the UI; without
`UCAP_STATE` they go into a temporary folder that goes with the run.
"""

import tempfile
from collections.abc import Iterator

import dagster as dg
import polars as pl
from upath import UPath

from assets import places
from assets.settings import Settings


class ParquetFrames(dg.UPathIOManager):
    """Stores the frame of the asset `main/dim_plan` as `main/dim_plan.parquet` under the base path."""

    extension = ".parquet"

    def dump_to_path(self, context: dg.OutputContext, obj: pl.DataFrame, path: UPath) -> None:  # noqa: ARG002
        """Writes one frame; Dagster calls it."""
        obj.write_parquet(path.path)

    def load_from_path(self, context: dg.InputContext, path: UPath) -> pl.DataFrame:  # noqa: ARG002
        """Reads one frame; Dagster calls it."""
        return pl.read_parquet(path.path)


# Dagster runs a generator here as it does for any resource, and cleans up after it; only its type hints don't say so.
@dg.io_manager(required_resource_keys={"settings"}, description="One Parquet file per frame.")  # type: ignore[arg-type]
def parquet_frames(context: dg.InitResourceContext) -> Iterator[ParquetFrames]:
    """The frames of the warehouse that this run publishes."""
    settings: Settings = context.resources.settings
    kept = places.kept_frames(settings.warehouse_file)
    if kept is not None:
        yield ParquetFrames(UPath(kept))
        return
    with tempfile.TemporaryDirectory(prefix="ucap-frames-") as folder:
        yield ParquetFrames(UPath(folder))
