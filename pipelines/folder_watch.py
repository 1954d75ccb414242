"""Looking at the raw folder again and again, cheaply: a file that nobody touched since it was hashed isn't read again.

Belongs here: remembering hashes between looks, and when that may be trusted. What a file of the folder is, is said by
`folder`; what to do about a change, by who watches.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pipelines import folder
from pipelines.folder import RawFile

# A file system notes the time of a change in steps: 2 s on FAT, 1 s on older NFS, some ms on local disks. Of two changes
# within one step the second leaves no trace, so that a hash made so soon after a change isn't remembered.
COARSEST_STEP_NS = 2_000_000_000

# What a folder holds, by content: each file's name and SHA-256, which is None where the file can't be taken in.
Contents = frozenset[tuple[str, str | None]]


def contents(files: Iterable[RawFile]) -> Contents:
    """What these files are called and hold; time stamps, order and places on disk don't matter."""
    return frozenset((file.file_name, file.sha256) for file in files)


def fingerprint(held: Contents) -> str:
    """A short name for a folder's contents: two folders have the same one only if they hold the same."""
    listed = "\n".join(f"{name!r} {sha256}" for name, sha256 in sorted(held, key=str))
    return hashlib.sha256(listed.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Changes:
    """The names of files that differ between two states of a folder, each list sorted. False where none does."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    @classmethod
    def between(cls, before: Contents, now: Contents) -> Changes:
        """What has to happen to the one to become the other."""
        old, new = dict(before), dict(now)
        return cls(
            new=tuple(sorted(new.keys() - old.keys())),
            changed=tuple(sorted(name for name in new.keys() & old.keys() if new[name] != old[name])),
            removed=tuple(sorted(old.keys() - new.keys())),
        )

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class _Trace:
    """What the file system says of a file without opening it. Any write changes `changed_ns`, which no user can set;
    a file put in another's place has another inode.
    """

    device: int
    inode: int
    size: int
    modified_ns: int
    changed_ns: int

    @classmethod
    def of(cls, path: Path) -> _Trace | None:
        try:
            status = path.stat()
        except OSError:  # gone, or not to be looked at: `folder` says what is wrong with it
            return None
        return cls(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)

    def is_older_than(self, moment_ns: int) -> bool:
        """Whether the last change lies so far back that a further one would show. Clocks that differ count as near."""
        return max(self.modified_ns, self.changed_ns) + COARSEST_STEP_NS < moment_ns


@dataclass(slots=True)
class FolderWatch:
    """Sees a folder's contents as `folder.scan` does, and reads again only what may have changed since the last look.

    A hash is remembered with the trace that its file had before and after it was read, and only if that trace was
    settled then (git's rule for its index). What could still be missed, such as a file system that doesn't keep
    times, is found by the next refresh, which trusts no memory.
    """

    clock_ns: Callable[[], int] = time.time_ns
    _known: dict[Path, tuple[_Trace, RawFile]] = field(default_factory=dict)

    def look(self, raw_dir: Path) -> Contents:
        """What the folder holds now. Raises folder.RawFolderError where it can't be read."""
        seen: set[Path] = set()

        def weigh(path: Path, root: Path) -> RawFile:
            seen.add(path)
            return self._weighed(path, root)

        found = contents(folder.scan(raw_dir, weigh))
        for gone in self._known.keys() - seen:
            self._known.pop(gone, None)
        return found

    def _weighed(self, path: Path, root: Path) -> RawFile:
        trace = _Trace.of(path)
        known = self._known.get(path)
        if known is not None and known[0] == trace:
            return known[1]
        moment = self.clock_ns()
        file = folder.weighed(path, root)
        if file.sha256 is not None and trace is not None and trace.is_older_than(moment) and _Trace.of(path) == trace:
            self._known[path] = (trace, file)
        return file
