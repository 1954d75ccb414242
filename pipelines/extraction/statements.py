"""Focus, challenges and objectives: one statement a paragraph, with its heading where it has one."""

from __future__ import annotations

from pipelines.extraction.findings import is_not_stated, stated
from pipelines.extraction.headings import read_paragraphs
from pipelines.reading.markup import Block
from pipelines.records import StatementRecord, StatementSection
from pipelines.spans import Span


def read_statements(blocks: list[Block], section: StatementSection) -> list[tuple[StatementRecord, Span]]:
    """The statements of a section, counted from 1, each with its text where it stands. A heading with nothing under it is
    a statement of its own: no words are lost.
    """
    statements: list[tuple[StatementRecord, Span]] = []
    for heading, text, span in read_paragraphs(
        [block for block in stated(blocks) if not is_not_stated(block.span.text)]
    ):
        body, title = (text, heading.text or None) if text else (heading, None)
        sequence = len(statements) + 1
        record = StatementRecord(section, sequence, title, body.text, span.start, span.end)
        statements.append((record, body))
    return statements
