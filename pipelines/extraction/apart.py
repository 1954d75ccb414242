"""Whether the values of a text without columns stand where their labels say: some tools print all labels of a page first, or
each label behind its value.

Belongs here: what tells that no value can be trusted. Which value belongs to which label after all, nobody can tell.
"""

from __future__ import annotations

from pipelines.extraction.findings import quoted
from pipelines.reading.form import Form, Section
from pipelines.reading.labels import HEAD, TEXTS
from pipelines.reading.markup import Block
from pipelines.reading.wrapping import opens_with_date
from pipelines.spans import EMPTY
from pipelines.theme_names import theme_of

# So many labels one after another without a value are no chance.
LABELS_APART = 3
# So many paragraphs that open with a date are a list of activities, wherever they stand.
FEWEST_DATED = 2
# One text in two cells may be the lead's and the partners'.
FEWEST_HALVED = 2
_ADVICE = (
    "as in text taken from a PDF without its layout: nobody can tell what belongs to which. Send the PDF itself, or text with "
    "its columns (pdftotext -layout)."
)


def why_apart(form: Form, *, is_torn: bool) -> str | None:
    """Why no value can be trusted, in a sentence; None where the values stand behind their labels. `is_torn`: labels stand on
    several lines, between those of their values.
    """
    return _empty_labels(form) or _astray(form) or (_before_label(form) if is_torn else None)


def why_halved(form: Form) -> str | None:
    """Why the texts of a table can't be trusted whose merged cells a tool cut at a column's edge, line by line."""
    if len(form.halved) < FEWEST_HALVED:
        return None
    return (
        f"The lines of the texts stand cut in two cells, from {quoted(form.halved[0].text)} on: some tools write cells so that "
        "go across columns. Send the PDF itself, or text with its columns (pdftotext -layout)."
    )


def _empty_labels(form: Form) -> str | None:
    """Labels that stand one after another, and all values behind the last."""
    named = sorted((form.sections[name] for name in (*HEAD, *TEXTS) if name in form.sections), key=_label_start)
    empty: list[Section] = []
    for section in named:
        if not section.blocks:
            empty.append(section)
        elif len(empty) >= LABELS_APART:
            first, last = (quoted(label.label.text) for label in (empty[0], section))
            return f"The labels from {first} to {last} stand one after another, apart from their values, {_ADVICE}"
        else:
            empty = []
    return None


def _astray(form: Form) -> str | None:
    """A theme in the period's row, or activities in another text's where their own is empty."""
    if theme := next((block for block in _blocks(form, "period") if _names_theme(block)), None):
        return (
            f"The theme {quoted(theme.span.text)} stands behind the label of the period, apart from its own, {_ADVICE}"
        )
    if "activities" in form.sections and not _blocks(form, "activities"):
        for name in ("focus", "challenge", "objective", "results"):
            dated = [block for block in _blocks(form, name) if opens_with_date(block.span.text)]
            if len(dated) >= FEWEST_DATED:
                label = quoted(form.sections[name].label.text)
                return f"{quoted(dated[0].span.text)} stands behind the label {label}, apart from its own, {_ADVICE}"
    return None


def _before_label(form: Form) -> str | None:
    """An activity at the end of the text before the activities' label, which stood in the middle of its row's height."""
    if "activities" not in form.sections:
        return None
    label = form.sections["activities"].label
    above = [form.sections[name] for name in TEXTS if name in form.sections]
    before = max((one for one in above if _label_start(one) < label.start), key=_label_start, default=None)
    if before is None or before.name in ("themes", "related_tags"):
        return None
    are_dated = [opens_with_date(block.span.text) for block in before.blocks]
    if are_dated[:1] == [False] and are_dated[-1]:
        first = before.blocks[are_dated.index(True)]
        return f"{quoted(first.span.text)} stands before the label of the activities, apart from it, {_ADVICE}"
    return None


def _names_theme(block: Block) -> bool:
    heading, colon, _ = block.span.text.partition(":")
    return bool(colon) and theme_of(heading.strip()) is not None


def _blocks(form: Form, name: str) -> list[Block]:
    section = form.sections.get(name)
    return section.blocks if section else []


def _label_start(section: Section) -> int:
    return section.label.start if section.label != EMPTY else -1
