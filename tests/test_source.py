"""What becomes of the bytes of a file: its text as written, or the reason why there is none."""

from __future__ import annotations

import base64
import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.pages import Pages
from pipelines.reading.source import Source, Unreadable, decode

CITY = "City:\tMálaga, Łódź – Agioi Anargyroi\n"


@pytest.mark.parametrize(
    ("data", "encoding", "because"),
    [
        (CITY.encode(), "utf-8", "what the converter writes"),
        (codecs.BOM_UTF8 + CITY.encode(), "utf-8", "Notepad puts a byte order mark before UTF-8; it is no text"),
        (CITY.encode("utf-16"), "utf-16", "Word's “Unicode text”"),
        (codecs.BOM_UTF16_BE + CITY.encode("utf-16-be"), "utf-16", "the same from an old Mac"),
        (CITY.encode("utf-32"), "utf-32", "its mark begins with that of UTF-16"),
        (CITY.encode("utf-16-le"), "utf-16-le", "without a mark: every other byte is zero"),
        (CITY.encode("utf-16-be"), "utf-16-be", "and the other way round"),
        (CITY.replace("\n", "\r\n").encode(), "utf-8", "line ends stay as they are: offsets count them"),
    ],
)
def test_text_reads_in_any_unicode_encoding(data: bytes, encoding: str, because: str) -> None:
    source = decode(data)
    assert isinstance(source, Source), because
    assert source.text.replace("\r\n", "\n") == CITY, because
    assert source.encoding == encoding, because


def test_windows_1252_is_what_is_left() -> None:
    source = decode("Málaga – “Smart City” for 5 €".encode("cp1252"))
    assert source == Source("Málaga – “Smart City” for 5 €", "windows-1252", "text/plain")


