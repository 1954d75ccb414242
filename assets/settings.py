"""What a run can be told: which folder it reads, which file it publishes, how many processes read."""

from pathlib import Path

import dagster as dg
from pydantic import Field

from assets import places


class Settings(dg.ConfigurableResource["Settings"]):
    """Set by the environment, by a run's configuration (the UI's launchpad), or by the options of `ucap refresh`."""

    raw_dir: str = Field(
        default_factory=lambda: str(places.raw_dir()),
        description=f"The folder of the summaries; `{places.DEFAULT_RAW_DIR}`, or {places.RAW_DIR_VARIABLE}.",
    )
    warehouse: str = Field(
        default_factory=lambda: str(places.warehouse()),
        description=f"The file to publish; `{places.DEFAULT_WAREHOUSE}`, or {places.WAREHOUSE_VARIABLE}.",
    )
    store: str | None = Field(
        default=None,
        description="The folder that keeps the documents and what was read from them; "
        f"`{places.DEFAULT_STORE}`, always beside the warehouse, or {places.STORE_VARIABLE}.",
    )
    workers: int | None = Field(
        default=None, description="Processes that read documents; as many as there are cores unless told."
    )
    allow_shrink: bool = Field(
        default=False, description="Publish also where most of the loaded documents would be lost (docs/limits.md)."
    )

    @property
    def raw_folder(self) -> Path:
        """The folder of the summaries."""
        return Path(self.raw_dir)

    @property
    def warehouse_file(self) -> Path:
        """The file to publish."""
        return Path(self.warehouse)

    @property
    def store_folder(self) -> Path:
        """The folder that keeps documents and what was read."""
        return Path(self.store) if self.store else places.store(self.warehouse_file)
