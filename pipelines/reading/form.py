"""Rows of any layout → the form: its sections with their lead and partner cells, what page breaks tore mended.

Belongs here: which section a text stands in. What the text says belongs to `extraction`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.reading.furniture import furniture
from pipelines.reading.headers import is_header
from pipelines.reading.labels import (
    CONTACT,
    HEAD,
    LONGEST_LABEL,
    TEXTS,
    is_known,
    is_of_lead,
    is_rest_of_label,
    label_before_value,
    leading_label,
    other_section,
    partner_section,
    section_of,
)
from pipelines.reading.lettering import lettered
from pipelines.reading.markup import EMPTY_ITEM, Block, part_at_signs, read_items
from pipelines.reading.rows import Row
from pipelines.reading.run_together import parted_items
from pipelines.reading.wrapping import Wrapping, is_cut, is_headed, opens_paragraph, opens_with_date
from pipelines.sentences import goes_on, is_finished
from pipelines.spans import Span, joined
from pipelines.vocabulary import comparable

# How far back a bracket may have been opened that the next line closes.
LONGEST_END = 400
# What numbers the rows of a table under a heading.
_NUMBER_OF_ROW = re.compile(r"\(?(\d{1,3})[.)]?")
# A title or a city's name beside the number of the page; a cell of the form is rarely as short.
LONGEST_RUNNING_HEAD = 60
# In figures and dates a dash or a number before a text belongs to the value: `– May 2019`, `2.3 Million`.
_OF_FIGURES = frozenset(("population", "area", "period"))
_SIGNS_OF_VALUES = frozenset("-–—#")
# No paragraph opens with what closes or parts the words before it: `January 2018` | `: kick-off`.
_NEVER_FIRST = ":：;,.)"
# So many lines beside each other, some of whose ends go on a word, are no chance.
FEWEST_HALVES = 2
_BRACKETED = re.compile(r"\([^()]{1,80}\)[.;]?")


@dataclass(slots=True)
class Section:
    """A section of the form: its label and the blocks that stand in its lead and partner columns."""

    name: str
    label: Span
    lead: list[Block] = field(default_factory=list)
    partner: list[Block] = field(default_factory=list)

    @property
    def blocks(self) -> list[Block]:
        """Everything the section holds, the lead's column first."""
        return self.lead + self.partner


class Repetition(NamedTuple):
    """A second section of the head that says something else than the first."""

    section: str
    span: Span


@dataclass(slots=True)
class Form:
    """One document's form. `unread` is what stands in it and belongs to no section; `outside` what stands before its first
    section or behind its contact line; `dropped` is known furniture. `has_partner_rows`: a label of their own names the
    partners of a section, so that other sections have no columns either. `halved`: texts whose lines stand cut in two cells.
    """

    title: Span | None = None
    sections: dict[str, Section] = field(default_factory=dict)
    unread: list[Span] = field(default_factory=list)
    outside: list[Span] = field(default_factory=list)
    dropped: list[Span] = field(default_factory=list)
    repetitions: list[Repetition] = field(default_factory=list)
    has_partner_rows: bool = False
    halved: list[Span] = field(default_factory=list)

    @property
    def sections_found(self) -> int:
        """How many different sections of a U-CAP summary the document has."""
        return sum(name in self.sections for name in (*HEAD, *TEXTS))


def read_form(rows: Sequence[Row], text: str = "") -> Form:
    """The form that the rows fill, in whatever order its sections stand. `text` is the whole document, whose words tell where
    a page break tore one.
    """
    reader = _FormReader(rows, text)
    for row in rows:
        if row.is_around:
            reader.around(row.line)
        elif row.is_beside:
            reader.beside(row.line)
        elif row.cells is None:
            reader.line(row.line)
        else:
            reader.row(row.label, row.cells)
    for name, section in reader.form.sections.items():
        if name in TEXTS:
            section.lead = lettered(part_at_signs(parted_items(section.lead)))
    return reader.form


