"""What counts as a file of the raw folder, what it is called, and what is said where it can't be taken in."""

import hashlib
import os
from pathlib import Path

import pytest

from pipelines.folder import RawFile, RawFolderError, display_name, scan


def names(folder: Path) -> list[str]:
    return [file.file_name for file in scan(folder)]


@pytest.mark.parametrize(
    ("path", "because"),
    [
        ("barnsley.txt", "a plain name"),
        ("Málaga – 2018.txt", "letters that are not ASCII, and a space"),
        ('it\'s "Nice".md', "quotes of both kinds"),
        ("two\nlines.txt", "a line break is part of a name"),
        ("2018/asia/haikou.txt", "files of sub-folders count"),
        ("no suffix", "the content decides what a file is, not its name"),
    ],
)
def test_a_file_is_called_by_its_path(tmp_path: Path, path: str, because: str) -> None:
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_bytes(b"City: Haikou")
    digest = hashlib.sha256(b"City: Haikou").hexdigest()
    assert scan(tmp_path) == [RawFile(path, path, digest, 12)], because


@pytest.mark.parametrize(
    ("path", "because"),
    [
        (".DS_Store", "hidden: the system's own"),
        (".git/config", "in a hidden folder"),
        ("haikou.txt~", "an editor's copy of what is there anyway"),
    ],
)
def test_what_is_nobodys_document_does_not_count(tmp_path: Path, path: str, because: str) -> None:
    (tmp_path / path).parent.mkdir(exist_ok=True)
    (tmp_path / path).write_text("City: Haikou")
    assert scan(tmp_path) == [], because


def test_files_come_in_code_point_order(tmp_path: Path) -> None:
    for name in ("é.txt", "b.txt", "B.txt", "a/z.txt", "a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    assert names(tmp_path) == ["B.txt", "a.txt", "a/z.txt", "b.txt", "é.txt"]


def test_an_empty_file_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    assert [(file.byte_size, file.problem) for file in scan(tmp_path)] == [(0, None)]


@pytest.mark.parametrize(
    ("path", "shown", "because"),
    [
        ("caf\udce9.txt", r"caf\xE9.txt", "a name in another encoding: its bytes in hex"),
        (r"caf\xE9.txt", r"caf\\xE9.txt", "a name that looks like one of these stays another"),
        (r"C:\Temp.txt", r"C:\Temp.txt", "a backslash alone means nothing"),
    ],
)
def test_different_names_are_shown_differently(path: str, shown: str, because: str) -> None:
    assert display_name(path) == shown, because


def test_a_name_that_is_no_text_can_be_opened(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    try:
        with open(path, "wb") as file:  # noqa: PTH123 (Path takes no bytes)
            file.write(b"City: Nice")
    except OSError:
        pytest.skip("this file system wants UTF-8 in names")
    (found,) = scan(tmp_path)
    assert found.file_name == r"caf\xE9.txt"
    assert (tmp_path / found.path).read_bytes() == b"City: Nice"
    found.file_name.encode("utf-8")


def test_a_link_within_the_folder_counts_as_its_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("City: Nice")
    (tmp_path / "b.txt").symlink_to("a.txt")
    first, second = scan(tmp_path)
    assert first.sha256 == second.sha256
    assert second.problem is None


def test_a_link_to_a_folder_that_is_listed_anyway_adds_nothing(tmp_path: Path) -> None:
    (tmp_path / "2018").mkdir()
    (tmp_path / "2018" / "a.txt").write_text("City: Nice")
    (tmp_path / "latest").symlink_to("2018")
    (tmp_path / "2018" / "round").symlink_to("..")
    assert names(tmp_path) == ["2018/a.txt"]


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (tmp_path / "secret.txt").write_text("not for the warehouse")
    (raw / "file.txt").symlink_to("../secret.txt")
    (raw / "folder").symlink_to("..")
    for found in scan(raw):
        assert found.sha256 is None
        assert found.problem == "It is a link that leads out of the raw folder; put the file itself there."
    assert names(raw) == ["file.txt", "folder"]


def _broken_link(path: Path) -> None:
    path.symlink_to("nowhere.txt")


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _too_large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(20_000_001)


def _closed(path: Path) -> None:
    path.write_text("City: Nice")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (_broken_link, "It can't be opened: no such file or directory."),
        (_pipe, "It is no regular file."),
        (_too_large, "It is too large to be a summary (20 MB, and a summary has at most 20)."),
        (_closed, "It can't be opened: permission denied."),
    ],
)
def test_a_file_that_cannot_be_taken_in_is_listed_with_its_problem(tmp_path: Path, make: object, problem: str) -> None:
    assert callable(make)
    make(tmp_path / "it.txt")
    (found,) = scan(tmp_path)
    assert (found.file_name, found.sha256, found.problem) == ("it.txt", None, problem)


def test_a_folder_without_files_is_no_error(tmp_path: Path) -> None:
    assert scan(tmp_path) == []


def test_a_missing_folder_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(
        RawFolderError, match=r"There is no folder .*/row. Create it, put the summaries there, and try again\."
    ):
        scan(tmp_path / "row")


def test_a_file_in_its_place_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "raw").touch()
    with pytest.raises(RawFolderError, match=r".*/raw is a file. Name the folder that holds the summaries\."):
        scan(tmp_path / "raw")
