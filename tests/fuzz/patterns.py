"""Every regular expression of `pipelines`, and strings on which a badly made one takes more than its length in time.

`python -m tests.fuzz.patterns` lists those whose time grows faster than the text. The patterns are noted as they are compiled;
the strings are made of each pattern's own pieces: what it repeats, many times, and then a sign that fails.
"""

from __future__ import annotations

import ast
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from re import _parser  # type: ignore[attr-defined]
from types import FrameType
from typing import Any, NamedTuple

PIPELINES = Path(__file__).parents[2] / "pipelines"
# A text of so many characters takes a quadratic pattern more than this: SIZE²/2 steps of a nanosecond and more. One that takes
# less isn't looked at again.
SIZE = 4_000
LEAST_SECONDS = 0.01
# From n to 4n a linear search takes 4 times as long, a quadratic one 16 times.
TOO_STEEP = 9.0
GIVEN_UP = 2.0
_FAILING = ("\x00", "", "!", "\n")


class Found(NamedTuple):
    """A pattern, where it is compiled, and how it is used: `search` stands for all that look for it anywhere."""

    where: str
    pattern: re.Pattern[str]
    uses: frozenset[str]


class Steep(NamedTuple):
    """A pattern whose time grows faster than the text: how often longer it takes for a text four times as long."""

    found: Found
    use: str
    unit: str
    growth: float


def collected(exercise: Callable[[], object]) -> list[Found]:
    """The patterns that `pipelines` compiles when it is imported and while `exercise` runs. Call it before it is imported."""
    noted: dict[tuple[str, int], Found] = {}
    compiled = re.compile

    def note(pattern: Any, flags: int = 0) -> Any:
        made = compiled(pattern, flags)
        frame = sys._getframe(1)
        path = Path(frame.f_code.co_filename)
        if PIPELINES in path.parents and isinstance(made.pattern, str):
            where = f"{path.relative_to(PIPELINES)}:{frame.f_lineno}"
            noted[made.pattern, made.flags] = Found(where, made, _uses(path, frame.f_lineno))
        return made

    re.compile = note  # type: ignore[assignment]
    try:
        exercise()
    finally:
        re.compile = compiled
    return sorted(noted.values(), key=lambda found: found.where)


def _uses(path: Path, line: int) -> frozenset[str]:
    """How the module uses the pattern that this line compiles, by the name it is given; everything where that can't be told."""
    nodes = _nodes(path)
    name = ""
    for node in nodes:
        inside = isinstance(node, ast.stmt) and node.lineno <= line <= (node.end_lineno or line)
        if inside and isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
        elif inside and isinstance(node, ast.FunctionDef) and not name:
            name = node.name
    methods = {
        node.attr
        for node in nodes
        if isinstance(node, ast.Attribute) and _is_named(node.value, name) and hasattr(re.Pattern, node.attr)
    }
    anywhere = {"search", "finditer", "findall", "sub", "subn", "split"}
    uses = {"search" if method in anywhere else method for method in methods} & {"search", "match", "fullmatch"}
    passed_on = any(isinstance(node, ast.Call) and any(_is_named(value, name) for value in node.args) for node in nodes)
    return frozenset(uses | {"search"}) if passed_on or not uses else frozenset(uses)


@cache
def _nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def _is_named(node: ast.expr, name: str) -> bool:
    return (isinstance(node, ast.Name) and node.id == name) or (
        isinstance(node, ast.Call) and _is_named(node.func, name)
    )


def steep(found: Found) -> Steep | None:
    """The first way found in which the pattern's time grows faster than the text."""
    for use in sorted(found.uses):
        for before, unit, behind in attacks(found.pattern):
            growth = _growth(found.pattern, use, before, unit, behind)
            if growth > TOO_STEEP:
                return Steep(found, use, f"{before[:40]!r} + n × {unit[:40]!r} + {behind!r}", growth)
    return None


def attacks(pattern: re.Pattern[str]) -> Iterator[tuple[str, str, str]]:
    """What stands before, what is repeated, and what follows: for each repetition of the pattern its body, and its body with
    what comes before or after it.
    """
    tree = _parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    units: dict[tuple[str, str], None] = {}
    for before, body in _repetitions(list(tree), "", 0):
        for sample in _samples(body):
            units.setdefault((before[-200:], sample))
            units.setdefault(("", before[-60:] + sample))
            units.setdefault(("", sample))
    everything = _sample(list(tree))
    if everything:
        units.setdefault(("", everything[:-1] or everything))
        units.setdefault(("", everything))
    for before, unit in list(units)[:_MOST_UNITS]:
        if unit:
            for behind in _FAILING:
                yield before, unit, behind


_MOST_UNITS = 40


def _repetitions(nodes: list[Any], before: str, depth: int) -> Iterator[tuple[str, list[Any]]]:
    """Each repeated part with a sample of what stands before it."""
    for kind, argument in nodes:
        name = str(kind)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            _, most, body = argument
            if most > 8:
                yield before, list(body)
            yield from _repetitions(list(body), before, depth + 1)
        else:
            for inner in _inner(name, argument):
                yield from _repetitions(inner, before, depth + 1)
        before += _sample([(kind, argument)])


