"""How much the warehouse puts up with: the largest file, the longest reading, the sharpest loss of documents.

Belongs here: each limit with its default and the reason for it, and how the environment sets another. What is done where
a limit is passed stands where it is passed. No document may pass a limit by what it says of itself: what is counted is
what really comes out of it.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields

PREFIX = "UCAP_MAX_"


class LimitError(Exception):
    """The environment sets a limit to what is no limit; the message is a sentence for a person."""


def _limit(default: float, words: str) -> float:
    """A field of `Limits`: its default, and what it bounds, as docs/limits.md says it."""
    limit: float = field(default=default, metadata={"words": words})
    return limit


@dataclass(frozen=True, slots=True)
class Limits:
    """What a document and a refresh may take. `UCAP_MAX_FILE_BYTES` sets `file_bytes`, and so on; see `variable`.

    A summary is two or three pages; each default is ten to a hundred times what the largest one we could imagine takes,
    and small enough that any number of bad documents can't bring down a machine with 4 GB of memory.
    """

    file_bytes: float = _limit(20_000_000, "bytes of a file in the raw folder")
    pdf_pages: float = _limit(60, "pages of a PDF")
    page_characters: float = _limit(30_000, "characters on a page of a PDF")
    unpacked_bytes: float = _limit(
        50_000_000, "bytes that come out of a PDF's packed streams, or of a Word document's parts, all together"
    )
    archive_parts: float = _limit(2_000, "parts (files) packed into a Word document")
    text_characters: float = _limit(2_000_000, "characters of a document's text")
    text_pages: float = _limit(1_000, "pages of a document's text, which form feeds part")
    document_seconds: float = _limit(30, "seconds that reading a document may take")
    document_memory_bytes: float = _limit(
        2_000_000_000, "bytes of memory (address space) that parsing a PDF or Word document may take"
    )
    lost_share: float = _limit(0.5, "share of the loaded documents that a refresh may lose unasked (`--allow-shrink`)")
    lost_documents: float = _limit(2, "documents that a refresh may lose unasked, whatever their share")
    wait_seconds: float = _limit(600, "seconds that a refresh waits for another one to end")


def of_content(limits: Limits) -> Mapping[str, float]:
    """The limits that decide what is read from a document; those of time and memory depend on the machine."""
    deciding = (
        "file_bytes",
        "pdf_pages",
        "page_characters",
        "unpacked_bytes",
        "archive_parts",
        "text_characters",
        "text_pages",
    )
    return {name: getattr(limits, name) for name in deciding}


def variable(limit: Field[object]) -> str:
    """The environment's name of a limit: `UCAP_MAX_PDF_PAGES`."""
    return f"{PREFIX}{limit.name.upper()}"


def in_force(environment: Mapping[str, str] | None = None) -> Limits:
    """The limits as the environment sets them; an empty variable counts as one that isn't set.

    Raises LimitError where one is no number above zero.
    """
    environment = os.environ if environment is None else environment
    stated = {limit.name: environment.get(variable(limit), "").strip() for limit in fields(Limits)}
    return Limits(**{name: _number(name, text) for name, text in stated.items() if text})


def _number(name: str, text: str) -> float:
    try:
        number = float(text.replace("_", ""))
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and number > 0):
        raise LimitError(f"{PREFIX}{name.upper()} is “{text}”; it must be a number above zero.")
    return number
