"""Pins all that the clients' environments hold: `python -m tests.clients.lock`, or `make lock`."""

from __future__ import annotations

import subprocess

from uv import find_uv_bin

from tests.clients.environments import LOCKS, declared


def main() -> None:
    LOCKS.mkdir(exist_ok=True)
    for name, pins in declared()["environments"].items():
        options = (
            "--universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet"
        )
        command = [find_uv_bin(), "pip", "compile", *options.split(), "--output-file", LOCKS / f"{name}.txt", "-"]
        subprocess.run(command, input="\n".join(pins), text=True, check=True)


if __name__ == "__main__":
    main()
