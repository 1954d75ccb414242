"""Staged frames of all documents → one frame per table of the warehouse: keys are made, references resolved.

Belongs here: which document speaks for a plan, what each key is, and every join. Nothing here reads a clock or a file,
and nothing loops over rows: the same staged frames, earlier loads and run give the same tables.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

import polars as pl

from pipelines import meta, tables
from pipelines.schema import Table
from pipelines.vocabulary import rows

Frames = dict[str, pl.DataFrame]

# The key of the plan that a row of stg_plan describes (contract, "Dimensions").
PLAN_ID = pl.format("{}-{}", "lead_city_id", pl.col("period_start").dt.strftime("%Y-%m").fill_null("undated"))
# A document that describes a plan which a later arrival describes too (vocab/issue_codes.csv).
SAME_PLAN = "same_plan"


@dataclass(frozen=True, slots=True)
class Run:
    """A refresh: `started_at` is naive UTC, and is when files that are new to the warehouse count as first seen."""

    run_id: str
    started_at: datetime
    code_version: str


@dataclass(frozen=True)
class Previous:
    """What the warehouse that is there remembers: rows of audit.arrival, audit.load_run and history.plan_version.

    None when there is none.
    """

    arrivals: pl.DataFrame = field(default_factory=tables.ARRIVAL.empty)
    load_runs: pl.DataFrame = field(default_factory=tables.LOAD_RUN.empty)
    plan_versions: pl.DataFrame = field(default_factory=tables.PLAN_VERSION.empty)


def build(staged: Frames, previous: Previous, run: Run) -> Frames:
    """Every table of the warehouse but those that tell of the load (see `closing`), by name.

    Loaded is what `stg_arrival` calls a candidate, save that of several documents with one plan_id the one whose bytes
    arrived last is loaded (of equal ones that with the greater sha256); the others become duplicates.
    """
    seen = _first_seen(staged, previous, run)
    plans = _plans(staged, seen)
    loaded = plans.filter("is_current").select("document_id", "plan_id")
    arrivals = arrival(staged, plans, seen, previous, run)
    star: Frames = {
        "dim_document": dim_document(staged, loaded, seen, arrivals),
        "dim_country": _vocabulary(tables.DIM_COUNTRY, "countries"),
        "dim_city": dim_city(staged, loaded),
        "dim_sdg": _vocabulary(tables.DIM_SDG, "sdg_goals"),
        "dim_urban_agenda_topic": _vocabulary(tables.DIM_URBAN_AGENDA_TOPIC, "urban_agenda_topics"),
        "dim_theme": _vocabulary(tables.DIM_THEME, "themes"),
        "dim_activity_type": _vocabulary(tables.DIM_ACTIVITY_TYPE, "activity_types"),
        **of_plans(staged, loaded),
        "issue_code": _vocabulary(tables.ISSUE_CODE, "issue_codes"),
        "quality_issue": quality_issue(staged, plans),
        "arrival": arrivals,
    }
    star["dim_date"] = dim_date(star["dim_plan"], star["fact_activity"])
    return {table.name: shaped(table, star[table.name]) for table in tables.WAREHOUSE if table.name in star}


def of_plans(staged: Frames, loaded: pl.DataFrame) -> Frames:
    """What documents say of their plans: dim_plan, every fact and bridge, audit.evidence, before `shaped`.

    `loaded` has the document_id and plan_id of each; two of them may describe one plan, at different times.
    """
    return {
        "dim_plan": _of_plans(staged, "stg_plan", loaded),
        "fact_partnership": fact_partnership(staged, loaded),
        "fact_theme": _of_plans(staged, "stg_theme", loaded, plan_theme_id=pl.format("{}/t{}", "plan_id", "sequence")),
        "fact_sdg_tag": _of_plans(
            staged, "stg_sdg_tag", loaded, sdg_tag_id=pl.format("{}/sdg/{}/{}", "plan_id", _place(), "sdg_goal")
        ),
        "fact_urban_agenda_tag": _of_plans(
            staged,
            "stg_urban_agenda_tag",
            loaded,
            urban_agenda_tag_id=pl.format("{}/topic/{}/{}", "plan_id", _place(), "topic_code"),
        ),
        "fact_statement": _of_plans(
            staged, "stg_statement", loaded, statement_id=pl.format("{}/{}/{}", "plan_id", "section", "sequence")
        ),
        "fact_activity": _of_plans(
            staged,
            "stg_activity",
            loaded,
            activity_id=pl.format("{}/a{}", "plan_id", "sequence"),
            parent_activity_id=pl.format("{}/a{}", "plan_id", "parent_sequence"),
        ),
        "fact_result": _of_plans(staged, "stg_result", loaded, result_id=pl.format("{}/r{}", "plan_id", "sequence")),
        "bridge_activity_city": _bridge(staged, loaded, "activity", activity_id="{}/a{}"),
        "bridge_result_city": _bridge(staged, loaded, "result", result_id="{}/r{}"),
        "evidence": _of_plans(
            staged, "stg_evidence", loaded, table_name=pl.lit(tables.DIM_PLAN.name), row_id=pl.col("plan_id")
        ),
    }


def closing(frames: Frames, previous: Previous, run: Run, finished_at: datetime) -> Frames:
    """The two tables that tell of the load itself, audit.load_run and main.meta. `finished_at` is naive UTC."""
    whole = frames | {tables.LOAD_RUN.name: load_run(frames, previous, run, finished_at)}
    return {
        tables.LOAD_RUN.name: whole[tables.LOAD_RUN.name],
        tables.META.name: meta.meta(whole, run.code_version, finished_at),
    }


def load_run(frames: Frames, previous: Previous, run: Run, finished_at: datetime) -> pl.DataFrame:
    """audit.load_run: the rows of earlier loads and this one's. `finished_at` is naive UTC."""
    current = frames["arrival"].filter("is_current")
    this = pl.DataFrame(
        {
            "run_id": [run.run_id],
            "started_at": [run.started_at],
            "finished_at": [finished_at],
            "code_version": [run.code_version],
            "documents_seen": [current.height],
            **{f"documents_{status}": [_count(current, status)] for status in tables.CURRENT_STATUSES},
            "rows_loaded": [sum(frames[table.name].height for table in tables.STAR)],
        },
        schema=tables.LOAD_RUN.polars_schema(),
    )
    earlier = previous.load_runs.filter(pl.col("run_id") != run.run_id)
    return pl.concat([earlier, this]).sort("started_at", "run_id")


