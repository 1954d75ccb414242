"""Which version of the code this is. Knows no dagster."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from importlib.resources.abc import Traversable

from pipelines import named_contents

# What decides what a refresh publishes, in which packages and kinds of files.
PACKAGES = ("assets", "pipelines")
SUFFIXES = (".py", ".sql", ".csv")


@cache
def code_version() -> str:
    """The release and what it is made of: `0.1.0+3fa94c1e`, or `unreleased+…` where the code isn't installed.

    The digest tells versions between two releases apart, as `git pull` brings them; nobody has to count it up.
    """
    try:
        release = version("ucap-warehouse")
    except PackageNotFoundError:
        release = "unreleased"
    return f"{release}+{digest({package: files(package) for package in PACKAGES})}"


def digest(packages: Mapping[str, Traversable]) -> str:
    """Eight hex digits for what the sources of these packages are called and hold."""
    in_order = sorted(_sources(packages), key=lambda source: source[0])
    return named_contents.digest((name, file.read_bytes()) for name, file in in_order)[:8]


def _sources(packages: Mapping[str, Traversable]) -> Iterator[tuple[str, Traversable]]:
    waiting = list(packages.items())
    while waiting:
        name, here = waiting.pop()
        for entry in here.iterdir():
            if entry.is_dir():
                waiting.append((f"{name}/{entry.name}", entry))
            elif entry.name.endswith(SUFFIXES):
                yield f"{name}/{entry.name}", entry
