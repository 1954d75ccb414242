"""Documents from anybody: broken, huge, hanging or meant to do harm. Each gets its sentence, and the others load."""

from __future__ import annotations

import getpass
import io
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest
from fpdf import FPDF

from assets import launch
from pipelines import folder, staging
from pipelines.bounded import PassingReason, read, text_of
from pipelines.limits import Limits
from pipelines.reading.source import Source, Unreadable, decode
from pipelines.records import Summary
from pipelines.summary import read_summary
from tests.conftest import PROJECT
from tests.publishing import publish_folder
from tests.rendering.plan import golden_plans, golden_text
from tests.summaries import SUMMARY
from tests.test_docx import word_document

PLAN = golden_plans()[0]
MEGABYTE = b"0" * 1_000_000
SMALL = replace(Limits(), unpacked_bytes=3_000_000)


# ── Word documents ──────────────────────────────────────────────────────────────────────────────────────────────────


def word(document: bytes, *others: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        archive.writestr("word/document.xml", document)
        for name, content in others:
            archive.writestr(name, content)
    return target.getvalue()


def body(text: str, head: str = "") -> bytes:
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return (
        f'<?xml version="1.0"?>{head}<w:document xmlns:w="{namespace}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p>'
        "</w:body></w:document>"
    ).encode()


ENTITIES = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
LAUGHS = f"<!DOCTYPE l [<!ENTITY a0 'ha'>{ENTITIES}]>"


def lying(data: bytes) -> bytes:
    """Every header of the archive claims that its part unpacks to 10 bytes."""
    data = re.sub(rb"PK\x03\x04.{18}.{4}", lambda match: match[0][:-4] + struct.pack("<I", 10), data, flags=re.DOTALL)
    return re.sub(rb"PK\x01\x02.{20}.{4}", lambda match: match[0][:-4] + struct.pack("<I", 10), data, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (word(body("&a9;", LAUGHS)), "declares entities"),
        (word(body("&a;", f"<!DOCTYPE a [<!ENTITY a '{'ha' * 50_000}'>]>")), "declares entities"),
        (word(body("&x;", "<!DOCTYPE x [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>")), "declares entities"),
        (word(body("x", "<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'>")), "declares entities"),
        (word(body("x", "<!DOCTYPE x>").decode().replace("?>", " encoding='utf-16'?>", 1).encode("utf-16")), "declares"),
        (word(body("x"), ("word/styles.xml", body("&a9;", LAUGHS))), "declares entities"),
        (word(body("x"), ("_rels/.RELS", body("x", "<!DOCTYPE x>"))), "declares entities"),
        (word(body("0" * 4_000_000)), "unpacks to more than 3 MB"),
        (word(body("x"), *((f"word/{n}.xml", MEGABYTE) for n in range(4))), "unpacks to more than 3 MB"),
        (word(body("x"), *((f"word/{n}.bin", b"") for n in range(2_000))), "2,001 parts"),
        (word(body("x"), method=zipfile.ZIP_BZIP2), "packed in a way that Word doesn't use"),
        (word(body("x"), method=zipfile.ZIP_LZMA), "packed in a way that Word doesn't use"),
        (lying(word(body("0" * 4_000_000))), "broken"),
        (word(b"<a>" * 100_000 + b"</a>" * 100_000), "broken"),
    ],
    ids=[
        "billion laughs", "one long entity", "a file of the machine", "a file of the network", "in another encoding",
        "in another part", "in a part of another name", "one part expands", "many parts expand", "too many parts",
        "bzip2", "lzma", "headers that lie", "a hundred thousand levels",
    ],
)  # fmt: skip
def test_a_word_document_that_expands_or_reaches_out_is_refused(data: bytes, says: str) -> None:
    found = decode(data, SMALL)
    assert isinstance(found, Unreadable)
    assert says in found.reason
    assert found.reason.endswith(".")


def test_what_is_packed_beside_the_text_is_not_unpacked() -> None:
    """Pictures and embedded files of any size are nobody's text."""
    data = word(body("Nice"), ("word/media/image1.png", MEGABYTE * 5), ("word/vbaProject.bin", MEGABYTE * 5))
    found = decode(data, SMALL)
    assert isinstance(found, Source)
    assert "Nice" in found.text


