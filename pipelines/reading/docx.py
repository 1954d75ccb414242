"""A Word document → HTML text: its tables, lists and paragraphs in order, as `html_rows` reads them."""

from __future__ import annotations

import io
import re
import zipfile

import mammoth

from pipelines.limits import Limits
from pipelines.reading.pages import NO_PAGES, WORD_BREAK, Pages, without_word_breaks
from pipelines.reading.unpacking import UnpackingError, plain_archive

_DOCUMENT = "word/document.xml"
# Where Word (or LibreOffice) began a new page when it last laid out the document: ECMA-376 part 1, 17.3.3.13.
_NEW_PAGE = re.compile(rb"<w:lastRenderedPageBreak\s*/>")
# Word's own styles for lists within lists, which say their depth by their names only.
_STYLES = "\n".join(
    f"p[style-name='List {kind} {depth}'] => {'ul|ol > li > ' * (depth - 1)}{tag} > li:fresh"
    for kind, tag in (("Bullet", "ul"), ("Number", "ol"))
    for depth in (2, 3)
)
_BEHIND_BLOCK = re.compile(r"(</(?:p|tr|table|li|ul|ol|h[1-6])>|<table>)")


class WordDocumentError(Exception):
    """The bytes hold no Word document that can be read; the message is a sentence for a person."""


def docx_text(data: bytes, limits: Limits) -> tuple[str, Pages]:
    """The document's text as HTML, a block a line. Tracked insertions are kept and deletions left out, as Word would print
    it; pictures, headers and footers are left out. The pages are those that Word noted when it last laid out the document;
    none where it (or another program, which may note none) did not, or where all stands on one page.

    Raises WordDocumentError for other archives, broken ones, such as unpack to more than a summary, and such as declare
    entities; MemoryError where there is too little of it.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise WordDocumentError("The file is a Word document or ZIP archive that is cut off or broken.") from error
    if _DOCUMENT not in names:
        raise WordDocumentError(
            f"The file is {_kind(names)}, not a text. Save the summary as .docx, PDF or plain text (UTF-8)."
        )
    try:
        data = plain_archive(data, limits)
        marked = _with_breaks(data)
        converted = mammoth.convert_to_html(
            io.BytesIO(marked or data), style_map=_STYLES, convert_image=mammoth.images.img_element(lambda _: {})
        )
    except UnpackingError as error:
        raise WordDocumentError(str(error)) from error
    except MemoryError:
        raise
    except Exception as error:  # the parsers of XML and archives below raise what they like on broken input
        raise WordDocumentError(
            "The Word document is broken and can't be read. Open it in Word and save it anew."
        ) from error
    text: str = _BEHIND_BLOCK.sub(r"\1\n", converted.value).replace("<img />", "")
    return without_word_breaks(text) if marked else (text, NO_PAGES)


def _with_breaks(data: bytes) -> bytes | None:
    """The document with a character for each new page, as mammoth drops what Word noted of pages; None where it noted none."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        document = archive.read(_DOCUMENT)
        sign = WORD_BREAK.encode()
        if not _NEW_PAGE.search(document) or sign in document:
            return None
        files = {name: archive.read(name) for name in archive.namelist()}
    files[_DOCUMENT] = _NEW_PAGE.sub(b"<w:t>" + sign + b"</w:t>", document)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as copy:
        for name, content in files.items():
            copy.writestr(name, content)
    return target.getvalue()


def _kind(names: list[str]) -> str:
    if any(name.startswith("xl/") for name in names):
        return "an Excel workbook"
    if any(name.startswith("ppt/") for name in names):
        return "a PowerPoint presentation"
    return "an OpenDocument file" if "mimetype" in names else "a ZIP archive"
