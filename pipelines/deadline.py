"""A function that is ended when it takes too long: by an alarm within this process, or in a process that is killed.

The alarm is cheap and ends everything written in Python, and regular expressions (both look for signals); it works in a
process's main thread alone. `apart` ends anything, as the system kills the process it runs in.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe
from types import FrameType
from typing import TypeVar

Value = TypeVar("Value")

# An alarm that rings where nobody hears it (in a destructor, or where code swallows whatever is raised) rings again.
_RINGS_AGAIN = 0.5
# The process that runs a function apart ends itself at the deadline; this one waits so much longer before it does so.
_GRACE = 2.0
# Starting that process and loading the function's module takes a second, on a busy machine many.
_START = 120.0


class DeadlineError(Exception):
    """The function took too long, and was ended."""


class BrokenOffError(Exception):
    """The process in which the function ran ended without an answer: it crashed, or the system had no memory for it."""


class _Ring(BaseException):
    """The alarm. Not an Exception, as parsers take those for broken input and go on."""


def can_ring() -> bool:
    """An alarm can be heard here: in the main thread, where the system has alarms at all."""
    return hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()


def alarmed(seconds: float, function: Callable[..., Value], *arguments: object) -> Value:
    """What the function returns. Raises DeadlineError where it has not ended after so many seconds.

    Only where `can_ring`. An alarm that the caller had set goes on afterwards.
    """
    rang = False
    is_over = False

    def ring(signal_number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        nonlocal rang
        if not is_over:
            rang = True
            raise _Ring

    heard_before = signal.signal(signal.SIGALRM, ring)
    started = time.monotonic()
    left_before, interval_before = signal.setitimer(signal.ITIMER_REAL, max(seconds, 0.001), _RINGS_AGAIN)
    try:
        try:
            value = function(*arguments)
        finally:
            is_over = True
    except _Ring:
        raise DeadlineError from None
    finally:
        left = max(left_before - (time.monotonic() - started), 0.001) if left_before else 0
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, heard_before)
        signal.setitimer(signal.ITIMER_REAL, left, interval_before)
    if rang:  # somebody swallowed it, and what came of that can't be trusted
        raise DeadlineError
    return value


# ── A process of its own ────────────────────────────────────────────────────────────────────────────────────────────


class _Helper:
    """A process that runs functions for this one, one after the other. It ends when this one does, however it does."""

    def __init__(self) -> None:
        self._line, theirs = Pipe()
        self.owner = os.getpid()
        start = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import serve; serve({theirs.fileno()})"
        self._process = subprocess.Popen(  # noqa: S603 (this very Python)
            [sys.executable, "-c", start],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for this process, which then lets go of that one
        )
        theirs.close()

    def answer(
        self, seconds: float, memory: float, function: Callable[..., Value], arguments: tuple[object, ...]
    ) -> Value:
        try:
            self._line.send((seconds, memory, function, arguments))
            if not self._line.poll(_START):
                raise DeadlineError
            self._line.recv()
            if not self._line.poll(seconds + _GRACE):
                raise DeadlineError
            is_value, answer = self._line.recv()
        except (EOFError, OSError) as error:
            raise (DeadlineError if self._was_ended_by_its_alarm() else BrokenOffError) from error
        if is_value:
            value: Value = answer
            return value
        raise answer

    def _was_ended_by_its_alarm(self) -> bool:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self._process.wait(_GRACE) == -signal.SIGALRM
        return False

    def end(self) -> None:
        if self.owner != os.getpid():  # a fork of the process that started it: it isn't ours to end
            return
        self._line.close()
        self._process.kill()
        self._process.wait()


_lock = threading.Lock()
_helper: _Helper | None = None


def apart(seconds: float, memory: float, function: Callable[..., Value], *arguments: object) -> Value:
    """What the function returns, run in another process; whatever it raises is raised here too.

    The function must be one of a module, and arguments and value must be such as can be pickled. `memory` bounds the
    process's address space, in bytes, where the system can (Linux).

    Raises DeadlineError where it has not ended after so many seconds, BrokenOffError where its process died, and
    MemoryError where it wanted too much. The process is kept for the next call, or replaced where it was ended.
    """
    global _helper  # started once, and only where it is needed: that takes a moment
    with _lock:
        if _helper is None or _helper.owner != os.getpid():
            _helper = _Helper()
        try:
            return _helper.answer(seconds, memory, function, arguments)
        except BaseException as error:
            if not isinstance(error, Exception) or isinstance(error, (DeadlineError, BrokenOffError)):
                _let_go()
            raise


@atexit.register
def _let_go() -> None:
    global _helper
    if _helper is not None:
        _helper.end()
        _helper = None


def serve(file_descriptor: int) -> None:
    """What the other process does: answers until nobody asks any more."""
    line: Connection = Connection(file_descriptor)
    while True:
        try:
            seconds, memory, function, arguments = line.recv()
        except (EOFError, OSError):
            return
        line.send("begun")
        _bound_memory(memory)
        # No handler: the system itself ends the process, whatever it is doing, also when nobody waits for it any more.
        signal.setitimer(signal.ITIMER_REAL, seconds)
        answer = _answer(function, arguments)
        signal.setitimer(signal.ITIMER_REAL, 0)
        with contextlib.suppress(OSError):
            line.send(answer)


def _answer(function: Callable[..., object], arguments: tuple[object, ...]) -> tuple[bool, object]:
    try:
        return True, function(*arguments)
    except MemoryError:
        return False, MemoryError()
    except Exception as error:
        return False, RuntimeError(f"{type(error).__name__}: {error}")


def _bound_memory(size: float) -> None:
    try:
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = int(size) if hard == resource.RLIM_INFINITY else min(int(size), hard)
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    except (ImportError, ValueError, OSError):
        return  # no such limit here; that of time remains
