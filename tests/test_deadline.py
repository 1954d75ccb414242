"""What takes too long is ended, wherever it hangs; what crashes or eats memory takes nobody else with it."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import psutil
import pytest

from pipelines.deadline import BrokenOffError, DeadlineError, alarmed, apart

ENOUGH = 1e10


def answer(question: str) -> str:
    return question.upper()


def process_id() -> int:
    return os.getpid()


def in_python() -> None:
    while True:
        pass


def in_a_pattern() -> None:
    re.match(r"(a+)+$", "a" * 60 + "b")


def in_sleep() -> None:
    time.sleep(3600)


def in_code_that_looks_for_no_signal() -> None:
    hashlib.pbkdf2_hmac("sha256", b"password", b"salt", 2_000_000_000)


def where_all_is_swallowed() -> None:
    while True:
        with contextlib.suppress(BaseException):
            in_python()


def half_done() -> str:
    try:
        in_python()
    except BaseException:
        return "half"
    return "never"


def crash() -> None:
    ctypes.string_at(0)


def take_all_memory() -> None:
    bytearray(1 << 45)


def fail() -> None:
    raise KeyError("no such row")


@pytest.mark.parametrize("hanging", [in_python, in_a_pattern, in_sleep, half_done])
def test_an_alarm_ends_what_hangs(hanging: Callable[[], object]) -> None:
    with pytest.raises(DeadlineError):
        alarmed(0.05, hanging)


@pytest.mark.parametrize(
    "hanging",
    [in_python, in_a_pattern, in_sleep, in_code_that_looks_for_no_signal, where_all_is_swallowed],
)
def test_a_process_of_its_own_ends_whatever_hangs(hanging: Callable[[], object]) -> None:
    with pytest.raises(DeadlineError):
        apart(0.2, ENOUGH, hanging)
    assert apart(60, ENOUGH, answer, "and then?") == "AND THEN?"


@pytest.mark.parametrize(("bad", "error"), [(crash, BrokenOffError), (take_all_memory, MemoryError)])
def test_what_ends_the_other_process_leaves_this_one(bad: Callable[[], object], error: type[Exception]) -> None:
    with pytest.raises(error):
        apart(60, 2e9, bad)
    assert apart(60, ENOUGH, answer, "still here") == "STILL HERE"


def test_in_time_the_answer_is_the_functions() -> None:
    assert alarmed(60, answer, "yes") == "YES"
    assert apart(60, ENOUGH, answer, "yes") == "YES"


def test_an_error_is_the_functions_too() -> None:
    with pytest.raises(KeyError, match="no such row"):
        alarmed(60, fail)
    with pytest.raises(RuntimeError, match="KeyError: 'no such row'"):
        apart(60, ENOUGH, fail)


def test_an_alarm_leaves_that_of_the_caller_as_it_was() -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGALRM, lambda number, _: heard.append(number))
    try:
        signal.setitimer(signal.ITIMER_REAL, 3600)
        with pytest.raises(DeadlineError):
            alarmed(0.05, in_python)
        left, _ = signal.getitimer(signal.ITIMER_REAL)
        assert 3500 < left < 3600
        signal.raise_signal(signal.SIGALRM)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert heard == [signal.SIGALRM]


def test_one_process_serves_many_calls_and_many_threads() -> None:
    seen: list[int] = []
    threads = [threading.Thread(target=lambda: seen.append(apart(60, ENOUGH, process_id))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 4
    assert set(seen) == {apart(60, ENOUGH, process_id)} != {os.getpid()}


def test_the_other_process_outlives_nobody_who_is_killed_while_it_hangs() -> None:
    script = (
        "import tests.test_deadline as t; from pipelines.deadline import apart; "
        "print(apart(60, 1e10, t.process_id), flush=True); apart(2, 1e10, t.in_python)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as asking:
        assert asking.stdout is not None
        other = psutil.Process(int(asking.stdout.readline()))
        asking.kill()
    other.wait(timeout=60)  # raises where it is still there
