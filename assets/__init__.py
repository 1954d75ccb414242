"""What Dagster shows and runs: thin assets and checks over `pipelines`. The work itself is done there.

    raw_documents → staging/stg_* → main/dim_*, fact_*, bridge_*, audit/* → warehouse → report/*

`definitions` is where everything meets; `launch` runs it from a plain process; `places` and `markdown` know no dagster.
"""
