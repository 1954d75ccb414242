"""What the published file says about itself: which version of the tables it holds, made by what and when, how much, and
under which terms.

Everything but `built_at` follows from the tables and the code: the same tables make the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import polars as pl

from pipelines import schema_version, tables
from pipelines.vocabulary import rows

Frames = dict[str, pl.DataFrame]

LICENCE = (
    "No licence is stated for the data as a whole: it holds texts of the summaries, and these state none. What is taken "
    "from others comes under their terms: see the rows `source.…`, and name GeoNames and the European Union where you "
    "publish from it."
)


def meta(frames: Frames, code_version: str, built_at: datetime) -> pl.DataFrame:
    """main.meta for a warehouse of these tables; `built_at` is when they were complete, naive UTC."""
    properties = [*_versions(code_version, built_at), *_counts(frames), *_terms()]
    return pl.DataFrame(properties, schema=tables.META.polars_schema(), orient="row")


def _versions(code_version: str, built_at: datetime) -> Iterator[tuple[str, str, str]]:
    version = schema_version.current()
    yield (
        "schema_version",
        str(version.number),
        "version of the tables: raised when a table, column, type or key changes",
    )
    yield "schema_fingerprint", schema_version.fingerprint(), "the same in every file whose tables are declared alike"
    yield "schema_change", version.change, "what changed with this version of the tables"
    yield "code_version", code_version, "version of the code that made the file"
    yield "built_at", f"{built_at.isoformat(timespec='seconds')}Z", "when the tables were complete and checked (UTC)"


def _counts(frames: Frames) -> Iterator[tuple[str, str, str]]:
    yield "documents", str(frames[tables.DIM_DOCUMENT.name].height), "documents that are loaded"
    yield "plans", str(frames[tables.DIM_PLAN.name].height), "plans that they describe"
    for table in tables.WAREHOUSE:
        if table is not tables.META:
            yield f"rows.{table}", str(frames[table.name].height), f"rows of {table}"


def _terms() -> Iterator[tuple[str, str, str]]:
    yield "licence", LICENCE, "under which terms the data may be used"
    for source in rows("sources"):
        terms = ". ".join(filter(None, (source["title"], source["licence"], source["words"])))
        yield f"source.{source['source']}", f"{terms}.", f"terms of the source of {source['gives']}"