def _count(arrivals: pl.DataFrame, status: str) -> int:
    return arrivals.filter(pl.col("status") == status).height


# ── Which document speaks for a plan ────────────────────────────────────────────────────────────────────────────────


def _first_seen(staged: Frames, previous: Previous, run: Run) -> pl.DataFrame:
    """Per document_id when its bytes were first seen, and when they last came into the folder: `seen_at`, `arrived_at`.

    Both under whatever name: a renamed file isn't news. What had been gone and is back has arrived anew.
    """
    now = pl.lit(run.started_at, dtype=pl.Datetime("us"))
    earlier = previous.arrivals.select(
        "document_id", seen_at="first_seen_at", arrived_at=pl.when("is_current").then("arrived_at")
    )
    current = staged["stg_arrival"].select("document_id", seen_at=now, arrived_at=pl.lit(None, pl.Datetime("us")))
    times = pl.concat([earlier, current]).drop_nulls("document_id").group_by("document_id")
    return times.agg(pl.col("seen_at").min(), pl.col("arrived_at").min().fill_null(now))


def _plans(staged: Frames, seen: pl.DataFrame) -> pl.DataFrame:
    """Per candidate its plan_id, whether it `is_current`, and which document and file is.

    Columns: document_id, file_name, plan_id, is_current, current_document_id, current_file_name, described_times.
    """
    candidates = staged["stg_arrival"].filter(pl.col("status") == "candidate")
    of_plan = pl.struct("arrived_at", "sha256")
    return (
        candidates.join(staged["stg_plan"].select("document_id", "lead_city_id", "period_start"), on="document_id")
        .join(seen, on="document_id")
        .with_columns(plan_id=PLAN_ID)
        .sort("plan_id", "arrived_at", "sha256")
        .select(
            "document_id",
            "file_name",
            "plan_id",
            is_current=of_plan == of_plan.last().over("plan_id"),
            current_document_id=pl.col("document_id").last().over("plan_id"),
            current_file_name=pl.col("file_name").last().over("plan_id"),
            described_times=pl.len().over("plan_id"),
        )
    )


