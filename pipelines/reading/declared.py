"""The encoding that a web page or XML file says it is in. What its bytes say by themselves (UTF-8, a mark) goes before it."""

from __future__ import annotations

import codecs
import re

# Where a browser looks for the declaration (HTML standard, 13.2.3.2), and how it and XML write it.
_HEAD = 1024
_DECLARATION = re.compile(
    rb"""<meta\b[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
# Encodings of text in bytes; a page can't be declared as anything else (UTF-16 declares itself by its bytes).
_OF_PAGES = ("iso8859", "cp125", "cp874", "cp866", "koi8", "gb", "big5", "euc", "shift_jis", "mac", "ascii")
# What the names mean on the web, where they stand for the encoding that holds more letters (Encoding standard, 4.2).
_ON_THE_WEB = {
    "iso8859-1": "windows-1252",
    "ascii": "windows-1252",
    "iso8859-9": "windows-1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}


def declared_encoding(data: bytes) -> str | None:
    """The encoding that the file declares, by Python's name for it or the web's; None where it declares none, or one that is no
    encoding of pages.
    """
    declaration = _DECLARATION.search(data[:_HEAD])
    if declaration is None:
        return None
    try:
        name = codecs.lookup((declaration[1] or declaration[2]).decode("ascii")).name
    except LookupError:
        return None
    if not name.startswith(_OF_PAGES):
        return None
    return _ON_THE_WEB.get(name, name.replace("cp125", "windows-125"))
