"""Real servers for tests: what they say to PostgreSQL (conftest.py starts it), Redis and OpenBao."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

#: Seconds in which a server must be up.
PATIENCE = 20
#: Seconds after which a server that neither listens nor ended is given up: a busy machine starts RabbitMQ in a minute.
START = 120
_numbers = count(1)
SUPERUSER = "postgres"


def unavailable(reason: str) -> None:
    """Skip with a reason, or fail where servers are required."""
    if os.environ.get("KEYROLL_REQUIRE_SERVERS") == "1":
        pytest.fail(f"KEYROLL_REQUIRE_SERVERS=1, but {reason}")
    pytest.skip(reason)


def next_number() -> int:
    """A number for a name on a server; all files of a process share the servers, so no two may give the same."""
    return next(_numbers)


def free_port() -> int:
    """A port of this machine on which nothing listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass(frozen=True)
class Postgres:
    """A server: its folder, which is that of its socket, and its port, behind which passwords are checked."""

    base: Path
    port: int

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}/postgres"

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://{SUPERUSER}@/postgres?host={self.base}&port={self.port}"

    def run(self, *statements: str) -> None:
        """Run statements as the superuser."""
        with self._signed_in() as connection:
            for statement in statements:
                connection.execute(statement)

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Return the rows of a statement of the superuser."""
        with self._signed_in() as connection:
            return list(connection.execute(statement))

    def _signed_in(self) -> Any:
        import psycopg

        return psycopg.connect(host=str(self.base), port=self.port, user=SUPERUSER, dbname="postgres", autocommit=True)


@contextmanager
def running(command: list[str], port: int, folder: Path, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends; it is ended by its own process id."""
    with (folder / "log").open("wb") as log:
        environment = os.environ | {"HOME": str(folder)} | settings
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, env=environment, start_new_session=True)
    try:
        deadline = time.monotonic() + START
        while not _listens(port):
            if server.poll() is not None or time.monotonic() > deadline:
                unavailable(f"{command[0]} does not start here: {(folder / 'log').read_text(errors='replace')[-500:]}")
            time.sleep(0.02)
        yield server
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _listens(port: int) -> bool:
    with socket.socket() as one:
        one.settimeout(0.2)
        return one.connect_ex(("127.0.0.1", port)) == 0


def program(name: str) -> str:
    """Where a program is: beside the interpreter, on the path, or where only an administrator looks."""
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    if not found:
        unavailable(f"{name} is not installed")
    return str(found)


@contextmanager
def folder_for(*, in_memory: bool = False) -> Iterator[Path]:
    """A new folder until the block ends; in memory where the machine has such a place."""
    place = "/dev/shm" if in_memory and os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="keyroll-", dir=place) as folder:
        yield Path(folder)


@dataclass(frozen=True)
class RedisNode:
    """A Redis server, spoken to with its own client."""

    port: int

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def run(self, *words: str) -> str:
        """Run one command, as the default user unless the words say otherwise."""
        command = [program("redis-cli"), "-p", str(self.port), *words]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE).stdout


@pytest.fixture(scope="session")
def redis_node() -> Iterator[RedisNode]:
    """A Redis server without persistence."""
    port = free_port()
    command = [program("redis-server"), "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with folder_for() as folder, running(command, port, folder):
        yield RedisNode(port)


@dataclass(frozen=True)
class Bao:
    """An OpenBao server in development mode, spoken to as root."""

    port: int
    root: str

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def call(self, method: str, path: str, body: dict[str, Any] | None = None, token: str = "") -> dict[str, Any]:
        """Make one call; an empty answer is an empty object."""
        request = urllib.request.Request(
            f"{self.address}/v1/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"X-Vault-Token": token or self.root},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            content = answer.read()
        return json.loads(content) if content else {}


@contextmanager
def bao_running(folder: Path, *settings: str) -> Iterator[Bao]:
    """Run an OpenBao server in memory until the block ends; settings are more words of its command line."""
    port, root = free_port(), "root-of-the-tests"
    command = [program("bao"), "server", "-dev", "-dev-no-store-token", f"-dev-root-token-id={root}"]
    with running([*command, f"-dev-listen-address=127.0.0.1:{port}", *settings], port, folder):
        yield _ready(Bao(port, root))


@pytest.fixture(scope="session")
def bao() -> Iterator[Bao]:
    """An OpenBao server in memory that all tests share."""
    with folder_for() as folder, bao_running(folder) as one:
        yield one


def _ready(bao: Bao) -> Bao:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            bao.call("GET", "auth/token/lookup-self")
        except OSError:
            if time.monotonic() > deadline:
                unavailable("OpenBao does not become ready")
            time.sleep(0.05)
        else:
            return bao
