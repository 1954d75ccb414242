"""The audit of the pinned packages, against registries that serve much or little; each is a real server on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from scripts import audit_dependencies
from scripts.audit_dependencies import CLEAN, FOUND, UNREACHED, Pin, pins
from tests.conftest import PROJECT
from tests.dagster_service import free_port

KNOWN = {"id": "GHSA-1", "aliases": ["CVE-2026-1"], "fixed_in": ["2.1"], "withdrawn": None}
Serve = Callable[[dict[str, Any]], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serves these answers by path, 404 for all others, and gives the index's address."""
    servers: list[ThreadingHTTPServer] = []

    def start(answers: dict[str, Any]) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answer = answers.get(self.path)
                self.send_response(200 if answer is not None else 404)
                self.end_headers()
                self.wfile.write(json.dumps(answer).encode() if answer is not None else b"")

            def log_message(self, *arguments: object) -> None:
                """Says nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/simple"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def newest(version: str, *vulnerabilities: dict[str, Any]) -> dict[str, Any]:
    return {"info": {"version": version}, "vulnerabilities": list(vulnerabilities)}


def files(yanked: bool | str = False, *others: bool | str) -> dict[str, Any]:
    names = ["some_package-2.0-py3-none-any.whl", "some_package-2.0.tar.gz"]
    return {"files": [{"filename": name, "yanked": mark} for name, mark in zip(names, (yanked, *others), strict=False)]}


PAGE, INDEX = "/pypi/some-package/json", "/simple/some-package/"


@pytest.mark.parametrize(
    ("answers", "code", "words", "because"),
    [
        ({PAGE: newest("2.0"), INDEX: files()}, CLEAN, "✓ Nothing is known", "the newest version, nothing against it"),
        ({PAGE: newest("2.0", KNOWN), INDEX: files()}, FOUND, "is vulnerable: GHSA-1 CVE-2026-1 (mended in 2.1)", "known"),
        ({PAGE: newest("2.0", KNOWN | {"withdrawn": "2026-01-01"}), INDEX: files()}, CLEAN, "✓", "a report taken back"),
        ({PAGE: newest("2.1", KNOWN), INDEX: files()}, CLEAN, "NOT JUDGED for vulnerabilities: 1 packages", "of another version"),
        ({INDEX: files()}, CLEAN, "some-package 2.0", "no metadata at all: it is named"),
        ({PAGE: newest("2.0"), INDEX: files("broken build")}, FOUND, "was withdrawn by its authors: broken build", "yanked"),
        ({PAGE: newest("2.1"), INDEX: files(True)}, FOUND, "withdrawn by its authors: no reason is given", "yanked, older"),
        ({PAGE: newest("2.0"), INDEX: files("broken", False)}, CLEAN, "✓", "one of its files is good"),
    ],
)  # fmt: skip
def test_a_pin_is_judged_by_what_the_registry_tells(
    answers: dict[str, Any],
    code: int,
    words: str,
    because: str,
    serve: Serve,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", serve(answers))
    (tmp_path / "run.txt").write_text("some-package==2.0 \\\n    --hash=sha256:0\n")
    assert audit_dependencies.main(tmp_path / "run.txt") == code, because
    assert words in capsys.readouterr().out, because


def test_a_registry_that_cant_be_reached_is_said_aloud(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{free_port()}/simple")
    (tmp_path / "run.txt").write_text("some-package==2.0\n")
    assert audit_dependencies.main(tmp_path / "run.txt") == UNREACHED
    assert "NOT AUDITED: the package registry can't be reached" in capsys.readouterr().out


def test_what_is_audited_is_what_the_product_runs_with() -> None:
    found = pins((PROJECT / "requirements" / "run.txt").read_text(encoding="utf-8"))
    assert {"dagster", "duckdb", "polars", "pdfplumber"} <= {pin.name for pin in found}
    assert pins("Some_Package[extra]==1.0 ; python_version < '3.12' \\\n    --hash=sha256:ab") == [
        Pin("some-package", "1.0")
    ]
