"""A browser without a window that opens the recipe's page: the page asks this server for its questions, and posts its answers."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.clients.environments import HERE

# Far beyond what a page takes; it only ends the test where the browser never answers.
PATIENCE_SECONDS = 240
# No window, and nothing that the browser would do of its own accord.
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
TRIED = '<script type="module" src="/tried_in_browser.mjs"></script>\n'


@dataclass(frozen=True, slots=True)
class Page:
    """An open page that takes questions and answers them, one after the other."""

    questions: queue.Queue[dict[str, Any]] = field(default_factory=queue.Queue)
    answers: queue.Queue[dict[str, Any]] = field(default_factory=queue.Queue)

    def ask(self, queries: Sequence[str], functions: Sequence[str] = ()) -> dict[str, Any]:
        """What the page tells: what the recipe's `functions` gave, `answers` by query, and the rows of its table, `page`."""
        self.questions.put({"queries": list(queries), "functions": list(functions)})
        told = self.answers.get(timeout=PATIENCE_SECONDS)
        assert "error" not in told, told["error"]
        return told


@contextmanager
def opened_page(browser: str, project: Path) -> Iterator[Page]:
    """The recipe's page in a browser with no memory of others; `project` is what its web server serves."""
    page = Page()
    html = (HERE / "recipes" / "duckdb_wasm.html").read_text(encoding="utf-8")
    (project / "index.html").write_text(html + TRIED, encoding="utf-8")
    for script in (HERE / "recipes" / "duckdb_wasm.mjs", HERE / "tried_in_browser.mjs"):
        (project / script.name).write_bytes(script.read_bytes())
    with _served(project, page) as address, TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [browser, *QUIET, f"--user-data-dir={profile}", address]
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        ) as process:
            try:
                yield page
            finally:
                os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def _served(project: Path, page: Page) -> Iterator[str]:
    class Handler(SimpleHTTPRequestHandler):
        extensions_map = SimpleHTTPRequestHandler.extensions_map | {
            ".mjs": "text/javascript",
            ".wasm": "application/wasm",
        }

        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments, directory=str(project))

        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if told is not None:
                page.answers.put(told)
            body = json.dumps(page.questions.get()).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
