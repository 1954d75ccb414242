"""What differs between consecutive versions of a plan, field by field: history.change.

A row with a key of its own, such as a partner city, is compared with the row of that key. Themes, paragraphs, activities
and results are only known by their place in a list: they are paired by what they say, so that one put in between is no
change of those after it. What hangs on them (goals and topics of a theme, cities of an activity or a result) goes along.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from pipelines import star, tables
from pipelines.row_matching import Entry, pairs
from pipelines.schema import Table

Frames = dict[str, pl.DataFrame]

# What differs between any two documents, and what another column says too.
NOT_COMPARED = (
    *("plan_id", "document_id", "lead_city_id", "city_pair_id", "theme_sequence"),
    *("source_start", "source_end", *tables.SURROUNDINGS),
)
COMPARED = (tables.DIM_PLAN, *tables.FACTS, *tables.BRIDGES)
# A place in a list differs only where the order does: who moves down because of another's coming hasn't changed.
PLACES = ("sequence", "position")

_VERSION = ["plan_id", "to_version"]
# Between two values that are compared as one: no text holds it.
_BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True)
class Listed:
    """The columns by which rows of a table are paired: what they say, when, and the part of the form they are in."""

    says: tuple[str, ...]
    when: tuple[str, ...] = ()
    within: tuple[str, ...] = ()


LISTED = {
    tables.FACT_THEME: Listed(("heading", "description")),
    tables.FACT_STATEMENT: Listed(("heading", "text"), within=("section",)),
    tables.FACT_ACTIVITY: Listed(("description",), when=("start_date", "end_date")),
    tables.FACT_RESULT: Listed(("description",)),
}

_THEME = pl.format("{}/t{}", "plan_id", "theme_sequence")
# What hangs on a listed row: the table of that row, its key, and what tells the rows of one apart.
HANGING = {
    tables.FACT_SDG_TAG: (tables.FACT_THEME, _THEME, pl.col("sdg_goal").cast(pl.String)),
    tables.FACT_URBAN_AGENDA_TAG: (tables.FACT_THEME, _THEME, pl.col("topic_code")),
    tables.BRIDGE_ACTIVITY_CITY: (tables.FACT_ACTIVITY, pl.col("activity_id"), pl.col("city_id")),
    tables.BRIDGE_RESULT_CITY: (tables.FACT_RESULT, pl.col("result_id"), pl.col("city_id")),
}


def between(versions: pl.DataFrame, plans: pl.DataFrame, of_documents: Frames) -> pl.DataFrame:
    """history.change: each version beside the one before it.

    `versions` is history.plan_version; `plans` the plan that each document describes (document_id, plan_id);
    `of_documents` the rows of each compared table that the documents of all these versions gave.
    """
    consecutive = _consecutive(versions, plans)
    paired: dict[Table, pl.DataFrame] = {}
    parts = []
    for table in COMPARED:
        old, new = (_rows(table, consecutive, of_documents[table.name], side) for side in ("old", "new"))
        if table in LISTED:
            paired[table] = _paired(table, old, new)
        parts.append(_differences(table, consecutive, *_known_alike(table, old, new, paired)))
    return pl.concat(parts).sort(_VERSION, maintain_order=True)


def _consecutive(versions: pl.DataFrame, plans: pl.DataFrame) -> pl.DataFrame:
    """Each version and the one before, where both can be read and differ: their numbers and documents."""
    described = versions.join(plans, on=["plan_id", "document_id"], how="semi", maintain_order="left")
    later = described.select(
        "plan_id",
        changed_at="valid_from",
        to_version="version",
        new_document="document_id",
        from_version=pl.col("version") - 1,
    )
    both = described.join(
        later, left_on=["plan_id", "version"], right_on=["plan_id", "from_version"], maintain_order="left"
    )
    return both.filter(pl.col("document_id") != pl.col("new_document")).select(
        *_VERSION, "changed_at", "new_document", from_version="version", old_document="document_id"
    )


def _columns(table: Table) -> list[str]:
    return [name for name in table.column_names if name not in (*NOT_COMPARED, *table.key)]


def _rows(table: Table, consecutive: pl.DataFrame, frame: pl.DataFrame, side: str) -> pl.DataFrame:
    """The rows of one side, as text: plan_id, to_version, row_id, place in the document, hangs_on, apart_by, the columns."""
    _, hangs_on, apart_by = HANGING.get(table, (None, pl.lit(None, pl.String), pl.lit(None, pl.String)))
    rows = frame.with_row_index("place").select(
        *("plan_id", "document_id", "place"),
        pl.concat_str(table.key, separator="/").alias("row_id"),
        hangs_on.alias("hangs_on"),
        apart_by.alias("apart_by"),
        *(pl.col(name).cast(pl.String) for name in _columns(table)),
    )
    documents = consecutive.select(*_VERSION, document_id=f"{side}_document")
    return documents.join(rows, on=["plan_id", "document_id"], maintain_order="left_right").drop("document_id")


# ── Which row is which ──────────────────────────────────────────────────────────────────────────────────────────────


def _paired(table: Table, old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """The rows of a list that are the same in both versions: plan_id, to_version, old_id, new_id.

    Equal ones first, in their order; of the others those that `row_matching` takes for one.
    """
    says = [name for name in _columns(table) if name not in (*PLACES, *table.parent_key)]
    group = [*_VERSION, *LISTED[table].within]
    content = pl.concat_str([pl.col(name).fill_null("\0") for name in says], separator=_BETWEEN)
    earlier, later = (
        rows.with_columns(content=content).with_columns(nth=pl.int_range(pl.len()).over(*group, "content"))
        for rows in (old, new)
    )
    same = [*group, "content", "nth"]
    equal = earlier.join(later, on=same).select(*_VERSION, old_id="row_id", new_id="row_id_right")
    alike = _alike(table, earlier.join(later, on=same, how="anti"), later.join(earlier, on=same, how="anti"))
    return pl.concat([equal, pl.DataFrame(alike, schema=equal.schema, orient="row")])


def _alike(table: Table, old: pl.DataFrame, new: pl.DataFrame) -> Iterator[tuple[object, ...]]:
    """Rows that differ and are one, revised: plan_id, to_version, old_id, new_id."""
    group = [*_VERSION, *LISTED[table].within]
    earlier, later = (rows.sort("place").partition_by(group, as_dict=True) for rows in (old, new))
    for key in sorted(earlier.keys() & later.keys()):
        before, after = earlier[key], later[key]
        for first, second in pairs(_entries(table, before), _entries(table, after)):
            yield key[0], key[1], before["row_id"][first], after["row_id"][second]


def _entries(table: Table, rows: pl.DataFrame) -> list[Entry]:
    listed = LISTED[table]
    text = pl.concat_str(listed.says, separator=" ", ignore_nulls=True)
    date = pl.concat_str(listed.when, separator=" ") if listed.when else pl.lit(None, pl.String)
    return [Entry(*row) for row in rows.select(text.alias("text"), date.alias("date")).iter_rows()]


def _known_alike(
    table: Table, old: pl.DataFrame, new: pl.DataFrame, paired: dict[Table, pl.DataFrame]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both sides with `known_as`, which is the same for what is the same row; the earlier ones name rows as the later do."""
    if table in HANGING:
        new = new.with_columns(known_as=_of_its_row(pl.col("hangs_on")))
        above = _renamed(old, paired[HANGING[table][0]], "hangs_on")
        old = above.with_columns(known_as=_of_its_row(pl.coalesce("new_id", _gone("hangs_on")))).drop("new_id")
    elif table in LISTED:
        new = new.with_columns(known_as="row_id")
        old = _renamed(old, paired[table], "row_id")
        old = old.with_columns(known_as=pl.coalesce("new_id", _gone("row_id"))).drop("new_id")
        for parent in table.parent_key:
            old = _renamed(old, paired[table], parent).with_columns(pl.coalesce("new_id", parent).alias(parent))
            old = old.drop("new_id")
    else:
        old, new = (rows.with_columns(known_as="row_id") for rows in (old, new))
    return _in_its_place(old, new), new


