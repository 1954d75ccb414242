"""Are the pinned packages that the product runs with known to be vulnerable, or withdrawn? Asks the package registry.

`pip-audit` is the auditor where the registry answers it: for every pinned version it asks `/pypi/NAME/VERSION/json`. Some
registries serve only `/pypi/NAME/json` (the newest version, with what is known against it) and the index of files (PEP 691),
which tells of withdrawn versions. Then this asks those, and names each package that nobody could judge.

The registry is the one that pip is configured for. Exit code: 0 nothing known against any pin that could be judged; 1 a pin
is vulnerable or withdrawn; 3 the registry can't be reached, and nothing was audited.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from pip._internal.models.index import PyPI

DEFAULT_INDEX: str = PyPI.simple_url  # where pip itself asks unless it is told otherwise
REQUIREMENTS = Path(__file__).parent.parent / "requirements" / "run.txt"
SECONDS = 20

CLEAN, FOUND, UNREACHED = 0, 1, 3


class UnreachableError(Exception):
    """The registry gave no answer at all."""


@dataclass(frozen=True, slots=True)
class Pin:
    """One package at the version that is installed."""

    name: str
    version: str


@dataclass(slots=True)
class Verdict:
    """What the registry knows of a pin. `judged` is False where it doesn't tell of this version's vulnerabilities."""

    pin: Pin
    vulnerabilities: list[str] = field(default_factory=list)
    withdrawn: str | None = None
    judged: bool = True

    @property
    def is_bad(self) -> bool:
        return bool(self.vulnerabilities) or self.withdrawn is not None


class Registry:
    """A package index, asked as pip asks it, and for the metadata that lies beside it."""

    def __init__(self, index: str) -> None:
        self._index = index.rstrip("/")

    def metadata(self, name: str, version: str | None = None) -> dict[str, Any] | None:
        """What is told of a version, or of the newest; None where the registry doesn't serve that."""
        parts = urlsplit(self._index)
        path = parts.path.removesuffix("/simple")
        which = f"{name}/{version}" if version else name
        return self._get(urlunsplit(parts._replace(path=f"{path}/pypi/{which}/json")), "application/json")

    def files(self, name: str) -> dict[str, Any] | None:
        """The files of a package (PEP 691), each with whether it was withdrawn (PEP 592)."""
        return self._get(f"{self._index}/{name}/", "application/vnd.pypi.simple.v1+json")

    def _get(self, url: str, media_type: str) -> dict[str, Any] | None:
        request = urllib.request.Request(url, headers={"Accept": media_type})  # noqa: S310 (the index that pip uses)
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
                body = answer.read()
        except urllib.error.HTTPError as error:
            if error.code in (401, 403, 404, 405, 406, 410):
                return None
            raise UnreachableError(f"HTTP status {error.code}") from None
        except (OSError, ValueError) as error:
            raise UnreachableError(type(error).__name__) from None
        try:
            told = json.loads(body)
        except ValueError:
            return None  # an index in HTML only
        return told if isinstance(told, dict) else None


def pins(requirements: str) -> list[Pin]:
    """The pinned packages of a requirements file; hashes, markers and comments left out."""
    found = re.findall(r"^([A-Za-z0-9][\w.-]*)(?:\[[^]]*])?==([^\s;\\]+)", requirements, re.MULTILINE)
    return [Pin(normalized(name), version) for name, version in found]


def normalized(name: str) -> str:
    """A package's name as an index writes it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def judge(pin: Pin, registry: Registry) -> Verdict:
    """What the registry says of a pin where it tells of no version but the newest. Raises UnreachableError."""
    verdict = Verdict(pin)
    told = registry.metadata(pin.name)
    told = (
        told if told and told.get("info", {}).get("version") == pin.version else None
    )  # of an older one it says nothing
    if told is None or "vulnerabilities" not in told:
        verdict.judged = False
    else:
        verdict.vulnerabilities = [_words(known) for known in told["vulnerabilities"] if not known.get("withdrawn")]
    verdict.withdrawn = _withdrawn(registry.files(pin.name), pin)
    return verdict


def _withdrawn(told: dict[str, Any] | None, pin: Pin) -> str | None:
    """Why every file of the version was withdrawn; None where one wasn't."""
    files = [file for file in (told or {}).get("files", []) if _version(str(file.get("filename"))) == pin.version]
    if not files or not all(file.get("yanked") for file in files):
        return None
    reason = files[0]["yanked"]
    return reason if isinstance(reason, str) else "no reason is given"


