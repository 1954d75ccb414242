"""A Word document → HTML text: its tables, lists and paragraphs in order, as `html_rows` reads them."""

from __future__ import annotations

import io
import re
import zipfile

import mammoth

# Text unpacked from a summary has a few hundred kilobytes; an archive that claims more is none.
MOST_BYTES_UNPACKED = 200_000_000
_DOCUMENT = "word/document.xml"
_BEHIND_BLOCK = re.compile(r"(</(?:p|tr|table|li|ul|ol|h[1-6])>|<table>)")


class WordDocumentError(Exception):
    """The bytes hold no Word document that can be read; the message is a sentence for a person."""


def docx_text(data: bytes) -> str:
    """The document's text as HTML, a block a line. Tracked insertions are kept and deletions left out, as Word would print
    it; pictures, headers and footers are left out.

    Raises WordDocumentError for other archives, broken ones and such as claim to hold far more than a summary.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise WordDocumentError("The file is a Word document or ZIP archive that is cut off or broken.") from error
    if _DOCUMENT not in names:
        raise WordDocumentError(
            f"The file is {_kind(names)}, not a text. Save the summary as .docx, PDF or plain text (UTF-8)."
        )
    if unpacked > MOST_BYTES_UNPACKED:
        raise WordDocumentError(f"The Word document unpacks to {unpacked:,} bytes, far more than any summary has.")
    try:
        converted = mammoth.convert_to_html(io.BytesIO(data), convert_image=mammoth.images.img_element(lambda _: {}))
    except Exception as error:  # the parsers of XML and archives below raise what they like on broken input
        raise WordDocumentError(
            "The Word document is broken and can't be read. Open it in Word and save it anew."
        ) from error
    text: str = _BEHIND_BLOCK.sub(r"\1\n", converted.value)
    return text.replace("<img />", "")


def _kind(names: list[str]) -> str:
    if any(name.startswith("xl/") for name in names):
        return "an Excel workbook"
    if any(name.startswith("ppt/") for name in names):
        return "a PowerPoint presentation"
    return "an OpenDocument file" if "mimetype" in names else "a ZIP archive"
