"""Looking at a folder again: what counts as a change, and when a file may be left unread."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines import folder
from pipelines.folder import RawFile, RawFolderError
from pipelines.folder_watch import COARSEST_STEP_NS, FolderWatch, fingerprint


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A folder with two files that nobody touched for an hour."""
    for name in ("a.txt", "sub/b.txt"):
        path = tmp_path / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"City: {name}")
    return tmp_path / "raw"


class Later:
    """A clock that runs an hour ahead, so that files just written count as settled; and the files that were read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, ahead_ns: int = 3_600 * 10**9) -> None:
        self.read: list[str] = []
        self.watch = FolderWatch(clock_ns=lambda: time.time_ns() + ahead_ns)
        weighed = folder.weighed

        def noted(path: Path, root: Path) -> RawFile:
            self.read.append(path.name)
            return weighed(path, root)

        monkeypatch.setattr(folder, "weighed", noted)


def add(raw: Path) -> None:
    (raw / "c.txt").write_text("City: Nice")


def change(raw: Path) -> None:
    (raw / "a.txt").write_text("City: Panjin")


def change_keeping_size_and_times(raw: Path) -> None:
    path = raw / "a.txt"
    status = path.stat()
    path.write_bytes(path.read_bytes()[::-1])
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def put_another_in_its_place(raw: Path) -> None:
    other = raw.parent / "other.txt"
    other.write_bytes((raw / "a.txt").read_bytes()[::-1])
    shutil.copystat(raw / "a.txt", other)
    other.replace(raw / "a.txt")


def remove(raw: Path) -> None:
    (raw / "a.txt").unlink()


def rename(raw: Path) -> None:
    (raw / "a.txt").rename(raw / "z.txt")


def exchange_names(raw: Path) -> None:
    (raw / "a.txt").rename(raw / "x")
    (raw / "sub" / "b.txt").rename(raw / "a.txt")
    (raw / "x").rename(raw / "sub" / "b.txt")


def touch(raw: Path) -> None:
    os.utime(raw / "a.txt", (1, 1))


def write_the_same_again(raw: Path) -> None:
    (raw / "a.txt").write_bytes((raw / "a.txt").read_bytes())


def edit_a_hidden_file(raw: Path) -> None:
    (raw / ".a.txt.swp").write_text("being edited")


@pytest.mark.parametrize(
    ("do", "is_change", "because"),
    [
        (add, True, "a file came"),
        (change, True, "other words in the same file"),
        (change_keeping_size_and_times, True, "contents count, even where size and time stamp were kept"),
        (put_another_in_its_place, True, "another file under the name, with the same size and time stamp"),
        (remove, True, "a file went"),
        (rename, True, "a name changed"),
        (exchange_names, True, "two files took each other's names"),
        (touch, False, "only the time stamp changed"),
        (write_the_same_again, False, "the same words were written again"),
        (edit_a_hidden_file, False, "hidden files are nobody's documents"),
    ],
)
def test_a_change_is_one_of_names_or_contents(
    do: Callable[[Path], None], is_change: bool, because: str, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Later(monkeypatch).watch
    before = watch.look(raw)
    do(raw)
    after = watch.look(raw)
    assert (after != before) == is_change, because
    assert (fingerprint(after) != fingerprint(before)) == is_change, because
    assert after == FolderWatch().look(raw), "as one would see it who never looked before"


def test_what_nobody_touched_is_not_read_again(raw: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    later = Later(monkeypatch)
    later.watch.look(raw)
    assert sorted(later.read) == ["a.txt", "b.txt"]
    later.watch.look(raw)
    assert len(later.read) == 2
    change(raw)
    later.watch.look(raw)
    assert later.read[2:] == ["a.txt"]


@pytest.mark.parametrize(
    ("ahead_ns", "because"),
    [
        (0, "it was changed a moment ago: a second change within the same step of the clock would leave no trace"),
        (COARSEST_STEP_NS // 2, "still within the coarsest step of a file system's clock"),
        (-3_600 * 10**9, "the clock was put back, and its times say nothing"),
    ],
)
def test_a_file_changed_a_moment_ago_is_read_again(
    ahead_ns: int, because: str, raw: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = Later(monkeypatch, ahead_ns)
    later.watch.look(raw)
    later.watch.look(raw)
    assert len(later.read) == 4, because


def test_a_folder_that_comes_back_to_an_earlier_state_has_its_fingerprint(raw: Path) -> None:
    watch = FolderWatch()
    first = fingerprint(watch.look(raw))
    words = (raw / "a.txt").read_bytes()
    change(raw)
    assert fingerprint(watch.look(raw)) != first
    (raw / "a.txt").write_bytes(words)
    assert fingerprint(watch.look(raw)) == first


def test_names_cant_be_mistaken_for_contents(raw: Path) -> None:
    one = frozenset({("a\nb", "1"), ("c", "2")})
    other = frozenset({("a", "1"), ("b\nc", "2")})
    assert fingerprint(one) != fingerprint(other)


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    with pytest.raises(RawFolderError, match="There is no folder"):
        FolderWatch().look(tmp_path / "gone")
