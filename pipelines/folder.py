"""What is in the raw folder: one `RawFile` per file, opened once to weigh and hash it, never changed.

Belongs here: which files count, what they are called, why one can't be opened, and how one is opened without being led
out of the folder. What they say is read by `staging`.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pipelines.limits import Limits, in_force
from pipelines.system_errors import said

_SURROGATE = re.compile("[\ud800-\udfff]")
_LOOKS_ESCAPED = re.compile(r"\\x[0-9A-F]{2}")


class RawFolderError(Exception):
    """The raw folder can't be read at all; the message is a sentence for a person."""


class RawFileError(OSError):
    """A file can't be taken in; the message is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file as it lies in the folder. `path` opens it, relative to the folder; `file_name` is what people see.

    `sha256` and `byte_size` are None where the file can't be taken in, and then `problem` is the sentence why.
    """

    path: str
    file_name: str
    sha256: str | None = None
    byte_size: int | None = None
    problem: str | None = None


def scan(raw_dir: Path, weigh: Callable[[Path, Path], RawFile] | None = None) -> list[RawFile]:
    """Every file of the folder and its sub-folders, in code-point order of `file_name`.

    Hidden files and folders (leading dot) and what editors leave behind (trailing `~`) don't count. A link counts as
    the file that it leads to if that lies in the folder. A file that can't be taken in is listed with its problem.
    `weigh` stands in for `weighed` where somebody remembers files from an earlier scan (`folder_watch`).

    Raises RawFolderError where there is no such folder, or none that may be read.
    """
    try:
        os.scandir(raw_dir).close()
    except FileNotFoundError:
        raise RawFolderError(
            f"There is no folder {raw_dir}. Create it, put the summaries there, and try again."
        ) from None
    except NotADirectoryError:
        raise RawFolderError(f"{raw_dir} is a file. Name the folder that holds the summaries.") from None
    except OSError as error:
        raise RawFolderError(f"The folder {raw_dir} can't be read: {said(error)}.") from None
    root = Path(os.path.realpath(raw_dir))
    return sorted(_files_below(root, root, weigh or weighed), key=lambda file: file.file_name)


def read(raw_dir: Path, path: str, limits: Limits | None = None) -> bytes:
    """The bytes of a file of the folder, found by its path within it.

    Whoever may write into the folder may swap a file, or a folder above it, for a link or a pipe while we look; so every
    step of the way is opened without following links, and what was opened is looked at, not what lay there before.

    Raises RawFileError where it lies outside, is no regular file, is too large, or can't be opened.
    """
    limits = limits or in_force()
    try:
        root = os.path.realpath(raw_dir)
        real = Path(os.path.realpath(os.path.join(root, path)))  # noqa: PTH118 (a path may be no text)
        if not real.is_relative_to(root):
            raise RawFileError("It is a link that leads out of the raw folder; put the file itself there.")
        with _opened(root, real.relative_to(root).parts) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise RawFileError("It is no regular file.")
            if status.st_size > limits.file_bytes:
                raise RawFileError(_too_large(status.st_size, limits))
            data = file.read(int(limits.file_bytes) + 1)
    except RawFileError:
        raise
    except OSError as error:
        raise RawFileError(f"It can't be opened: {said(error)}.") from None
    if len(data) > limits.file_bytes:  # it grew meanwhile
        raise RawFileError(_too_large(len(data), limits))
    return data


def _opened(root: str, steps: tuple[str, ...]) -> BinaryIO:
    """A file below a folder, opened step by step. A pipe is opened without waiting for who writes into it."""
    # Where it is there: a folder need not be readable for who only passes through it.
    pass_through = getattr(os, "O_PATH", os.O_RDONLY) | os.O_DIRECTORY
    here = os.open(root, pass_through)
    try:
        for step in steps[:-1]:
            above, here = here, os.open(step, pass_through | os.O_NOFOLLOW, dir_fd=here)
            os.close(above)
        return os.fdopen(os.open(steps[-1], os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=here), "rb")
    finally:
        os.close(here)


def _too_large(size: int, limits: Limits) -> str:
    megabytes = f"{size / 1e6:.0f} MB, and a summary has at most {limits.file_bytes / 1e6:g}"
    return f"It is too large to be a summary ({megabytes})."


def display_name(path: str) -> str:
    r"""A file's path as text that can be stored and shown; different paths give different names.

    A name is kept as it is, line breaks and all. Bytes of a name that are no UTF-8 become `\xE9`; names that could be
    taken for such a rendering have their backslashes doubled.
    """
    if not _SURROGATE.search(path) and not _LOOKS_ESCAPED.search(path):
        return path
    return _SURROGATE.sub(lambda match: f"\\x{ord(match[0]) & 0xFF:02X}", path.replace("\\", "\\\\"))


def _files_below(folder: Path, root: Path, weigh: Callable[[Path, Path], RawFile]) -> Iterator[RawFile]:
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        yield _listed(folder, root, problem=f"The folder can't be read: {said(error)}.")
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.name.startswith(".") or entry.name.endswith("~"):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _files_below(path, root, weigh)
        elif not (entry.is_symlink() and _leads_to_folder_within(path, root)):
            yield weigh(path, root)


def _leads_to_folder_within(link: Path, root: Path) -> bool:
    """A link to a folder that is listed anyway adds nothing."""
    return link.is_dir() and Path(os.path.realpath(link)).is_relative_to(root)


def weighed(path: Path, root: Path) -> RawFile:
    """A file below the folder `root` with size and hash, or with the reason why it has none."""
    try:
        data = read(root, str(path.relative_to(root)))
    except RawFileError as problem:
        return _listed(path, root, problem=str(problem))
    return _listed(path, root, sha256=hashlib.sha256(data).hexdigest(), byte_size=len(data))


def _listed(
    path: Path, root: Path, *, sha256: str | None = None, byte_size: int | None = None, problem: str | None = None
) -> RawFile:
    relative = path.relative_to(root).as_posix()
    return RawFile(relative, display_name(relative), sha256, byte_size, problem)
