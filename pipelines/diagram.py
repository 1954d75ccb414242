"""The entity-relationship diagrams: the star, and where it came from, drawn from the declarations in `tables`.

`python -m pipelines.diagram [FOLDER]` writes both; `make dictionary` calls it. It needs pygraphviz, which only developers
install. Every column is drawn with its type, its key and what it refers to; a line is drawn for each reference but those
that every fact has (to its document, to days), which would hide the others: there the words in the row suffice. Sizes are
fixed, so that a machine with other fonts gives the same picture.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from pipelines import tables
from pipelines.schema import Column, Table

DEFAULT_FOLDER = Path("warehouse")
DICTIONARY = "DATA_DICTIONARY.md"
HISTORY = "history"

# Points; a letter of 10 points in Helvetica is about 5.4 wide on average, 6 leaves room.
_LETTER, _ROW, _HEAD, _PADDING = 6.0, 17, 24, 12
_MARK = 34


@dataclass(frozen=True, slots=True)
class Role:
    """What a table is in the star, and the colours that say so: of its head, of its key, of its lines."""

    name: str
    head: str
    key: str
    line: str


DIMENSION = Role("dimension: who, where, when, what about", "#1F5C99", "#E3EDF7", "#1F5C99")
FACT = Role("fact: what the plans say", "#B3541E", "#FBE9DD", "#B3541E")
BRIDGE = Role("bridge: cities named in it", "#6B4E8F", "#EEE7F6", "#6B4E8F")
AUDIT = Role("audit: where it came from, what is wrong with it", "#3F6B4F", "#E4F0E8", "#3F6B4F")
FILE = Role("the file itself", "#555555", "#EEEEEE", "#555555")
ROLES: dict[Table, Role] = {
    **dict.fromkeys(tables.DIMENSIONS, DIMENSION),
    **dict.fromkeys(tables.FACTS, FACT),
    **dict.fromkeys(tables.BRIDGES, BRIDGE),
    **dict.fromkeys(tables.AUDIT, AUDIT),
    tables.META: FILE,
}
# Lines that would go from every table of a role to the same one; a bridge's plan is that of its fact.
_TOLD_IN_WORDS: dict[Role, frozenset[Table]] = {
    FACT: frozenset({tables.DIM_DOCUMENT, tables.DIM_DATE}),
    BRIDGE: frozenset({tables.DIM_DOCUMENT, tables.DIM_PLAN}),
}


@dataclass(frozen=True, slots=True)
class Diagram:
    """A picture: its file, its title, the tables drawn whole, and boxes with words only (name, words)."""

    file_name: str
    title: str
    members: tuple[Table, ...]
    boxes: tuple[tuple[str, str], ...] = ()


def diagrams() -> tuple[Diagram, ...]:
    """The two pictures; between them every table of the warehouse but the mirrors in `history`."""
    mirrored = [table for table in tables.PUBLISHED if table.schema == HISTORY]
    words = (
        f"{len(mirrored)} tables: what earlier versions of plans said, each with the columns of its table in the star"
    )
    history = ((HISTORY, words),) if mirrored else ()
    return (
        Diagram("ER_DIAGRAM.svg", "The star: what the plans say", tables.STAR),
        Diagram(
            "ER_AUDIT.svg",
            "Audit: where it came from, and what is wrong with it",
            (*tables.AUDIT, tables.META, tables.DIM_PLAN, tables.DIM_DOCUMENT),
            history,
        ),
    )


def svg(diagram: Diagram) -> str:
    """The picture as SVG; hovering over a column shows its words, a click leads to the data dictionary."""
    import pygraphviz

    graph = pygraphviz.AGraph(directed=True, strict=False, name=diagram.file_name.removesuffix(".svg"))
    graph.graph_attr.update(
        rankdir="LR", splines="spline", nodesep="0.22", ranksep="0.9", pad="0.3", fontname=_FONT, fontsize="22",
        label=diagram.title, labelloc="t", labeljust="l", bgcolor="white", outputorder="edgesfirst", tooltip=diagram.title,
    )  # fmt: skip
    graph.node_attr.update(shape="plain", fontname=_FONT, fontsize="10")
    graph.edge_attr.update(arrowsize="0.6", penwidth="1.2", dir="both", arrowtail="crow", arrowhead="none")
    for table in diagram.members:
        graph.add_node(str(table), label=_node(table), tooltip=table.comment)
    for name, words in diagram.boxes:
        graph.add_node(name, label=_box(name, words), tooltip=words)
    graph.add_node("legend", label=_legend(diagram), tooltip="legend")
    for edge in _edges(diagram):
        graph.add_edge(*edge[:2], **edge[2])
    drawn: bytes = graph.draw(format="svg", prog="dot")
    return drawn.decode("utf-8")


def drawn_references(table: Table) -> Iterator[tuple[str, str]]:
    """Column and parent of each reference that a line is drawn for; of a key of several columns the last."""
    for reference in table.references:
        if reference.parent not in _TOLD_IN_WORDS.get(ROLES[table], ()):
            yield reference.columns[-1], str(reference.parent)


_LEGEND = (
    "PK key · FK reference · U unique, alone or with others",
    "→ where a reference leads. No lines: facts and bridges to documents,",
    "facts to days, bridges to plans, a table to itself.",
)
_FONT = "Helvetica,Arial,sans-serif"
Edge = tuple[str, str, dict[str, Any]]


def _edges(diagram: Diagram) -> Iterator[Edge]:
    drawn = {str(table) for table in diagram.members}
    for table in diagram.members:
        for column, parent in drawn_references(table):
            if parent in drawn and parent != str(table):
                yield str(table), parent, {"tailport": f"{column}:e", "headport": "head:w", "color": ROLES[table].line}


def _node(table: Table) -> str:
    """An HTML-like label of Graphviz: a head in the colour of the role, and a row for each column."""
    role = ROLES[table]
    widths = _widths(table)
    rows = "".join(_row(table, column, role, widths) for column in table.columns)
    head = (
        f'<TR><TD PORT="head" COLSPAN="3" {_size(sum(widths), _HEAD)} BGCOLOR="{role.head}" {_link(table, table.comment)}>'
        f'<FONT COLOR="white" POINT-SIZE="12"><B>{table}</B></FONT></TD></TR>'
    )
    return (
        f'<<TABLE BORDER="1" COLOR="{role.head}" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1" BGCOLOR="white">'
        f"{head}{rows}</TABLE>>"
    )


def _row(table: Table, column: Column, role: Role, widths: tuple[int, int, int]) -> str:
    marks = " ".join(_marks(table, column))
    colour = f'BGCOLOR="{role.key}"' if column.is_key else ""
    name = f"<B>{column.name}</B>" if column.is_key else column.name
    link = _link(table, column.description)
    first = f'<TD ALIGN="LEFT" {_size(widths[0], _ROW)} {colour}>{_quiet(marks)}</TD>'
    second = f'<TD ALIGN="LEFT" {_size(widths[1], _ROW)} {colour} {link}>{name}</TD>'
    third = (
        f'<TD PORT="{column.name}" ALIGN="LEFT" {_size(widths[2], _ROW)} {colour}>{_quiet(_type(table, column))}</TD>'
    )
    return f"<TR>{first}{second}{third}</TR>"


def _marks(table: Table, column: Column) -> Iterator[str]:
    """`PK` for the key, `FK` for a reference, `U` for a column that is unique by itself or with others."""
    if column.is_key:
        yield "PK"
    if any(column.name in reference.columns for reference in table.references):
        yield "FK"
    elif any(column.name in columns for columns in table.unique):
        yield "U"


def _type(table: Table, column: Column) -> str:
    """`VARCHAR`, `INTEGER NULL`, `VARCHAR → dim_city`; a reference of several columns is told at its last."""
    parents = [str(reference.parent) for reference in table.references if reference.columns[-1] == column.name]
    null = " NULL" if column.nullable else ""
    to = f" → {', '.join(parents)}" if parents else ""
    return f"{column.type}{null}{to}"


def _widths(table: Table) -> tuple[int, int, int]:
    names = max(len(column.name) for column in table.columns)
    types = max(len(_type(table, column)) for column in table.columns) * 0.85
    head = len(str(table)) * 1.25
    second = max(names, head - types) * _LETTER + _PADDING
    return _MARK, round(second), round(types * _LETTER + _PADDING)


def _box(name: str, words: str) -> str:
    lines = "<BR/>".join(map(escape, textwrap.wrap(words, 62)))
    return (
        '<<TABLE BORDER="1" STYLE="DASHED" COLOR="#777777" CELLBORDER="0" CELLPADDING="6"><TR>'
        f'<TD {_size(360, 46)}><B>schema {name}</B><BR/><FONT POINT-SIZE="8">{lines}</FONT></TD></TR></TABLE>>'
    )


def _legend(diagram: Diagram) -> str:
    roles = dict.fromkeys(ROLES[table] for table in diagram.members)
    rows = [
        f'<TR><TD {_size(16, 14)} BGCOLOR="{role.head}"></TD><TD ALIGN="LEFT" {_size(270, 14)}>{role.name}</TD></TR>'
        for role in roles
    ]
    rows += [f'<TR><TD></TD><TD ALIGN="LEFT" {_size(270, 14)}>{_quiet(words)}</TD></TR>' for words in _LEGEND]
    return f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="3" CELLPADDING="1">{"".join(rows)}</TABLE>>'


def _quiet(words: str) -> str:
    """Small and grey; Graphviz takes no element without a text."""
    return f'<FONT COLOR="#666666" POINT-SIZE="8">{escape(words)}</FONT>' if words else ""


def _size(width: float, height: float) -> str:
    return f'FIXEDSIZE="TRUE" WIDTH="{width:.0f}" HEIGHT="{height:.0f}"'


def _link(table: Table, words: str) -> str:
    address = f"{DICTIONARY}#{table.qualified_name.replace('.', '')}"
    return f'HREF="{address}" TITLE="{escape(words)}"'


def main(arguments: Sequence[str]) -> None:
    """Writes the pictures into the folder named, or where the repository keeps them."""
    folder = Path(arguments[0]) if arguments else DEFAULT_FOLDER
    for diagram in diagrams():
        path = folder / diagram.file_name
        path.write_text(svg(diagram), encoding="utf-8")
        print(f"{path} written")


if __name__ == "__main__":
    main(sys.argv[1:])
