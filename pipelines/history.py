"""What plans were before: which documents described them when, and what these say.

Belongs here: the ledger (history.plan_version) and the tables derived from it; `changes` says what differs in them. The
ledger is all that is remembered, as the times in it can't be found out again; everything else is made anew of the documents
at every refresh, by the functions that make `main`. So a better parser reads old versions better too, and never looks like
a change of a plan.
"""

from __future__ import annotations

from datetime import datetime

import polars as pl

from pipelines import changes, star, tables

Frames = dict[str, pl.DataFrame]

_TIME = pl.Datetime("us")


def loaded(frames: Frames) -> pl.DataFrame:
    """The documents that the tables of a warehouse hold: document_id, file_name, plan_id."""
    documents = frames[tables.DIM_DOCUMENT.name].select("document_id", "file_name")
    return documents.join(frames[tables.DIM_PLAN.name].select("document_id", "plan_id"), on="document_id")


def documents_of(versions: pl.DataFrame, loaded: pl.DataFrame) -> set[str]:
    """The documents that are needed to tell the history, when these are loaded now and those were the versions so far.

    Those that aren't loaded any more, and of plans that have had several versions all.
    """
    plans = pl.concat([versions.select("plan_id", "document_id"), loaded.select("plan_id", "document_id")]).unique()
    gone = versions.filter(
        pl.col("valid_to").is_not_null() | ~pl.col("document_id").is_in(loaded["document_id"].implode())
    )
    of_plans = plans.filter(pl.col("plan_id").is_in(gone["plan_id"].implode()))
    return {*gone["document_id"], *of_plans["document_id"]}


def ledger(versions: pl.DataFrame, loaded: pl.DataFrame, read: Frames, at: datetime) -> pl.DataFrame:
    """history.plan_version after a load that began `at` (naive UTC) and loaded these documents.

    `versions` are those before it. `read` holds what the parser reads from documents of the past: where it finds another
    lead city or start than an earlier parser, the version belongs to that plan now. A document that it can't read stays
    with the plan it was known for.
    """
    now = pl.lit(at, _TIME)
    known = versions.select("plan_id", "document_id", "file_name", "valid_from", "valid_to")
    is_open = pl.col("valid_to").is_null()
    begun = loaded.join(known.filter(is_open), on="document_id", how="anti").select(
        "plan_id", "document_id", "file_name", valid_from=now, valid_to=pl.lit(None, _TIME)
    )
    goes_on = pl.col("document_id").is_in(loaded["document_id"].implode())
    all_times = pl.concat(
        [known.with_columns(valid_to=pl.when(is_open & ~goes_on).then(now).otherwise("valid_to")), begun]
    )
    return _numbered(_as_read_now(all_times, loaded, read))


def _as_read_now(times: pl.DataFrame, loaded: pl.DataFrame, read: Frames) -> pl.DataFrame:
    """The same with each document's plan as it is read today, and the name that a loaded file has today."""
    plans = pl.concat(
        [loaded.select("document_id", read_plan="plan_id"), described(read).rename({"plan_id": "read_plan"})]
    )
    names = loaded.select("document_id", name_now="file_name")
    return (
        times.join(plans.unique("document_id", keep="first", maintain_order=True), on="document_id", how="left")
        .join(names, on="document_id", how="left")
        .with_columns(
            plan_id=pl.coalesce("read_plan", "plan_id"),
            file_name=pl.when(pl.col("valid_to").is_null())
            .then(pl.coalesce("name_now", "file_name"))
            .otherwise("file_name"),
        )
        .drop("read_plan", "name_now")
    )


def _numbered(times: pl.DataFrame) -> pl.DataFrame:
    """history.plan_version: the times with their number within the plan, and what ended them."""
    in_order = times.sort("plan_id", "valid_from", "valid_to", "document_id", nulls_last=True)
    numbered = in_order.with_columns(version=pl.int_range(1, pl.len() + 1, dtype=pl.Int32).over("plan_id"))
    others = numbered.select("plan_id", other="version", begins="valid_from", ends="valid_to")
    ended = numbered.filter(pl.col("valid_to").is_not_null()).select("plan_id", "version", "valid_to")
    takes_over = (pl.col("begins") <= pl.col("valid_to")) & (pl.col("ends") > pl.col("valid_to")).fill_null(True)
    superseded = ended.join(others, on="plan_id").filter(takes_over, pl.col("other") != pl.col("version"))
    is_superseded = pl.struct("plan_id", "version").is_in(
        superseded.select(pl.struct("plan_id", "version")).to_series().implode()
    )
    ending = pl.when(is_superseded).then(pl.lit("superseded")).otherwise(pl.lit("withdrawn"))
    return star.shaped(
        tables.PLAN_VERSION, numbered.with_columns(ended_as=pl.when(pl.col("valid_to").is_not_null()).then(ending))
    )


