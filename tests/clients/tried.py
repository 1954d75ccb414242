"""Runs a Python recipe, in the recipe's own environment: `python tried.py RECIPE < questions`, in a user's folder.

Each line of questions is JSON: `queries` to ask, and `functions` of the recipe to call. It is answered by a line. While
the next line is awaited, the recipe keeps open what it keeps open.
"""

import json
import runpy
import sys


def main() -> None:
    recipe = runpy.run_path(sys.argv[1])
    for number, line in enumerate(sys.stdin):
        if number and "see_new_load" in recipe:
            recipe["see_new_load"]()
        questions = json.loads(line)
        told = {name: _plain(recipe[name]()) for name in questions["functions"]}
        answers = {query: _plain(recipe["ask"](query)) for query in questions["queries"]}
        print(json.dumps(told | {"answers": answers}, default=str), flush=True)


def _plain(answer: object) -> list[object]:
    """Rows as lists, of what a client calls an answer: rows, or a frame of polars, pandas or Arrow."""
    if hasattr(answer, "itertuples"):
        return [list(row) for row in answer.itertuples(index=False)]
    if hasattr(answer, "to_pylist"):
        return [list(row.values()) for row in answer.to_pylist()]
    if hasattr(answer, "rows"):
        return [list(row) for row in answer.rows()]
    return [row if isinstance(row, dict) else list(row) for row in answer]


if __name__ == "__main__":
    main()