def test_a_linked_picture_is_not_fetched() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        target = f"http://127.0.0.1:{server.getsockname()[1]}/x.png"
        relationships = f"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
          <Relationship Id="r1" TargetMode="External" Target="{target}"
            Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/></Relationships>"""
        picture = """</w:t><w:drawing xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
          xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"
          xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"
          xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><wp:inline><a:graphic>
          <a:graphicData><pic:pic><pic:blipFill><a:blip r:link="r1"/></pic:blipFill></pic:pic></a:graphicData>
          </a:graphic></wp:inline></w:drawing><w:t>Nice"""
        found = decode(word(body(picture), ("word/_rels/document.xml.rels", relationships.encode())))
        assert isinstance(found, Source)
        assert "Nice" in found.text
        with pytest.raises(TimeoutError):
            server.accept()


# ── PDFs ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def pdf(stream: bytes, *filters: str, parameters: str = "") -> bytes:
    """One page whose content is the stream, packed as told."""
    packed = f"/Filter [{' '.join(f'/{name}' for name in filters)}] {parameters}"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R >>",
        b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(stream), packed.encode(), stream),
    ]
    data, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + (
        b"xref\n0 5\n0000000000 65535 f \n%strailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
        % (table, len(data))
    )


def lzw(codes: Iterator[int]) -> bytes:
    """Codes of 9 bits each, as the packing begins."""
    bits = "".join(f"{code:09b}" for code in codes)
    return int(bits + "0" * (-len(bits) % 8), 2).to_bytes(-(-len(bits) // 8), "big")


def pages(count: int) -> bytes:
    document = FPDF()
    for _ in range(count):
        document.add_page()
    return bytes(document.output())


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (pdf(zlib.compress(MEGABYTE * 4), "FlateDecode"), "unpacks to more than 3 MB"),
        (pdf(zlib.compress(zlib.compress(MEGABYTE * 4)), "FlateDecode", "FlateDecode"), "unpacks to more than 3 MB"),
        (pdf(zlib.compress(MEGABYTE * 4)[:-20], "FlateDecode"), "unpacks to more than 3 MB"),
        (pdf(b"\x81\x20" * 30_000, "RunLengthDecode"), "unpacks to more than 3 MB"),
        (pdf(lzw(iter([256, 65, *range(258, 500)] * 120)), "LZWDecode"), "unpacks to more than 3 MB"),
        (
            pdf(b"\xff" * 1000, "CCITTFaxDecode", parameters="/DecodeParms [<< /K -1 /Columns 100000000 >>]"),
            "a scan, and no text",
        ),
        (pages(61), "The PDF has 61 pages"),
        (pdf(b"BT /F1 9 Tf (" + b"Nice " * 6_001 + b") Tj ET"), "A page of the PDF holds more than 30,000 characters"),
    ],
    ids=["a stream", "packed twice", "cut off", "run lengths", "lzw", "fax", "pages", "a crowded page"],
)
def test_a_pdf_that_expands_is_refused(data: bytes, says: str) -> None:
    found = decode(data, SMALL)
    assert isinstance(found, Unreadable)
    assert says in found.reason


def test_a_pdf_that_asks_for_all_memory_is_ended() -> None:
    data = pdf(
        zlib.compress(b"x" * 100),
        "FlateDecode",
        parameters="/DecodeParms [<< /Predictor 15 /Columns 99999999999 >>]",
    )
    assert text_of(data) == (
        "Reading it took more than 2,000 MB of memory and was ended. "
        "Save the summary anew, as plain text where that can be had."
    )


def test_a_pdf_within_the_limits_is_read_however_it_is_packed() -> None:
    text = b"BT /F1 9 Tf (A summary of forty letters and some more than that) Tj ET"
    lengths = b"".join(bytes([len(part) - 1]) + part for part in (text[:50], text[50:])) + b"\x80"
    one_by_one = lzw(iter([256, *text[:50], 256, *text[50:], 257]))
    results = [
        decode(pdf(zlib.compress(text), "FlateDecode")),
        decode(pdf(zlib.compress(zlib.compress(text)), "FlateDecode", "FlateDecode")),
        decode(pdf(lengths, "RunLengthDecode")),
        decode(pdf(one_by_one, "LZWDecode")),
    ]
    assert results == [results[0]] * 4
    assert isinstance(results[0], Source)
    assert "forty letters" in results[0].text


# ── Texts, and time ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_text_of_more_pages_than_any_summary_is_refused() -> None:
    found = decode(b"City: Nice\f" * 1_001)
    assert isinstance(found, Unreadable)
    assert found.reason == "Its text has 1,001 pages, as form feeds part them; a summary has two or three."


def test_a_text_longer_than_any_summary_is_refused() -> None:
    found = decode(b"City: Nice\n" * 1_000, replace(Limits(), text_characters=5_000))
    assert found == Unreadable("Its text has 11,000 characters, and a summary has at most 5,000.")


def read_or_hang(text: str) -> Summary:
    """Reads like the reader, until a document makes it go round for ever."""
    while "hang" in text:
        re.match("(a+)+$", "a" * 40 + "b")
    return SUMMARY


@pytest.fixture
def in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UCAP_MAX_DOCUMENT_SECONDS", "0.5")


TOO_LONG = (
    "Reading it took more than 0.5 seconds and was ended. Save the summary anew, as plain text where that can be had."
)


@pytest.mark.usefixtures("in_haste")
@pytest.mark.parametrize("where", ["in this process", "in a thread", "in pool workers"])
def test_a_document_that_hangs_is_set_aside_and_the_others_load(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text(f"hang {number}" if number == 1 else f"good {number}")
    files = folder.scan(tmp_path)
    found: list[staging.Frames] = []

    def stage(workers: int = 1) -> None:
        found.append(staging.stage(tmp_path, files, workers=workers, read=read_or_hang))

    if where == "in a thread":
        thread = threading.Thread(target=stage)
        thread.start()
        thread.join()
    elif where == "in pool workers":
        monkeypatch.setattr(staging, "WORTH_A_POOL", 1)
        monkeypatch.setattr(staging, "BATCH_SIZE", 2)
        stage(workers=2)
    else:
        stage()
    rows = found[0]["stg_arrival"].select("status", "reason").rows()
    good, bad = ("candidate", None), ("quarantined", TOO_LONG)
    assert rows == [good, bad, good]


def test_whoever_keeps_results_can_tell_what_may_pass() -> None:
    """A document that ran out of time may be read next time; one that is no summary never."""
    hasty = replace(Limits(), document_seconds=0.05)
    assert isinstance(read(b"hang", read_or_hang, hasty), PassingReason)
    assert isinstance(text_of(word(body("x" * 1_000_000)), replace(Limits(), document_seconds=0.001)), PassingReason)
    assert not isinstance(read(b"", read_summary), PassingReason)


def test_a_word_document_of_a_plan_is_read_in_the_process_apart_as_anywhere() -> None:
    data = word_document(PLAN)
    assert text_of(data) == decode(data)


# ── Links, pipes, devices ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "it.txt").write_text("not for the warehouse")
    raw = tmp_path / "raw"
    (raw / "2018").mkdir(parents=True)
    (raw / "2018" / "it.txt").write_text("City: Nice")
    return raw


def test_a_parent_that_is_a_link_leads_nowhere(raw: Path) -> None:
    (raw / "latest").symlink_to("../secret")
    with pytest.raises(folder.RawFileError, match="leads out of the raw folder"):
        folder.read(raw, "latest/it.txt")
    with pytest.raises(folder.RawFileError, match="leads out of the raw folder"):
        folder.read(raw, "../secret/it.txt")


def test_a_file_swapped_for_a_pipe_is_not_waited_for(raw: Path) -> None:
    files = folder.scan(raw)
    (raw / "2018" / "it.txt").unlink()
    os.mkfifo(raw / "2018" / "it.txt")
    assert staging.stage(raw, files)["stg_arrival"]["reason"].to_list() == ["It is no regular file."]


def test_devices_are_not_read() -> None:
    with pytest.raises(folder.RawFileError, match=r"It is no regular file\."):
        folder.read(Path("/dev"), "zero")


@pytest.mark.parametrize("what", ["the file", "its folder"])
def test_whoever_swaps_links_meanwhile_gets_nothing_out(raw: Path, what: str) -> None:
    """Somebody swaps the file, or the folder it lies in, back and forth while it is read a few hundred times."""
    place, secret = (raw / "2018" / "it.txt", "secret/it.txt") if what == "the file" else (raw / "2018", "secret")
    aside, link = raw.parent / "aside", raw.parent / "link"
    link.symlink_to(raw.parent / secret)
    is_over = threading.Event()

    def swap() -> None:
        while not is_over.is_set():
            place.rename(aside)
            link.rename(place)
            place.rename(link)
            aside.rename(place)

    swapping = threading.Thread(target=swap, daemon=True)
    swapping.start()
    seen: set[bytes | str] = set()
    until = time.monotonic() + 1
    while time.monotonic() < until:
        try:
            seen.add(folder.read(raw, "2018/it.txt"))
        except folder.RawFileError as problem:
            seen.add(str(problem))
    is_over.set()
    swapping.join()
    assert {content for content in seen if isinstance(content, bytes)} <= {b"City: Nice"}


# ── Texts that are code elsewhere ───────────────────────────────────────────────────────────────────────────────────

CODE = {
    "sql": "'); DROP TABLE dim_plan; ATTACH 'stolen.db'; --",
    "html": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "entities": "&lt;script&gt;alert(3)&lt;/script&gt;",
    "link": "[click](javascript:alert(4)) `rm -rf ~` | a | b |",
    "formula": "=HYPERLINK(\"http://127.0.0.1/\"&A1) @SUM(1+1)*cmd|'/C calc'!A0",
    "terminal": "&#27;]0;owned&#7;&#27;[2J \x9b31m \u202egpj.exe",
    "format": "{0.__class__} %s %n ${HOME} $(id) {{7*7}}",
    "rich": "[bold red]not bold[/bold red] :smile:",
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a raw folder of one summary whose results are such texts, under a name that is one, and its warehouse."""
    tmp = tmp_path_factory.mktemp("hostile")
    (tmp / "raw").mkdir()
    text = golden_text("003_ef836025d08bb27e")
    first = "1. MoUs with Granada"
    assert first in text
    items = " ".join(f"<li>Result of {name}: {code}</li>" for name, code in CODE.items())
    (tmp / "raw" / "'; DROP TABLE dim_plan; --<script>.txt").write_text(
        text.replace(first, f"{items} {first}"), encoding="utf-8"
    )
    publish_folder(tmp / "raw", tmp / "w.duckdb")
    return tmp


