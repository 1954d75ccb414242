"""Bytes as they arrived → the text that every offset refers to. Says why where there is none; changes nothing."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from pipelines.limits import Limits, in_force
from pipelines.reading.declared import declared_encoding
from pipelines.reading.mail import is_mail, mail_text
from pipelines.reading.pages import NO_PAGES, Pages, pages_by_form_feeds

# What stands in a text for bytes that mean nothing in its encoding (Unicode's replacement character).
REPLACEMENT = "\ufffd"
# The Unicode standard's byte order marks; the longer ones first, as UTF-32's begins with UTF-16's.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# A PDF's mark may stand behind other bytes, within the first kilobyte (ISO 32000, annex H).
_PDF = b"%PDF-"
_HEAD_OF_PDF = 1024
_ZIP = b"PK\x03\x04"
# What binary formats that people take for text open with, and what to call them.
_BINARY_FORMATS = (
    (b"\xd0\xcf\x11\xe0", "an old Microsoft Office file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"{\\rtf", "an RTF file"),
)
_HTML = "text/html"
# A row of rules below the head of a pipe table, or the border of a grid; and a heading. Summaries typed as plain text have one or
# two headings, where a converter set the title so.
_MARKDOWN_TABLE = re.compile(r"^[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*\||\+[-=]{3,}\+)", re.MULTILINE)
_MARKDOWN_HEADING = re.compile(r"^#{1,6}[ \t]+\S", re.MULTILINE)
FEWEST_HEADINGS = 3
# The control characters beyond ASCII: bytes read in the wrong encoding give some.
_CONTROLS = re.compile("[\x80-\x84\x86-\x9f]")
# Control characters that no text has; form feeds and the like do occur in exports.
_NOT_IN_TEXT = frozenset(map(chr, range(0x20))) - frozenset("\t\n\r\f\v\x1c\x1d\x1e\x1f")


@dataclass(frozen=True, slots=True)
class Source:
    """A document that can be read: its complete text, how its bytes were understood, and where its pages begin."""

    text: str
    encoding: str
    media_type: str
    pages: Pages = NO_PAGES


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that holds no text. `reason` is a sentence for a person."""

    reason: str


def is_packed(data: bytes) -> bool:
    """It is a PDF, an archive or a mail in parts: parsing it is the work of foreign code on foreign data."""
    return _PDF in data[:_HEAD_OF_PDF] or data.startswith(_ZIP) or is_mail(data)


def decode(data: bytes, limits: Limits | None = None) -> Source | Unreadable:
    """The text of a file, no longer than the limits allow (those in force unless told). See `_source` for how."""
    limits = limits or in_force()
    source = _source(data, limits)
    if isinstance(source, Source) and len(source.text) > limits.text_characters:
        return Unreadable(
            f"Its text has {len(source.text):,} characters, and a summary has at most {limits.text_characters:,.0f}."
        )
    if isinstance(source, Source) and (pages := source.text.count("\f")) > limits.text_pages:
        return Unreadable(f"Its text has {pages:,} pages, as form feeds part them; a summary has two or three.")
    return source


def _source(data: bytes, limits: Limits) -> Source | Unreadable:
    """By its byte order mark, else UTF-8, else UTF-16 where every other byte is zero, else as a web page declares it, else
    Windows-1252, which is what the converters of the programme's time wrote. Single bytes that mean nothing become U+FFFD.
    """
    if not data.strip():
        return Unreadable("The file is empty.")
    if _PDF in data[:_HEAD_OF_PDF]:
        return _pdf(data, limits)
    if data.startswith(_ZIP):
        return _docx(data, limits)
    if is_mail(data):
        return _mail(data)
    for opening, format_name in _BINARY_FORMATS:
        if data.startswith(opening):
            return Unreadable(
                f"The file is {format_name}, not a text. Save the summary as .docx, PDF or plain text (UTF-8)."
            )
    decoded = _decoded(data)
    if decoded is None or _NOT_IN_TEXT.intersection(decoded[0]):
        return Unreadable("The file is binary, not a text. Save the summary as .docx, PDF or plain text (UTF-8).")
    text, encoding = decoded
    if not text.strip():
        return Unreadable("The file holds nothing but white space.")
    media_type = _media_type(text)
    return Source(text, encoding, media_type, NO_PAGES if media_type == _HTML else pages_by_form_feeds(text))


