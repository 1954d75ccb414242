"""docs/questions.md: every question with its query, and its answer on the warehouse that is there.

`python -m ucap.questions_page [WAREHOUSE] [FILE]`, or `make questions`, writes it; a test compares it with the answers.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb

from assets import places
from pipelines.questions import Parameter, Question, questions
from ucap import query
from ucap.formats import markdown_lines

DEFAULT_PATH = Path("docs/questions.md")

_OPENING = """\
# Questions, and how to ask them

<!-- Made by `make questions` from pipelines/questions and the warehouse: change those, not this. -->

Each query runs as it stands in any client of `warehouse/ucap.duckdb`, and `ucap ask NUMBER` asks it in the terminal. The
answers are those of the five summaries in `raw/`. What the views and columns mean is told in
[the data dictionary](../warehouse/DATA_DICTIONARY.md); the sentence behind any value is one join away, in
`report.evidence`.

```sql
SELECT agreement.pair, evidence.sentence, evidence.file_name, evidence.line
FROM report.agreement AS agreement
JOIN report.evidence AS evidence USING (row_id)
WHERE agreement.status = 'signed';
```
"""


def page(connection: duckdb.DuckDBPyConnection) -> str:
    """The whole page, with the answers of this warehouse."""
    return "\n".join(_lines(connection)).rstrip() + "\n"


def _lines(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    yield _OPENING
    for question in questions():
        yield f"- [{question.number}. {question.title}](#{_anchor(question)})"
    for question in questions():
        yield from _section(connection, question)


def _section(connection: duckdb.DuckDBPyConnection, question: Question) -> Iterator[str]:
    sql = question.text()
    yield f"\n## {question.number}. {question.title}\n\n{question.words}\n"
    yield f"```sql\n{sql};\n```\n"
    for parameter in question.parameters:
        yield f"{_told(question, parameter)}\n"
    answer = list(markdown_lines(query.ask(connection, sql)))
    yield from answer if len(answer) > 2 else ["No row."]


def _told(question: Question, parameter: Parameter) -> str:
    """How to ask for something else than the page does."""
    else_default = "another" if parameter.default is not None else "one"
    example = f"`ucap ask {question.number} --param {parameter.name}=…`"
    return f"For {else_default} `{parameter.name}` ({parameter.meaning}): {example}"


def _anchor(question: Question) -> str:
    """The address that GitHub gives the heading: in lower case, without signs, with hyphens for blanks."""
    title = f"{question.number}. {question.title}".lower()
    return "".join(sign for sign in title if sign.isalnum() or sign in " -_").replace(" ", "-")


def main(arguments: Sequence[str]) -> None:
    """Writes the page to the file named, or to where the repository keeps it."""
    warehouse = Path(arguments[0]) if arguments else places.DEFAULT_WAREHOUSE
    path = Path(arguments[1]) if len(arguments) > 1 else DEFAULT_PATH
    with query.opened(warehouse) as connection:
        path.write_text(page(connection), encoding="utf-8")
    print(f"{path} written")


if __name__ == "__main__":
    main(sys.argv[1:])