def ucap(folder: Path, *arguments: str, **environment: str) -> str:
    """What a command of `ucap` writes, run in this folder in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "ucap", *arguments],
        cwd=folder,
        env={**os.environ, "COLUMNS": "500", "FORCE_COLOR": "1", "PYTHONPATH": str(PROJECT), **environment},
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


RESULTS = "SELECT description FROM fact_result WHERE description LIKE 'Result of%' ORDER BY description"


def test_code_in_a_document_is_text_in_the_warehouse(hostile: Path) -> None:
    with duckdb.connect(str(hostile / "w.duckdb"), read_only=True) as connection:
        results = [text for (text,) in connection.execute(RESULTS).fetchall()]
        assert connection.execute("SELECT count(*) FROM dim_plan").fetchall() == [(1,)]
    assert len(results) == len(CODE)
    assert f"Result of sql: {CODE['sql']}" in results
    assert f"Result of formula: {CODE['formula']}" in results
    assert "Result of entities: <script>alert(3)</script>" in results
    assert not list(hostile.glob("**/stolen.db"))


# What terminals obey: all control characters but line breaks, and marks that turn the direction of writing.
OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
OUR_COLOURS = re.compile("\x1b\\[[0-9;]*m")


@pytest.mark.parametrize(
    "command",
    [
        ("sql", RESULTS, "--warehouse", "w.duckdb"),
        ("sql", "SELECT file_name FROM dim_document", "--warehouse", "w.duckdb"),
        ("check", "raw", "--all"),
    ],
    ids=["sql", "file names", "check"],
)
def test_a_terminal_obeys_nothing_of_it(hostile: Path, command: tuple[str, ...]) -> None:
    written = OUR_COLOURS.sub("", ucap(hostile, *command))
    assert OBEYED.findall(written) == []
    assert "owned" in written or "DROP TABLE" in written


def test_a_browser_runs_nothing_of_it(hostile: Path, tmp_path: Path) -> None:
    ucap(hostile, "check", "raw", "--html", str(tmp_path / "page.html"))
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "alert(3)" in page
    elements = Elements()
    elements.feed(page)
    assert not elements.names & {"script", "img", "iframe", "object", "embed", "form", "base"}
    assert not {name for name in elements.attributes if name.startswith("on")}
    assert all(target.startswith("#") for target in elements.targets)


class Elements(HTMLParser):
    """The elements and attributes of a page, as a browser sees them, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: set[str] = set()
        self.targets: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.targets |= {value or "" for name, value in attrs if name in ("href", "src", "action")}


