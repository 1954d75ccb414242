"""Everything that Dagster knows of this project, in one place: assets, checks, jobs, what starts them, resources.

What is the same for all assets (owner, kinds) is said here once, by group.
"""

import dagster as dg

from assets.attempt import run_turn
from assets.automation import daily_refresh, raw_folder
from assets.documents import raw_documents, staged
from assets.frames import passed_frames
from assets.log import Log
from assets.old_runs import daily_tidying, tidy_books
from assets.progress import Progress
from assets.runs import REFRESH
from assets.settings import Settings
from assets.star import star_tables
from assets.steps import FROM_THE_FIRST_STEP
from assets.warehouse import warehouse

OWNERS = ["team:warehouse"]

# What the assets of a group are made with; Dagster shows these as icons.
KINDS = {
    "documents": {"file"},
    "staging": {"polars", "parquet"},
    "dimensions": {"polars", "parquet", "dimension"},
    "facts": {"polars", "parquet", "fact"},
    "bridges": {"polars", "parquet", "bridge"},
    "audit": {"polars", "parquet"},
    "history": {"polars", "parquet"},
    "warehouse": {"duckdb"},
    "report": {"duckdb", "view"},
}


def with_policy(spec: dg.AssetSpec) -> dg.AssetSpec:
    """The asset with the owner and kinds of its group. Raises KeyError for a group that no policy speaks of."""
    return spec.replace_attributes(owners=OWNERS, kinds=KINDS[spec.group_name or ""])


refresh = dg.define_asset_job(
    REFRESH,
    selection=dg.AssetSelection.all(),
    description="Reads the raw folder and publishes the warehouse. `ucap refresh` does the same from the command line.",
    tags=FROM_THE_FIRST_STEP,
)

defs = dg.Definitions(
    assets=dg.map_asset_specs(with_policy, [raw_documents, staged, star_tables, warehouse]),
    jobs=[refresh, tidy_books],
    sensors=[raw_folder],
    schedules=[daily_refresh, daily_tidying],
    resources={
        "settings": Settings(),
        "frames": passed_frames,
        "progress": Progress(),
        "log": Log.by_environment(),
        "turn": run_turn,
    },
    # One process: the steps wait for each other anyway, and starting one for each took 28 s where this takes 5.
    executor=dg.in_process_executor,
)
