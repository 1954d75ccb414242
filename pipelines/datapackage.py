"""An export described as a Frictionless Data Package: files, columns with types and meaning, keys, references, terms.

What the standard has no word for stands under `ucap:…`. Version 2 of the standard, and what readers of version 1 need.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from pipelines.export.properties import Properties
from pipelines.export.relations import Field, ForeignKey, Relation
from pipelines.export.written import ExportFormat, Written
from pipelines.publication import NAME, TITLE, Publication
from pipelines.vocabulary import rows

FILE_NAME = "datapackage.json"
MEDIA_TYPES = {
    ExportFormat.csv: "text/csv",
    ExportFormat.parquet: "application/vnd.apache.parquet",
    ExportFormat.xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ExportFormat.sqlite: "application/vnd.sqlite3",
}
_TYPES = {
    "VARCHAR": "string",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
}
# The rules of `spreadsheet_text`, for who reads the package without our code.
ESCAPED_TEXT = (
    "Texts are made harmless for spreadsheets: an apostrophe is put before = + - @ at the start of a text or after a tab, "
    "line break or semicolon in it; then at the start of a text that is empty, begins with a tab or line break, or is "
    "made of apostrophes. Take one apostrophe away in these places to have the text as it was."
)


@dataclass(frozen=True, slots=True)
class FileFacts:
    """Size of a written file in bytes and the SHA-256 of its content, in hex."""

    bytes: int
    sha256: str


def descriptor(
    written: Sequence[Written], files: Mapping[str, FileFacts], properties: Properties, publication: Publication
) -> dict[str, Any]:
    """The content of `datapackage.json`; `files` by path within the folder.

    The resources of the first format have the names of their relations; those of further formats end in `-<format>`.
    """
    leading = written[0].format
    made: dict[str, Any] = {
        "name": NAME,
        "title": TITLE,
        "description": f"{_summary(properties)} {properties.meta['licence']}",
        "version": properties.schema_version,
        "created": f"{properties.built_at.isoformat()}Z",
        "keywords": [
            "U-CAP",
            "city partnerships",
            "EU-China",
            "Sustainable Development Goals",
            "Urban Agenda for the EU",
        ],
        **_terms(publication),
        "sources": [_source(row) for row in rows("sources")],
        "resources": [_resource(each, files[each.path], leading) for each in written],
        "ucap:meta": properties.meta,
        "ucap:files": sorted(files),
    }
    return made


def resource_name(relation: str, of: ExportFormat, leading: ExportFormat) -> str:
    """`dim_city`, or `dim_city-parquet` where Parquet isn't the first format of the package."""
    return relation if of is leading else f"{relation}-{of}"


def _summary(properties: Properties) -> str:
    plans = properties.meta["plans"]
    return (
        f"What {plans} Urban Cooperation Action Plans (U-CAP) of European and Chinese cities say: partners, themes, goals, "
        "activities and expected results, each value with the place in the document that it was read from."
    )


def _terms(publication: Publication) -> dict[str, Any]:
    """Publisher and licence, where they are known: none is invented."""
    found: dict[str, Any] = {}
    if publication.base_url:
        found["homepage"] = publication.base_url
    if publication.licence:
        found["licenses"] = [{"path": publication.licence, "title": publication.licence}]
    if publication.publisher:
        publisher = {"title": publication.publisher, "role": "publisher", "path": publication.publisher_uri}
        found["contributors"] = [{name: value for name, value in publisher.items() if value}]
    return found


def _source(row: Mapping[str, str]) -> dict[str, str]:
    """A source of the data; its terms are in words, as few owners grant a licence that has a name."""
    terms = ". ".join(filter(None, (row["licence"], row["words"])))
    source = {"title": row["title"], "path": row["url"], "ucap:gives": row["gives"], "ucap:terms": terms}
    return {name: value for name, value in source.items() if value}