def arrival(staged: Frames, plans: pl.DataFrame, seen: pl.DataFrame, previous: Previous, run: Run) -> pl.DataFrame:
    """audit.arrival: a current row for each file of the folder, and what is remembered of those gone by."""
    current = _current_arrivals(staged, plans, seen, previous, run)
    gone = previous.arrivals.join(current, on="arrival_id", how="anti")
    has_changed = pl.col("file_name").is_in(current["file_name"].implode())
    past = gone.with_columns(
        status=pl.when("is_current")
        .then(pl.when(has_changed).then(pl.lit("superseded")).otherwise(pl.lit("removed")))
        .otherwise("status"),
        reason=pl.when("is_current")
        .then(
            pl.when(has_changed)
            .then(pl.lit("The file has another content since."))
            .otherwise(pl.lit("The file is no longer in the folder."))
        )
        .otherwise("reason"),
        is_current=pl.lit(False),
    )
    return pl.concat([current, past]).sort("file_name", "is_current", "arrival_id", descending=[False, True, False])


def _current_arrivals(
    staged: Frames, plans: pl.DataFrame, seen: pl.DataFrame, previous: Previous, run: Run
) -> pl.DataFrame:
    earlier = previous.arrivals.select("arrival_id", "first_seen_at")
    is_candidate = pl.col("status") == "candidate"
    loaded_elsewhere = pl.format("It describes the plan {}, which is loaded from {}.", "plan_id", "current_file_name")
    return (
        staged["stg_arrival"]
        .join(plans.drop("file_name"), on="document_id", how="left", maintain_order="left")
        .with_columns(
            arrival_id=pl.format("{}@{}", "file_name", pl.col("document_id").fill_null("unread")),
            status=pl.when(is_candidate)
            .then(pl.when("is_current").then(pl.lit("loaded")).otherwise(pl.lit("duplicate")))
            .otherwise("status"),
            reason=pl.when(is_candidate & ~pl.col("is_current")).then(loaded_elsewhere).otherwise("reason"),
            is_current=pl.lit(True),
        )
        .join(earlier, on="arrival_id", how="left", maintain_order="left")
        .with_columns(pl.col("first_seen_at").fill_null(pl.lit(run.started_at, dtype=pl.Datetime("us"))))
        .join(seen.select("document_id", "arrived_at"), on="document_id", how="left", maintain_order="left")
        .with_columns(pl.col("arrived_at").fill_null(pl.col("first_seen_at")))
        .select(tables.ARRIVAL.column_names)
    )


# ── Dimensions ──────────────────────────────────────────────────────────────────────────────────────────────────────


def dim_document(staged: Frames, loaded: pl.DataFrame, seen: pl.DataFrame, arrivals: pl.DataFrame) -> pl.DataFrame:
    """The loaded documents; `version` counts the contents that were seen under the document's file name."""
    return (
        staged["stg_document"]
        .join(loaded, on="document_id")
        .join(contents_of_files(arrivals), on=["file_name", "document_id"])
        .join(seen.select("document_id", first_seen_at="seen_at"), on="document_id")
        .sort("file_name")
    )


