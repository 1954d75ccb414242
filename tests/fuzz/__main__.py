"""`python -m tests.fuzz --documents 10000 --seed 1`: mutated documents through the reader, and what they break.

What fails is made smaller and written to tests/fuzz/found/, where `tests/test_fuzz.py` reads it from then on. The same seed
gives the same documents. Exit code 1 when something failed.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.fuzz.minimise import minimised
from tests.fuzz.mutations import mutated
from tests.fuzz.promises import Broken, broken, broken_by_folder
from tests.fuzz.seeds import seeds

FOUND = Path(__file__).parent / "found"
BATCH = 500
# Of failures of one kind so many are kept: the rest tells nothing new.
KEPT = 2
LARGEST_KEPT = 200_000


def main() -> int:
    """Runs the fuzzer; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--documents", type=int, default=10_000, help="how many (10,000)")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="for the same documents again (the clock)")
    parser.add_argument("--keep", type=Path, default=FOUND, help="where failing documents are written")
    chosen = parser.parse_args()
    begun = time.monotonic()
    print(f"seed {chosen.seed}, {chosen.documents:,} documents", flush=True)
    failures = run(chosen.documents, chosen.seed, chosen.keep)
    for kind, count in failures.most_common():
        print(f"{count:6} {kind}")
    print(f"{failures.total()} failed of {chosen.documents:,} in {time.monotonic() - begun:.0f} s")
    return 1 if failures else 0


def run(documents: int, seed: int, keep: Path) -> Counter[str]:
    """The failures by their kind, of so many documents."""
    failures: Counter[str] = Counter()
    begun = time.monotonic()
    for first in range(0, documents, BATCH):
        batch: dict[str, bytes] = {}
        for number in range(first, min(first + BATCH, documents)):
            data = mutated(random.Random(f"{seed}/{number}"), seeds())
            batch[f"{number:07}.txt"] = data
            if (failure := broken(data)) is not None:
                _keep(data, failure, f"{seed}_{number}", failures, keep)
                del batch[f"{number:07}.txt"]  # it must not spoil the batch
        with tempfile.TemporaryDirectory() as where:
            found = broken_by_folder(batch, Path(where))
        for name, failure in found.items():
            data = batch.get(name, b"\n".join(batch.values()))
            _keep(data, failure, f"{seed}_{int(Path(name).stem or first)}", failures, keep)
        done = min(first + BATCH, documents)
        rate = done / (time.monotonic() - begun)
        print(f"\r{done:,} documents, {failures.total()} failed, {rate:.0f}/s ", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return failures


def _keep(data: bytes, failure: Broken, name: str, failures: Counter[str], keep: Path) -> None:
    failures[failure.kind] += 1
    if failures[failure.kind] > KEPT:
        return
    small = data
    if failure.kind != "batch":
        small = minimised(data, lambda one: _kind(one, failure.kind) == failure.kind)
    keep.mkdir(parents=True, exist_ok=True)
    print(f"\n{name}: {failure.kind}: {failure.words[:300]} ({len(data):,} → {len(small):,} bytes)", flush=True)
    if len(small) <= LARGEST_KEPT:
        (keep / f"{name}.bin").write_bytes(small)


def _kind(data: bytes, wanted: str) -> str | None:
    if not wanted.startswith(("rule", "internal error", "no reason", "unaccounted")):
        failure = broken(data)
        return failure.kind if failure else None
    where = Path(tempfile.mkdtemp())
    try:
        found = broken_by_folder({"one.txt": data}, where).get("one.txt")
    finally:
        shutil.rmtree(where)
    return found.kind if found else None


if __name__ == "__main__":
    sys.exit(main())
