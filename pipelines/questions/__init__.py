"""The questions that people really ask: one `.sql` file each beside this module, with what it answers and what it takes.

A file opens with `-- <number>. <the question>`, an empty comment line, words on how to read the answer, an empty comment
line, and a line for each parameter:

    -- <name>: <type> = <default> | <meaning>       (a parameter without a default may be left out)
    --   SELECT …                                    (the values that it may have; without it, any of its type)

Below stands one query, in which `$name` is the parameter. A line of the query that names a parameter without a value is
left out, and so is `WHERE` or `AND` with it: values themselves never become part of the query.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from pipelines.schema import literal

Value = str | int | date

_TITLE = re.compile(r"(\d+)\. (.+\?)")
_PARAMETER = re.compile(r"(\w+): (text|integer|date)(?: = (\S+))? \| (.+)")
_NAMED = re.compile(r"\$(\w+)")
_OPENING = re.compile(r"\s*(WHERE|AND)\b")


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question takes. `default` is None where it may be left out, `choices` a query for the values it may have."""

    name: str
    type: str
    default: Value | None
    meaning: str
    choices: str | None

    def parse(self, written: str) -> Value:
        """The value that somebody wrote. Raises ValueError where it isn't of the type, with a sentence why."""
        try:
            return _TYPES[self.type][0](written)
        except ValueError as error:
            raise ValueError(f"{self.name} is {_TYPES[self.type][1]}, and {written!r} is none.") from error


_TYPES: dict[str, tuple[Callable[[str], Value], str]] = {
    "text": (str, "a text"),
    "integer": (int, "a whole number"),
    "date": (date.fromisoformat, "a day written like 2020-03-01"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question: its number, the question itself, how to read the answer, what it takes, and the query."""

    number: int
    title: str
    words: str
    parameters: tuple[Parameter, ...]
    sql: str

    def query(self, given: Mapping[str, Value]) -> tuple[str, dict[str, Value]]:
        """The query with its parameters' values, those given and the defaults of the others, to be executed with it."""
        values = self._values(given)
        kept: list[str] = []
        for line in self.sql.splitlines():
            if values.keys() >= set(_NAMED.findall(line)):
                kept.append(line)
            elif opening := _OPENING.match(line):
                kept.append(f"<{opening[1]}>")
        return _without_gaps(kept), values

    def text(self, given: Mapping[str, Value] | None = None) -> str:
        """The query as it may be pasted anywhere: the values stand in it as literals."""
        sql, values = self.query(given or {})
        return _NAMED.sub(lambda match: _literal(values[match[1]]), sql)

    def _values(self, given: Mapping[str, Value]) -> dict[str, Value]:
        defaults = {each.name: each.default for each in self.parameters if each.default is not None}
        return defaults | dict(given)


def _without_gaps(lines: list[str]) -> str:
    """The lines less the marks of conditions that were left out; the condition after a lost WHERE opens with WHERE."""
    kept: list[str] = []
    lost_where = False
    for line in lines:
        if line in ("<WHERE>", "<AND>"):
            lost_where = lost_where or line == "<WHERE>"
        elif lost_where and line.lstrip().startswith("AND "):
            kept.append(line.lstrip().replace("AND", "WHERE", 1))
            lost_where = False
        else:
            kept.append(line)
    return "\n".join(kept)


def _literal(value: Value) -> str:
    return f"DATE {literal(value.isoformat())}" if isinstance(value, date) else literal(value)


@cache
def questions() -> tuple[Question, ...]:
    """Every question, by number."""
    found = [file for file in files(__name__).iterdir() if file.name.endswith(".sql")]
    return tuple(
        sorted((parse(file.name, file.read_text(encoding="utf-8")) for file in found), key=lambda each: each.number)
    )


def parse(name: str, text: str) -> Question:
    """The question that a file holds. Raises ValueError where it isn't laid out as this module wants it."""
    lines = text.splitlines()
    first_of_query = next((number for number, line in enumerate(lines) if not line.startswith("--")), len(lines))
    header = [line.removeprefix("--").removeprefix(" ") for line in lines[:first_of_query]]
    query = "\n".join(lines[first_of_query:]).strip()
    title = _TITLE.fullmatch(header[0]) if header else None
    if title is None or header.count("") != 2 or header[1] or not query:
        raise ValueError(
            f"{name}: first `1. Question?`, then words, then parameters, parted by empty comments; a query"
        )
    divide = header.index("", 2)
    parameters = _parameters(name, header[divide + 1 :])
    if unknown := set(_NAMED.findall(query)) - {each.name for each in parameters}:
        raise ValueError(f"{name}: the query names ${', $'.join(sorted(unknown))}, of which nothing is said above it")
    return Question(int(title[1]), title[2], " ".join(header[2:divide]), parameters, query)


def _parameters(name: str, lines: list[str]) -> tuple[Parameter, ...]:
    found: list[Parameter] = []
    for number, line in enumerate(lines):
        if match := _PARAMETER.fullmatch(line):
            choices = lines[number + 1].strip() if number + 1 < len(lines) and lines[number + 1][:1] == " " else None
            without = Parameter(match[1], match[2], None, match[4], choices)
            default = None if match[3] is None else without.parse(match[3])
            found.append(Parameter(match[1], match[2], default, match[4], choices))
        elif not line.startswith("  "):
            raise ValueError(f"{name}: {line!r} says of no parameter what it is")
    return tuple(found)