def _renamed(rows: pl.DataFrame, paired: pl.DataFrame, column: str) -> pl.DataFrame:
    """The rows with `new_id`: what the later version calls the row that `column` names; NULL where it has it no more."""
    names = paired.rename({"old_id": column})
    return rows.join(names, on=[*_VERSION, column], how="left", maintain_order="left")


def _of_its_row(row: pl.Expr) -> pl.Expr:
    """How a row is known that hangs on another; one that hangs on none is known by its own key."""
    return pl.coalesce(pl.concat_str(row, "apart_by", separator=_BETWEEN), "row_id")


def _gone(column: str) -> pl.Expr:
    """A name that no row of the later version has."""
    return pl.concat_str(pl.lit("\0"), column)


def _in_its_place(old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """The earlier rows, with the later place of each that is still in the same order among those that both versions have."""
    places = [name for name in PLACES if name in new.columns]
    if not places:
        return old
    known = [*_VERSION, "known_as"]
    both = old.select(*known, "place").join(new.select(*known, *places, later="place"), on=known)
    rank = {name: pl.col(name).rank("ordinal").over(_VERSION) for name in ("place", "later")}
    in_order = both.filter(rank["place"] == rank["later"]).select(
        *known, *(pl.col(name).alias(f"{name}_now") for name in places)
    )
    found = old.join(in_order, on=known, how="left", maintain_order="left")
    return found.with_columns(pl.coalesce(f"{name}_now", name).alias(name) for name in places)


# ── What differs ────────────────────────────────────────────────────────────────────────────────────────────────────


def _differences(table: Table, consecutive: pl.DataFrame, old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    index = [*_VERSION, "known_as", "row_id", "place"]
    of_row = [*_VERSION, "known_as", "column_name"]
    before, after = (
        rows.unpivot(_columns(table), index=index, variable_name="column_name", value_name="value")
        for rows in (old, new)
    )
    both = before.join(after, on=of_row, how="full", coalesce=True, suffix="_new")
    change = (
        pl.when(pl.col("row_id").is_null())
        .then(pl.lit("added"))
        .when(pl.col("row_id_new").is_null())
        .then(pl.lit("removed"))
        .otherwise(pl.lit("changed"))
    )
    differing = both.filter(pl.col("value").ne_missing(pl.col("value_new"))).join(consecutive, on=_VERSION)
    return star.shaped(
        tables.CHANGE,
        differing.with_columns(
            table_name=pl.lit(table.name),
            change=change,
            old_value="value",
            new_value="value_new",
            row_id=pl.coalesce("row_id_new", "row_id"),
            place=pl.coalesce("place_new", "place"),
        ).sort(*_VERSION, "place", "row_id", "column_name", "change"),
    )