def _resource(written: Written, facts: FileFacts, leading: ExportFormat) -> dict[str, Any]:
    relation = written.relation
    made: dict[str, Any] = {
        "name": resource_name(relation.qualified_name, written.format, leading),
        "title": relation.qualified_name,
        "description": relation.description,
        "path": written.path,
        "type": "table",
        "profile": "tabular-data-resource",
        "format": str(written.format),
        "mediatype": MEDIA_TYPES[written.format],
        "encoding": "utf-8",
        "bytes": facts.bytes,
        "hash": f"sha256:{facts.sha256}",
        **_dialect(written),
        "schema": _schema(relation, written.format, leading),
        "ucap:rows": written.rows,
        "ucap:kind": "view" if relation.is_view else "table",
    }
    return made


def _dialect(written: Written) -> dict[str, Any]:
    """How to find the rows in the file: in words of version 2, and in those of the library `frictionless`."""
    if written.format is ExportFormat.csv:
        return {"dialect": {"csv": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True}}}
    if written.format is ExportFormat.xlsx:
        return {"dialect": {"sheetName": written.inside, "excel": {"sheet": written.inside}}}
    if written.format is ExportFormat.sqlite:
        return {"dialect": {"table": written.inside, "sql": {"table": written.inside}}}
    return {}


def _schema(relation: Relation, of: ExportFormat, leading: ExportFormat) -> dict[str, Any]:
    made: dict[str, Any] = {
        "fields": [_field(relation, field) for field in relation.fields],
        "missingValues": [""],
    }
    if of is ExportFormat.csv:
        made["ucap:text"] = ESCAPED_TEXT
    if relation.key:
        made["primaryKey"] = list(relation.key)
    whole = [reference for reference in relation.references if not _is_partly_missing(relation, reference)]
    partly = [reference for reference in relation.references if _is_partly_missing(relation, reference)]
    if whole:
        made["foreignKeys"] = [_foreign_key(relation, reference, of, leading) for reference in whole]
    if partly:
        made["ucap:foreignKeysWhereStated"] = [_foreign_key(relation, reference, of, leading) for reference in partly]
    return made


def _is_partly_missing(relation: Relation, reference: ForeignKey) -> bool:
    """Whether a row may state some of the columns and not others: SQL then lets it pass, the standard's readers don't."""
    required = [field.is_required for field in relation.fields if field.name in reference.columns]
    return any(required) and not all(required)


def _foreign_key(relation: Relation, reference: ForeignKey, of: ExportFormat, leading: ExportFormat) -> dict[str, Any]:
    to_itself = reference.parent == relation.qualified_name
    resource = "" if to_itself else resource_name(reference.parent, of, leading)
    return {
        "fields": list(reference.columns),
        "reference": {"resource": resource, "fields": list(reference.parent_columns)},
    }


def _field(relation: Relation, field: Field) -> dict[str, Any]:
    made: dict[str, Any] = {"name": field.name, "type": _TYPES[field.type], "description": field.description}
    if field.is_json:
        made["ucap:json"] = True
    constraints = dict(_constraints(relation, field))
    return made | ({"constraints": constraints} if constraints else {})


def _constraints(relation: Relation, field: Field) -> Iterator[tuple[str, Any]]:
    if field.is_required:
        yield "required", True
    if relation.key == (field.name,) or (field.name,) in relation.unique:
        yield "unique", True
    column = field.promises
    if column is None:
        return
    if column.isin is not None:
        yield "enum", list(column.isin)
    if column.at_least is not None:
        yield "minimum", column.at_least
    if column.at_most is not None:
        yield "maximum", column.at_most
    if column.pattern is not None:
        yield "pattern", column.pattern


def files_named(descriptor: Mapping[str, Any]) -> frozenset[PurePosixPath]:
    """The files that an export's own descriptor names, itself among them; none where it isn't one of ours."""
    if descriptor.get("name") != NAME or not isinstance(descriptor.get("ucap:files"), list):
        return frozenset()
    return frozenset({PurePosixPath(FILE_NAME), *(PurePosixPath(str(path)) for path in descriptor["ucap:files"])})
