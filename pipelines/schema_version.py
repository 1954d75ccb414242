"""The version of the tables' contract: a number, and a fingerprint of the declarations that shows when it must be raised.

The contract is what a query relies on: which tables there are and, of each, its columns with their types, which may be
NULL, its keys and references. Whoever changes any of that adds a row to `vocab/schema_versions.csv` (`python -m
pipelines.schema_version "what changed"` does); a test fails until then. Descriptions, allowed values and views may
change without.
"""

from __future__ import annotations

import csv
import hashlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipelines import tables
from pipelines.schema import Table
from pipelines.vocabulary import rows

VERSIONS = "schema_versions"
# So many hex digits tell the few versions that there will ever be apart.
FINGERPRINT_DIGITS = 16


@dataclass(frozen=True, slots=True)
class SchemaVersion:
    """One version of the contract: its number, counted from 1, the fingerprint of its tables, what changed with it."""

    number: int
    fingerprint: str
    change: str


def versions() -> tuple[SchemaVersion, ...]:
    """Every version there has been, the first one first."""
    return tuple(SchemaVersion(int(row["version"]), row["fingerprint"], row["change"]) for row in rows(VERSIONS))


def current() -> SchemaVersion:
    """The version that the tables have now."""
    return versions()[-1]


def fingerprint(declared: Iterable[Table] = tables.PUBLISHED) -> str:
    """16 hex digits that change with everything a query relies on, and with nothing else (not with the order of tables)."""
    lines = sorted(line for table in declared for line in _relied_on(table))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:FINGERPRINT_DIGITS]


def _relied_on(table: Table) -> Iterator[str]:
    name = f"{table.schema}.{table.name}"
    yield f"{name} key {', '.join(table.key)}"
    for column in table.columns:
        yield f"{name}.{column.name} {column.type}{'' if column.nullable else ' NOT NULL'}"
    for unique in table.unique:
        yield f"{name} unique {', '.join(unique)}"
    for reference in table.references:
        parent = f"{reference.parent.schema}.{reference.parent.name}"
        yield f"{name} {', '.join(reference.columns)} refers to {parent} {', '.join(reference.parent_columns)}"


def main(arguments: Sequence[str]) -> int:
    """Adds a version with the words given, where the tables have changed; returns the exit code."""
    if len(arguments) != 1 or not arguments[0].strip():
        print('Say what changed: python -m pipelines.schema_version "fact_activity has a column more: budget"')
        return 2
    if current().fingerprint == fingerprint():
        print(f"The tables are those of version {current().number}: nothing to raise.")
        return 1
    number = current().number + 1
    with (Path(__file__).parent / "vocab" / f"{VERSIONS}.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerow((number, fingerprint(), arguments[0].strip()))
    print(f"The tables are version {number} now.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
