"""Which version of the parser this is: a digest of everything that decides what is read from a document.

Nobody counts it up: it is made of the source of `pipelines.staging` and `pipelines.judgement` and of every module
that they import, of all vocabularies, of the releases of Python and the libraries that read, and of the limits in force.
Where one of them differs, kept results count no more and every document is read anew.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

from pipelines import limits, named_contents

# Reading begins and ends here: what is kept is what these two modules make of a document.
ENTRANCES = ("staging", "judgement")
# What reads a document besides ourselves. (pdfplumber leaves the reading to pdfminer. Where each text has its place
# in a frame is polars' work.)
LIBRARIES = ("mammoth", "pdfminer.six", "pdfplumber", "polars", "pyspellchecker", "rapidfuzz")
# An import of ours, as our formatter writes it: seven times as fast as parsing the source, at each refresh.
_IMPORT = re.compile(
    rb"^[ \t]*(?:from (?P<parent>pipelines[\w.]*) import (?P<names>\([^)]*\)|[^\n#]*)|import (?P<module>pipelines[\w.]*))",
    re.MULTILINE,
)
_NAME = re.compile(rb"\w+")


def parser_version() -> str:
    """The digest: 16 hex digits."""
    allowed = repr(sorted(limits.of_content(limits.in_force()).items()))
    return hashlib.sha256(f"{_of_code()}\0{allowed}".encode()).hexdigest()[:16]


@cache
def _of_code() -> str:
    return named_contents.digest(_ingredients())


def modules() -> dict[str, bytes]:
    """The source of each module that reading depends on, by its path below `pipelines`."""
    found: dict[str, bytes] = {}
    waiting = [f"pipelines.{name}" for name in ENTRANCES]
    while waiting:
        name = waiting.pop()
        path = _path(name)
        if path is None or path in found:
            continue
        found[path] = files("pipelines").joinpath(*path.split("/")).read_bytes()
        waiting += _imported(found[path])
    return found


def _ingredients() -> Iterator[tuple[str, bytes]]:
    yield "python", ".".join(map(str, sys.version_info[:2])).encode()
    for library in LIBRARIES:
        yield library, version(library).encode()
    yield from sorted(modules().items())
    for vocabulary in sorted(files("pipelines").joinpath("vocab").iterdir(), key=lambda file: file.name):
        if vocabulary.is_file():
            yield f"vocab/{vocabulary.name}", vocabulary.read_bytes()


def _imported(source: bytes) -> Iterator[str]:
    """The modules of ours that a source names, wherever it imports them; `from pipelines import x` may name a value."""
    for statement in _IMPORT.finditer(source):
        module = (statement["module"] or statement["parent"]).decode()
        yield module
        yield from (f"{module}.{name.decode()}" for name in _NAME.findall(statement["names"] or b""))


def _path(module: str) -> str | None:
    """The file of a module of ours, below `pipelines`; None for every other name."""
    package, *rest = module.split(".")
    if package != "pipelines":
        return None
    for path in ("/".join(rest) + ".py", "/".join([*rest, "__init__.py"])):
        file: Traversable = files("pipelines").joinpath(*path.split("/"))
        if file.is_file():
            return path
    return None
