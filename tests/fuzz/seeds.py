"""What the fuzzer begins with: the five summaries as they came, and the same rows in other layouts and formats."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from html import escape
from pathlib import Path

from tests.forms import form
from tests.layouts import VARIANTS
from tests.rendering.plan import golden_plans

RAW = Path(__file__).parents[2] / "raw"
_TAG = re.compile(r"<[^<>]*>")


@cache
def seeds() -> tuple[bytes, ...]:
    """All documents to begin with; the first are the summaries themselves."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(RAW.iterdir())] + [form()]
    plans = golden_plans()
    # Each way of each layout once: which plan stands in it matters less than that the mutations meet every way.
    rendered = [variant.render(plans[number % len(plans)]) for number, variant in enumerate(VARIANTS)]
    paged = [make(_TAG.sub(" ", text)) for text in texts[:3] for make in (_pdf, _docx)]
    return (*(text.encode() for text in texts), *rendered, *paged)


def _pdf(text: str) -> bytes:
    """A PDF of one page, as small as they get."""
    shown = "".join(
        f"({line.encode('ascii', 'replace').decode().translate({40: ' ', 41: ' ', 92: ' '})}) Tj T*\n"
        for line in text.splitlines()
    )
    stream = f"BT /F1 9 Tf 40 800 Td 11 TL\n{shown}ET"
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    written, places = "%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(bodies) + 1
    end = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(written)}\n%%EOF\n"
    return f"{written}xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode("latin-1")


def _docx(text: str) -> bytes:
    """A Word file of one paragraph a line, without anything that may be left out."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    paragraphs = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in text.splitlines())
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{word}"><w:body>{paragraphs}</w:body></w:document>',
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), f'<?xml version="1.0"?>{part}')
    return file.getvalue()