class _FormReader:
    """Goes through the rows once, knowing which section the last label opened."""

    def __init__(self, rows: Sequence[Row], text: str) -> None:
        self.form = Form()
        self._wrapping = Wrapping(text)
        # What the table has rows for, no line outside it opens: `City` in a page's menu is no label.
        self._in_table = {
            name for row in rows if row.cells is not None and any(row.cells) and (name := section_of(row.label.text))
        }
        self._current: Section | None = None
        self._is_partner = False  # whether the label above is one of the partners' side only
        self._is_below_partner = False  # whether the labels of the head stand again, below a heading `Partner city`
        self._awaits_value = False  # whether that may as well be a label, whose value is still to come
        self._is_behind_break = False
        self._is_under_heading = False  # whether a line outside the tables has opened the current section, of texts
        self._label_number = -1  # of the last label that is numbered

    def row(self, label: Span, cells: tuple[list[Block], ...]) -> None:
        self._is_behind_break = self._is_behind_break or not label
        if not label and not _is_running_head(cells) and not is_header("", [_text_of(cell) for cell in cells]):
            self._go_on(cells)
        elif is_header(label.text, [_text_of(cell) for cell in cells]):
            self._drop_row(label, cells)
        elif not label and _is_running_head(cells):
            self._drop_row(label, cells)
            self._is_behind_break = True
        elif furniture(label.text) and all(_is_rule(block.span.text) for block in _written(cells)):
            self._drop(label)
            self.form.dropped.extend(block.span for block in _written(cells))
        elif self._is_rest_of_label(label):
            self.form.dropped.append(label)
            self._is_behind_break = True
            self._go_on(cells)
        elif name := section_of(label.text):
            if name in TEXTS and _are_halves(cells):
                self.form.halved.append(cells[0][0].span)
            self._open(name, label, self._once(name, cells))
        elif name := partner_section(label.text):
            self._open_partner(name, label, cells)
        elif self._is_under_heading:
            self._inner_row(label, cells)
        else:
            self.form.unread.append(joined((label, *(block.span for block in _written(cells)))))

    def _inner_row(self, label: Span, cells: tuple[list[Block], ...]) -> None:
        """A row of a table that stands under the heading of a section: an item of it, that a column may number."""
        assert self._current is not None
        blocks = _written(cells)
        if blocks and (number := _NUMBER_OF_ROW.fullmatch(label.text)):
            self.form.dropped.append(label)
            head, *rest = blocks
            self._current.lead += [head._replace(marker="#", number=number[1]), *rest]
        else:
            self._current.lead += [Block(label, "li"), *blocks]

    def _once(self, name: str, cells: tuple[list[Block], ...]) -> tuple[list[Block], ...]:
        """The cells of a row, one that was merged over the columns and printed in each of them once."""
        if (
            name not in (*TEXTS, "period")
            or len(cells) < 2
            or not cells[0]
            or len({_text_of(cell) for cell in cells}) > 1
        ):
            return cells
        self.form.dropped.extend(block.with_sign for cell in cells[1:] for block in cell)
        return cells[:1]

    def line(self, blocks: list[Block]) -> None:
        for number, block in enumerate(blocks):
            if self._is_furniture(block.with_sign.text):
                self._drop(block.with_sign)
                if furniture(block.with_sign.text) == "closing":  # of a letter: the form is over
                    self._current = None
            elif partners := self._opens_partner(block.span.text):
                name, begin = partners
                self._note_number(block)
                value = block.span.after(begin).strip()
                self._open_partner(name, block.span.before(begin), (read_items(value),))
            elif opening := self._opening(block):
                name, begin = opening
                self._note_number(block)
                behind = [other for other in blocks[number + 1 :] if other.marker and other.depth == block.depth]
                value = joined((block.span.after(begin).strip(), *(other.with_sign for other in behind)))
                self._open(name, block.span.before(begin), (read_items(value),))
                self._is_under_heading = name in TEXTS
                if behind:
                    return
            else:
                self._go_on(([block],), is_line=True)

    def around(self, blocks: list[Block]) -> None:
        """What is of the page around the form is of no section, wherever it stands."""
        self.form.dropped.extend(block.with_sign for block in blocks)

    def beside(self, blocks: list[Block]) -> None:
        """What stands outside the form's element is told; that is all: it may have been written for the form."""
        for block in blocks:
            (self.form.dropped if self._is_furniture(block.with_sign.text) else self.form.outside).append(
                block.with_sign
            )

    def _opens_partner(self, text: str) -> tuple[str, int] | None:
        """The section whose partner side a line outside the table opens right behind the lead's, and where its value begins."""
        if self._current is None or self._current.name not in HEAD:
            return None
        colon = re.search("[:：]", text[:LONGEST_LABEL])
        begin = colon.end() if colon else len(text)
        name = partner_section(text[:begin])
        if name is None:
            return None
        if len(text[:begin].split()) == 1:  # `Partners: Jiangsu` below the lead's province
            name = self._current.name
        known = self.form.sections.get(name)
        return (name, begin) if known is not None and not known.partner and name not in self._in_table else None

    def _opening(self, block: Block) -> tuple[str, int] | None:
        """The section that a line outside the table opens, if it is one that is still to come."""
        text = block.span.text
        opening = leading_label(text) or label_before_value(text)
        may_open = not block.marker or is_known(text) or self._counts_on(block)
        if opening is None and may_open and (name := section_of(text)):
            opening = (name, len(text))
        if opening is None or opening[0] in self._in_table:
            return None
        opening = self._meant(opening, text)
        known = self.form.sections.get(opening[0])
        if known is not None and len(self.form.sections) == 1:
            self._close_before_form(known)
            return opening
        return opening if known is None or _is_same_label(known.label.text, text[: opening[1]]) else None

    def _note_number(self, label: Block) -> None:
        if label.number.isdigit():
            self._label_number = int(label.number)

    def _counts_on(self, block: Block) -> bool:
        """Whether a line's number goes on from that of the label above: then it tells more than letters do."""
        return block.number.isdigit() and int(block.number) == self._label_number + 1

    def _meant(self, opening: tuple[str, int], text: str) -> tuple[str, int]:
        """The opening, or where its section has another label already the one that is meant by a typing error."""
        name, begin = opening
        known = self.form.sections.get(name)
        if known is None or name not in HEAD or _is_same_label(known.label.text, text[:begin]):
            return opening
        return other_section(text[:begin], self.form.sections) or name, begin

    def _close_before_form(self, section: Section) -> None:
        """What a label opens that stands again before any other was no section: `Cities` in a page's menu."""
        del self.form.sections[section.name]
        if section.blocks or not is_of_lead(section.label.text):  # `Lead city` over the labels of the head is a heading
            self.form.dropped.remove(section.label)
            self.form.unread += [section.label, *(block.span for block in section.blocks)]
        self._current = None

    def _drop_row(self, label: Span, cells: tuple[list[Block], ...]) -> None:
        self.form.dropped.extend(span for span in (label, *(block.span for block in _written(cells))) if span)

    def _open(self, name: str, label: Span, cells: tuple[list[Block], ...]) -> None:
        known = self.form.sections.get(name)
        if self._awaits_value and not (known and known.lead):  # the lead's own label: the partners' has no value
            self._is_below_partner = self._awaits_value = False
        if name in HEAD and name != "period" and self._is_below_partner and not (known and known.partner):
            self._open_partner(name, label, cells)
            self._is_below_partner, self._awaits_value = True, False
            return
        if name in HEAD and name in self.form.sections and (other := other_section(label.text, self.form.sections)):
            name = other
        known = self.form.sections.get(name)
        self.form.dropped.append(label)
        self._is_behind_break = self._is_partner = self._is_under_heading = False
        self._is_below_partner = self._is_below_partner and name in HEAD
        if known is None:
            self._current = self.form.sections[name] = Section(name, label)
        else:
            self._current = known
            if name in HEAD and known.blocks:
                self._compare(known, cells)
                return
        self._go_on(cells)

    def _open_partner(self, name: str, label: Span, cells: tuple[list[Block], ...]) -> None:
        """A row, or line, of its own for the partners' side of a section of the head."""
        self._current = self.form.sections.setdefault(name, Section(name, label))
        self.form.dropped.append(label)
        self._is_behind_break, self._is_under_heading, self._is_partner = False, False, True
        self.form.has_partner_rows = True
        self._is_below_partner = self._awaits_value = not any(cells)
        self._go_on(cells)

    def _compare(self, known: Section, cells: tuple[list[Block], ...]) -> None:
        """A head section that stands twice: the same words again are dropped, other words are a finding."""
        said = {block.span.text for block in known.blocks}
        for block in _written(cells):
            if block.span.text in said:
                self.form.dropped.append(block.span)
            else:
                self.form.repetitions.append(Repetition(known.name, block.span))

    def _go_on(self, cells: tuple[list[Block], ...], *, is_line: bool = False) -> None:
        """What stands in no labelled row belongs to the section above, if one is open. `is_line`: it stands outside the table."""
        if self._awaits_value and any(cells):
            self._is_below_partner = self._awaits_value = False
        if self._current is None or self._current.name == CONTACT:
            for block in _written(cells):
                if self._is_furniture(block.with_sign.text):
                    self._drop(block.with_sign)
                elif is_line and not (self._current and self._may_be_item(block)):
                    self.form.outside.append(block.span)
                else:  # a row of the form, or an item that may be the last of a list
                    self.form.unread.append(block.span)
            return
        for number, cell in enumerate(cells):
            side = self._current.partner if number or self._is_partner else self._current.lead
            if self._current.name in TEXTS and number and not self._current.partner:
                side = self._current.lead  # a text that crosses the columns is one text
            for block in cell:
                if _is_rule(block.span.text):
                    self.form.dropped.append(block.span)
                elif self._current.name in _OF_FIGURES and block.marker in _SIGNS_OF_VALUES:
                    side.append(Block(block.with_sign))
                else:
                    self._append(
                        side, block, mend=block.soft or (block is cell[0] and not (is_line and _ends_item(side, block)))
                    )
                    self._is_behind_break = False

    def _may_be_item(self, block: Block) -> bool:
        """Whether a text behind the form has the sign or number of an item of the form."""
        items = (item for name in TEXTS if name in self.form.sections for item in self.form.sections[name].blocks)
        return block.marker not in ("", "li") and any(item.marker == block.marker for item in items)

    def _append(self, blocks: list[Block], block: Block, *, mend: bool) -> None:
        """Adds a block; with `mend`, a block without a sign that goes on a sentence, or a lone sign, joins the one before."""
        if mend and blocks and block.marker == "li" and self._is_rest_of_item(blocks, block):
            blocks[-1] = blocks[-1]._replace(span=self._wrapping.joined(blocks[-1].span, block.span))
            return
        if mend and blocks and not block.marker:
            before = blocks[-1]
            if before.marker == EMPTY_ITEM:
                blocks[-1] = block._replace(marker=before.span.text, depth=before.depth)
                return
            if self._goes_on(before, block):
                blocks[-1] = before._replace(span=self._wrapping.joined(before.span, block.span))
                return
        blocks.append(block)

    def _is_rest_of_item(self, blocks: list[Block], block: Block) -> bool:
        """Whether a list that a page break cut was opened anew, and with the rest of an item: as its words tell, or as it alone
        opens in lower case.
        """
        before, text = blocks[-1], _last_words(blocks[-1])
        if is_cut(text, block.span.text):
            return True
        items = [other.span.text for other in blocks if other.marker]
        is_alone = len(items) > 1 and not any(text[:1].islower() for text in items)
        return before.marker == "li" and is_alone and goes_on(text, block.span.text)

    def _goes_on(self, before: Block, block: Block) -> bool:
        """Whether a block is the rest of the one before: as its words tell, or, where a page ended between them, as no full
        stop, no heading and no date tells that it isn't.
        """
        text, rest = _last_words(before), block.span.text
        if (
            rest[0] in _NEVER_FIRST
            or _BRACKETED.fullmatch(rest)
            or is_cut(text, rest)
            or ((goes_on(text, rest) or _explains(text, rest)) and not opens_with_date(rest))
        ):
            return True
        return (
            self._is_behind_break and not is_finished(text) and not opens_paragraph(rest, text) and not is_headed(rest)
        )

    def _is_rest_of_label(self, label: Span) -> bool:
        """Whether a page break or a line break cut the label above, and this is its second half."""
        return self._current is not None and is_rest_of_label(self._current.label.text, label.text)

    def _is_furniture(self, line: str) -> bool:
        kind = furniture(line)
        is_behind_contact = self._current is not None and self._current.name == CONTACT
        return kind is not None and (kind != "contact details" or is_behind_contact)

    def _drop(self, span: Span) -> None:
        self._is_behind_break = True
        self.form.dropped.append(span)
        if self.form.title is None and furniture(span.text) == "title":
            self.form.title = span


