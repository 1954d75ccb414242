"""A plan as its form says it, apart from any layout: what the renderers start from. Made of the summaries in `raw/`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pipelines.reading.form import Section, read_form
from pipelines.reading.labels import HEAD, TEXTS
from pipelines.reading.markup import EMPTY_ITEM, Block
from pipelines.reading.tab_rows import tab_rows

RAW = Path(__file__).parent.parent.parent / "raw"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, or an item with its sign (`→`, `2.`); `depth` 2 is an item of an item, `bold` counts the characters
    set bold at its head. `is_torn` says that it goes on what stands before a page break, without a blank where `in_word`.
    """

    text: str
    sign: str = ""
    depth: int = 0
    bold: int = 0

    @property
    def signed(self) -> str:
        """The text behind its sign."""
        return f"{self.sign} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A row of the form. One without a label goes on the row above, behind a page break."""

    section: str
    label: str
    lead: tuple[Text, ...]
    partner: tuple[Text, ...] = ()

    @property
    def is_head(self) -> bool:
        """Whether it holds one value a side."""
        return self.section in HEAD


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What stands at the foot and the head of two pages; `is_page` False: the same lines without a form feed."""

    lines: tuple[str, ...]
    is_page: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole summary."""

    name: str
    title: str
    rows: tuple[PlanRow | PageBreak, ...]
    contact: tuple[str, str]

    def with_rows(self, rows: list[PlanRow | PageBreak]) -> Plan:
        """The same plan with other rows."""
        return replace(self, rows=tuple(rows))


@cache
def golden_plans() -> tuple[Plan, ...]:
    """The five summaries, by their file names."""
    return tuple(_plan(path) for path in sorted(RAW.glob("*.txt")))


@cache
def golden_text(name: str) -> str:
    """The text of a summary as it arrived."""
    return (RAW / f"{name}.txt").read_text(encoding="utf-8")


def _plan(path: Path) -> Plan:
    form = read_form(tab_rows(path.read_text(encoding="utf-8")))
    rows = tuple(_row(form.sections[name]) for name in (*HEAD, *TEXTS))
    assert not form.unread and form.title is not None
    return Plan(path.stem, form.title.text, rows, (form.sections["contact"].label.text, "IUC-ASIA office@iuc-asia.eu"))


def _row(section: Section) -> PlanRow:
    return PlanRow(
        section.name,
        section.label.text,
        tuple(_text(block) for block in section.lead),
        tuple(_text(block) for block in section.partner),
    )


def _text(block: Block) -> Text:
    if block.marker == EMPTY_ITEM:
        return Text("", block.span.text, 1)
    sign = f"{block.number}." if block.number else block.marker
    # The raw summaries print some items of the first level in lists and some not: the sign tells the level.
    depth = (2 if sign == "○" else 1) if sign else 0
    return Text(block.span.text, sign, depth, block.bold)
