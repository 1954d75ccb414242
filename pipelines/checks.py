"""What must hold before anything is published: of a row, of a table, between tables, and between tables and sources.

Every check takes frames and gives back failures, worded for a person; none raises on data. What a failure leads to is
decided elsewhere: `quarantine` sets documents aside, `publish` and the asset checks refuse to publish.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandera.errors
import polars as pl

from pipelines import tables
from pipelines.schema import Reference, Table

Frames = dict[str, pl.DataFrame]

# A value is quoted in a sentence; nobody reads a whole paragraph there.
LONGEST_QUOTE = 60


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that doesn't hold: for one document, or for a whole table where `document_id` is None.

    `example` is one row that breaks the rule, in words; `count` how many rows do.
    """

    table: str
    rule: str
    example: str
    count: int = 1
    document_id: str | None = None

    def __str__(self) -> str:
        more = f" (and {self.count - 1} more)" if self.count > 1 else ""
        return f"{self.table}: {self.rule}, but {self.example}{more}"


def rows(table: Table, frame: pl.DataFrame) -> list[Failure]:
    """Rows that break a promise of the table: NOT NULL, allowed values, ranges, patterns, rules over columns.

    All are reported at once, one failure for each rule and document. A frame of other columns or types fails whole.
    """
    if misshapen := misshapen_frame(table, frame):
        return misshapen
    if hold(table, frame):
        return []
    try:
        table.pandera_schema().validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        return list(_row_failures(table, frame, errors.failure_cases))
    return []


def hold(table: Table, frame: pl.DataFrame) -> bool:
    """Whether every row keeps every promise of the table, in a frame of its columns and types."""
    if frame.is_empty():
        return True
    try:
        verdict: pl.LazyFrame = table.pandera_verdict()(frame.lazy()).check_passed
        return bool(verdict.collect().item())
    except pl.exceptions.PolarsError:  # the rules can't be evaluated
        return False


def duplicate_keys(table: Table, frame: pl.DataFrame) -> list[Failure]:
    """Keys, and other columns declared unique, that several rows share; here NULL equals NULL."""
    found = []
    for columns in (table.key, *table.unique):
        if columns:
            shared = frame.filter(pl.struct(columns).is_duplicated())
            found += failures(table, shared, f"{', '.join(columns)} is unique", columns)
    return found


def dangling_references(table: Table, frames: Frames) -> list[Failure]:
    """References of a table to rows that its parent doesn't have."""
    found = []
    for reference in table.references:
        rule = f"{', '.join(reference.columns)} is in {reference.parent.qualified_name}"
        found += failures(table, _orphans(table, reference, frames), rule, reference.columns)
    return found


def grounding(table: Table, frame: pl.DataFrame, documents: pl.DataFrame) -> list[Failure]:
    """Rows whose offsets don't lead to words in the text of their document (`documents` holds document_id and text).

    Rows without offsets, and rows of documents that aren't there, are left to the other checks.
    """
    if "source_start" not in table or "document_id" not in table:
        return []
    start, end = pl.col("source_start"), pl.col("source_end")
    texts = documents.select("document_id", _text="text", _length=pl.col("text").str.len_chars())
    words = pl.col("_text").str.slice(start, end - start)
    grounded = (end <= pl.col("_length")) & words.str.contains(r"\S")
    spans = frame.drop_nulls(["source_start", "source_end"]).filter(start >= 0, end > start)
    astray = spans.join(texts, on="document_id", maintain_order="left").filter(~grounded).select(frame.columns)
    return failures(table, astray, "its offsets lead to words in the text", ("source_start", "source_end"))


def reconciliation(staged_arrivals: pl.DataFrame, frames: Frames) -> list[Failure]:
    """Whether every file is accounted for: seen = loaded + duplicate + quarantined, and what is loaded is there.

    `staged_arrivals` is stg_arrival, a row for each file of the folder.
    """
    current = frames["arrival"].filter("is_current")
    loaded = current.filter(pl.col("status") == "loaded")
    documents, plans = frames["dim_document"], frames["dim_plan"]
    return [
        *_differences("file_name", "the raw folder", staged_arrivals, "audit.arrival", current),
        *_differences("file_name", "audit.arrival as loaded", loaded, "dim_document", documents),
        *_differences("document_id", "dim_document", documents, "dim_plan", plans),
    ]


def whole(frames: Frames) -> list[Failure]:
    """All that the published tables must hold, by themselves and between them; `frames` has each by its frame name."""
    return [failure for table in tables.PUBLISHED for failure in of_table(table, frames)]


