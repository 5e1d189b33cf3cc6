"""The systems of ``rotation_no_outage.py``: real servers of the tests, each with one credential that services use.

``STARTS`` is the table: a system is one function that starts its server and says how keyroll and the services reach it.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any, Final, TypeVar

import other_servers
import real_servers
from keyroll.api import Keyroll
from keyroll.errors import Busy, LeaseLost
from keyroll.providers.mariadb.survey import ACCOUNTS
from real_servers import Bao, bao_running, folder_for

T = TypeVar("T")
HERE = Path(__file__).parent
# Loaded by its path: "conftest" may be the module of another folder that pytest loaded before.
conftest = SourceFileLoader("all_fixtures", str(HERE.parent / "tests" / "conftest.py")).load_module()
OLD, ADMIN = "old-Password-1", "administrator-1"
#: Seconds between two batches of an audit log, and the longest time of one rotation.
SHIP, MOST = 5.0, 600.0


@dataclass
class System:
    """One system: its address for keyroll and for services, and its part of the directions.

    ``shows`` is what its sessions show of a service. ``ends`` is whether a session of a forgotten program can be ended.
    """

    name: str
    at: str
    address: str
    identifier: str
    form: str
    first: str
    directions: str
    survey: dict[str, Any]
    shows: str = "client"
    ends: bool = True


@contextmanager
def postgresql(folder: Path) -> Iterator[System]:
    """PostgreSQL with a pair of roles."""
    with contextmanager(conftest.postgres.__wrapped__)() as server:
        server.run(
            f"CREATE ROLE rotator LOGIN CREATEROLE PASSWORD '{ADMIN}'",
            "GRANT pg_signal_backend, pg_read_all_stats TO rotator",
            "CREATE ROLE app",
            f"CREATE ROLE app_a LOGIN PASSWORD '{OLD}' IN ROLE app",
            "CREATE ROLE app_b NOLOGIN IN ROLE app",
            "GRANT app_a, app_b TO rotator WITH ADMIN OPTION, INHERIT FALSE, SET FALSE",
        )
        (folder / "admin").write_text(ADMIN)
        roles = server.rows("SELECT json_agg(r) FROM pg_roles r WHERE rolname IN ('app_a', 'app_b')")[0][0]
        admin = f'admin = "rotator=file:{folder}/admin"\nway = "pair"\nsettings = {{ partner = "app_b" }}'
        yield System(
            "postgresql", server.address, server.address, "postgresql@main:role:app_a", "{who}:{value}",
            f"app_a:{OLD}", admin, {"roles": roles},
        )  # fmt: skip


@contextmanager
def rabbitmq(folder: Path) -> Iterator[System]:
    """RabbitMQ with a pair of users; the home reads its log as it grows."""
    over = threading.Event()
    with contextmanager(other_servers.rabbitmq.__wrapped__)() as broker, ThreadPoolExecutor(1) as pool:
        broker.call("PUT", "users/app_a", {"password": OLD, "tags": ""})
        broker.call("PUT", "permissions/%2F/app_a", {"configure": ".*", "write": ".*", "read": ".*"})
        (folder / "admin").write_text(other_servers.ROOT)
        reference = f'"root=file:{folder}/admin"'
        admin = f'admin = {reference}\nobserver = {reference}\nway = "pair"\nsettings = {{ partner = "app_b" }}'
        definitions = broker.call("GET", "definitions")
        shipping = pool.submit(_follow, folder, broker.folder / "server.log", "rabbitmq@main.server", over)
        try:
            yield System(
                "rabbitmq", broker.address, f"127.0.0.1:{broker.port}", "rabbitmq@main:user:app_a", "{who}:{value}",
                f"app_a:{OLD}", admin, {"definitions": definitions},
            )  # fmt: skip
        finally:
            over.set()
            shipping.result()


@contextmanager
def openbao(folder: Path) -> Iterator[System]:
    """OpenBao with an AppRole; the home reads its audit log in batches, as a log shipper delivers it."""
    log, config, logs = (
        folder / "audit.log",
        folder / "audit.hcl",
        folder / "exports" / "openbao@main" / "logs" / "audit",
    )
    logs.mkdir(parents=True)
    config.write_text(f'audit "file" "main" {{\n  options {{\n    file_path = "{log}"\n  }}\n}}\n')
    over = threading.Event()
    with folder_for() as where, bao_running(where, f"-config={config}") as bao:
        pid = _listening(bao.port)
        first = _approle(bao)
        (folder / "admin").write_text(bao.root)
        reference = f'"root=file:{folder}/admin"'
        shipping = threading.Thread(target=_ship, args=(folder, log, logs, pid, over))
        shipping.start()
        try:
            yield System(
                "openbao", bao.address, f"127.0.0.1:{bao.port}", "openbao@main:approle:app", "{value}", first,
                f"admin = {reference}\nobserver = {reference}", {"secret_ids": [_secret_id(bao)]},
            )  # fmt: skip
        finally:
            over.set()
            shipping.join()


def _approle(bao: Bao) -> str:
    bao.call("PUT", "sys/config/auditing/request-headers/user-agent", {"hmac": False})
    bao.call("PUT", "sys/policies/acl/app", {"policy": 'path "secret/*" { capabilities = ["read"] }'})
    bao.call("POST", "secret/data/app", {"data": {"x": "y"}})
    bao.call("POST", "sys/auth/approle", {"type": "approle"})
    bao.call("POST", "auth/approle/role/app", {"token_policies": ["app"], "token_ttl": "1h"})
    role_id = bao.call("GET", "auth/approle/role/app/role-id")["data"]["role_id"]
    return f"{role_id}:{bao.call('POST', 'auth/approle/role/app/secret-id', {})['data']['secret_id']}"


def _secret_id(bao: Bao) -> Any:
    accessor = bao.call("LIST", "auth/approle/role/app/secret-id")["data"]["keys"][0]
    found = bao.call("POST", "auth/approle/role/app/secret-id-accessor/lookup", {"secret_id_accessor": accessor})
    return found | {"role": "app"}


def _listening(port: int) -> int:
    """Return the process that listens on a port of this machine."""
    wanted = f"0100007F:{port:04X}"
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        parts = line.split()
        if parts[1] == wanted and parts[3] == "0A":
            for link in Path("/proc").glob("[0-9]*/fd/*"):
                try:
                    if str(link.readlink()) == f"socket:[{parts[9]}]":
                        return int(link.parts[2])
                except OSError:
                    continue
    raise OSError(f"nothing listens on {port}")


def _follow(folder: Path, log: Path, name: str, over: threading.Event) -> None:
    """Read new lines of a server's log into the home, batch after batch of whole lines."""
    read = number = 0
    while not over.wait(SHIP):
        if not (folder / "home" / "rotation.toml").exists():
            continue
        more = log.read_bytes()[read:]
        if whole := more[: more.rfind(b"\n") + 1]:
            read, number = read + len(whole), number + 1
            batch = folder / f"{number:05}.log"
            batch.write_bytes(whole)
            _read(folder / "home", name, batch)
            batch.unlink()


