"""`ucap export`: the published file in formats that other tools want, described for people and for portals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
from rich.text import Text

from assets import places
from pipelines.export.written import ExportFormat
from pipelines.publication import Publication
from ucap import terminal
from ucap.options import WarehouseFile

if TYPE_CHECKING:  # the formats take a while to load
    from pipelines.export.writing import Exported


def export(
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="The folder to write; made where it isn't there.")],
    formats: Annotated[
        list[ExportFormat] | None,
        typer.Option("--format", "-f", help="What to write; give it more than once for more.", show_default="csv"),
    ] = None,
    warehouse: WarehouseFile = places.DEFAULT_WAREHOUSE,
    force: Annotated[
        bool, typer.Option("--force", help="Write also into a folder that holds other things, which stay.")
    ] = False,
    publisher: Annotated[
        str | None, typer.Option(envvar="UCAP_PUBLISHER", metavar="NAME", help="Who publishes the export.")
    ] = None,
    publisher_uri: Annotated[
        str | None, typer.Option(envvar="UCAP_PUBLISHER_URI", metavar="URL", help="The publisher's address on the web.")
    ] = None,
    contact: Annotated[
        str | None, typer.Option(envvar="UCAP_CONTACT", metavar="MAIL", help="Whom to ask about the data.")
    ] = None,
    licence: Annotated[
        str | None, typer.Option(envvar="UCAP_LICENCE", metavar="URL", help="The licence that you grant.")
    ] = None,
    base_url: Annotated[
        str | None, typer.Option(envvar="UCAP_BASE_URL", metavar="URL", help="Where the folder will be on the web.")
    ] = None,
) -> None:
    """Write every table and view as CSV, Parquet, Excel or SQLite.

    Beside them, datapackage.json describes each column, key and reference
    (Frictionless Data Package), and dcat.jsonld the whole for open-data portals
    (DCAT-AP). The folder is complete or isn't there: an earlier export is
    replaced in the end. Texts that look like formulas are made harmless in CSV;
    docs/exports.md tells how to undo that.

    [bold]Examples[/bold]

      ucap export --to export
      ucap export --to export --format xlsx
      ucap export --to export --format csv --format parquet --format sqlite

    Exit code: 0 written; 1 not written, and why; 2 wrong usage.
    """
    from pipelines.export.writing import ExportError
    from pipelines.export.writing import export as write
    from ucap.query import QueryError, opened

    publication = Publication(publisher, publisher_uri, contact, licence, base_url)
    for name, problem in publication.problems():
        raise typer.BadParameter(problem, param_hint=f"--{name.replace('_', '-')}")
    try:
        with opened(warehouse) as connection, _progress() as told:
            done = write(connection, to, formats or [ExportFormat.csv], publication, force=force, told=told)
    except (QueryError, ExportError) as reason:
        terminal.fail(str(reason))
    _show(done, to)
    if not (publisher and licence and base_url):
        terminal.remark("dcat.jsonld names what is known; portals also ask for --publisher, --licence and --base-url.")


def _show(done: Exported, to: Path) -> None:
    """What was written, in one line."""
    once = [each for each in done.written if each.format is done.written[0].format]
    said = (
        terminal.plural(len(once), "table and view", "tables and views"),
        terminal.plural(sum(each.rows for each in once), "row"),
        f"{terminal.plural(len(done.files), 'file')} of {sum(done.files.values()) / 1e6:,.1f} MB",
    )
    line = Text(f"✓ {', '.join(said)} in {terminal.path_words(to)}", style="good")
    terminal.results().print(line, soft_wrap=True)


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """What is being written, as a moving line; nothing where nobody looks."""
    console = terminal.notices()
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield lambda words, done, total: bar.update(task, description=words, completed=done, total=total)