def of_table(table: Table, frames: Frames) -> list[Failure]:
    """What one published table must hold: its rows, its keys, its references, its place in the sources."""
    frame = frames[table.frame_name]
    if misshapen := misshapen_frame(table, frame):
        return misshapen
    return [
        *rows(table, frame),
        *duplicate_keys(table, frame),
        *dangling_references(table, frames),
        *grounding(table, frame, texts_for(table, frames)),
    ]


def texts_for(table: Table, frames: Frames) -> pl.DataFrame:
    """The documents that the rows of a published table were read from: document_id, text."""
    if table.mirrors is None:
        return frames[tables.DIM_DOCUMENT.name]
    past = frames[tables.PAST[tables.DIM_DOCUMENT].frame_name]  # a document may have been several versions
    return past.select("document_id", "text").unique("document_id")


def misshapen_frame(table: Table, frame: pl.DataFrame) -> list[Failure]:
    """A failure where the columns or types of a frame aren't the table's: it can be checked no further."""
    expected = table.polars_schema()
    if frame.schema == expected:
        return []
    found = {name: str(dtype) for name, dtype in frame.schema.items()}
    differing = [name for name in {**expected, **found} if str(expected.get(name)) != found.get(name)]
    example = ", ".join(f"{name} is {found.get(name, 'missing')}" for name in differing) or "their order differs"
    return [Failure(table.qualified_name, "its columns and types are the declared ones", example)]


def _row_failures(table: Table, frame: pl.DataFrame, cases: pl.DataFrame) -> Iterator[Failure]:
    """What pandera reports, as one failure for each rule and document."""
    columns_of = {rule.words: rule.columns for rule in table.rules}
    for (column, check), case in cases.group_by("column", "check", maintain_order=True):
        indices = case["index"].drop_nulls()
        rule, columns = str(check), columns_of.get(str(check), (str(column),))
        if indices.is_empty():  # the check itself could not be evaluated
            yield Failure(table.qualified_name, rule, str(case["failure_case"].first()))
        elif check == "not_nullable":
            yield from failures(table, frame[indices], f"{column} is stated", columns)
        else:
            yield from failures(table, frame[indices], rule, columns)


def failures(table: Table, broken: pl.DataFrame, rule: str, columns: Sequence[str]) -> list[Failure]:
    """Rows that break a rule, as one failure for each document; a table whose rows belong to none gives one failure.

    The first row is the example; what it has in `columns` is shown.
    """
    by = ["document_id"] if "document_id" in table else []
    parts = broken.partition_by(by, maintain_order=True) if by else [broken]
    return [
        Failure(
            table.qualified_name,
            rule,
            _in_words(table, part.row(0, named=True), columns),
            part.height,
            part["document_id"][0] if by else None,
        )
        for part in parts
        if part.height
    ]


def _in_words(table: Table, row: dict[str, object], columns: Sequence[str]) -> str:
    values = " and ".join(f"{column} is {_quoted(row[column])}" for column in columns if column != "document_id")
    key = "/".join(str(row[name]) for name in table.key if name != "document_id" and name not in columns)
    return f"{values or 'it is not'}{f' in {key}' if key else ''}"


def _quoted(value: object) -> str:
    if value is None:
        return "missing"
    text = str(value)
    shortened = text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"
    return repr(shortened) if isinstance(value, str) else shortened


def _orphans(table: Table, reference: Reference, frames: Frames) -> pl.DataFrame:
    """Rows that refer to something (none of the columns is NULL) that isn't there."""
    referring = frames[table.frame_name].drop_nulls(reference.columns)
    parent = frames[reference.parent.frame_name]
    return referring.join(
        parent, left_on=reference.columns, right_on=reference.parent_columns, how="anti", maintain_order="left"
    )


def _differences(column: str, here: str, these: pl.DataFrame, there: str, those: pl.DataFrame) -> Iterator[Failure]:
    """Values of `column` that don't stand exactly once in both frames."""
    places = pl.concat([these.select(column, place=pl.lit(here)), those.select(column, place=pl.lit(there))])
    found = places.group_by(column).agg(pl.col("place").sort()).sort(column)
    for value, where in found.filter(pl.col("place") != sorted([here, there])).iter_rows():
        rule = f"each {column} stands once in {here} and once in {there}"
        yield Failure(there, rule, f"{_quoted(value)} stands in {' and in '.join(where)}")
