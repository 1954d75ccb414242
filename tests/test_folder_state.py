"""When a refresh is due, and when it has to wait; each case with what the automation page says about it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from assets import timing
from assets.folder_state import Memory, Published, decide, difference
from pipelines.folder_watch import Contents, fingerprint
from pipelines.published import LastLoad

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
VERSION = "1.2.0"


def holds(**files: str) -> Contents:
    return frozenset(files.items())


def loaded(held: Contents, version: str = VERSION) -> LastLoad:
    return LastLoad(held, datetime(2026, 11, 25, 5, 0), frozenset({"1.0.0", version}))


A = holds(barnsley="1", haikou="2")
B = holds(barnsley="1", haikou="3", panjin="4")


def failed(state: Contents, attempts: int, minutes_ago: float) -> Memory:
    name = fingerprint(state)
    return Memory(name, name, attempts, (NOW - timedelta(minutes=minutes_ago)).timestamp())


SEEN_A, SEEN_B = Memory(seen=fingerprint(A)), Memory(seen=fingerprint(B))


@pytest.mark.parametrize(
    ("held", "published", "memory", "refresh", "words", "because"),
    [
        (A, loaded(A), SEEN_A, False, "Nothing to do: the raw folder holds 2 files, as published.", "nothing changed"),
        (B, loaded(A), SEEN_A, False, "1 added, 1 changed. The refresh starts when the next look finds", "first seen"),
        (B, loaded(A), SEEN_B, True, "1 added, 1 changed.", "seen twice: nobody writes any more"),
        (A, loaded(B), SEEN_A, True, "1 changed, 1 removed.", "back at what was published before B: still a change"),
        (A, None, Memory(), False, "Nothing is published yet, and the raw folder holds 2 files", "the very first look"),
        (A, None, SEEN_A, True, "Nothing is published yet", "the very first load"),
        (A, "It can't be read.", SEEN_A, True, "It can't be read.", "a broken file: the refresh mends it or says why"),
        (A, loaded(A, "1.1.0"), SEEN_A, True, "Version 1.2.0 has not published yet.", "new code reads the same anew"),
        (holds(), loaded(A), SEEN_A, False, "no documents, and a refresh would be refused. The warehouse keeps its 2", "emptied"),
        (holds(), None, Memory(), False, "no documents", "nothing there, nothing published"),
        (B, loaded(A), failed(B, 1, 0.5), False, "1 refresh failed. The next try is at 12:00 UTC", "failed just now"),
        (B, loaded(A), failed(B, 1, 1.1), True, "1 added", "a minute later"),
        (B, loaded(A), failed(B, 3, 3.9), False, "3 refreshes failed. The next try is at 12:00 UTC", "4 minutes after 3"),
        (B, loaded(A), failed(B, 3, 4.1), True, "1 added", "4 minutes later"),
        (B, loaded(A), failed(B, 99, 59), False, "99 refreshes failed. The next try is at 12:01", "an hour at most"),
        (B, loaded(A), failed(B, 99, 61), True, "1 added", "never given up"),
        (B, loaded(A), failed(B, 2, -90), True, "1 added", "the clock was put back: nobody knows how long ago that was"),
        (A, loaded(B), failed(B, 5, 0.1), False, "The refresh starts when the next look", "the folder changed again: no waiting"),
    ],
)  # fmt: skip
def test_a_refresh_is_due_when_the_folder_differs_from_what_was_published(
    held: Contents, published: Published, memory: Memory, refresh: bool, words: str, because: str
) -> None:
    decision = decide(held, published, VERSION, memory, NOW, is_busy=False)
    assert decision.refresh == refresh, because
    assert words in decision.words, because
    assert decision.memory.seen == fingerprint(held)
    assert decide(held, published, VERSION, memory, NOW, is_busy=True).refresh is False, "one refresh at a time"


def test_every_try_is_counted_and_success_forgets_them() -> None:
    memory = SEEN_B
    for attempt in (1, 2, 3):
        now = NOW + timedelta(hours=attempt)
        decision = decide(B, loaded(A), VERSION, memory, now, is_busy=False)
        memory = decision.memory
        assert (decision.refresh, memory.attempts, memory.tried_at) == (True, attempt, now.timestamp())
    assert decide(B, loaded(B), VERSION, memory, NOW, is_busy=False).memory == SEEN_B


def test_a_change_there_and_back_is_loaded_both_times() -> None:
    """A, published; B, published; A again: by Dagster's run keys the second A would never start."""
    memory, published, started = Memory(), loaded(A), 0
    for held in (A, B, B, A, A, B, B):
        decision = decide(held, published, VERSION, memory, NOW, is_busy=False)
        memory = decision.memory
        if decision.refresh:
            published, started = loaded(held), started + 1
    assert started == 3


@pytest.mark.parametrize(
    "cursor",
    [None, "", "no JSON", "[]", "{}", '{"seen": 1}', '{"seen": null, "tried": null, "attempts": "x", "tried_at": 0}'],
)
def test_a_memory_that_cant_be_read_is_empty(cursor: str | None) -> None:
    assert Memory.from_cursor(cursor) == Memory()


def test_a_memory_is_kept_as_it_is() -> None:
    memory = failed(B, 3, 4)
    assert Memory.from_cursor(memory.to_cursor()) == memory


def test_a_renamed_file_is_one_removed_and_one_added() -> None:
    words = difference(holds(barnsley="1", hainan="2"), loaded(A), VERSION)
    assert words == "The raw folder differs from what was published: 1 added, 1 removed"


def test_waiting_grows_and_ends_at_an_hour() -> None:
    waits = [timing.wait_after(failures).total_seconds() / 60 for failures in (1, 2, 3, 4, 5, 6, 7, 8, 1_000_000)]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        (timing.LOOK_EVERY_VARIABLE, "soon", "UCAP_LOOK_EVERY_SECONDS says 'soon'. It wants a whole number"),
        (timing.LOOK_EVERY_VARIABLE, "0", "from 1 on"),
        (timing.FRESH_HOURS_VARIABLE, "-3", "UCAP_FRESH_HOURS says '-3'"),
        (timing.KEEP_RUNS_VARIABLE, "0", "from 1 on"),
        (timing.DAILY_AT_VARIABLE, "25:00", "UCAP_DAILY_AT says '25:00'. It wants a time of day such as 05:00"),
        (timing.TIMEZONE_VARIABLE, "Brussels", "It wants an IANA time zone such as Europe/Brussels"),
    ],
)
def test_a_setting_that_says_no_time_is_told(
    variable: str, value: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(timing.TimingError, match=words):
        _ = (timing.look_every(), timing.fresh_for(), timing.daily_at(), timing.timezone(), timing.keep_runs_for())


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in (
        timing.LOOK_EVERY_VARIABLE,
        timing.FRESH_HOURS_VARIABLE,
        timing.DAILY_AT_VARIABLE,
        timing.TIMEZONE_VARIABLE,
    ):
        monkeypatch.setenv(variable, " ")
    assert (timing.look_every(), timing.fresh_for(), timing.daily_at(), timing.timezone()) == (
        30,
        timedelta(hours=26),
        (5, 0),
        "UTC",
    )
    monkeypatch.setenv(timing.DAILY_AT_VARIABLE, "23:45")
    monkeypatch.setenv(timing.TIMEZONE_VARIABLE, "Asia/Shanghai")
    assert (timing.daily_at(), timing.tidy_at(), timing.timezone()) == ((23, 45), (0, 45), "Asia/Shanghai")
