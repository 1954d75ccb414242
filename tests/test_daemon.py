"""New U-CAPs load themselves: the real daemon, the real web server, and somebody who only drops files into a folder."""

from __future__ import annotations

import shutil
import socket
import urllib.error
import urllib.request
from pathlib import Path

import duckdb

from assets.release import code_version
from tests.dagster_service import Service, running, until
from tests.publishing import publish_folder

BARNSLEY, GUANGZHOU = "000_b44caec2ead5b822.txt", "003_ef836025d08bb27e.txt"


def populations(service: Service) -> dict[str, int] | None:
    """The lead cities in the warehouse with their populations; None while nothing is published."""
    if not service.warehouse.exists():
        return None
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{service.warehouse}' AS w (READ_ONLY)")
        return dict(connection.execute("SELECT lead_city, population FROM w.report.plan_overview").fetchall())


def web_server_answers(service: Service) -> bool:
    try:
        with urllib.request.urlopen(f"{service.url}/server_info", timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def is_heard_elsewhere(port: int) -> bool:
    """Whether another address than the loopback one answers, as a machine in the same network would find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # an address for documentation: nothing is sent
        own_address = probe.getsockname()[0]
    with socket.socket() as client:
        client.settimeout(2)
        return client.connect_ex((own_address, port)) == 0


def test_what_is_dropped_changed_and_removed_shows_in_the_warehouse(raw_dir: Path, tmp_path: Path) -> None:
    with running(tmp_path) as service:
        shutil.copy(raw_dir / BARNSLEY, service.raw)
        publish_folder(service.raw, service.warehouse, code_version=code_version())  # what a person loaded before

        shutil.copy(raw_dir / GUANGZHOU, service.raw)
        until(lambda: (populations(service) or {}).get("Guangzhou") == 15_300_000, "Loading a dropped file", service)

        dropped = service.raw / GUANGZHOU
        dropped.write_text(dropped.read_text(encoding="utf-8").replace("15,3mio", "14,9mio"), encoding="utf-8")
        until(lambda: (populations(service) or {}).get("Guangzhou") == 14_900_000, "Loading a changed file", service)

        dropped.unlink()
        until(lambda: populations(service) == {"Barnsley": 241_200}, "Taking out a removed file", service)

        until(lambda: web_server_answers(service), "The web server's answer", service)
        assert not is_heard_elsewhere(service.port), "the UI is for this machine alone"
        until(lambda: not unfinished(service), "The end of the last run", service)
        says_what_runs(service)


def unfinished(service: Service) -> list[str]:
    runs = service.ask("{ runsOrError { ... on Runs { results { status } } } }")["runsOrError"]["results"]
    return [run["status"] for run in runs if run["status"] not in {"SUCCESS", "FAILURE", "CANCELED"}]


def says_what_runs(service: Service) -> None:
    """What a person finds on the pages Automation and Runs."""
    answer = service.ask(
        "{ workspaceOrError { ... on Workspace { locationEntries { locationOrLoadError { ... on RepositoryLocation {"
        "  repositories { sensors { name sensorState { status } } schedules { name scheduleState { status } } } } } } } }"
        "  runsOrError { ... on Runs { results { jobName status tags { key value } } } } }"
    )
    (location,) = answer["workspaceOrError"]["locationEntries"]
    (repository,) = location["locationOrLoadError"]["repositories"]
    assert repository["sensors"] == [{"name": "raw_folder", "sensorState": {"status": "RUNNING"}}]
    assert repository["schedules"] == [
        {"name": name, "scheduleState": {"status": "RUNNING"}} for name in ("daily_refresh", "daily_tidying")
    ]
    runs = answer["runsOrError"]["results"]
    assert {(run["jobName"], run["status"]) for run in runs} == {("refresh", "SUCCESS")}
    because = [tag["value"] for run in reversed(runs) for tag in run["tags"] if tag["key"] == "ucap/because"]
    assert [words.rpartition(": ")[2] for words in because] == ["1 added.", "1 changed.", "1 removed."]
