"""The data dictionary of an export as rows: for formats in which a description has no place of its own."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.export.relations import Field, Relation

COLUMNS = ("relation", "column", "type", "key", "required", "refers_to", "description")


def described(relation: Relation, name: str) -> Iterator[tuple[str, ...]]:
    """A row of COLUMNS for the relation itself (its `column` is empty), and one for each of its columns."""
    yield name, "", "view" if relation.is_view else "table", "", "", "", relation.description
    for field in relation.fields:
        yield name, field.name, field.type, *_promises(relation, field), field.description


def _promises(relation: Relation, field: Field) -> tuple[str, str, str]:
    parents = [reference.parent for reference in relation.references if field.name in reference.columns]
    return (
        "key" if field.name in relation.key else "",
        "required" if field.is_required else "",
        ", ".join(dict.fromkeys(parents)),
    )
