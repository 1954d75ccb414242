"""`ucap backup` and `ucap restore`: the warehouse and everything that is kept beside it, as one file, and back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from assets import places
from ucap import terminal
from ucap.options import StoreFolder, WarehouseFile, check_limits

# So many names are told where many documents are damaged.
NAMES_SHOWN = 5
REPAIR = (
    "Remove them there: the next refresh keeps what is still in the raw folder. Take the others from an earlier backup."
)

Force = Annotated[bool, typer.Option("--force", help="Replace what is there.")]


def backup(
    archive: Annotated[Path, typer.Argument(metavar="TO.tar", help="The file to write.", dir_okay=False)],
    warehouse: WarehouseFile = places.DEFAULT_WAREHOUSE,
    store: StoreFolder = None,
    force: Force = False,
) -> None:
    """Write the warehouse and everything kept beside it into one file.

    That is the published file, every document that was ever seen, and what was
    read from them. A refresh that is at work is waited for. The new file is read
    again before it gets its name, and every document is compared with its hash.

    [bold]Examples[/bold]

      ucap backup ucap.tar
      ucap backup /tmp/today.tar --force

    Exit code: 0 written and verified; 1 not written, and why, or written with a
    document that is damaged; 2 wrong usage.
    """
    from pipelines import backup as archives
    from pipelines.limits import in_force

    check_limits()
    where = store or places.store(warehouse)
    try:
        contents = archives.write(warehouse, where, archive, force=force, wait=in_force().wait_seconds)
    except archives.BackupError as error:
        terminal.fail(str(error))
    _say("Backed up", contents, f"in {terminal.path_words(archive)}")
    if contents.damaged:
        terminal.fail(_damage(contents.damaged, terminal.path_words(where)), REPAIR)


def restore(
    archive: Annotated[Path, typer.Argument(metavar="FROM.tar", help="A file that `ucap backup` wrote.")],
    warehouse: WarehouseFile = places.DEFAULT_WAREHOUSE,
    store: StoreFolder = None,
    force: Force = False,
) -> None:
    """Put the warehouse and what is kept beside it back from a backup.

    Everything is unpacked and verified first, then put in place at once; where
    anything is wrong, what is there stays. Readers go on with the file they have
    open. The next refresh goes on from the state of the backup.

    [bold]Examples[/bold]

      ucap backup ucap.tar && ucap restore ucap.tar --force
      ucap backup ucap.tar && ucap restore ucap.tar --warehouse /tmp/look/ucap.duckdb

    Exit code: 0 restored; 1 nothing was changed, and why; 2 wrong usage.
    """
    from pipelines import backup as archives
    from pipelines.limits import in_force

    check_limits()
    where = store or places.store(warehouse)
    try:
        contents = archives.restore(archive, warehouse, where, force=force, wait=in_force().wait_seconds)
    except archives.BackupError as error:
        terminal.fail(str(error))
    _say("Restored", contents, f"to {terminal.path_words(warehouse)}")


def _damage(damaged: Sequence[str], store: str) -> str:
    names = ", ".join(damaged[:NAMES_SHOWN])
    more = f" and {len(damaged) - NAMES_SHOWN:,} more" if len(damaged) > NAMES_SHOWN else ""
    verb = "is" if len(damaged) == 1 else "are"
    count = terminal.plural(len(damaged), "document")
    return f"{count} of the store {store} {verb} damaged, and so in the backup too: {names}{more}."


def _say(done: str, contents: object, where: str) -> None:
    from pipelines.backup import Contents

    assert isinstance(contents, Contents)
    documents = terminal.plural(contents.documents, "document")
    words = f"✓ {done} the warehouse and {documents} ({contents.byte_size / 1e6:.1f} MB) {where}"
    terminal.results().print(words, style="good", soft_wrap=True)
