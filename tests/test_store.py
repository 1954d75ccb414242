"""What is kept beside the warehouse: no document is read twice, none is lost, and what is damaged is noticed."""

from __future__ import annotations

import ast
import gzip
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines import folder, refresh, staging, tables
from pipelines.records import Summary
from pipelines.store import durable, parser_version, results
from pipelines.store.documents import Documents, read
from pipelines.store.opened import StoreError, opened
from pipelines.summary import read_summary
from tests.conftest import PROJECT
from tests.summaries import SUMMARY, TEXT


class Counting:
    """A parser that remembers how many texts it was given."""

    def __init__(self, version: str = "1") -> None:
        self.texts: list[str] = []
        self.parser = refresh.Parser(self._read, version)

    def _read(self, text: str) -> Summary:
        self.texts.append(text)
        return SUMMARY


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A raw folder of three documents."""
    path = tmp_path / "raw"
    path.mkdir()
    for name in ("a.txt", "b.txt", "c.txt"):
        (path / name).write_text(TEXT + name, encoding="utf-8")
    return path


def refreshed(raw: Path, counting: Counting) -> refresh.Read:
    return refresh.read(raw, folder.scan(raw), raw.parent / "store", parser=counting.parser, workers=1)


def stored(raw: Path) -> dict[str, Path]:
    return Documents.of(raw.parent / "store").kept()


def segments(raw: Path) -> list[Path]:
    return sorted((raw.parent / "store" / "results").glob("*/*"))


# ── Only what changed is read again ─────────────────────────────────────────────────────────────────────────────────


def test_a_document_is_read_once(raw: Path) -> None:
    first, second = Counting(), Counting()
    refreshed(raw, first)
    again = refreshed(raw, second)
    assert (len(first.texts), len(second.texts)) == (3, 0)
    assert (again.new, again.known) == (0, 3)


@pytest.mark.parametrize(
    ("change", "read_again", "because"),
    [
        (lambda raw: (raw / "d.txt").write_text(f"{TEXT}d"), 1, "a new file"),
        (lambda raw: (raw / "a.txt").write_text(f"{TEXT}more"), 1, "a file with another content"),
        (lambda raw: (raw / "a.txt").rename(raw / "z.txt"), 0, "another name"),
        (lambda raw: shutil.copy(raw / "a.txt", raw / "z.txt"), 0, "the same bytes once more"),
        (lambda raw: (raw / "a.txt").unlink(), 0, "a file less"),
        (lambda raw: os.utime(raw / "a.txt", (0, 0)), 0, "another time stamp"),
    ],
)
def test_only_new_content_is_read(raw: Path, change: Callable[[Path], object], read_again: int, because: str) -> None:
    refreshed(raw, Counting())
    change(raw)
    counting = Counting()
    found = refreshed(raw, counting)
    assert len(counting.texts) == read_again, because
    anew = staging.stage(raw, folder.scan(raw), read=Counting().parser.read)
    assert all(found.staged[name].equals(anew[name]) for name in anew), because


def test_a_change_back_needs_no_reading(raw: Path) -> None:
    before = (raw / "a.txt").read_bytes()
    refreshed(raw, Counting())
    (raw / "a.txt").write_text("Something else", encoding="utf-8")
    refreshed(raw, Counting())
    (raw / "a.txt").write_bytes(before)
    counting = Counting()
    refreshed(raw, counting)
    assert counting.texts == []


def test_another_parser_reads_everything(raw: Path) -> None:
    refreshed(raw, Counting("1"))
    counting = Counting("2")
    refreshed(raw, counting)
    assert len(counting.texts) == 3


def test_what_could_not_be_opened_is_tried_again(raw: Path) -> None:
    files = folder.scan(raw)
    (raw / "a.txt").unlink()
    store = raw.parent / "store"
    gone = refresh.read(raw, files, store, parser=Counting().parser).staged["stg_arrival"]
    assert gone["reason"][0] == "It can't be opened: no such file or directory."
    (raw / "a.txt").write_text(TEXT + "a.txt", encoding="utf-8")
    assert refreshed(raw, Counting()).staged["stg_arrival"]["status"].to_list() == ["candidate"] * 3


def test_a_verdict_is_kept_with_what_was_read(raw: Path) -> None:
    """The second refresh judges nothing, and quarantines for the same reason."""
    (raw / "letter.txt").write_text("Dear colleagues", encoding="utf-8")
    real = refresh.Parser(read_summary, "1")
    store = raw.parent / "store"
    first, second = (refresh.read(raw, folder.scan(raw), store, parser=real) for _ in range(2))
    assert first.staged["stg_arrival"].equals(second.staged["stg_arrival"])
    assert second.staged["stg_arrival"]["status"].to_list()[-1] == "quarantined"


def test_many_small_segments_become_few(raw: Path) -> None:
    for number in range(2 * results.SEGMENTS_TO_MERGE):
        (raw / f"{number}.txt").write_text(f"{TEXT}{number}", encoding="utf-8")
        refreshed(raw, Counting())
    assert len(segments(raw)) < results.SEGMENTS_TO_MERGE
    counting = Counting()
    assert refreshed(raw, counting).known == 3 + 2 * results.SEGMENTS_TO_MERGE
    assert counting.texts == []


def test_segments_with_documents_in_common_give_each_once(raw: Path) -> None:
    """As a merge leaves them that was killed before it removed what it had merged."""
    refreshed(raw, Counting())
    (first,) = segments(raw)
    shutil.copytree(first, raw.parent / "copy" / first.name)
    (raw / "d.txt").write_text(f"{TEXT}d", encoding="utf-8")
    shutil.rmtree(first)
    refreshed(raw, Counting())
    shutil.copytree(raw.parent / "copy" / first.name, first)
    assert len(segments(raw)) == 2
    assert refreshed(raw, Counting()).staged["stg_document"].height == 4


# ── What is damaged ─────────────────────────────────────────────────────────────────────────────────────────────────


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize("damage", [_flip, _cut, Path.unlink])
@pytest.mark.parametrize("name", ["reading.parquet", "stg_activity.parquet", "checksums.sha256"])
def test_a_damaged_segment_is_read_anew(raw: Path, damage: Callable[[Path], None], name: str) -> None:
    before = refreshed(raw, Counting())
    damage(segments(raw)[0] / name)
    counting = Counting()
    after = refreshed(raw, counting)
    assert len(counting.texts) == 3
    assert all(after.staged[table].equals(before.staged[table]) for table in before.staged)
    counting = Counting()
    refreshed(raw, counting)
    assert counting.texts == [], "it was repaired"


@pytest.mark.parametrize("damage", [_flip, _cut, lambda path: path.write_bytes(b"")])
def test_a_damaged_document_is_noticed(raw: Path, damage: Callable[[Path], None]) -> None:
    refreshed(raw, Counting())
    path = next(iter(stored(raw).values()))
    assert read(path) is not None
    damage(path)
    assert read(path) is None


def test_a_document_that_the_store_lost_is_kept_again(raw: Path) -> None:
    refreshed(raw, Counting())
    next(iter(stored(raw).values())).unlink()
    refreshed(raw, Counting())
    assert len(stored(raw)) == 3


# ── Nothing is lost ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_content_stays(raw: Path) -> None:
    refreshed(raw, Counting())
    everything = {(raw / name).read_bytes() for name in ("a.txt", "b.txt", "c.txt")} | {b"no summary at all"}
    (raw / "a.txt").write_bytes(b"no summary at all")
    (raw / "b.txt").unlink()
    refreshed(raw, Counting())
    assert {read(path) for path in stored(raw).values()} == everything


def test_a_person_can_unpack_a_document(raw: Path) -> None:
    refreshed(raw, Counting())
    data = (raw / "a.txt").read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    path = raw.parent / "store" / "documents" / digest[:2] / f"{digest}.gz"
    assert gzip.decompress(path.read_bytes()) == data


def test_the_same_documents_give_the_same_store(raw: Path, tmp_path: Path) -> None:
    stores = []
    for name in ("one", "two"):
        refresh.read(raw, folder.scan(raw), tmp_path / name, parser=Counting().parser)
        files = sorted(path for path in (tmp_path / name).rglob("*") if path.is_file())
        stores.append({str(path.relative_to(tmp_path / name)): path.read_bytes() for path in files})
    assert stores[0] == stores[1]


def test_what_a_killed_process_left_is_cleared_away(raw: Path) -> None:
    store = raw.parent / "store"
    code = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom pipelines.store import durable\n"
        "with durable.workspace(Path(sys.argv[1])) as work:\n"
        "    (work.folder / 'half').write_bytes(b'half')\n    os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code, str(store)], cwd=PROJECT, check=False)
    assert len(list((store / durable.UNFINISHED).rglob("half"))) == 1
    with durable.workspace(store) as mine:
        assert list((store / durable.UNFINISHED).iterdir()) == [mine.folder]
        with durable.workspace(store):
            assert mine.folder.exists(), "who is still at work is left alone"
    assert list((store / durable.UNFINISHED).iterdir()) == []


def test_a_store_that_cant_be_written_is_told(raw: Path) -> None:
    (raw.parent / "file").touch()
    with pytest.raises(StoreError, match=r"The store .*/file/store, .* can't be used: not a directory\."):
        refresh.read(raw, folder.scan(raw), raw.parent / "file" / "store")


def test_results_of_other_parsers_are_cleared_away(raw: Path) -> None:
    for version in ("1", "2"):
        refreshed(raw, Counting(version))
    with opened(raw.parent / "store", "2") as store:
        store.results.drop_other_versions()
    assert [path.parent.name for path in segments(raw)] == ["2"]


# ── The parser's version ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_version_covers_every_module_that_reads() -> None:
    """Whatever a process has loaded of ours once it has read and judged a document; the interpreter is asked."""
    late = "pipelines.reading.pdf, pipelines.reading.docx"
    code = f"import sys, pipelines.summary, pipelines.staging, pipelines.judgement, {late}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    loaded = {name for name in done.stdout.split() if name.startswith("pipelines.")}
    known = {
        path.removesuffix("/__init__.py").removesuffix(".py").replace("/", ".") for path in parser_version.modules()
    }
    packages = {"pipelines.reading", "pipelines.extraction"}
    assert loaded - {f"pipelines.{name}" for name in known} <= packages


def test_the_version_covers_every_library_that_reads() -> None:
    imported = set()
    for path, source in parser_version.modules().items():
        if path.startswith(("reading/", "extraction/")) or path in (
            "summary.py",
            "spans.py",
            "words.py",
            "gazetteer.py",
        ):
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Import):
                    imported |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    imported.add(node.module.partition(".")[0])
    foreign = imported - sys.stdlib_module_names - {"pipelines"}
    distributions = {"spellchecker": "pyspellchecker", "pdfminer": "pdfminer.six"}
    assert {distributions.get(name, name) for name in foreign} <= set(parser_version.LIBRARIES)
    assert foreign


def test_a_change_of_the_code_or_of_a_vocabulary_is_another_version(tmp_path: Path) -> None:
    def version_of(copy: Path) -> str:
        code = "from pipelines.store.parser_version import parser_version; print(parser_version())"
        done = subprocess.run([sys.executable, "-c", code], cwd=copy, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    shutil.copytree(PROJECT / "pipelines", tmp_path / "pipelines", ignore=shutil.ignore_patterns("__pycache__"))
    versions = [version_of(tmp_path)]
    for name in ("extraction/period.py", "vocab/themes.csv", "judgement.py"):
        with (tmp_path / "pipelines" / name).open("a", encoding="utf-8") as file:
            file.write("\n")
        versions.append(version_of(tmp_path))
    (tmp_path / "pipelines" / "publish.py").write_text("", encoding="utf-8")
    versions.append(version_of(tmp_path))
    assert len(set(versions)) == 4
    assert versions[-1] == versions[-2], "publishing reads no document"


def test_what_is_kept_is_what_was_staged_before_files_have_names() -> None:
    kept = {table.name for table in tables.KEPT}
    assert {table.name for table in tables.STAGING} - kept == {"stg_arrival", "stg_document"}
