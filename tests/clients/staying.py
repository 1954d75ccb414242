"""What a process sees that keeps a connection open while a new load is published: `python staying.py < lines`."""

import json
import sys

import duckdb

WAREHOUSE = "warehouse/ucap.duckdb"
LOADS = "SELECT count(*) FROM audit.load_run"


def main() -> None:
    kept = duckdb.connect(WAREHOUSE, read_only=True)
    attached = duckdb.connect()
    _attach(attached)
    for _ in sys.stdin:
        told = {"kept": _loads(kept), "attached before": _loads(attached)}
        with duckdb.connect(WAREHOUSE, read_only=True) as beside:
            told["connected beside it"] = _loads(beside)
        with duckdb.connect() as fresh:
            _attach(fresh)
            told["attached in a fresh connection"] = _loads(fresh)
        attached.execute("USE memory")
        attached.execute("DETACH ucap")
        _attach(attached)
        told["attached again"] = _loads(attached)
        print(json.dumps(told), flush=True)


def _attach(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(f"ATTACH '{WAREHOUSE}' AS ucap (READ_ONLY)")
    connection.execute("USE ucap")


def _loads(connection: duckdb.DuckDBPyConnection) -> int:
    return connection.execute(LOADS).fetchone()[0]


if __name__ == "__main__":
    main()
