"""When things happen by themselves: how often the folder is looked at, when the daily refresh runs, how old a load may be.

Each is an environment variable with a default that suits a folder on the same machine. Knows no dagster.
"""

from __future__ import annotations

import os
import re
from datetime import timedelta
from zoneinfo import ZoneInfo, available_timezones

LOOK_EVERY_VARIABLE = "UCAP_LOOK_EVERY_SECONDS"
DAILY_AT_VARIABLE = "UCAP_DAILY_AT"
TIMEZONE_VARIABLE = "UCAP_TIMEZONE"
FRESH_HOURS_VARIABLE = "UCAP_FRESH_HOURS"
KEEP_RUNS_VARIABLE = "UCAP_KEEP_RUNS_DAYS"

DEFAULT_LOOK_EVERY = 30
DEFAULT_DAILY_AT = "05:00"
DEFAULT_TIMEZONE = "UTC"
# The daily refresh, and two hours for it to run late and take its time.
DEFAULT_FRESH_HOURS = 26
# As long as Dagster is told to keep failed looks of the sensor (dagster.yaml). At three refreshes a day, under a gigabyte.
DEFAULT_KEEP_RUNS_DAYS = 90

# A refresh that fails is tried again after a minute, then after twice that, and so on up to an hour: a full disk or a
# lost network is soon noticed to be mended, and a folder that can't be loaded makes 24 failed runs a day at most.
FIRST_RETRY = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=1)


class TimingError(ValueError):
    """A variable says no time; the message is a sentence for a person."""


def look_every() -> int:
    """Seconds between two looks at the raw folder. (Dagster's daemon looks no more often than every 5 seconds.)"""
    return _whole_number(LOOK_EVERY_VARIABLE, DEFAULT_LOOK_EVERY)


def fresh_for() -> timedelta:
    """How old the last load may be before the warehouse counts as stale."""
    return timedelta(hours=_whole_number(FRESH_HOURS_VARIABLE, DEFAULT_FRESH_HOURS))


def daily_at() -> tuple[int, int]:
    """Hour and minute of the daily refresh, by `timezone`."""
    written = os.environ.get(DAILY_AT_VARIABLE, "").strip() or DEFAULT_DAILY_AT
    if (match := re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", written)) is None:
        raise TimingError(f"{DAILY_AT_VARIABLE} says {written!r}. It wants a time of day such as 05:00.")
    return int(match[1]), int(match[2])


def tidy_at() -> tuple[int, int]:
    """Hour and minute at which Dagster's books are tidied: an hour after the daily refresh."""
    hour, minute = daily_at()
    return (hour + 1) % 24, minute


def keep_runs_for() -> timedelta:
    """How long Dagster's books keep a run."""
    return timedelta(days=_whole_number(KEEP_RUNS_VARIABLE, DEFAULT_KEEP_RUNS_DAYS))


def timezone() -> str:
    """The time zone of the daily refresh, by its IANA name."""
    name = os.environ.get(TIMEZONE_VARIABLE, "").strip() or DEFAULT_TIMEZONE
    if name not in available_timezones():
        raise TimingError(f"{TIMEZONE_VARIABLE} says {name!r}. It wants an IANA time zone such as Europe/Brussels.")
    return ZoneInfo(name).key


def wait_after(failures: int) -> timedelta:
    """How long to wait after so many failures in a row: 1, 2, 4 … minutes, an hour at most."""
    return min(FIRST_RETRY * (1 << min(failures - 1, 10)), LONGEST_WAIT)


def _whole_number(variable: str, default: int) -> int:
    written = os.environ.get(variable, "").strip() or str(default)
    if not re.fullmatch(r"[0-9]{1,6}", written) or int(written) < 1:
        raise TimingError(f"{variable} says {written!r}. It wants a whole number from 1 on.")
    return int(written)