def contents_of_files(arrivals: pl.DataFrame) -> pl.DataFrame:
    """Which content of a file each arrival is, in the order in which they were first seen: file_name, document_id, version."""
    return (
        arrivals.drop_nulls("sha256")
        .sort("file_name", "first_seen_at", "sha256")
        .select("file_name", "document_id", version=pl.int_range(1, pl.len() + 1).over("file_name"))
    )


def dim_city(staged: Frames, loaded: pl.DataFrame) -> pl.DataFrame:
    """The cities that loaded documents name.

    The gazetteer says the same of a city everywhere; what differs was taken from the documents (an unknown city's
    spelling), and then the first in alphabetical order stands.
    """
    columns = tables.DIM_CITY.column_names
    cities = staged["stg_city"].join(loaded, on="document_id", how="semi").select(columns).unique()
    return cities.sort(columns, nulls_last=True).unique("city_id", keep="first", maintain_order=True)


def dim_date(plans: pl.DataFrame, activities: pl.DataFrame) -> pl.DataFrame:
    """Every day of the years from the earliest to the latest date stated; no row where no date is."""
    stated = [plans["period_start"], plans["period_end"], activities["start_date"], activities["end_date"]]
    dates = pl.concat([column.alias("date") for column in stated]).drop_nulls()
    first, last = dates.min(), dates.max()
    if not (isinstance(first, date) and isinstance(last, date)):
        return tables.DIM_DATE.empty()
    day = pl.col("date")
    days = pl.date_range(date(first.year, 1, 1), date(last.year, 12, 31), eager=True).alias("date").to_frame()
    return days.with_columns(
        year=day.dt.year(),
        quarter=day.dt.quarter(),
        month=day.dt.month(),
        month_name=_named(day.dt.month(), tables.MONTHS),
        year_month=day.dt.strftime("%Y-%m"),
        day=day.dt.day(),
        weekday=_named(day.dt.weekday(), tables.WEEKDAYS),
        weekday_number=day.dt.weekday(),
    )


def _named(number: pl.Expr, names: tuple[str, ...]) -> pl.Expr:
    """The name of a month or weekday, in English whatever the machine's locale is."""
    return number.replace_strict(list(range(1, len(names) + 1)), list(names), return_dtype=pl.String)


def _vocabulary(table: Table, name: str) -> pl.DataFrame:
    """A dimension that is a vocabulary, in the order of its file."""
    frame = pl.DataFrame(rows(name))
    return frame.with_columns(sdg_code=pl.format("SDG {}", "sdg_goal")) if table is tables.DIM_SDG else frame


# ── Facts and bridges ───────────────────────────────────────────────────────────────────────────────────────────────


def _of_plans(staged: Frames, name: str, loaded: pl.DataFrame, **made: pl.Expr) -> pl.DataFrame:
    """Staged rows of the loaded documents with plan_id and the columns `made`, in the order of plans and source."""
    of_loaded = staged[name].join(loaded, on="document_id", maintain_order="left")
    return of_loaded.with_columns(**made).sort("plan_id", maintain_order=True)


def _place() -> pl.Expr:
    """Where a tag stands, within a plan: `t1` for its first theme, else the section."""
    return pl.coalesce(pl.format("t{}", "theme_sequence"), "section")


def fact_partnership(staged: Frames, loaded: pl.DataFrame) -> pl.DataFrame:
    """The partners of each plan, with what its activities and results say of them."""
    of_partner = ["document_id", "partner_city_id"]
    named_in = pl.col("item_kind")
    mentions = (
        staged["stg_mention"]
        .rename({"city_id": "partner_city_id"})
        .group_by(of_partner)
        .agg(
            activity_count=(pl.col("named") & (named_in == "activity")).sum(),
            result_count=(pl.col("named") & (named_in == "result")).sum(),
            has_signed_agreement=pl.col("signed").any(),
            has_expected_agreement=pl.col("expected").any(),
        )
    )
    partners = _of_plans(staged, "stg_partner", loaded).rename({"city_id": "partner_city_id"})
    pair = pl.concat_list("lead_city_id", "partner_city_id").list.sort().list.join("|")
    return (
        partners.join(_leads(staged), on="document_id", maintain_order="left")
        .join(mentions, on=of_partner, how="left", maintain_order="left")
        .with_columns(
            pl.col("activity_count", "result_count").fill_null(0),
            pl.col("has_signed_agreement", "has_expected_agreement").fill_null(False),
            partnership_id=pl.format("{}/{}", "plan_id", "partner_city_id"),
            city_pair_id=pair,
        )
        .sort("plan_id", "position")
    )


