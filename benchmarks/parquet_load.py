"""How long DuckDB itself takes for the rows of a warehouse, from Parquet: `python -m benchmarks.parquet_load WAREHOUSE`.

Every row of every table that we declare, from one Parquet file a table into a new DuckDB file of the same format and
block size, to its checkpoint. Twice: into bare tables as they come (`CREATE TABLE … AS`), and into the tables as they are
declared, with the keys, references and CHECKs that the file holds. Neither has views or comments, and nothing is made or
checked by us.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from benchmarks.measurements import Load
from benchmarks.took import Took
from pipelines import database_file, tables
from pipelines.schema import Table, literal

PASSES = 2
Fill = Callable[[duckdb.DuckDBPyConnection, Table, list[Path]], None]


def main() -> None:
    """Prints the figures as JSON."""
    print(json.dumps(asdict(measured(Path(sys.argv[1])))))


def measured(warehouse: Path, passes: int = PASSES) -> Load:
    """The pass with the least work of some each."""
    with TemporaryDirectory(dir=warehouse.parent) as folder:
        rows, files = _written(warehouse, Path(folder))
        bare = [_loaded(Path(folder), rows, files, _bare) for _ in range(passes)]
        declared = [_loaded(Path(folder), rows, files, _declared) for _ in range(passes)]
    return Load(rows, min(bare, key=_work), min(declared, key=_work))


def _work(took: Took) -> float:
    return took.cpu_seconds


def _written(warehouse: Path, folder: Path) -> tuple[int, dict[Table, list[Path]]]:
    """How many rows there are, and each table's as Parquet files: one, or one for each generation of its rows."""
    files: dict[Table, list[Path]] = {}
    rows = 0
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for table in tables.PUBLISHED:
            frame = connection.sql(f"FROM {table.schema}.{table.name}").pl()
            rows += frame.height
            for number, part in enumerate(database_file.generations(table, frame)):
                path = folder / f"{table.schema}.{table.name}.{number}.parquet"
                part.write_parquet(path)
                files.setdefault(table, []).append(path)
    return rows, files


def _loaded(folder: Path, rows: int, files: dict[Table, list[Path]], fill: Fill) -> Took:
    target = folder / "loaded.duckdb"
    target.unlink(missing_ok=True)
    started = Took.until_now()
    with database_file.attached(target, database_file.options(rows)) as connection:
        connection.execute("BEGIN")
        for schema in {table.schema for table in files} - {"main"}:
            connection.execute(f"CREATE SCHEMA {schema}")
        for table, paths in files.items():
            fill(connection, table, paths)
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT")
    return Took.until_now() - started


def _bare(connection: duckdb.DuckDBPyConnection, table: Table, paths: list[Path]) -> None:
    connection.execute(f"CREATE TABLE {table.schema}.{table.name} AS FROM read_parquet({list(map(str, paths))})")


def _declared(connection: duckdb.DuckDBPyConnection, table: Table, paths: list[Path]) -> None:
    connection.execute(table.ddl())
    for path in paths:
        connection.execute(f"INSERT INTO {table.schema}.{table.name} BY NAME FROM read_parquet({literal(str(path))})")


if __name__ == "__main__":
    main()