def _explains(before: str, after: str) -> bool:
    """Whether a text ends in a colon and the next one in lower case says what it announced: `serves as a model:` | `more …`."""
    return before.rstrip().endswith((":", "：")) and after[:1].islower()


def _last_words(block: Block) -> str:
    """The end of a block, which tells whether it goes on: all of it may have been joined from thousands of lines."""
    return block.span.text[-LONGEST_END:]


def _ends_item(side: list[Block], block: Block) -> bool:
    """Whether the markup says that the item before a line is over: what opens with a capital is no rest of it."""
    return bool(side) and side[-1].marker == "li" and not block.span.text[:1].islower()


def _are_halves(cells: tuple[list[Block], ...]) -> bool:
    """Whether the lines of one text were cut at a column's edge, their ends in the next cell, as some tools write a merged cell:
    most ends open in the middle of a sentence or word that the line beside them leaves unfinished.
    """
    if len(cells) < 2 or min(len(cells[0]), len(cells[1])) < FEWEST_HALVES:
        return False
    ends = cells[1]
    opened = sum(not end.marker and (end.span.text[:1].islower() or end.span.text[0] in _NEVER_FIRST) for end in ends)
    unfinished = sum(not is_finished(block.span.text) for block in cells[0])
    return 2 * opened >= len(ends) and 2 * unfinished >= len(cells[0])


def _is_running_head(cells: tuple[list[Block], ...]) -> bool:
    """Whether a row without a label is the head or foot of a page: one of its few words is the page's number in words."""
    texts = [text for cell in cells if (text := _text_of(cell))]
    return (
        len(texts) > 1
        and any(text[:1].isalpha() and furniture(text) == "page number" for text in texts)
        and all(len(text) <= LONGEST_RUNNING_HEAD for text in texts)
    )


def _is_same_label(one: str, other: str) -> bool:
    return comparable(one) == comparable(other)


def _is_rule(text: str) -> bool:
    """Whether a text is a line drawn with signs; a first letter tells for nearly all that it isn't."""
    return not text[:1].isalnum() and furniture(text) == "rule"


def _text_of(cell: list[Block]) -> str:
    return " ".join(block.span.text for block in cell)


def _written(cells: tuple[list[Block], ...]) -> list[Block]:
    return [block for cell in cells for block in cell]
