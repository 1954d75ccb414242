"""After any sequence of changes to the folder and refreshes, the warehouse is what one built from scratch would be.

`UCAP_EXAMPLES=200` tries more sequences than `make test` does. Two things are knowledge of the past, which a build from
scratch can't have and is given: when each content came into the folder (`audit.arrival`), and which plans had earlier
versions (`history`). All else must follow from the files of the folder alone.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import polars as pl
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from pipelines import publish, refresh, star, tables
from pipelines.records import Summary
from pipelines.store import memory
from tests.publishing import publish_folder
from tests.summaries import GRANADA, HAIKOU, NICE, SUMMARY, TEXT, of_plan

EXAMPLES = int(os.environ.get("UCAP_EXAMPLES", "4"))
NAMES = ("a.txt", "b.txt", "sub/c.txt", "d.txt")
BEGINNING = datetime(2026, 1, 1)

# What each content says. Several describe one plan, one can't be loaded, and the last says what the first does.
SUMMARIES: tuple[Summary, ...] = (
    SUMMARY,
    of_plan(HAIKOU, activities=SUMMARY.activities[:1], mentions=SUMMARY.mentions[:1] + SUMMARY.mentions[3:]),
    of_plan(NICE),
    of_plan(GRANADA, start=None),
    Summary("This is no U-CAP summary.", None, *((),) * 11),
    SUMMARY,
)
CONTENTS = st.integers(0, len(SUMMARIES) - 1)


def read_by_number(text: str) -> Summary:
    """What the parser of these tests reads: the number in a text's last line says it all."""
    return SUMMARIES[int(text.removeprefix(TEXT))]


