"""Activities and their sub-items: what happened when, in the order of the form."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import zip_longest

from pipelines.extraction.activity_types import activity_type, is_online
from pipelines.extraction.counters import counter, without_counter
from pipelines.extraction.date_columns import beside_their_texts
from pipelines.extraction.date_labels import Dated, read_date_label, split_at_date_labels
from pipelines.extraction.findings import Finding, is_not_stated, quoted, stated
from pipelines.extraction.outline import Outline
from pipelines.extraction.period import Period
from pipelines.reading.headers import without_header
from pipelines.reading.markup import EMPTY_ITEM, Block
from pipelines.records import ActivityRecord
from pipelines.spans import Span, joined

TABLE = "fact_activity"
# So many paragraphs that open with a date are no chance.
FEWEST_DATED = 3
_COUNTER = counter("activity|action")


@dataclass(slots=True)
class Activities:
    """The activities of a plan, parents before their sub-items, and the doubts about them."""

    records: list[ActivityRecord] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class _Item:
    """An item while its paragraphs are collected. `span` is all of it, the date label too."""

    span: Span
    dated: Dated
    level: int
    marker: str


def read_activities(blocks: list[Block], period: Period) -> Activities:
    """The activities of the section. A sub-item without a date has its parent's; a date outside the period, a label that
    can't be read and a bullet with nothing behind it are findings.
    """
    activities = Activities()
    items = _items(blocks, activities.findings)
    path: list[ActivityRecord] = []
    counts: list[int] = []
    for item in items:
        level = min(item.level, len(path))
        del path[level:]
        counts = [*counts[:level], (counts[level] if level < len(counts) else 0) + 1]
        record = _record(item, ".".join(map(str, counts)), path[-1] if path else None)
        path.append(record)
        activities.records.append(record)
        activities.findings += _doubts(item, record, period)
    return activities


def _items(blocks: list[Block], findings: list[Finding]) -> list[_Item]:
    items: list[_Item] = []
    outline = Outline()
    counted = [without_counter(block, _COUNTER) for block in without_header(stated(blocks))]
    placed = list(beside_their_texts(counted))
    signs_are_lost = not any(block.marker for block in placed)
    are_dated = signs_are_lost and _are_dated(placed)
    for block, following in zip_longest(placed, placed[1:]):
        if block.marker == EMPTY_ITEM:
            message = f"A bullet ({block.span.text}) of the activities has nothing behind it."
            findings.append(Finding("empty_item", message, block.span, TABLE))
        elif not is_not_stated(block.span.text):
            for number, part in enumerate(split_at_date_labels(block.span)):
                dated = read_date_label(part)
                is_item = bool(block.marker) or (signs_are_lost and block.depth > 0 and not dated.label)
                if are_dated and items and not is_item and not dated.label and items[-1].dated.text:
                    findings.append(_undated(part, items))
                    items.append(_Item(part, dated, 1, ""))
                    continue
                below = following.marker if following else ""
                _add(items, block, part, dated, outline, is_first=number == 0, is_item=is_item, below=below)
    return items


def _are_dated(blocks: list[Block]) -> bool:
    """Whether a list without signs is one of dated activities: half of its paragraphs and more open with a date, and several."""
    dated = sum(bool(read_date_label(block.span).label) for block in blocks)
    return dated >= FEWEST_DATED and dated >= len(blocks) - dated


def _undated(part: Span, items: list[_Item]) -> Finding:
    above = next(item for item in reversed(items) if item.level == 0)
    told = f"it is read as part of the activity above, {quoted(above.span.text)}"
    message = f"{quoted(part.text)} has neither a date nor a bullet: {told}."
    return Finding("undated_item", message, part, TABLE)


def _add(
    items: list[_Item],
    block: Block,
    span: Span,
    dated: Dated,
    outline: Outline,
    *,
    is_first: bool,
    is_item: bool,
    below: str,
) -> None:
    """A part of a block is an item if it has a sign or a date, or is set in as those that lost their signs are; else it goes
    on the item above, if that has a sign or still lacks its text. One that ends in a colon heads the items behind it, unless
    they have another sign (`below`) and so are of the item above: `→ May 2019: Visit.` | `Subjects:` | `○ beaches`.
    """
    above = items[-1] if items else None
    heads_list = span.text.endswith((":", "：")) and (above is None or below in ("", above.marker))
    goes_on = not dated.label and not block.marker
    if above is not None and goes_on and ((above.marker and not heads_list) or not above.dated.text):
        text = joined((above.dated.text, dated.text))
        items[-1] = _Item(joined((above.span, span)), above.dated._replace(text=text), above.level, above.marker)
        return
    if not is_first and above is not None:
        level = above.level
    else:
        level = outline.level(block)
        if not is_item or (level and dated.dates and not _is_within(dated, items, level)):  # a paragraph is no sub-item
            level = 0
            outline.back_to_top(block)
    items.append(_Item(span, dated, level, block.marker))


def _is_within(dated: Dated, items: list[_Item], level: int) -> bool:
    """Whether a dated item below others lies within the date of its parent; else its sign misleads and it is a sibling."""
    parent = next((item for item in reversed(items) if item.level < level), None)
    if parent is None or parent.dated.dates is None or dated.dates is None:
        return parent is None or not parent.dated.label
    outer, inner = parent.dated.dates, dated.dates
    if outer.start is None or outer.end is None or inner.start is None or inner.end is None:
        return False
    is_same = (outer.start, outer.end) == (inner.start, inner.end)
    return outer.start <= inner.start and inner.end <= outer.end and not is_same


def _record(item: _Item, sequence: str, parent: ActivityRecord | None) -> ActivityRecord:
    label, text, dates = item.dated.label, item.dated.text or item.dated.label, item.dated.dates
    inherits = dates is None and not label and parent is not None and parent.date_precision is not None
    start, end, precision = (dates.start, dates.end, dates.precision) if dates else (None, None, None)
    if inherits and parent is not None:
        start, end, precision = parent.start_date, parent.end_date, parent.date_precision
    return ActivityRecord(
        sequence=sequence,
        parent_sequence=parent.sequence if parent else None,
        date_raw=label.text or None,
        start_date=start,
        end_date=end,
        date_precision=precision,
        date_is_inherited=inherits,
        activity_type=activity_type(text.text),
        is_online=is_online(text.text),
        description=text.text,
        source_start=item.span.start,
        source_end=item.span.end,
    )


def _doubts(item: _Item, record: ActivityRecord, period: Period) -> list[Finding]:
    row = f"a{record.sequence}"
    label = item.dated.label
    if label and item.dated.dates is None:
        message = f"{quoted(label.text)} is no date that can be read; the activity is loaded without dates."
        return [Finding("unparsed_date", message, label, TABLE, row, "start_date")]
    if not item.dated.dates or not _lies_outside(record, period):
        return []
    runs = f"{period.start or '…'} to {period.end or 'an open end'}"
    message = f"{quoted(label.text)} lies outside the plan's period ({runs})."
    return [Finding("activity_outside_period", message, label, TABLE, row, "start_date")]


def _lies_outside(record: ActivityRecord, period: Period) -> bool:
    ended_before = record.end_date is not None and period.start is not None and record.end_date < period.start
    began_after = record.start_date is not None and period.end is not None and record.start_date > period.end
    return ended_before or began_after
