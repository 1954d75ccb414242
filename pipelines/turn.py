"""One refresh at a time: whoever comes second waits for the first, and then begins with what that one published.

The folder of the warehouse is locked, so that no lock file is left lying; the system lets go of the lock when the process
ends, however it ends. Belongs here: who may go on. `publish` asks `is_mine`, so as not to wait for itself.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import lock_descriptor

from pipelines.system_errors import said

_LOOK_EVERY = 0.2
_Holder = tuple[int, int, int, int]
_held: set[_Holder] = set()


class TurnError(Exception):
    """A refresh can't begin; the message is a sentence for a person."""


@contextmanager
def taken(warehouse: Path, *, wait: float, on_wait: Callable[[], None]) -> Iterator[None]:
    """The turn of this thread to refresh a warehouse, for as long as the block runs. `on_wait` is called where it has to wait.

    Raises TurnError where another refresh is still at work after `wait` seconds, or where the folder can't be used.
    """
    folder = Path(os.path.realpath(warehouse)).parent
    made = [above for above in (folder, *folder.parents) if not above.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise TurnError(f"The folder {folder} can't be used: {said(error)}.") from error
    try:
        _wait_for(descriptor, folder, wait, on_wait)
        holder = _holder(os.fstat(descriptor))
        _held.add(holder)
        try:
            yield
        finally:
            _held.discard(holder)
    finally:
        os.close(descriptor)
        with suppress(OSError):  # where nothing came to lie in it
            for above in made:
                above.rmdir()


def is_mine(folder: Path) -> bool:
    """Whether this very thread holds the turn on the folder."""
    return _holder(folder.stat()) in _held


def is_anybodys(warehouse: Path) -> bool:
    """A refresh of this warehouse is at work, in whatever process."""
    try:
        descriptor = os.open(Path(os.path.realpath(warehouse)).parent, os.O_RDONLY)
    except OSError:
        return False
    try:
        return not lock_descriptor(descriptor, blocking=False)
    finally:
        os.close(descriptor)


def _wait_for(descriptor: int, folder: Path, wait: float, on_wait: Callable[[], None]) -> None:
    until = time.monotonic() + wait
    has_waited = False
    while not lock_descriptor(descriptor, blocking=False):
        if time.monotonic() >= until:
            raise TurnError(
                f"Another refresh has been at work in {folder} for more than {wait:g} seconds. Nothing was done; "
                "try again when it has finished."
            )
        if not has_waited:
            on_wait()
            has_waited = True
        time.sleep(_LOOK_EVERY)


def _holder(status: os.stat_result) -> _Holder:
    return status.st_dev, status.st_ino, os.getpid(), threading.get_ident()
