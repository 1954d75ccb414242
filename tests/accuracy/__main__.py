"""`make accuracy`: reads the labelled corpus, prints how right it was read, and fails where that is less than promised."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from rich.console import Console

from tests.accuracy import report
from tests.accuracy.corpus import CASES, documents
from tests.accuracy.scoring import Outcome, Score
from tests.layouts import LAYOUTS


def main() -> int:
    """The command line; its exit code is 1 where what was promised doesn't hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write everything there")
    parser.add_argument("--layout", choices=(*LAYOUTS, CASES), help="only this one")
    parser.add_argument("--show-errors", action="store_true", help="every value that isn't right, with its document")
    arguments = parser.parse_args()

    total, layouts = Score(), {name: Score() for name in (*LAYOUTS, CASES) if arguments.layout in (None, name)}
    errors: list[tuple[str, Outcome]] = []
    for document in documents(arguments.layout):
        outcomes = document.outcomes()
        total.add(outcomes)
        layouts[document.layout].add(outcomes)
        name = f"{document.layout}/{document.name}"
        errors += [(name, outcome) for outcome in outcomes if outcome.verdict != "right"]

    console = Console(markup=False, emoji=False, highlight=False, width=None if sys.stdout.isatty() else 140)
    report.show(console, total, layouts, errors if arguments.show_errors else [])
    if arguments.json:
        shape = report.as_json(total, layouts, errors)
        arguments.json.write_text(json.dumps(shape, indent=1, default=str, ensure_ascii=False), encoding="utf-8")
    return 1 if report.broken_promises(total, layouts) else 0


if __name__ == "__main__":
    sys.exit(main())
