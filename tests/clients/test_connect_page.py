"""docs/connect.md shows what was tried: recipes in their whole length, queries that find something, the versions of the pins."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from tests.clients.environments import HERE, declared

PROJECT = HERE.parent.parent
PAGE = (PROJECT / "docs" / "connect.md").read_text(encoding="utf-8")
RECIPES = sorted((HERE / "recipes").iterdir())
SHOWN = dict(re.findall(r"<!-- tests/clients/recipes/(\S+) -->\n```\w+\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE))
QUERIES = re.findall(r"(?<!-->\n)```sql\n(.*?)```", PAGE, re.DOTALL)
PINS = sorted({pin for pins in declared()["environments"].values() for pin in pins})
PINS += [f"{package}=={version}" for package, version in declared()["npm"].items()]


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.name)
def test_a_recipe_stands_on_the_page_as_it_was_run(recipe: Path) -> None:
    assert SHOWN.get(recipe.name) == recipe.read_text(encoding="utf-8")


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.name)
def test_every_recipe_is_tried(recipe: Path) -> None:
    trying = [HERE / "clients.toml", *HERE.glob("test_*_clients.py"), HERE / "browser.py"]
    assert any(f'"{recipe.name}"' in path.read_text(encoding="utf-8") for path in trying)


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_of_the_page_finds_something(query: str, warehouse: duckdb.DuckDBPyConnection) -> None:
    assert warehouse.execute(query).fetchall()


@pytest.mark.parametrize("pin", PINS)
def test_the_page_tells_the_versions(pin: str) -> None:
    """Those that a reader chooses; the rest comes along."""
    package, version = re.split(r"(?:\[\w+\])?==", pin)
    if package != "pyarrow":
        assert re.search(rf"\b{re.escape(version)}\b", PAGE), package


def test_every_link_leads_somewhere() -> None:
    headings = {
        re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in re.findall(r"^#+ (.+)$", PAGE, re.M)
    }
    for target in re.findall(r"\]\(([^)]+)\)", PAGE):
        if target.startswith("#"):
            assert target[1:] in headings, target
        elif not target.startswith("https:"):
            assert (PROJECT / "docs" / target).exists(), target