def _inner(name: str, argument: Any) -> list[list[Any]]:
    if name == "SUBPATTERN":
        return [list(argument[-1])]
    if name == "BRANCH":
        return [list(branch) for branch in argument[1][:30]]
    if name in ("ASSERT", "ASSERT_NOT"):
        return [list(argument[1])]
    if name == "ATOMIC_GROUP":
        return [list(argument)]
    return []


def _samples(body: list[Any]) -> list[str]:
    """A few texts that the body matches: its sample, and for a lone class several of its signs."""
    found = {_sample(body): None}
    if len(body) == 1 and str(body[0][0]) in ("IN", "ANY", "NOT_LITERAL"):
        one = re.compile(_class_pattern(body[0]), re.DOTALL) if str(body[0][0]) != "IN" else None
        for sign in " a1.,-A<(\t\n:é":
            if (one and one.match(sign)) or (one is None and _in_class(body[0][1], sign)):
                found.setdefault(sign)
    return [sample for sample in found if sample][:5]


def _class_pattern(node: Any) -> str:
    return "." if str(node[0]) == "ANY" else f"[^{re.escape(chr(node[1]))}]"


def _sample(nodes: list[Any]) -> str:
    """A text that the nodes match, as far as that can be told without trying."""
    written = ""
    for kind, argument in nodes:
        name = str(kind)
        if name == "LITERAL":
            written += chr(argument)
        elif name == "NOT_LITERAL":
            written += "b" if argument == ord("a") else "a"
        elif name == "ANY":
            written += "a"
        elif name == "IN":
            written += next((sign for sign in _signs() if _in_class(argument, sign)), "")
        elif name == "BRANCH":
            written += _sample(list(argument[1][0]))
        elif name == "SUBPATTERN":
            written += _sample(list(argument[-1]))
        elif name == "ATOMIC_GROUP":
            written += _sample(list(argument))
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            least, _, body = argument
            written += _sample(list(body)) * max(1, min(least, 20))
    return written


@cache
def _signs() -> str:
    return "a 1A.,-<(:\t\n\"'•→*&;/|_#é" + "".join(map(chr, range(33, 127))) + "“”–—\u00ad\u200b\u0301"


def _in_class(items: list[Any], sign: str) -> bool:
    negated, held, code = False, False, ord(sign)
    for kind, argument in items:
        name = str(kind)
        negated |= name == "NEGATE"
        held |= name == "LITERAL" and argument == code
        held |= name == "RANGE" and argument[0] <= code <= argument[1]
        held |= name == "CATEGORY" and _in_category(str(argument), sign)
    return held is not negated


def _in_category(name: str, sign: str) -> bool:
    tests = {"WORD": sign.isalnum() or sign == "_", "SPACE": sign.isspace(), "DIGIT": sign.isdecimal()}
    held = tests[name.rsplit("_", 1)[1]]
    return not held if "NOT" in name else held


def _growth(pattern: re.Pattern[str], use: str, before: str, unit: str, behind: str) -> float:
    """How many times longer the pattern takes on a text four times as long; 0 where it is too fast to be steep."""

    def seconds(size: int, times: int) -> float:
        text = before + unit * (size // len(unit)) + behind
        return min(_seconds(pattern, use, text) for _ in range(times))

    if seconds(SIZE, 1) < LEAST_SECONDS or seconds(SIZE, 2) < LEAST_SECONDS:
        return 0.0
    if seconds(SIZE, 1) >= GIVEN_UP:
        return float("inf")
    # the least of several: a busy machine may have been slow at the wrong moment
    return seconds(2 * SIZE, 2) / seconds(SIZE // 2, 3)


class _TooLongError(Exception):
    pass


def _seconds(pattern: re.Pattern[str], use: str, text: str) -> float:
    """Processor time of one use on this text, at most `GIVEN_UP`."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise _TooLongError

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, GIVEN_UP)
    begun = time.process_time()
    try:
        with suppress(_TooLongError):
            if use == "search":
                for _ in pattern.finditer(text):
                    pass
            else:
                getattr(pattern, use)(text)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return time.process_time() - begun


def everything_compiled() -> None:
    """Imports all of `pipelines` and reads each seed, so that patterns made of vocabularies are compiled too."""
    from importlib import import_module

    for path in sorted(PIPELINES.rglob("*.py")):
        import_module(".".join(path.relative_to(PIPELINES.parent).with_suffix("").parts).removesuffix(".__init__"))
    from pipelines.reading.source import Source, decode
    from pipelines.summary import read_summary
    from tests.fuzz.seeds import seeds

    for data in seeds():
        source = decode(data)
        if isinstance(source, Source):
            read_summary(source.text)


def main() -> int:
    """Lists the steep patterns; returns the exit code."""
    patterns = collected(everything_compiled)
    found = [one for pattern in patterns if (one := steep(pattern)) is not None]
    for one in found:
        print(
            f"{one.found.where} ({one.use}): ×{one.growth:.0f} for ×4 on {one.unit}\n    {one.found.pattern.pattern[:160]!r}"
        )
    print(f"{len(patterns)} patterns, {len(found)} whose time grows faster than the text")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
