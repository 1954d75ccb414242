"""Which of Dagster's runs refresh the warehouse: the job's, and those of the button *Materialize all*.

Belongs here: telling them from runs that make some of the assets, for a look, and leave the published file alone.
"""

import dagster as dg

REFRESH = "refresh"
WAREHOUSE_KEY = dg.AssetKey(["warehouse"])


def publishes(run: dg.DagsterRun) -> bool:
    """Whether this run replaces the published file when all goes well."""
    return WAREHOUSE_KEY in run.asset_selection if run.asset_selection else run.job_name == REFRESH
