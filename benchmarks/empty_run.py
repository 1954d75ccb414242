"""A Dagster run with nothing to do, for comparison: one asset, launched as `ucap refresh` launches its job."""

import os

import dagster as dg


@dg.asset
def nothing() -> None:
    """An asset that makes nothing."""


defs = dg.Definitions(
    assets=[nothing],
    jobs=[dg.define_asset_job("empty", selection=dg.AssetSelection.all())],
    executor=dg.in_process_executor,
)


def main() -> None:
    """Runs the job to its end; recorded where DAGSTER_HOME says so."""
    job = defs.resolve_job_def("empty")
    recorded = os.environ.get("DAGSTER_HOME")
    with dg.DagsterInstance.get() if recorded else dg.DagsterInstance.ephemeral() as instance:
        job.execute_in_process(
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}, instance=instance
        )


if __name__ == "__main__":
    main()
