"""Readers never fail: processes that query in a loop see one whole load at a time while refreshes run.

The short form runs with all tests; `make endurance` runs the long one (eight readers, 200 refreshes).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import psutil

from tests import forks
from tests.conftest import PROJECT
from tests.survival import beside, refresh, whole

IS_LONG = bool(os.environ.get("UCAP_ENDURANCE"))
REFRESHES = 200 if IS_LONG else 3
READERS = ["fresh", "held"] * (4 if IS_LONG else 1)


def change(raw: Path, number: int) -> None:
    """Another folder each time: one file more, or one less."""
    extra = raw / "extra.txt"
    if extra.exists():
        extra.unlink()
    else:
        text = (raw / "003_ef836025d08bb27e.txt").read_text(encoding="utf-8")
        extra.write_text(text.replace("May 2017 (", f"May {1000 + number} ("), encoding="utf-8")


def reader(warehouse: Path, until: Path, kind: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.readers", str(warehouse), str(until), kind]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)


def deleted_but_open(folder: Path) -> list[str]:
    """Files of this folder that are gone and still take space, as a process has them open."""
    found = []
    for process in psutil.process_iter():
        try:
            links = [str(link.readlink()) for link in Path(f"/proc/{process.pid}/fd").iterdir()]
        except OSError:
            continue
        found += [link for link in links if link.startswith(str(folder)) and link.endswith(" (deleted)")]
    return found


def test_no_reader_fails_or_sees_two_loads_at_once_while_refreshes_run(tmp_path: Path) -> None:
    runner = forks.runner()
    raw, warehouse, until = tmp_path / "raw", tmp_path / "published" / "ucap.duckdb", tmp_path / "until"
    shutil.copytree(PROJECT / "raw", raw)
    warehouse.parent.mkdir()
    assert runner.run(refresh, raw, warehouse, 0) == 0
    readers = [reader(warehouse, until, kind) for kind in READERS]
    for number in range(1, REFRESHES + 1):
        change(raw, number)
        assert runner.run(refresh, raw, warehouse, number) == 0
    # Who holds a connection keeps the file that it reads, and no other one.
    assert not Path("/proc").exists() or len(deleted_but_open(warehouse.parent)) <= len(READERS)
    until.touch()
    told = [json.loads(each.communicate()[0]) for each in readers]
    print(json.dumps(told))
    assert [each["wrong"] for each in told] == [[]] * len(READERS)
    assert all(each["asked"] > REFRESHES for each in told)
    assert max(each["loads"] for each in told) > REFRESHES / 3
    assert whole(warehouse) == [f"run-{number}" for number in range(REFRESHES + 1)]
    assert beside(warehouse) <= {"ucap.store"}
    if Path("/proc").exists():
        assert deleted_but_open(warehouse.parent) == []
