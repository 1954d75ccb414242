"""`ucap ask`: the questions that people really ask, each with its query ready."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from assets import places
from ucap import terminal
from ucap.formats import Answer, Format, write
from ucap.options import WarehouseFile

if TYPE_CHECKING:
    import duckdb

    from pipelines.questions import Parameter, Question, Value

# So many values are named where one was asked for that isn't there.
MOST_NAMED = 20


def ask(
    number: Annotated[
        int | None, typer.Argument(help="The number of a question; without it, all are listed.", show_default=False)
    ] = None,
    params: Annotated[
        list[str] | None,
        typer.Option("--param", "-p", metavar="NAME=VALUE", help="What the question takes, e.g. `city=Rome`."),
    ] = None,
    show_query: Annotated[
        bool, typer.Option("--sql", help="Show the query instead of asking it, to go on from there.")
    ] = False,
    warehouse: WarehouseFile = places.DEFAULT_WAREHOUSE,
    how: Annotated[Format, typer.Option("--format", "-f", help="How the answer is written.")] = Format.table,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write to this file instead of the terminal.", dir_okay=False
        ),
    ] = None,
) -> None:
    """Answer a question that is often asked; without a number, list the questions.

    A question that takes a value (`city`, `sdg`, `day` …) says so in the
    list. docs/questions.md shows each with its query and an answer.

    [bold]Examples[/bold]

      ucap ask
      ucap ask 2
      ucap ask 1 --param sdg=9
      ucap ask 10 --param city=Haikou --format csv --output results.csv
      ucap ask 4 --param day=2019-01-15 --sql

    Exit code: 0 answered; 1 no such question or value, or no warehouse; 2 wrong usage.
    """
    from ucap.sql import write_answer

    written = _pairs(params or [])
    if number is None:
        if written or show_query or output is not None:
            raise typer.BadParameter("which question? `ucap ask` lists them", param_hint="NUMBER")
        write(_listed(None if how is Format.json else ""), how, sys.stdout)
        return
    question = _question(number)
    values = _typed(question, written)
    if show_query:
        print(question.text(values))
        return
    write_answer(warehouse, lambda connection: _asked(connection, question, values), how, output)


def _asked(connection: duckdb.DuckDBPyConnection, question: Question, values: dict[str, Value]) -> Answer:
    """The answer. Raises QueryError where there is none, and where a value isn't one of those that there are."""
    from ucap import query

    chosen = {
        each.name: _chosen(connection, question.number, each, values[each.name])
        for each in question.parameters
        if each.name in values
    }
    return query.ask(connection, *question.query(chosen))


def _chosen(connection: duckdb.DuckDBPyConnection, number: int, parameter: Parameter, value: Value) -> Value:
    """The value as the warehouse writes it, whatever its case. Raises QueryError where the question has no such value:
    the warehouse may have it all the same, as one pair's cities or another's.
    """
    from ucap import query

    if parameter.choices is None:
        return value
    there_are = [row[0] for row in query.ask(connection, parameter.choices).rows if row[0] is not None]
    for each in there_are:
        if str(each).casefold() == str(value).casefold():
            return cast("Value", each)
    texts = [each for each in there_are if isinstance(each, str)]  # 18 is not nearly 8
    near = difflib.get_close_matches(str(value), texts, n=3)
    named = ", ".join(map(str, there_are[:MOST_NAMED])) + (" …" if len(there_are) > MOST_NAMED else "")
    answers = f"It has answers for: {named}." if named else "It has no answers yet."
    hint = f"Did you mean {' or '.join(near)}?" if near else answers
    raise query.QueryError(
        f"Question {number} tells nothing of {parameter.name} {terminal.visible(str(value))}. {hint}"
    )


def _listed(nothing: str | None) -> Answer:
    """The questions as an answer of their own; `nothing` stands where one takes nothing."""
    from pipelines.questions import questions

    rows = ((each.number, each.title, ", ".join(map(_takes, each.parameters)) or nothing) for each in questions())
    return Answer(("number", "question", "takes"), frozenset({0}), rows)


def _takes(parameter: Parameter) -> str:
    return parameter.name if parameter.default is None else f"{parameter.name}={parameter.default}"


def _question(number: int) -> Question:
    from pipelines.questions import questions

    found = {question.number: question for question in questions()}
    if number not in found:
        terminal.fail(
            f"There is no question {number}: they are {min(found)} to {max(found)}.", "`ucap ask` lists them."
        )
    return found[number]


def _pairs(params: list[str]) -> dict[str, str]:
    """`["city=Rome"]` → `{"city": "Rome"}`."""
    pairs = {}
    for param in params:
        name, sign, value = param.partition("=")
        if not (sign and name.strip() and value.strip()):
            raise typer.BadParameter(f"{param!r} should read NAME=VALUE, e.g. city=Rome", param_hint="--param")
        if name.strip() in pairs:
            raise typer.BadParameter(f"{name.strip()} is given twice", param_hint="--param")
        pairs[name.strip()] = value.strip()
    return pairs


def _typed(question: Question, written: dict[str, str]) -> dict[str, Value]:
    """What was written, as values of the question's parameters."""
    parameters = {parameter.name: parameter for parameter in question.parameters}
    for name in written:
        if name not in parameters:
            takes = f"It takes {', '.join(parameters)}." if parameters else "It takes none."
            terminal.fail(f"Question {question.number} has no parameter {terminal.visible(name)}. {takes}")
    try:
        return {name: parameters[name].parse(value) for name, value in written.items()}
    except ValueError as reason:
        terminal.fail(str(reason))