def test_the_published_file_holds_nothing_of_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in what a query gives nor in the bytes of the file: no path, no user, no host."""
    working, temporary, home = tmp_path / "my-working-folder", tmp_path / "my-temporary", tmp_path / "home-of-jane"
    for made in (working, temporary, home):
        made.mkdir()
    shutil.copytree(PROJECT / "raw", working / "raw")
    (working / "raw" / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    (working / "raw" / "out.txt").symlink_to("/etc/hostname")
    user = {"HOME": str(home), "USER": "jane-the-user", "LOGNAME": "jane-the-user", "TMPDIR": str(temporary)}
    for name, value in user.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    monkeypatch.chdir(working)
    assert launch.refresh(working / "raw", working / "warehouse" / "ucap.duckdb").published
    words = ["my-working-folder", "my-temporary", "home-of-jane", "jane-the-user", str(tmp_path), str(PROJECT)]
    words += [name for name in (socket.gethostname(), getpass.getuser()) if len(name) > 6]
    words += ["/tmp/", "/home/"]
    file = working / "warehouse" / "ucap.duckdb"
    data = file.read_bytes()
    assert [word for word in words if word.encode() in data] == []
    with duckdb.connect(str(file), read_only=True) as connection:
        names = connection.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() UNION ALL "
            "SELECT schema_name, view_name FROM duckdb_views() WHERE NOT internal"
        ).fetchall()
        everything = "".join(str(connection.table(f'"{schema}"."{name}"').fetchall()) for schema, name in names)
    assert "Barnsley" in everything
    assert [word for word in words if word in everything] == []
