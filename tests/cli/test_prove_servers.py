"""Issued, used, changed, proven dead: on MariaDB, RabbitMQ, slapd and sshd, by the commands that people use.

A session that was opened with the old value is found, and keeps it from being dead until it is closed.
"""

import json
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pika
import pymysql
import pytest
from cli_run import Done, Run
from test_prove_commands import NEW, OLD, check_evidence, short_times  # noqa: F401 - a fixture

from by_night import first_by_day
from keyroll.api import Keyroll
from keyroll.clock import SystemClock
from keyroll.providers import catalogue
from keyroll.providers.ldap.wire import connected
from keyroll.providers.openssh.lines import parse
from other_servers import MariaDB, RabbitMQ, Slapd, Sshd

pytestmark = [pytest.mark.server, pytest.mark.long]
SERVERS = ("mariadb", "rabbitmq", "slapd", "sshd")
NAMED = "vendor_app"


@dataclass(frozen=True)
class Case:
    """A credential of a server: where it is tried, how somebody holds a session, and how it is changed."""

    identifier: str
    export: tuple[str, object]
    places: tuple[str, ...]
    session: Callable[[], AbstractContextManager[object]]
    change: Callable[[], object]
    old: str = OLD
    new: str = NEW
    new_as: str = ""
    observer: str = ""


def on_mariadb(server: MariaDB) -> Case:
    server.run(f"DROP USER IF EXISTS {NAMED}@'%'", f"CREATE USER {NAMED}@'%' IDENTIFIED BY '{OLD}'")

    @contextmanager
    def session() -> Iterator[None]:
        with pymysql.connect(host="127.0.0.1", port=server.port, user=NAMED, password=OLD) as connection:
            yield
            connection.query("SELECT 1")

    change = lambda: server.run(f"ALTER USER {NAMED}@'%' IDENTIFIED BY '{NEW}'")  # noqa: E731
    export = "mariadb/survey/accounts.json", server.client(catalogue.endpoints("mariadb")["accounts"].path)
    return Case(f"mariadb@main:account:{NAMED}@%", export, (server.address,), session, change)


def on_rabbitmq(server: RabbitMQ) -> Case:
    server.user(NAMED, OLD, "management")

    @contextmanager
    def session() -> Iterator[None]:
        signs_in = pika.PlainCredentials(NAMED, OLD)
        connection = pika.BlockingConnection(pika.ConnectionParameters("127.0.0.1", server.port, credentials=signs_in))
        with closing(connection):
            yield
            connection.process_data_events()

    change = lambda: server.user(NAMED, NEW, "management")  # noqa: E731
    export = "rabbitmq/survey/definitions.json", server.call("GET", "definitions")
    return Case(f"rabbitmq@main:user:{NAMED}", export, (server.address, server.management), session, change)


def on_slapd(server: Slapd) -> Case:
    name = f"cn={NAMED},dc=quiet"
    server.add(name, OLD)

    @contextmanager
    def session() -> Iterator[None]:
        with connected(server.address) as directory:
            directory.bind(name, OLD.encode())
            yield
            assert directory.who_am_i() == name

    observer = f"{server.surveyor}=env:SEES"
    change = lambda: server.password(name, NEW)  # noqa: E731
    entry = {"dn": [name], "objectClass": ["person"], "userPassword": ["{SSHA}x"]}
    return Case(
        f"ldap@main:entry:{name}",
        ("ldap/survey/accounts.json", [entry]),
        (server.address,),
        session,
        change,
        observer=observer,
    )


def on_sshd(server: Sshd) -> Case:
    old, new = server.key(f"{NAMED}_old"), server.key(f"{NAMED}_new")
    server.authorise(server.public(f"{NAMED}_old"))
    server.revoke()
    prints = []
    for name in ("old", "new"):
        line = parse(server.public(f"{NAMED}_{name}"))
        assert line is not None
        prints.append(line.fingerprint)

    @contextmanager
    def session() -> Iterator[None]:
        words = server.ssh(f"{NAMED}_old", "echo in; cat")
        with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as one:
            assert one.stdout is not None
            assert one.stdout.readline() == b"in\n"
            yield
            assert one.poll() is None
            assert one.stdin is not None
            one.stdin.close()

    change = lambda: server.authorise(server.public(f"{NAMED}_new"))  # noqa: E731
    identifier = f"openssh@*:public_key:{prints[0]}"
    listed = {"host": "here", "account": server.account, "line": server.public(f"{NAMED}_old")}
    return Case(
        identifier,
        ("openssh/survey/authorized_keys.json", [listed]),
        (server.address,),
        session,
        change,
        old=old,
        new=new,
        new_as=prints[1],
    )