def _version(filename: str) -> str | None:
    """The version in a file's name: `name-1.0-py3-none-any.whl`, `name-1.0.tar.gz` (PEP 427, PEP 625)."""
    if filename.endswith(".whl"):
        parts = filename.split("-")
        return parts[1] if len(parts) > 1 else None
    stem = re.sub(r"\.(tar\.gz|zip)$", "", filename)
    return stem.rpartition("-")[2] if stem != filename else None


def _words(known: dict[str, Any]) -> str:
    names = [str(known.get("id", "?")), *(alias for alias in known.get("aliases", []) if alias.startswith("CVE"))]
    fixed = ", ".join(known.get("fixed_in") or []) or "no version yet"
    return f"{' '.join(names)} (mended in {fixed})"


def report(verdicts: Iterable[Verdict]) -> tuple[str, int]:
    """The audit in words, and the exit code."""
    verdicts = list(verdicts)
    bad = [verdict for verdict in verdicts if verdict.is_bad]
    unjudged = [verdict for verdict in verdicts if not verdict.judged]
    lines = [f"{len(verdicts)} pinned packages, {len(verdicts) - len(unjudged)} judged for known vulnerabilities."]
    for verdict in bad:
        pin = f"{verdict.pin.name} {verdict.pin.version}"
        lines += [f"✗ {pin} is vulnerable: {words}" for words in verdict.vulnerabilities]
        lines += [f"✗ {pin} was withdrawn by its authors: {verdict.withdrawn}"] if verdict.withdrawn is not None else []
    if unjudged:
        names = ", ".join(f"{verdict.pin.name} {verdict.pin.version}" for verdict in unjudged)
        lines.append(
            f"! NOT JUDGED for vulnerabilities: {len(unjudged)} packages that are pinned to an older version than the "
            f"newest, which is all that this registry tells of: {names}."
        )
    lines.append(
        "✗ Pin other versions (make lock)." if bad else "✓ Nothing is known against the packages that were judged."
    )
    return "\n".join(lines), FOUND if bad else CLEAN


def configured_index() -> str:
    """The index that pip uses here."""
    if said := os.environ.get("PIP_INDEX_URL"):
        return said
    command = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or DEFAULT_INDEX


def main(requirements: Path = REQUIREMENTS) -> int:
    """Audits the pins and prints the report; gives back the exit code."""
    registry = Registry(configured_index())
    found = pins(requirements.read_text(encoding="utf-8"))
    try:
        answers_pip_audit = registry.metadata(found[0].name, found[0].version) is not None
        if not answers_pip_audit:
            print("This registry doesn't answer pip-audit (it has no data by version). Asking for what it does tell.")
        with ThreadPoolExecutor(4) as pool:
            ask = withdrawn_only if answers_pip_audit else judge
            words, code = report(list(pool.map(lambda pin: ask(pin, registry), found)))
    except UnreachableError as error:
        print(f"! NOT AUDITED: the package registry can't be reached ({error}). Nothing is known of any package.")
        return UNREACHED
    print(words)
    return max(code, _pip_audit(requirements)) if answers_pip_audit else code


def withdrawn_only(pin: Pin, registry: Registry) -> Verdict:
    """What pip-audit doesn't look at: whether the version was withdrawn. Raises UnreachableError."""
    return Verdict(pin, withdrawn=_withdrawn(registry.files(pin.name), pin))


def _pip_audit(requirements: Path) -> int:
    command = ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "--requirement", str(requirements)]
    return subprocess.run([sys.executable, "-m", "pip_audit", *command], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
