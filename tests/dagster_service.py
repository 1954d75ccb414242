"""Dagster as it runs in production: the real daemon and web server, with books of their own, ended for certain."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import psutil

from tests.conftest import PROJECT

BIN = Path(sys.executable).parent
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Service:
    """Where things are, for one test."""

    root: Path
    port: int

    @property
    def raw(self) -> Path:
        return self.root / "raw"

    @property
    def warehouse(self) -> Path:
        return self.root / "out" / "ucap.duckdb"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What the processes said."""
        return self.root / "log"

    def environment(self) -> dict[str, str]:
        """As the systemd units set it, looking more often."""
        return os.environ | {
            "DAGSTER_HOME": str(self.root / "home"),
            "UCAP_STATE": str(self.root / "state"),
            "UCAP_RAW_DIR": str(self.raw),
            "UCAP_WAREHOUSE": str(self.warehouse),
            "UCAP_LOOK_EVERY_SECONDS": "1",
        }

    def ask(self, query: str) -> Any:
        """What the web server answers to a GraphQL query."""
        body = json.dumps({"query": query}).encode()
        request = urllib.request.Request(f"{self.url}/graphql", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)["data"]


@contextmanager
def running(root: Path, *, instance: str | None = None, more: Mapping[str, str] | None = None) -> Iterator[Service]:
    """The daemon and the web server, until the block ends; `instance` is a dagster.yaml other than the project's."""
    service = Service(root, free_port())
    for folder in ("home", "raw", "log"):
        (root / folder).mkdir()
    if instance is None:
        shutil.copy(PROJECT / "dagster.yaml", root / "home")
    else:
        (root / "home" / "dagster.yaml").write_text(instance, encoding="utf-8")
    module = ["-m", "assets.definitions"]
    commands = {
        "daemon": [BIN / "dagster-daemon", "run", *module],
        "webserver": [BIN / "dagster-webserver", "--host", "127.0.0.1", "--port", str(service.port), *module],
    }
    environment = service.environment() | (more or {})
    # Two processes that make the same books at once break them; in production too, one command makes them first.
    subprocess.run([BIN / "dagster", "instance", "migrate"], env=environment, check=True, capture_output=True)
    processes = [
        subprocess.Popen(
            command,
            cwd=root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=(service.log / name).open("wb"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        for name, command in commands.items()
    ]
    try:
        yield service
    finally:
        for process in processes:
            end_with_children(process)


def end_with_children(process: subprocess.Popen[bytes]) -> None:
    """Ends a process and all that it started, whatever they are doing."""
    try:
        family = psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        family = []
    process.send_signal(signal.SIGTERM)
    for child in family:
        try:
            child.kill()
        except psutil.NoSuchProcess:
            continue
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    """A port on which nobody listens now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def until(seen: Callable[[], T | None], what: str, service: Service, seconds: float = 300) -> T:
    """Waits until `seen` gives something true, and gives it back; else fails with what the processes said."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if result := seen():
            return result
        time.sleep(1)
    said = "\n".join(f"── {file.name}\n{file.read_text()[-5000:]}" for file in sorted(service.log.iterdir()))
    raise AssertionError(f"{what} did not happen within {seconds:.0f} s.\n{said}")