def _bridge(staged: Frames, loaded: pl.DataFrame, item_kind: str, **item_id: str) -> pl.DataFrame:
    """The cities named in the items of one kind; `item_id` is the key column and its form."""
    partners = staged["stg_partner"].select("document_id", "city_id", is_partner=pl.lit(True))
    ((column, form),) = item_id.items()
    return (
        _of_plans(staged, "stg_mention", loaded)
        .filter(pl.col("named") & (pl.col("item_kind") == item_kind))
        .join(_leads(staged), on="document_id", maintain_order="left")
        .join(partners, on=["document_id", "city_id"], how="left", maintain_order="left")
        .with_columns(
            pl.col("is_partner").fill_null(False),
            pl.format(form, "plan_id", "item_sequence").alias(column),
            is_lead=pl.col("city_id") == pl.col("lead_city_id"),
            has_signed_agreement="signed",
            has_expected_agreement="expected",
        )
    )


def _leads(staged: Frames) -> pl.DataFrame:
    return staged["stg_plan"].select("document_id", "lead_city_id")


# ── Audit ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def quality_issue(staged: Frames, plans: pl.DataFrame) -> pl.DataFrame:
    """The findings about every document, numbered in the order of its text; those about the whole come last."""
    of_plan = pl.when(pl.col("table_name") == tables.DIM_PLAN.name).then("plan_id")
    row_id = pl.coalesce(pl.format("{}/{}", "plan_id", "row_key"), of_plan)
    in_order = ["document_id", "source_start", "source_end", "code", "table_name", "row_key", "column_name", "message"]
    return (
        pl.concat([staged["stg_issue"], _same_plan_issues(plans)])
        .join(plans.filter("is_current").select("document_id", "plan_id"), on="document_id", how="left")
        .sort(in_order, nulls_last=True)
        .with_columns(
            issue_id=pl.format("{}/{}", "document_id", pl.int_range(1, pl.len() + 1).over("document_id")),
            row_id=row_id,
        )
    )


def _same_plan_issues(plans: pl.DataFrame) -> pl.DataFrame:
    """A warning on each document that isn't alone in describing its plan, shaped as stg_issue."""
    is_loaded = pl.format(
        "{} documents describe the plan {}; this one is loaded, as the latest to arrive (of those that arrived together, the "
        "one with the greatest hash).",
        "described_times",
        "plan_id",
    )
    is_not = pl.format(
        "The plan {} is loaded from {}, which arrived later or together with this one; nothing of this document is.",
        "plan_id",
        "current_file_name",
    )
    shared = plans.filter(pl.col("described_times") > 1).with_columns(
        code=pl.lit(SAME_PLAN),
        severity=pl.lit(_severity(SAME_PLAN)),
        message=pl.when("is_current").then(is_loaded).otherwise(is_not),
        table_name=pl.lit(tables.DIM_PLAN.name),
    )
    empty = tables.STG_ISSUE.empty()
    return pl.concat([empty, shared.select(set(empty.columns) & set(shared.columns))], how="diagonal")


def _severity(code: str) -> str:
    return next(row["severity"] for row in rows("issue_codes") if row["code"] == code)


def shaped(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """The table's columns in its order and types, and no others."""
    return frame.select(pl.col(name).cast(dtype) for name, dtype in table.polars_schema().items())