def described(read: Frames) -> pl.DataFrame:
    """The plan that each document describes which may be loaded: document_id, plan_id."""
    refused = read[tables.BROKEN_RULE.name]
    rejected = read[tables.READING.name].drop_nulls("reason")
    plans = read[tables.STG_PLAN.name].select("document_id", plan_id=star.PLAN_ID)
    return plans.join(refused, on="document_id", how="anti").join(rejected, on="document_id", how="anti")


def tables_of(versions: pl.DataFrame, read: Frames, arrivals: pl.DataFrame) -> Frames:
    """Every table of `tables.HISTORY` by frame name: the ledger, the rows of its past versions, and what changed.

    `read` holds what was read from the documents of `documents_of`; `arrivals` is audit.arrival.
    """
    past = versions.drop_nulls("valid_to")
    if past.is_empty():  # no plan was ever another
        return {table.frame_name: table.empty() for table in tables.HISTORY} | {
            tables.PLAN_VERSION.frame_name: versions
        }
    plans = described(read)
    of_documents = star.of_plans(read, plans) | {
        tables.DIM_DOCUMENT.name: _documents(read, plans),
        tables.DIM_CITY.name: read[tables.STG_CITY.name].join(plans, on="document_id"),
        tables.QUALITY_ISSUE.name: _findings(read, plans),
    }
    documents = _with_times(of_documents[tables.DIM_DOCUMENT.name], past).join(
        _file_versions(arrivals), on=["file_name", "document_id"], how="left", maintain_order="left"
    )
    documents = documents.with_columns(
        pl.col("file_version").fill_null(1), pl.col("first_seen_at").fill_null(pl.col("valid_from"))
    )
    frames = {
        mirror.frame_name: _with_times(of_documents[table.name], past) for table, mirror in tables.PAST.items()
    } | {tables.PAST[tables.DIM_DOCUMENT].frame_name: documents}
    shaped = {mirror.frame_name: star.shaped(mirror, frames[mirror.frame_name]) for mirror in tables.PAST.values()}
    changed = changes.between(versions, plans, of_documents)
    return {tables.PLAN_VERSION.frame_name: versions, **shaped, tables.CHANGE.frame_name: changed}


def _with_times(frame: pl.DataFrame, past: pl.DataFrame) -> pl.DataFrame:
    """Rows of documents, once for each past version that the document was."""
    times = past.select("plan_id", "document_id", "version", "file_name", "valid_from", "valid_to")
    joined = frame.drop("version", "file_name", strict=False).join(
        times, on=["plan_id", "document_id"], maintain_order="left"
    )
    return joined.sort("plan_id", "version", maintain_order=True)


def _documents(read: Frames, plans: pl.DataFrame) -> pl.DataFrame:
    return read[tables.KEPT_DOCUMENT.name].join(plans, on="document_id")


def _findings(read: Frames, plans: pl.DataFrame) -> pl.DataFrame:
    """The findings about each document alone, as when nothing else described its plan."""
    alone = plans.with_columns(
        file_name=pl.lit(""),
        is_current=pl.lit(True),
        current_document_id="document_id",
        current_file_name=pl.lit(""),
        described_times=pl.lit(1),
    )
    return star.quality_issue(read, alone).drop_nulls("plan_id")


def _file_versions(arrivals: pl.DataFrame) -> pl.DataFrame:
    """Of each content of a file, which it was and when it was first seen: file_version, first_seen_at."""
    first_seen = pl.col("first_seen_at").min().over("document_id")
    return (
        star.contents_of_files(arrivals)
        .select("file_name", "document_id", file_version="version")
        .join(
            arrivals.drop_nulls("document_id").select("file_name", "document_id", first_seen_at=first_seen),
            on=["file_name", "document_id"],
        )
    )
