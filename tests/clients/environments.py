"""Environments of clients' own: made once a machine in `.clients`, by what is pinned for them, and found again later."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import pytest
from filelock import FileLock
from uv import find_uv_bin

HERE = Path(__file__).parent
LOCKS = HERE / "environments"
NPM = LOCKS / "npm"
KEPT = HERE.parent.parent / ".clients"


@cache
def declared() -> dict[str, Any]:
    """What `clients.toml` says."""
    return tomllib.loads((HERE / "clients.toml").read_text(encoding="utf-8"))


def python_of(environment: str) -> Path:
    """The interpreter of an environment of that name; skips the test, and fails it in CI, where it can't be made."""
    lock = LOCKS / f"{environment}.txt"

    def make(folder: Path) -> None:
        _run([find_uv_bin(), "venv", "--quiet", "--python", sys.executable, folder])
        install = [find_uv_bin(), "pip", "install", "--quiet", "--require-hashes", "--requirement", lock]
        _run([*install, "--python", _python(folder)])

    return _python(_kept(environment, lock.read_bytes() + sys.version.encode(), make))


def node_modules() -> Path:
    """The folder in which npm's packages lie. Skips the test, and fails it in CI, where they can't be had."""
    if not shutil.which("npm"):
        missing("npm isn't installed (Debian: apt-get install npm)")

    def make(folder: Path) -> None:
        # Not `npm ci`: it refuses a lock without the builds for systems for which this version was never published.
        shutil.copytree(NPM, folder)
        _run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"], folder)

    return _kept("npm", (NPM / "package-lock.json").read_bytes(), make) / "node_modules"


def chromium() -> str:
    """The browser's command. Skips the test, and fails it in CI, where there is none."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        missing("Chromium isn't installed (Debian: apt-get install chromium)")
    return str(found)


def missing(what: str) -> NoReturn:
    """What a client needs isn't on this machine: the test says so and is skipped, but CI must try every client."""
    if os.environ.get("CI"):
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


def _python(folder: Path) -> Path:
    return folder / "bin" / "python"


def _kept(name: str, pins: bytes, make: Callable[[Path], None]) -> Path:
    """The folder made for exactly these pins; `make` fills it where it isn't there, and what older pins made goes."""
    KEPT.mkdir(exist_ok=True)
    folder = KEPT / f"{name}-{hashlib.sha256(pins).hexdigest()[:12]}"
    complete = folder / "complete"
    with FileLock(KEPT / f"{name}.lock"):
        if not complete.exists():
            for older in KEPT.glob(f"{name}-*"):
                shutil.rmtree(older)
            make(folder)
            complete.touch()
    return folder


def _run(command: Sequence[str | Path], folder: Path | None = None) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        missing(f"{Path(command[0]).name} could not make the client's environment: {done.stderr.strip()[-500:]}")