class Refreshes(RuleBasedStateMachine):
    """A raw folder, its warehouse and its store, to which things happen."""

    @initialize()
    def begin(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="ucap-sequence-"))
        self.raw, self.warehouse = self.home / "raw", self.home / "ucap.duckdb"
        self.store = self.home / "ucap.store"
        self.raw.mkdir()
        self.now, self.runs, self.parser = BEGINNING, 0, 1
        self.is_published = False
        self.put("d.txt", 2)

    def teardown(self) -> None:
        shutil.rmtree(self.home, ignore_errors=True)

    # ── What happens to the folder ──

    @rule(name=st.sampled_from(NAMES), number=CONTENTS)
    def put(self, name: str, number: int) -> None:
        """A file is added, or changed."""
        path = self.raw / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{TEXT}{number}", encoding="utf-8")
        self.is_published = False

    @rule(name=st.sampled_from(NAMES), other=st.sampled_from(NAMES))
    def rename(self, name: str, other: str) -> None:
        if (self.raw / name).exists() and name != other:
            (self.raw / other).parent.mkdir(exist_ok=True)
            (self.raw / name).replace(self.raw / other)
            self.is_published = False

    @rule(name=st.sampled_from(NAMES[:3]))
    def remove(self, name: str) -> None:
        if (self.raw / name).exists() and self._loadable_besides(name):
            (self.raw / name).unlink()
            self.is_published = False

    def _loadable_besides(self, name: str) -> bool:
        files = (path for path in self.raw.rglob("*.txt") if path != self.raw / name)
        return any(not path.read_text().endswith("4") for path in files)

    # ── What happens beside it ──

    @rule()
    def parser_changes(self) -> None:
        self.parser += 1

    @rule(seconds=st.integers(-100_000, 100_000))
    def time_goes_by(self, seconds: int) -> None:
        """Also backwards, as when a clock is set."""
        self.now += timedelta(seconds=seconds)

    @precondition(lambda self: self.is_published)
    @rule(part=st.sampled_from(["results", memory.FOLDER, "documents"]), seed=st.integers(0, 99))
    def store_is_damaged(self, part: str, seed: int) -> None:
        """A file of the store is cut, overwritten or gone. The folder still has the documents that matter."""
        files = sorted(path for path in (self.store / part).rglob("*") if path.is_file())
        if part == "documents":
            present = {path.stem for path in files} & self._hashes_in_folder()
            files = [path for path in files if path.stem in present]
        if files:
            chosen = random.Random(seed).choice(files)
            [chosen.unlink, lambda: chosen.write_bytes(b""), lambda: chosen.write_bytes(os.urandom(64))][seed % 3]()

    def _hashes_in_folder(self) -> set[str]:
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return {
                row[0] for row in connection.execute("SELECT sha256 FROM audit.arrival WHERE is_current").fetchall()
            }

    @precondition(lambda self: self.is_published)
    @rule(seed=st.integers(0, 2))
    def warehouse_is_damaged(self, seed: int) -> None:
        if seed == 0:
            self.warehouse.unlink()
        else:
            self.warehouse.write_bytes(b"" if seed == 1 else os.urandom(5_000))
        self.refresh()

    # ── The refresh, and what must hold after it ──

    @rule()
    def refresh(self) -> None:
        if not self._loadable_besides("none"):
            return
        self.runs += 1
        parser = refresh.Parser(read_by_number, str(self.parser))
        publish_folder(
            self.raw, self.warehouse, at=self.now, run_id=f"run-{self.runs}", parser=parser, allow_shrink=True
        )
        self.is_published = True

    @invariant()
    def equals_one_built_from_scratch(self) -> None:
        if not getattr(self, "is_published", False):
            return
        with tempfile.TemporaryDirectory(prefix="ucap-scratch-") as folder:
            scratch = Path(folder) / "ucap.duckdb"
            self._build_from_scratch(scratch)
            ours, theirs = all_tables(self.warehouse), all_tables(scratch)
        for table in tables.WAREHOUSE:
            assert ours[table].equals(theirs[table]), f"{table}:\n{ours[table]}\n{theirs[table]}"

    def _build_from_scratch(self, scratch: Path) -> None:
        """From an empty store and no file, but with what is known of when each content arrived."""
        known = publish.previous(self.warehouse)
        memory.remember(scratch.with_suffix(".store"), scratch, star.Previous(known.arrivals, known.load_runs))
        parser = refresh.Parser(read_by_number, "scratch")
        publish_folder(self.raw, scratch, at=self.now + timedelta(days=900), parser=parser)

    @invariant()
    def the_ledger_holds_together(self) -> None:
        if not getattr(self, "is_published", False):
            return
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            current = connection.sql("SELECT plan_id, document_id FROM history.plan_version WHERE valid_to IS NULL")
            loaded = connection.sql("SELECT plan_id, document_id FROM dim_plan")
            assert sorted(current.fetchall()) == sorted(loaded.fetchall())
            assert connection.execute("""
                SELECT * FROM history.plan_version WHERE valid_to <= valid_from
                UNION ALL
                SELECT one.* FROM history.plan_version AS one JOIN history.plan_version AS other USING (plan_id)
                WHERE one.version < other.version AND (one.valid_to IS NULL OR one.valid_to > other.valid_from)
            """).fetchall() == []  # fmt: skip
            past = connection.sql("SELECT plan_id, version FROM history.plan_version WHERE valid_to IS NOT NULL")
            told = connection.sql("SELECT plan_id, version FROM history.dim_plan")
            assert sorted(told.fetchall()) == sorted(past.fetchall())


def all_tables(warehouse: Path) -> dict[tables.Table, pl.DataFrame]:
    """Every table of the current truth, sorted by its key, without what tells of the refresh itself."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return {table: _comparable(connection, table) for table in tables.WAREHOUSE}


def _comparable(connection: duckdb.DuckDBPyConnection, table: tables.Table) -> pl.DataFrame:
    if table is tables.LOAD_RUN:
        return table.empty()
    of = {
        tables.META: "WHERE name NOT IN ('built_at') AND name NOT LIKE 'rows.audit%' AND name NOT LIKE 'rows.history%'",
        tables.ARRIVAL: "WHERE is_current",
    }
    key = ", ".join(table.key)
    return connection.sql(f"SELECT * FROM {table.qualified_name} {of.get(table, '')} ORDER BY {key}").pl()


TestAnySequence = Refreshes.TestCase
TestAnySequence.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=12,
    derandomize="UCAP_EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
)