def _ship(folder: Path, log: Path, logs: Path, pid: int, over: threading.Event) -> None:
    """Read new output of the device into the home, batch after batch."""
    number = 0
    while not over.wait(SHIP):
        if not (folder / "home" / "rotation.toml").exists() or not log.exists() or not log.stat().st_size:
            continue
        number += 1
        batch = logs / f"{number:05}.ndjson"
        log.rename(batch)
        os.kill(pid, signal.SIGHUP)
        time.sleep(0.3)
        _read(folder / "home", "openbao@main.audit", batch)
        batch.unlink()


def _read(home: Path, log: str, batch: Path) -> None:
    """Read a batch of the log: the inventory can wait for the next sync, the gate cannot."""
    patiently(lambda: Keyroll.open(home).exports.sync_log(log, [batch], fold=False))


@contextmanager
def mariadb(folder: Path) -> Iterator[System]:
    """MariaDB with an account that may have several passwords; its sessions show a network and no program."""
    with contextmanager(other_servers.mariadb.__wrapped__)() as server:
        server.run(
            f"CREATE USER boss@'%' IDENTIFIED BY '{ADMIN}'",
            "GRANT CREATE USER, PROCESS, CONNECTION ADMIN ON *.* TO boss@'%'",
            "GRANT SELECT ON mysql.global_priv TO boss@'%'",
            f"CREATE USER app@'%' IDENTIFIED BY '{OLD}'",
        )
        (folder / "admin").write_text(ADMIN)
        accounts = [one for one in server.client(ACCOUNTS) if one["user"] == "app"]
        reference = f'"boss@%=file:{folder}/admin"'
        yield System(
            "mariadb", server.address, server.address, "mariadb@main:account:app@%", "app:{value}", f"app:{OLD}",
            f"admin = {reference}\nobserver = {reference}", {"accounts": accounts}, "network",
        )  # fmt: skip


@contextmanager
def redis(folder: Path) -> Iterator[System]:
    """Redis with a user whose commands are restricted."""
    with contextmanager(real_servers.redis_node.__wrapped__)() as node:
        node.run("ACL", "SETUSER", "boss", "on", f">{ADMIN}", "~*", "+@all")
        node.run("ACL", "SETUSER", "app", "on", f">{OLD}", "~*", "-@all", "+get", "+client|setname")
        node.run("SET", "x", "y")
        (folder / "admin").write_text(ADMIN)
        rules = {"rules": "user app on sanitize-payload #*** ~* -@all +get"}
        reference = f'"boss=file:{folder}/admin"'
        yield System(
            "redis", node.address, node.address, "redis@main:user:app", "app:{value}", f"app:{OLD}",
            f'admin = {reference}\nobserver = {reference}\nsettings = {{ volatile = "yes" }}', {"users": [rules]},
        )  # fmt: skip


@contextmanager
def ldap(folder: Path) -> Iterator[System]:
    """OpenLDAP with an entry; its connections show a network and no program, and nothing ends them."""
    with contextmanager(other_servers.slapd.__wrapped__)() as directory:
        name = "cn=app,dc=quiet"
        directory.add(name, OLD)
        (folder / "admin").write_text(other_servers.ROOT)
        admin = f'admin = "cn=root,dc=quiet=file:{folder}/admin"\nobserver = "{directory.surveyor}=file:{folder}/admin"'
        entry = {"dn": [name], "cn": ["app"], "objectClass": ["person"], "userPassword": ["***"]}
        yield System(
            "ldap", directory.address, directory.address, f"ldap@main:entry:{name}", f"{name}:{{value}}",
            f"{name}:{OLD}", admin, {"accounts": [entry]}, "network", ends=False,
        )  # fmt: skip


def patiently(act: Callable[[], T]) -> T:
    """Run an action as soon as the home is not busy: logs are read while a credential is changed.

    A lease that ran out because the machine was too slow is taken again, as a person would do.
    """
    until = time.monotonic() + MOST
    while True:
        try:
            return act()
        except (Busy, LeaseLost):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


STARTS: Final[dict[str, Callable[[Path], AbstractContextManager[System]]]] = {
    one.__name__: one for one in (postgresql, mariadb, redis, rabbitmq, openbao, ldap)
}
