"""Processes that cost no start: forks of one that has imported everything and used nothing that has threads, so that none holds a
lock.

A refresh takes longer to start than to run. Where a test needs a process of its own and not its start, it takes one of these.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
from collections.abc import Callable
from functools import cache

from pipelines.summary import read_summary
from tests.forms import form


class Runner:
    """Runs functions of modules in forks of a process of its own."""

    def __init__(self) -> None:
        self._line, theirs = multiprocessing.Pipe()
        context = multiprocessing.get_context("spawn")
        self._process = context.Process(target=_serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()

    def start(self, function: Callable[..., object], *arguments: object) -> int:
        """Starts a function in a fork; returns its process id. What the function needs is what its module imports."""
        self._line.send((function, arguments))
        return int(self._line.recv())

    def wait(self, process: int) -> int:
        """Waits until it has ended: its exit code, or the negative number of the signal that ended it."""
        self._line.send(process)
        return int(self._line.recv())

    def run(self, function: Callable[..., object], *arguments: object) -> int:
        """Runs a function in a fork to its end: its exit code."""
        return self.wait(self.start(function, *arguments))

    def close(self) -> None:
        """Ends the process that forks."""
        self._line.close()
        self._process.join(30)


@cache
def runner() -> Runner:
    """The one of this process; it ends with it."""
    return Runner()


def _serve(line: multiprocessing.connection.Connection) -> None:
    read_summary(form())  # gazetteer and vocabularies are there then, for all
    while True:
        try:
            asked = line.recv()
        except EOFError:
            return
        if isinstance(asked, int):
            line.send(os.waitstatus_to_exitcode(os.waitpid(asked, 0)[1]))
            continue
        process = os.fork()
        if process == 0:
            _become(*asked)
        line.send(process)


def _become(function: Callable[..., object], arguments: tuple[object, ...]) -> None:
    code = 1
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        function(*arguments)
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    finally:
        os._exit(code)