CASES: dict[str, Callable[[Any], Case]] = {
    "mariadb": on_mariadb,
    "rabbitmq": on_rabbitmq,
    "slapd": on_slapd,
    "sshd": on_sshd,
}


@pytest.fixture
def no_lock_out_of_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows and lock-outs that take minutes take a moment; nothing else of the contract is changed.

    RabbitMQ tells of a new connection after up to five seconds: a shorter window would miss it.
    """
    known = catalogue.providers()
    for name in ("mariadb", "rabbitmq", "ldap", "openssh"):
        monkeypatch.setitem(known, name, replace(known[name], window=timedelta(seconds=7 if name == "rabbitmq" else 1)))
        for kind, probe in catalogue.probes(name).items():
            lockout = probe.lockout and replace(probe.lockout, within=timedelta(seconds=0.2))
            monkeypatch.setitem(catalogue.probes(name), kind, replace(probe, lockout=lockout))


def home_of(folder: Path, case: Case) -> Path:
    """A home with what the server lists, and an incident to which a person added the credential."""
    path, (place, body) = folder / "home", case.export
    (folder / "exports" / place).parent.mkdir(parents=True)
    (folder / "exports" / place).write_text(json.dumps(body))
    keyroll, now = Keyroll.open(path), SystemClock().now()
    keyroll.exports.sync(folder / "exports")
    keyroll.incidents.open("backups", vendor="Backups", begins=now - timedelta(days=9), ends=now - timedelta(days=1))
    keyroll.incidents.widen("backups", case.identifier, because="the vendor had it", by="lead")
    return path


def item(done: Done, identifier: str) -> dict[str, object]:
    return dict(next(row for row in map(json.loads, done.stdout.splitlines()) if row["identifier"] == identifier))


@pytest.mark.parametrize("server", first_by_day(SERVERS, 2))
@pytest.mark.support("mariadb", "probe", "real server")
@pytest.mark.support("rabbitmq", "probe", "real server")
@pytest.mark.support("ldap", "probe", "real server")
@pytest.mark.support("openssh", "probe", "real server")
@pytest.mark.usefixtures("no_lock_out_of_hours")
def test_what_is_changed_is_dead_only_when_its_session_is_closed(
    keyroll: Run,
    tmp_path: Path,
    server: str,
    request: pytest.FixtureRequest,
) -> None:
    case = CASES[server](request.getfixturevalue(server))
    home = home_of(tmp_path, case)
    values = tmp_path / "values.toml"
    places = ", ".join(f"'{one}'" for one in case.places)
    values.write_text(
        f"['{case.identifier}']\nold = 'env:OLD'\nnew = 'env:NEW'\nat = [{places}]\n"
        + (f"new_as = '{case.new_as}'\n" if case.new_as else "")
        + (f"observer = '{case.observer}'\n" if case.observer else "")
    )
    given = {"OLD": case.old, "NEW": case.new, "SEES": "root-of-the-tests"}
    run = lambda *more: keyroll("incident", "prove", "backups", "--values", str(values), *more, home=home, **given)  # noqa: E731
    before = run("--json")
    assert (before.returncode, item(before, case.identifier)["verdict"]) == (12, "live"), before.stderr
    with case.session():
        case.change()
        because = ""
        for _ in range(60):
            done = run("--json")
            assert done.returncode == 12
            assert item(done, case.identifier)["grade"] == ""
            because = str(item(done, case.identifier)["because"])
            if because.startswith("refused, but 1 "):
                break
            time.sleep(0.5)
        assert because.startswith("refused, but 1 "), because
        assert "opened with it is alive at" in because
    dead = run("--wait", "--json")
    found = item(dead, case.identifier)
    assert (dead.returncode, found["verdict"], found["grade"]) == (0, "dead", "A"), found
    check_evidence(home)
