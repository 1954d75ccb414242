"""Packed bytes → unpacked ones, counted as they come out: nothing expands beyond its limit, whatever a header says.

Belongs here: the ZIP archive of a Word document, and the streams of a PDF. Who reads what comes out stands in `docx` and
`pdf`.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from xml.parsers import expat

from pdfminer import lzw, pdftypes, runlength

from pipelines.limits import Limits

_AT_ONCE = 64 * 1024
# ECMA-376 part 2, annex B: a package is stored or deflated. Python's other decompressors can't be stopped half-way.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What mammoth reads of a document that interests us; pictures, fonts and macros stay packed.
_WANTED = (".xml", ".rels")


class UnpackingError(Exception):
    """The bytes can't or mustn't be unpacked; the message is a sentence for a person."""


class Budget:
    """How many bytes may still come out. Once it is passed it stays so: a parser may have swallowed the error."""

    def __init__(self, limit: float) -> None:
        self.left = limit

    @property
    def is_passed(self) -> bool:
        """More came out than may."""
        return self.left < 0

    def take(self, count: int) -> None:
        """Counts bytes that came out. Raises UnpackingError where they are too many."""
        self.left -= count
        if self.is_passed:
            raise UnpackingError("too many bytes")


# ── Word documents ──────────────────────────────────────────────────────────────────────────────────────────────────


def plain_archive(data: bytes, limits: Limits) -> bytes:
    """The XML parts of a ZIP archive as another one that is not packed, and holds nothing else.

    Raises UnpackingError where there are too many parts or bytes, where a part declares a document type (which Office
    Open XML forbids, ECMA-376 part 2, and which entities and references to other files need), and where the archive is
    packed in other ways than Word's; zipfile.BadZipFile and what zlib raises where it is broken.
    """
    budget = Budget(limits.unpacked_bytes)
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(target, "w") as plain:
        if len(archive.infolist()) > limits.archive_parts:
            raise UnpackingError(
                f"The Word document has {len(archive.infolist()):,} parts; at most {limits.archive_parts:,.0f} are unpacked."
            )
        for entry in archive.infolist():
            if entry.filename.casefold().endswith(_WANTED):
                part = _unpacked(archive, entry, budget, limits)
                _refuse_document_type(part)
                plain.writestr(entry.filename, part)
    return target.getvalue()


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget, limits: Limits) -> bytes:
    if entry.compress_type not in _METHODS:
        raise UnpackingError(
            "The Word document is packed in a way that Word doesn't use. Open it in Word and save it anew."
        )
    parts = []
    with archive.open(entry) as stream:
        while part := stream.read(_AT_ONCE):
            try:
                budget.take(len(part))
            except UnpackingError:
                raise UnpackingError(too_large("The Word document", limits)) from None
            parts.append(part)
    return b"".join(parts)


class _InTheRoot(Exception):  # noqa: N818 (no error: the part is fine)
    """The part's first element is reached; what might be forbidden stands before it."""


def _refuse_document_type(part: bytes) -> None:
    def refuse(*_: object) -> None:
        raise UnpackingError(
            "The Word document declares entities or a document type, which no Word document does, and isn't read."
        )

    def stop(*_: object) -> None:
        raise _InTheRoot

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        parser.Parse(part, True)
    except (_InTheRoot, expat.ExpatError):  # a broken part is told by who reads it
        return


# ── PDF streams ─────────────────────────────────────────────────────────────────────────────────────────────────────

_budget: ContextVar[Budget | None] = ContextVar("_budget", default=None)


@contextmanager
def counted_streams(limits: Limits) -> Iterator[Budget]:
    """While it lasts, what pdfminer unpacks is counted; it fails where more comes out than may."""
    budget = Budget(limits.unpacked_bytes)
    token = _budget.set(budget)
    try:
        yield budget
    finally:
        _budget.reset(token)


def too_large(what: str, limits: Limits) -> str:
    """The sentence for a document that expands too far."""
    return (
        f"{what} unpacks to more than {limits.unpacked_bytes / 1e6:,.0f} MB, far more than any summary has. "
        "Save it without pictures and attachments."
    )


def _take(count: int) -> None:
    budget = _budget.get()
    if budget is not None:
        budget.take(count)


class _CountedInflation:
    """What pdfminer uses of a `zlib.decompressobj`, counting."""

    def __init__(self) -> None:
        self._inflation = zlib.decompressobj()

    def decompress(self, data: bytes) -> bytes:
        """All that comes out of `data`."""
        parts = []
        while True:
            part = self._inflation.decompress(data, _AT_ONCE)
            _take(len(part))
            parts.append(part)
            data = self._inflation.unconsumed_tail
            if not data and len(part) < _AT_ONCE:
                return b"".join(parts)

    @property
    def is_complete(self) -> bool:
        """The stream has come to its end."""
        return self._inflation.eof


class _CountedZlib:
    """What pdfminer uses of the module `zlib`, counting."""

    error = zlib.error
    decompressobj = _CountedInflation

    @staticmethod
    def decompress(data: bytes) -> bytes:
        """As `zlib.decompress`: raises `zlib.error` where the data is cut off."""
        inflation = _CountedInflation()
        whole = inflation.decompress(data)
        if not inflation.is_complete:
            raise zlib.error("incomplete or truncated stream")
        return whole


def _lzw_decoded(data: bytes) -> bytes:
    parts = []
    for part in lzw.LZWDecoder(io.BytesIO(data)).run():
        _take(len(part))
        parts.append(part)
    return b"".join(parts)


def _run_lengths_decoded(data: bytes) -> bytes:
    """Weighed by its run lengths first (ISO 32000-1, 7.4.5): pdfminer takes eight bytes for each that comes out."""
    position = 0
    while position < len(data) and (length := data[position]) != 128:
        _take(length + 1 if length < 128 else 257 - length)
        position += length + 2 if length < 128 else 2
    return runlength.rldecode(data)


def _no_fax(data: bytes, params: object) -> bytes:  # noqa: ARG001
    """Only pictures are packed as fax pages; a bit of one can stand for a row as long as its header likes."""
    return b""


# pdfminer has no hook for this: it calls the decoders by these names (pdftypes.PDFStream.decode), for every stream.
pdftypes.zlib = _CountedZlib  # type: ignore[assignment, attr-defined]
pdftypes.lzwdecode = _lzw_decoded  # type: ignore[attr-defined]
pdftypes.rldecode = _run_lengths_decoded  # type: ignore[attr-defined]
pdftypes.ccittfaxdecode = _no_fax  # type: ignore[attr-defined]
