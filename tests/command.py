"""`ucap` as a process of its own, with the output that a pipe would get; a fork, so that Dagster isn't loaded for each.

`test_command_line` runs the command as a person's shell does, from its start.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory

from tests import forks
from ucap.app import main

# A refresh imports these late, and each fork would do it anew.
for late in ("assets.launch", "ucap.outcome", "ucap.query", "pandera.polars", "structlog"):
    import_module(late)
for storage in ("event_log", "runs", "schedules"):
    import_module(f"dagster._core.storage.{storage}")


def run(*arguments: str, cwd: Path, **environment: str) -> CompletedProcess[str]:
    """`ucap` with these arguments, away from any Dagster home."""
    inherited = {name: value for name, value in os.environ.items() if name != "DAGSTER_HOME"}
    with TemporaryDirectory(prefix="ucap-command-") as folder:
        out, error = Path(folder, "out"), Path(folder, "error")
        code = forks.runner().run(_ucap, arguments, cwd, {**inherited, "COLUMNS": "120", **environment}, out, error)
        return CompletedProcess(arguments, code, out.read_text(encoding="utf-8"), error.read_text(encoding="utf-8"))


def _ucap(arguments: tuple[str, ...], cwd: Path, environment: Mapping[str, str], out: Path, error: Path) -> None:
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    for descriptor, path in ((1, out), (2, error)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), descriptor)
    sys.argv = ["ucap", *arguments]
    try:
        main()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
