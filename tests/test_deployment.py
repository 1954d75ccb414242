"""What an operator installs: systemd units that parse, books in PostgreSQL on a real server, one instance in both files."""

from __future__ import annotations

import configparser
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import duckdb
import pytest
import yaml

from assets import launch, places, timing
from assets.catalogue import asset_key
from assets.log import VARIABLE as LOG_VARIABLE
from pipelines import tables
from tests.conftest import PROJECT
from tests.dagster_service import free_port

DEPLOY = PROJECT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
PAGE = (PROJECT / "docs" / "operations.md").read_text(encoding="utf-8")


@pytest.fixture(params=UNITS, ids=lambda path: path.name)
def unit(request: pytest.FixtureRequest) -> Path:
    return request.param  # type: ignore[no-any-return]


def settings(unit: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(unit, encoding="utf-8")
    return parser


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze here")
def test_systemd_takes_the_unit(unit: Path, tmp_path: Path) -> None:
    """With commands that are there, as it looks for them; the rest is as it is installed."""
    there = re.sub(r"^(ExecStart(?:Pre)?)=\S+", r"\1=/bin/true", unit.read_text(encoding="utf-8"), flags=re.MULTILINE)
    for other in UNITS:
        (tmp_path / other.name).write_text(there if other == unit else "[Service]\nExecStart=/bin/true\n")
    (tmp_path / unit.name).write_text(there.replace("User=ucap\nGroup=ucap\n", ""), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)],
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in (done.stdout + done.stderr).splitlines() if unit.name in line]
    assert done.returncode == 0, done.stderr
    assert not ours, ours


def test_a_unit_starts_our_code_and_restarts_it(unit: Path) -> None:
    service = settings(unit)["Service"]
    command = service["ExecStart"].split()
    assert Path(command[0]).name in {"dagster-daemon", "dagster-webserver"}
    assert command[command.index("-m") + 1] == "assets.definitions"
    assert service["Restart"] == "always"
    assert service["EnvironmentFile"] == "/etc/ucap/ucap.env"


def test_the_ui_is_for_this_machine_alone() -> None:
    command = settings(DEPLOY / "ucap-webserver.service")["Service"]["ExecStart"]
    assert "--host 127.0.0.1" in command
    assert "--host 127.0.0.1" in (PROJECT / "Makefile").read_text(encoding="utf-8")
    proxied = re.search(r"proxy_pass http://127\.0\.0\.1:(\d+);", (DEPLOY / "nginx.conf").read_text(encoding="utf-8"))
    assert proxied is not None
    assert f"--port {proxied[1]} " in command


def test_the_books_are_made_before_two_processes_want_them() -> None:
    unit = (DEPLOY / "ucap-daemon.service").read_text(encoding="utf-8")
    assert re.findall(r"^ExecStart\w*=\S+/bin/(\S+ \S+ \S+)", unit, re.MULTILINE) == [
        "python -m assets.damaged_books",
        "dagster instance migrate",
        "python -m assets.left_over",
        "dagster-daemon run -m",
    ]
    assert settings(DEPLOY / "ucap-webserver.service")["Unit"]["After"] == "ucap-daemon.service"
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    assert re.findall(r"\$\(DAGSTER_BOOKS\) \$\(BIN\)/(\S+ \S+ \S+)", makefile) == [
        "python -m assets.damaged_books",
        "python -m assets.left_over",
        "dagster dev --host",
    ]


def test_every_variable_that_is_set_is_one_that_is_read_and_told() -> None:
    known = {
        *(places.RAW_DIR_VARIABLE, places.WAREHOUSE_VARIABLE, places.STATE_VARIABLE, places.STORE_VARIABLE),
        *(timing.LOOK_EVERY_VARIABLE, timing.DAILY_AT_VARIABLE, timing.TIMEZONE_VARIABLE, timing.FRESH_HOURS_VARIABLE),
        *("DAGSTER_HOME", LOG_VARIABLE),
    }
    for line in (DEPLOY / "ucap.env").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            assert line.partition("=")[0] in known, line
    for variable in known:
        assert f"`{variable}`" in PAGE, f"docs/operations.md doesn't tell of {variable}"


def test_the_instance_is_the_same_on_either_database() -> None:
    on_sqlite = yaml.safe_load((PROJECT / "dagster.yaml").read_text(encoding="utf-8"))
    on_postgres = yaml.safe_load((DEPLOY / "dagster-postgres.yaml").read_text(encoding="utf-8"))
    assert on_sqlite.pop("storage").keys() == {"sqlite"}
    assert on_postgres.pop("storage").keys() == {"postgres"}
    assert on_sqlite == on_postgres


# ── PostgreSQL ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Server:
    """A PostgreSQL server of this test alone."""

    port: int
    password: str