@pytest.mark.parametrize(
    ("data", "says", "because"),
    [
        (b"", "empty", "a download that failed"),
        (b" \r\n\t\n", "empty", "nothing but white space"),
        ("\u00a0\u2003\n".encode(), "white space", "white space of other kinds is no text either"),
        (codecs.BOM_UTF8, "white space", "a byte order mark alone"),
        (codecs.BOM_UTF16_LE, "white space", "the same in UTF-16"),
        (b"PK\x03\x04\x14\x00\x06\x00", "Word", "a .docx that was cut off"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Office", "a .doc"),
        (b"{\\rtf1\\ansi City: Mannheim}", "RTF", "plain bytes, but no plain text"),
        (b"\x1f\x8b\x08\x00", "gzip", "an archive"),
        (b"\x89PNG\r\n\x1a\n", "picture", "a scan"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "picture", "a photo"),
        (bytes(range(256)) * 4, "binary", "control characters that no text has"),
        (b"\x00" * 500, "binary", "a file that was never written"),
        (codecs.BOM_UTF16_LE + "Nice".encode("utf-16-le") + b"\x00", "binary", "UTF-16 that was cut in half"),
    ],
)  # fmt: skip
def test_what_is_no_text_says_what_it_is(data: bytes, says: str, because: str) -> None:
    found = decode(data)
    assert isinstance(found, Unreadable), because
    assert says.casefold() in found.reason.casefold(), because
    assert found.reason.endswith("."), "a sentence for a person"


@pytest.mark.parametrize(
    ("opening", "media_type"),
    [
        ("City:\tNice", "text/plain"),
        ("<p>City:</p>", "text/plain"),  # fragments of HTML stand in every summary
        ("<!DOCTYPE html>\n<html>", "text/html"),
        ("\n  <HTML lang='en'>", "text/html"),
        ("| City: | Nice |\n|:---|----|\n| Country: | France |", "text/markdown"),  # whatever the file's name is
        ("+------+------+\n| City | Nice |\n+------+------+", "text/markdown"),
        ("# Summary\n\n## City\n\nNice\n\n## Country\n\nFrance", "text/markdown"),
        ("## Summary\nCity:\tNice\n# 2\nCountry:\tFrance", "text/plain"),  # a title, and a number
        ("City | Nice\nCountry | France", "text/plain"),
    ],
)
def test_the_media_type_is_told_by_the_text(opening: str, media_type: str) -> None:
    source = decode(opening.encode())
    assert isinstance(source, Source)
    assert source.media_type == media_type


def test_one_stray_byte_does_not_spoil_every_accent() -> None:
    """A summary of 2,000 accents with one broken byte is no Windows-1252: that would write `MÃ¡laga` 2,000 times."""
    found = decode("Málaga – Łódź. ".encode() * 500 + b"\xe9")
    assert isinstance(found, Unreadable) or "MÃ¡laga" not in found.text


def test_the_text_is_complete() -> None:
    """Nothing is normalised: offsets and hashes refer to what arrived."""
    text = "  City:\t\u200bMa\u0301laga\u00a0\f\r\n\x0b–\u2028x"
    assert decode(text.encode()) == Source(text, "utf-8", "text/plain", Pages((0, text.index("\f") + 1), (1, 2)))


@given(st.binary(max_size=200))
def test_any_bytes_are_a_text_or_a_reason(data: bytes) -> None:
    found = decode(data)
    if isinstance(found, Source):
        assert found.text.strip()
    else:
        assert found.reason


@given(st.text(min_size=1, max_size=100).filter(lambda text: bool(text.strip())))
def test_what_was_written_as_utf8_is_read_as_written(text: str) -> None:
    found = decode(text.encode("utf-8", "ignore"))
    if isinstance(found, Source) and found.encoding == "utf-8":
        assert found.text == text.encode("utf-8", "ignore").decode().removeprefix("\ufeff")


@pytest.mark.parametrize(
    ("data", "encoding", "text", "because"),
    [
        ("Málaga – Köln ".encode() + b"\xff", "utf-8", "Málaga – Köln \ufffd", "one stray byte spoils no other letter"),
        ("Málaga – Köln".encode("cp1252"), "windows-1252", "Málaga – Köln", "nothing of it is UTF-8"),
        (
            b"Baden " * 40 + b"\x81",
            "windows-1252",
            "Baden " * 40 + "\ufffd",
            "a byte that Windows-1252 leaves undefined",
        ),
    ],
)
def test_bytes_that_mean_nothing(data: bytes, encoding: str, text: str, because: str) -> None:
    source = decode(data)
    assert isinstance(source, Source)
    assert (source.encoding, source.text) == (encoding, text), because


def page(declaration: str, words: str = "Łódź, Málaga, Žilina – Köln") -> str:
    return f"<!DOCTYPE html>\n<html><head>{declaration}</head><body><p>City: {words}</p></body></html>"


@pytest.mark.parametrize(
    ("data", "encoding", "words", "because"),
    [
        (
            page('<meta charset="windows-1250">', "Łódź, Žilina").encode("cp1250"),
            "windows-1250",
            "Łódź",
            "a Polish page",
        ),
        (page("<meta charset=iso-8859-2>", "Łódź, Žilina").encode("iso8859-2"), "iso8859-2", "Łódź", "no quotes"),
        (
            page('<meta http-equiv="Content-Type" content="text/html; charset=gb2312">', "重庆, 广州").encode(
                "gb18030"
            ),
            "gb18030",
            "重庆",
            "the old way; the name means more than it says",
        ),
        (page("<meta charset='koi8-r'>", "Москва").encode("koi8-r"), "koi8-r", "Москва", "a Russian page"),
        (
            '<?xml version="1.0" encoding="windows-1250"?><html><body>Łódź</body></html>'.encode("cp1250"),
            "windows-1250",
            "Łódź",
            "XML says it too",
        ),
        (page('<meta charset="windows-1250">').encode(), "utf-8", "Łódź, Málaga", "a page that is UTF-8 all the same"),
        (b"\xef\xbb\xbf" + page('<meta charset="gbk">').encode(), "utf-8", "Łódź", "a mark goes before"),
        (page('<meta charset="rot13">', "Málaga").encode("cp1252"), "windows-1252", "Málaga", "no encoding of pages"),
        (page('<meta charset="martian">', "Málaga").encode("cp1252"), "windows-1252", "Málaga", "unknown to us"),
        (
            page('<meta charset="iso-8859-1">', "Málaga – Köln").encode("cp1252"),
            "windows-1252",
            "– Köln",
            "as on the web",
        ),
    ],
)
def test_a_web_page_says_how_its_bytes_are_read(data: bytes, encoding: str, words: str, because: str) -> None:
    source = decode(data)
    assert isinstance(source, Source)
    assert source.encoding == encoding, because
    assert words in source.text, because


ARCHIVE = """From: <Saved by Blink>
Snapshot-Content-Location: https://example.org/lyon
Subject: Lyon
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="----b"

------b
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

<html><body><table><tr><td>City:</td><td>M=C3=A1laga</td><td>Guang=
zhou</td></tr></table></body></html>
------b
Content-Type: image/png
Content-Transfer-Encoding: base64

iVBORw0KGgo=
------b--
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_web_archive_is_read_as_its_page(end: str) -> None:
    source = decode(ARCHIVE.replace("\n", end).encode())
    assert isinstance(source, Source)
    assert (source.encoding, source.media_type) == ("utf-8", "message/rfc822")
    assert "<td>Málaga</td><td>Guangzhou</td>" in source.text


def test_an_email_in_base64_is_read() -> None:
    mail = (
        b"From: a@example.org\nTo: b@example.org\nMIME-Version: 1.0\nContent-Type: text/plain; charset=windows-1252\n"
    )
    mail += b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes("City: Málaga".encode("cp1252"))
    source = decode(mail)
    assert isinstance(source, Source)
    assert (source.text.strip(), source.encoding) == ("City: Málaga", "windows-1252")


def test_an_archive_without_text_says_so() -> None:
    found = decode(ARCHIVE.replace("text/html; charset", "image/gif; charset").encode())
    assert isinstance(found, Unreadable)
    assert "web archive" in found.reason
