"""`ucap status`: where the warehouse stands, at a glance."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from assets import places
from ucap import terminal
from ucap.options import RawFolder, StoreFolder, WarehouseFile, check_limits

if TYPE_CHECKING:
    from pipelines.folder_watch import Changes
    from pipelines.standing import Standing

# What `--json` promises; raised by one when a field is renamed or dropped, not when one is added.
JSON_VERSION = 1
NAMES_SHOWN = 5
QUARANTINED_SHOWN = 10


def status(
    raw: RawFolder = places.DEFAULT_RAW_DIR,
    warehouse: WarehouseFile = places.DEFAULT_WAREHOUSE,
    store: StoreFolder = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON for programs; see docs/command-line.md.")] = False,
) -> None:
    """Show what is loaded, what waits, what is in quarantine, and how the last refresh went.

    Every file of the raw folder is compared by its content with what was
    published. Nothing is changed.

    [bold]Examples[/bold]

      ucap status
      ucap status --json

    Exit code: 0 all is as a refresh would leave it; 1 something waits: files
    that a refresh would take in or drop, a refresh that failed, no warehouse yet
    or one that is damaged; 2 wrong usage.
    """
    from pipelines import standing

    check_limits()
    found = standing.of(raw, warehouse, store or places.store(warehouse))
    if as_json:
        from ucap.formats import as_json as written

        typer.echo(written(shape(found), indent=2))
    else:
        _show(found, terminal.path_words(raw), terminal.path_words(warehouse))
    if found.needs_somebody:
        raise typer.Exit(1)


def shape(found: Standing) -> dict[str, object]:
    """What `--json` writes."""
    return {
        "version": JSON_VERSION,
        "needs_somebody": found.needs_somebody,
        "published_at": found.published_at,
        "loads": found.loads,
        "documents": found.documents,
        "pending": asdict(found.pending) if found.pending is not None else None,
        "warehouse_problem": found.warehouse_problem,
        "folder_problem": found.folder_problem,
        "quarantine": [asdict(each) for each in found.quarantine],
        "refresh_is_running": found.is_busy,
        "last_refresh": None if found.attempt is None else {**asdict(found.attempt), "result": result(found)},
    }


def result(found: Standing) -> str:
    """How the last refresh went, in a word: `published`, `failed`, `running` or `broken off`."""
    assert found.attempt is not None
    if found.attempt.finished_at is None:
        return "broken off" if found.was_broken_off else "running"
    return "failed" if found.attempt.problem else "published"


def _show(found: Standing, raw: str, warehouse: str) -> None:
    if found.warehouse_problem is not None:
        _say("Loaded", found.warehouse_problem, "error")
    elif found.published_at is None:
        _say("Loaded", f"nothing: there is no warehouse at {warehouse} yet. Run `ucap refresh`.")
    else:
        from pipelines import tables

        counts = ", ".join(f"{found.documents.get(status, 0):,} {status}" for status in tables.CURRENT_STATUSES)
        _say("Loaded", f"{counts}; published {_minute(found.published_at)} in {warehouse}")
    if found.pending is None or found.folder_problem is not None:
        _say("Pending", found.folder_problem or "can't be told, as the warehouse can't be read", "warning")
    elif found.pending:
        _say("Pending", f"{_counted(found.pending)} in {raw}. Run `ucap refresh`.", "warning")
    else:
        _say("Pending", f"nothing: {raw} holds what was published")
    if found.warehouse_problem is None:
        _say("Quarantine", terminal.plural(len(found.quarantine), "file") if found.quarantine else "nothing")
    for each in found.quarantine[:QUARANTINED_SHOWN]:
        _say("", f"✗ {raw}/{each.file_name}: {terminal.one_line(each.reason)}")
    if len(found.quarantine) > QUARANTINED_SHOWN:
        _say("", f"and {len(found.quarantine) - QUARANTINED_SHOWN:,} more: ucap quarantine")
    _say("Last refresh", *_last_refresh(found))


def _last_refresh(found: Standing) -> tuple[str, str]:
    if found.attempt is None:
        if found.is_busy:
            return "is at work now", ""
        return "not recorded" if found.published_at is None else f"published {_minute(found.published_at)}", "quiet"
    begun = f"begun {_minute(datetime.fromisoformat(found.attempt.started_at))}"
    words = {
        "running": f"is at work now, {begun}",
        "broken off": f"{begun}, broken off before its end; run `ucap refresh`.",
        "failed": f"{begun}, failed: {terminal.one_line(found.attempt.problem or '')}",
        "published": f"{begun}, published",
    }
    how = result(found)
    return words[how], {"published": "good", "running": ""}.get(how, "error")


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _counted(pending: Changes) -> str:
    parts = [
        f"{len(names):,} {word} ({', '.join(names[:NAMES_SHOWN])}{' …' if len(names) > NAMES_SHOWN else ''})"
        for word, names in (("new", pending.new), ("changed", pending.changed), ("removed", pending.removed))
        if names
    ]
    return ", ".join(parts)


def _say(heading: str, words: str, style: str = "") -> None:
    line = Text.assemble((f"{heading:<14}", "heading"), (terminal.visible(words), style))
    terminal.results().print(line, soft_wrap=True)