def _pdf(data: bytes, limits: Limits) -> Source | Unreadable:
    from pipelines.reading.pdf import PdfTextError, pdf_text  # half a second, which most refreshes have no use for

    try:
        text = pdf_text(data, limits)
    except PdfTextError as problem:
        return Unreadable(str(problem))
    return Source(text, "pdf", "application/pdf", pages_by_form_feeds(text))


def _docx(data: bytes, limits: Limits) -> Source | Unreadable:
    from pipelines.reading.docx import WordDocumentError, docx_text

    try:
        text, pages = docx_text(data, limits)
    except WordDocumentError as problem:
        return Unreadable(str(problem))
    if not text.strip():
        return Unreadable("The Word document holds no text.")
    return Source(text, "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", pages)


def _mail(data: bytes) -> Source | Unreadable:
    main = mail_text(data)
    if main is None or not main[0].strip():
        return Unreadable(
            "The file is a web archive or an e-mail without text. Save the summary as .html or plain text."
        )
    payload, charset = main
    decoded = _strictly(payload, charset) if charset and _is_text(charset) else None
    decoded = decoded or _decoded(payload)
    if decoded is None or _NOT_IN_TEXT.intersection(decoded[0]) or not decoded[0].strip():
        return Unreadable(
            "The text of the web archive or e-mail can't be read. Save the summary as .html or plain text."
        )
    return Source(*decoded, "message/rfc822")


def _is_text(charset: str) -> bool:
    try:
        "".encode(charset)
    except (LookupError, ValueError):
        return False
    return True


def _decoded(data: bytes) -> tuple[str, str] | None:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    if utf16 := _utf16_by_its_zeros(data):
        return _strictly(data, utf16)
    return (
        _strictly(data, "utf-8")
        or _as_declared(data)
        or _mostly_utf8(data)
        or _strictly(data, "windows-1252")
        or _mostly_latin(data)
    )


def _as_declared(data: bytes) -> tuple[str, str] | None:
    """As a web page declares it, where its bytes can be read so and give no control characters."""
    encoding = declared_encoding(data)
    decoded = _strictly(data, encoding) if encoding else None
    return decoded if decoded and not _CONTROLS.search(decoded[0]) else None


def _strictly(data: bytes, encoding: str) -> tuple[str, str] | None:
    try:
        return data.decode(encoding), encoding.removesuffix("-sig")
    except UnicodeDecodeError:
        return None


def _mostly_utf8(data: bytes) -> tuple[str, str] | None:
    """UTF-8 with a few bytes that are none: each becomes U+FFFD, which the reader reports. Windows-1252 has no more letters
    beyond ASCII that happen to be UTF-8 than others.
    """
    text = data.decode("utf-8", "replace")
    broken = text.count(REPLACEMENT)
    beyond_ascii = sum(not letter.isascii() for letter in text) - broken
    return (text, "utf-8") if beyond_ascii > broken else None


def _mostly_latin(data: bytes) -> tuple[str, str] | None:
    """Windows-1252 with bytes that it leaves undefined; a text has few of them."""
    text = data.decode("windows-1252", "replace")
    return (text, "windows-1252") if text.count(REPLACEMENT) * 100 < len(text) else None


def _utf16_by_its_zeros(data: bytes) -> str | None:
    """UTF-16 without a mark: European text has a zero in nearly every other byte (a sample of 1 KB tells)."""
    sample = data[:1024]
    half = len(sample) // 2
    if len(data) % 2 or half < 8:
        return None
    if sample[1::2].count(0) > 0.7 * half and not sample[0::2].count(0):
        return "utf-16-le"
    if sample[0::2].count(0) > 0.7 * half and not sample[1::2].count(0):
        return "utf-16-be"
    return None


def _media_type(text: str) -> str:
    """What a text is by its own signs (RFC 7763 for Markdown); fragments of HTML, and a heading or two, stand in any summary."""
    opening = text[:512].lstrip().casefold()
    if opening.startswith(("<!doctype html", "<html")):
        return _HTML
    headings = sum(1 for _ in _MARKDOWN_HEADING.finditer(text))
    return "text/markdown" if headings >= FEWEST_HEADINGS or _MARKDOWN_TABLE.search(text) else "text/plain"
