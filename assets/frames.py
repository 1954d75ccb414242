"""How frames pass from one asset to the next: in memory, as all steps of a run share one process.

With `UCAP_STATE` they are also kept there as Parquet, apart for each warehouse, so that a single asset can be run again
from the UI; without, nothing is written.
"""

from pathlib import Path

import dagster as dg
import polars as pl
from upath import UPath

from assets import places
from assets.settings import Settings


class PassedFrames(dg.IOManager):
    """Hands each frame to whoever takes it in the same run; who comes later finds `main/dim_plan.parquet` below `folder`."""

    def __init__(self, folder: Path | None) -> None:
        self._parquet = ParquetFrames(UPath(folder)) if folder else None
        self._frames: dict[dg.AssetKey, pl.DataFrame] = {}

    def handle_output(self, context: dg.OutputContext, obj: pl.DataFrame) -> None:
        """Takes a frame; Dagster calls it."""
        self._frames[context.asset_key] = obj
        if self._parquet:
            self._parquet.handle_output(context, obj)

    def load_input(self, context: dg.InputContext) -> pl.DataFrame:
        """Gives a frame; Dagster calls it. Raises dg.Failure for one that was made in another run and not kept."""
        if context.asset_key in self._frames:
            return self._frames[context.asset_key]
        if self._parquet is None:
            raise dg.Failure(
                f"{context.asset_key.to_user_string()} was not made in this run. Run the whole job, or set "
                f"{places.STATE_VARIABLE}, under which frames are kept between runs.",
                allow_retries=False,
            )
        frame = self._parquet.load_input(context)
        assert isinstance(frame, pl.DataFrame), "no asset is partitioned"
        return frame


class ParquetFrames(dg.UPathIOManager):
    """Stores the frame of the asset `main/dim_plan` as `main/dim_plan.parquet` under the base path."""

    extension = ".parquet"

    def dump_to_path(self, context: dg.OutputContext, obj: pl.DataFrame, path: UPath) -> None:  # noqa: ARG002
        """Writes one frame; Dagster calls it."""
        obj.write_parquet(path.path)

    def load_from_path(self, context: dg.InputContext, path: UPath) -> pl.DataFrame:  # noqa: ARG002
        """Reads one frame; Dagster calls it."""
        return pl.read_parquet(path.path)


@dg.io_manager(required_resource_keys={"settings"}, description="Frames in memory, and as Parquet under UCAP_STATE.")
def passed_frames(context: dg.InitResourceContext) -> PassedFrames:
    """The frames of the warehouse that this run publishes."""
    settings: Settings = context.resources.settings
    return PassedFrames(places.kept_frames(settings.warehouse_file))
