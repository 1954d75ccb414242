"""Pins all that the clients' environments hold: `python -m tests.clients.lock`, or `make lock`."""

from __future__ import annotations

import json
import subprocess

from uv import find_uv_bin

from tests.clients.environments import LOCKS, NPM, declared

# What a lock file says of packages that isn't needed to install them, or names a registry's address.
_UNWANTED = ("funding", "resolved")


def main() -> None:
    NPM.mkdir(parents=True, exist_ok=True)
    for name, pins in declared()["environments"].items():
        _lock_python(name, pins)
    _lock_npm(declared()["npm"])


def _lock_python(name: str, pins: list[str]) -> None:
    options = (
        "--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet"
    )
    command = [find_uv_bin(), "pip", "compile", *options.split(), "--output-file", LOCKS / f"{name}.txt", "-"]
    subprocess.run(command, input="\n".join(pins), text=True, check=True)


def _lock_npm(pins: dict[str, str]) -> None:
    package = {"name": "ucap-clients", "version": "1.0.0", "private": True, "type": "module", "dependencies": pins}
    (NPM / "package.json").write_text(json.dumps(package, indent=2) + "\n", encoding="utf-8")
    subprocess.run(["npm", "install", "--package-lock-only", "--no-audit", "--no-fund"], cwd=NPM, check=True)
    lock = json.loads((NPM / "package-lock.json").read_text(encoding="utf-8"))
    for each in lock["packages"].values():
        for key in _UNWANTED:
            each.pop(key, None)
    (NPM / "package-lock.json").write_text(json.dumps(lock, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
