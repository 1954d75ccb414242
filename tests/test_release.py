"""Which version of the code this is: the sensor refreshes once after an upgrade, also where nobody counted up the release."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from assets.release import code_version, digest


def test_a_version_tells_release_and_sources() -> None:
    assert re.fullmatch(r"(\d+\.\d+\.\d+|unreleased)\+[0-9a-f]{8}", code_version())


@pytest.mark.parametrize(
    ("change", "is_another", "because"),
    [
        (lambda root: (root / "a.py").write_text("x = 2"), True, "code"),
        (lambda root: (root / "views" / "v.sql").write_text("SELECT 2"), True, "a view"),
        (lambda root: (root / "vocab" / "words.csv").write_text("word\nmayor\n"), True, "a vocabulary"),
        (lambda root: (root / "a.py").rename(root / "b.py"), True, "another name"),
        (lambda root: (root / "views" / "new.sql").write_text("SELECT 1"), True, "a view more"),
        (lambda root: (root / "a.pyc").write_bytes(b"compiled"), False, "what Python makes of the code"),
        (lambda root: (root / "a.py").touch(), False, "a time stamp"),
    ],
)
def test_another_source_is_another_version(
    change: Callable[[Path], object], is_another: bool, because: str, tmp_path: Path
) -> None:
    for folder in ("views", "vocab"):
        (tmp_path / folder).mkdir()
    (tmp_path / "a.py").write_text("x = 1")
    (tmp_path / "views" / "v.sql").write_text("SELECT 1")
    (tmp_path / "vocab" / "words.csv").write_text("word\n")
    before = digest({"ours": tmp_path})
    change(tmp_path)
    assert (digest({"ours": tmp_path}) != before) == is_another, because