@pytest.fixture
def postgres() -> Iterator[Server]:
    """Starts the newest server that is installed, with a password, on the loopback address; skips where it can't."""
    binaries = _postgres_binaries()
    folder = Path(tempfile.mkdtemp(prefix="ucap-postgres-"))  # another user may enter it, unlike pytest's own
    prefix, owner = _as_another_user()
    if owner is not None:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data, secret, server = folder / "data", folder / "password", Server(free_port(), "of this test alone")
    secret.write_text(server.password)
    secret.chmod(0o644)
    # `password`: asked for as in production, but not hashed some thousand times for each of as many connections.
    _run([*prefix, binaries / "initdb", "-D", data, "-U", "ucap", "-A", "password", f"--pwfile={secret}", "-N"])
    options = f"-p {server.port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    _run([*prefix, binaries / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start"])
    try:
        yield server
    finally:
        _run([*prefix, binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop"])
        shutil.rmtree(folder, ignore_errors=True)


def _postgres_binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parent.parent.name))
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        pytest.skip("no PostgreSQL server is installed (Debian: apt-get install postgresql)")
    return found[-1].parent if found else Path(str(on_path)).parent


def _as_another_user() -> tuple[list[str], pwd.struct_passwd | None]:
    """PostgreSQL refuses to run as root: then it runs as the user that its package made, or as nobody."""
    if os.geteuid() != 0:
        return [], None
    name = next((name for name in ("postgres", "nobody") if _is_user(name)), None)
    if name is None or shutil.which("runuser") is None:
        pytest.skip("PostgreSQL doesn't run as root, and there is no other user to run it as")
    return ["runuser", "-u", name, "--"], pwd.getpwnam(name)


def _is_user(name: str) -> bool:
    try:
        return bool(pwd.getpwnam(name))
    except KeyError:
        return False


def _run(command: list[object]) -> None:
    done = subprocess.run([str(part) for part in command], cwd="/", capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"PostgreSQL can't be started here: {done.stderr or done.stdout}")


def test_a_refresh_keeps_its_books_in_postgresql(
    postgres: Server, raw_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("dagster_postgres")
    home = tmp_path / "home"
    home.mkdir()
    configured = (DEPLOY / "dagster-postgres.yaml").read_text(encoding="utf-8")
    (home / "dagster.yaml").write_text(configured.replace("port: 5432", f"port: {postgres.port}"), encoding="utf-8")
    for variable, value in {
        "DAGSTER_HOME": home,
        places.STATE_VARIABLE: tmp_path / "state",
        "UCAP_POSTGRES_HOST": "127.0.0.1",
        "UCAP_POSTGRES_DB": "postgres",
        "UCAP_POSTGRES_USER": "ucap",
        "UCAP_POSTGRES_PASSWORD": postgres.password,
    }.items():
        monkeypatch.setenv(variable, str(value))
    outcome = launch.refresh(raw_dir, tmp_path / "w.duckdb")
    assert outcome.published, outcome.problems
    with dg.DagsterInstance.get() as instance:
        assert type(instance.run_storage).__name__ == "PostgresRunStorage"
        (run,) = instance.get_runs()
        assert (run.run_id, run.status) == (outcome.run_id, dg.DagsterRunStatus.SUCCESS)
        materialized = instance.get_latest_materialization_event(asset_key(tables.DIM_PLAN))
        assert materialized is not None
        assert materialized.asset_materialization is not None
        assert materialized.asset_materialization.metadata["dagster/row_count"].value == 5
    assert not (tmp_path / "state" / "history").exists(), "nothing of the books lies in files"


def freshness_query() -> str:
    (query,) = [query for query in re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL) if "audit.load_run" in query]
    return str(query)


def test_the_query_of_the_page_tells_of_the_last_load(published: Path) -> None:
    with duckdb.connect(str(published), read_only=True) as connection:
        ((last_load, is_stale),) = connection.execute(freshness_query()).fetchall()
        assert connection.execute("SELECT finished_at FROM audit.load_run").fetchall() == [(last_load,)]
    assert is_stale, "the load of this test says that it took place in January"
    assert f"INTERVAL {timing.DEFAULT_FRESH_HOURS} HOURS" in freshness_query()


@pytest.mark.parametrize(
    ("age", "zone", "is_stale", "because"),
    [
        (25, "Asia/Shanghai", False, "loads are dated in UTC, wherever the client is"),
        (27, "America/Los_Angeles", True, "loads are dated in UTC, wherever the client is"),
        (-400 * 24, "UTC", True, "a clock that ran ahead must not hide for a year that nothing is loaded"),
    ],
)
def test_how_old_the_last_load_is(age: int, zone: str, is_stale: bool, because: str) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"SET TimeZone = '{zone}'")
        connection.execute("CREATE SCHEMA audit; CREATE TABLE audit.load_run (finished_at TIMESTAMP)")
        moment = datetime.now(UTC).replace(tzinfo=None) - timedelta(hours=age)
        connection.execute("INSERT INTO audit.load_run VALUES (?)", [moment])
        assert connection.execute(freshness_query()).fetchall() == [(moment, is_stale)], because
