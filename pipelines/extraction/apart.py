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
_ADVICE = (
    "as in text taken from a PDF without its layout: nobody can tell what belongs to which. Send the PDF itself, or text with "
    "its columns (pdftotext -layout)."
)


def why_apart(form: Form) -> str | None:
    """Why no value can be trusted, in a sentence; None where the values stand behind their labels."""
    return _empty_labels(form) or _astray(form)


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


def _names_theme(block: Block) -> bool:
    heading, colon, _ = block.span.text.partition(":")
    return bool(colon) and theme_of(heading.strip()) is not None


def _blocks(form: Form, name: str) -> list[Block]:
    section = form.sections.get(name)
    return section.blocks if section else []


def _label_start(section: Section) -> int:
    return section.label.start if section.label != EMPTY else -1
