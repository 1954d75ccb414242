"""`ucap history`: the versions of a plan, and what changed from each to the next."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.text import Text

from assets import places
from ucap import terminal
from ucap.options import WarehouseFile

if TYPE_CHECKING:  # imported late: help needs none of it
    import duckdb

Row = Mapping[str, object]

# Raised when a field of the JSON is renamed or dropped (docs/command-line.md).
JSON_VERSION = 1
# A value that differs is shown up to so many characters; --json has all of it.
LONGEST_VALUE = 200
# So many names are told where one was asked for that isn't there.
MOST_NAMED = 20

_PLANS = """
    SELECT
        version.plan_id,
        coalesce(now.city_name, past.city_name) AS lead_city,
        max(version.version) AS versions,
        CASE WHEN now.plan_id IS NULL THEN max(version.valid_to) END AS withdrawn_at
    FROM history.plan_version AS version
    LEFT JOIN (SELECT plan_id, city_name FROM main.dim_plan JOIN main.dim_city ON city_id = lead_city_id) AS now USING (plan_id)
    LEFT JOIN (
        SELECT plan_id, any_value(city_name) AS city_name
        FROM history.dim_plan AS plan JOIN history.dim_city AS city USING (plan_id, version)
        WHERE city.city_id = plan.lead_city_id GROUP BY plan_id
    ) AS past USING (plan_id)
    GROUP BY version.plan_id, now.plan_id, now.city_name, past.city_name ORDER BY version.plan_id
"""
_VERSIONS = """
    SELECT version, file_name, document_id, valid_from, valid_to, ended_as
    FROM history.plan_version WHERE plan_id = $plan ORDER BY version
"""
_CHANGES = """
    SELECT from_version, to_version, changed_at, part, field, change, old_value, new_value
    FROM report.plan_change WHERE plan_id = $plan ORDER BY to_version, part, field
"""


def history(
    plan: Annotated[
        str | None,
        typer.Argument(
            help="A plan_id or the name of a lead city; without it, all plans are listed.", show_default=False
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, for programs.")] = False,
    warehouse: WarehouseFile = places.DEFAULT_WAREHOUSE,
) -> None:
    """Show the versions of a plan: when each was loaded, from which file, and what differs.

    A revised summary is a new version of its plan; a summary that was taken
    out of the folder ends the plan's last version (withdrawn).

    [bold]Examples[/bold]

      ucap history
      ucap history Haikou
      ucap history cn-haikou-2018-07 --json

    Exit code: 0 shown; 1 no such plan, or no warehouse; 2 wrong usage.
    """
    from ucap import query

    try:
        with query.opened(warehouse) as connection:
            plans = _rows(connection, _PLANS)
            told = plans if plan is None else [_told(connection, _meant(plan, plans))]
    except query.QueryError as reason:
        terminal.fail(str(reason))
    if as_json:
        _write_json(told)
    elif plan is None:
        _list(told)
    else:
        _show(told[0])


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, **parameters: object) -> list[Row]:
    from ucap import query

    answer = query.ask(connection, sql, parameters)
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]


def _told(connection: duckdb.DuckDBPyConnection, plan: Row) -> Row:
    """A plan with its versions, and with what differs from each to the next."""
    versions = _rows(connection, _VERSIONS, plan=plan["plan_id"])
    changes = _rows(connection, _CHANGES, plan=plan["plan_id"])
    return {**plan, "versions": versions, "changes": changes}


def _meant(written: str, plans: Sequence[Row]) -> Row:
    """The plan that is meant by an id or a city's name. Ends the command where it is none, or not one only."""
    wanted = written.strip().casefold()
    found = [plan for plan in plans if wanted in (str(plan[name]).casefold() for name in ("plan_id", "lead_city"))]
    if not found:
        _fail_for_lack_of(written, plans)
    if len(found) > 1:
        ids = ", ".join(str(plan["plan_id"]) for plan in found)
        terminal.fail(f"{found[0]['lead_city']} leads {len(found)} plans.", f"Say which: {ids}.")
    return found[0]


def _fail_for_lack_of(written: str, plans: Sequence[Row]) -> NoReturn:
    names = sorted({str(plan[column]) for plan in plans for column in ("plan_id", "lead_city") if plan[column]})
    near = difflib.get_close_matches(written, names, n=3)
    more = " …" if len(plans) > MOST_NAMED else ""
    there_are = ", ".join(str(plan["plan_id"]) for plan in plans[:MOST_NAMED]) + more
    hint = f"Did you mean {' or '.join(near)}?" if near else f"There are: {there_are or 'none yet'}."
    terminal.fail(f"No plan is called {written}, and no lead city.", hint)


def _write_json(plans: Sequence[Row]) -> None:
    from ucap.formats import as_json

    print(as_json({"version": JSON_VERSION, "plans": list(plans)}, indent=2))


def _list(plans: Sequence[Row]) -> None:
    console = terminal.results()
    for plan in plans:
        versions = terminal.plural(int(str(plan["versions"])), "version")
        lead = terminal.one_line(str(plan["lead_city"] or ""))
        gone = "" if plan["withdrawn_at"] is None else f", withdrawn {_moment(plan['withdrawn_at'])}"
        console.print(
            Text.assemble((f"{lead}  ", "heading"), f"{plan['plan_id']}  ", (versions + gone, "quiet")), soft_wrap=True
        )
    terminal.remark(terminal.plural(len(plans), "plan") + "; `ucap history PLAN` tells of one.")


def _show(plan: Row) -> None:
    """The versions from the first to the last, each with what differs from the one before."""
    console = terminal.results()
    console.print(Text.assemble((f"{plan['lead_city']}", "heading"), f"  {plan['plan_id']}"), soft_wrap=True)
    changes = _list_of_rows(plan["changes"])
    for version in _list_of_rows(plan["versions"]):
        console.print()
        console.print(_heading(version), soft_wrap=True)
        for change in changes:
            if change["to_version"] == version["version"]:
                console.print(_sentence(change), soft_wrap=True)
    if len(_list_of_rows(plan["versions"])) == 1:
        terminal.remark("There has been one version only.")


def _list_of_rows(value: object) -> list[Row]:
    assert isinstance(value, list)
    return value


def _heading(version: Row) -> Text:
    """`Version 2  since 2026-11-25 10:58 UTC  revised/haikou.txt`, and how it ended."""
    file_name = terminal.one_line(str(version["file_name"]))
    if version["valid_to"] is None:
        when = f"since {_moment(version['valid_from'])}"
    else:
        when = f"{_moment(version['valid_from'])} to {_moment(version['valid_to'])}, {version['ended_as']}"
    return Text.assemble((f"Version {version['version']}", "heading"), f"  {when}  ", (file_name, "code"))


def _moment(value: object) -> str:
    return f"{str(value)[:16]} UTC"


def _sentence(change: Row) -> Text:
    """`  activity 2, start date: 2018-07-01 → 2018-08-01`; what was added or removed has a sign for it."""
    marks = {"added": ("+", "good"), "removed": ("-", "error"), "changed": ("~", "warning")}
    sign, style = marks[str(change["change"])]
    old, new = (_value(change[name]) for name in ("old_value", "new_value"))
    words = {"added": new, "removed": old}.get(str(change["change"]), f"{old} → {new}")
    return Text.assemble((f"  {sign} ", style), f"{change['part']}, {change['field']}: {words}")


def _value(value: object) -> str:
    return "nothing" if value is None else terminal.one_line(str(value), LONGEST_VALUE)
