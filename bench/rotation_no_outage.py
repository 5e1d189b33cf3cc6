"""Rotates credentials under load: ``python bench/rotation_no_outage.py --rotations 10 --rate 200``.

Three services of each system get their secret by poll, by push and at start, and make requests at a rate against a real
PostgreSQL, RabbitMQ and OpenBao. Each credential is changed again and again by plan, approval and run. The bench counts
failed requests, grades of the proofs, and sessions of the old value that were open before and are ended after. Prints a
Markdown table. Needs ``tests`` on the path, and nothing beyond the requirements of the tests.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parent))

import other_servers
from keyroll.api import CredentialSelection, Keyroll
from keyroll.errors import Busy, LeaseLost
from keyroll.model.rotation import Wish
from keyroll.providers import catalogue
from keyroll.secret import SecretRef
from keyroll.store.ledger.rotations import Rotations
from real_servers import Bao, bao_running, folder_for
from rotation_service import SYSTEMS

T = TypeVar("T")
HERE = Path(__file__).parent
# Loaded by its path: "conftest" may be the module of another folder that pytest loaded before.
conftest = SourceFileLoader("all_fixtures", str(HERE.parent / "tests" / "conftest.py")).load_module()
TELL = f"{sys.executable} {HERE / 'rotation_tell.py'}"
OLD, ADMIN, MODES = "old-Password-1", "administrator-1", ("poll", "push", "start")
#: Seconds between two batches of an audit log, and the longest time of one rotation.
SHIP, MOST = 5.0, 600.0
#: The forgotten session, as keyroll names it.
FORGOTTEN = "forgotten at 127.0.0.1"
GETS = {"poll": "poll", "push": "push", "start": "restart"}


@dataclass
class Outcome:
    """The outcome of one system's rotations."""

    system: str
    seconds: list[float] = field(default_factory=list)
    grades: list[str] = field(default_factory=list)
    ended: int = 0
    alive: int = 0
    old_refused: int = 0
    figures: list[dict[str, Any]] = field(default_factory=list)
    #: Seconds of the steps of the last rotation.
    steps: str = ""

    @property
    def row(self) -> str:
        """The row of the table."""
        made, failed = (sum(int(one[name]) for one in self.figures) for name in ("made", "failed"))
        rates = [one["made"] / one["seconds"] for one in self.figures if one["seconds"] > 5]
        reached = f"{min(rates):.0f} to {max(rates):.0f}" if rates else "-"
        return (
            f"| {self.system} | {len(self.grades)} | {made:,} | {reached} | **{failed}** "
            f"| {self.grades.count('A')} of {len(self.grades)} | {self.ended} of {self.ended + self.alive} "
            f"| {sum(self.seconds) / max(1, len(self.seconds)):.0f} s |"
        )


@dataclass
class System:
    """One system: its address for keyroll and for services, and its part of the directions."""

    name: str
    at: str
    address: str
    identifier: str
    form: str
    first: str
    directions: str
    survey: dict[str, Any]


@dataclass
class Site:
    """A home, the services of one system, and the places that hold their secret."""

    system: System
    folder: Path
    rate: float
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    figures: list[Path] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def exports(self) -> Path:
        return self.folder / "exports"

    def place(self, mode: str) -> Path:
        return self.folder / mode

    def begin(self) -> None:
        """Make the home, the keys of two persons, the directions and the places."""
        source = self.exports / f"{self.system.name}@main"
        (source / "survey").mkdir(parents=True)
        for name, body in self.system.survey.items():
            (source / "survey" / f"{name}.json").write_text(json.dumps(body))
        keyroll = Keyroll.open(self.home)
        keyroll.exports.sync(self.exports)
        for person in ("ann", "bob"):
            key = self.folder / f"{person}.key"
            made = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)]
            subprocess.run(made, check=True, capture_output=True)
            keyroll.rotations.add_key(person, Path(f"{key}.pub").read_bytes(), by="bench")
        for mode in MODES:
            self.place(mode).write_text(self.system.first)
        (self.home / "rotation.toml").write_text(self._directions())

    def _directions(self) -> str:
        push = f"command:{TELL} {self.place('push')}.{self.client('push')}.socket"
        restart = quote(f"{TELL} {self.folder / 'restart'}")
        places = {"poll": f"file:{self.place('poll')}", "push": push}
        places["start"] = f"file:{self.place('start')}?reload={restart}"
        lines = [
            f'["{self.system.identifier}"]',
            f'at = ["{self.system.at}"]',
            'observe = "1s"',
            self.system.directions,
        ]
        for mode in MODES:
            lines += [f'[["{self.system.identifier}".consumers]]', f'name = "{mode}"', f'place = "{places[mode]}"']
            lines += [f'form = "{self.system.form}"', f'gets = "{GETS[mode]}"', f'client = "{self.client(mode)}"']
            lines += ['longest_poll = "2s"'] if mode == "poll" else []
            lines += [f'process = "{self.folder}/start.pid"'] if mode == "start" else []
        return "\n".join(lines)

    def client(self, mode: str) -> str:
        return f"bench-{self.system.name}-{mode}"

    def start(self, mode: str) -> None:
        """Start a service; a running one is stopped after the new one is ready."""
        figures = self.folder / f"{mode}-{len(self.figures)}.figures"
        self.figures.append(figures)
        command = [sys.executable, str(HERE / "rotation_service.py"), self.system.name, mode, self.client(mode)]
        command += [str(self.place(mode)), self.system.address, str(self.rate), str(figures)]
        with (self.folder / f"{mode}.errors").open("ab") as errors:
            service = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors)
        assert service.stdout
        if service.stdout.readline() != b"ready\n":
            raise OSError((self.folder / f"{mode}.errors").read_text()[-2000:])
        before, self.running[mode] = self.running.get(mode), service
        (self.folder / f"{mode}.pid").write_text(str(service.pid))
        if before is not None:
            _end(before)

    def stop(self) -> None:
        self.over.set()
        for service in self.running.values():
            _end(service)

    def restarts(self) -> None:
        """Restart the service that reads at its start on each request, one after the other."""
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(self.folder / "restart"))
            server.listen()
            server.settimeout(0.5)
            while not self.over.is_set():
                try:
                    one, _ = server.accept()
                except TimeoutError:
                    continue
                with one:
                    one.settimeout(None)
                    while one.recv(64):
                        pass
                    self.start("start")
                    one.sendall(b"restarted")


def _end(service: subprocess.Popen[bytes]) -> None:
    service.terminate()
    service.wait(60)
    if service.stdout:
        service.stdout.close()


def rotate(site: Site, number: int, outcome: Outcome) -> None:
    """Change the credential once, with a forgotten session that is open before."""
    content = site.place("poll").read_text()
    forgotten = SYSTEMS[site.system.name](site.system.address, content, "forgotten")
    forgotten.request()
    keyroll, name, begun = Keyroll.open(site.home), f"n{number}", time.monotonic()
    ann, bob = (SecretRef("file", str(site.folder / f"{person}.key")) for person in ("ann", "bob"))
    patiently(lambda: keyroll.rotations.plan(name, CredentialSelection(site.system.identifier), key=ann))
    patiently(lambda: keyroll.rotations.approve(name, key=bob))
    patiently(lambda: keyroll.rotations.decide(name, Wish.SIGN_OFF, key=ann, copy=FORGOTTEN, because="nobody needs it"))
    done = patiently(lambda: keyroll.rotations.run(name))
    while not done.done and not done.orphaned and time.monotonic() < begun + MOST:
        due = min((stand.due_at for stand in done.stands if stand.due_at), default=keyroll.now())
        time.sleep(min(max((due - keyroll.now()).total_seconds(), 0.5), 5))
        done = patiently(lambda: keyroll.rotations.run(name))
    outcome.seconds.append(time.monotonic() - begun)
    outcome.steps = _steps(keyroll, name)
    standings = keyroll.incidents.status(f"rotation-{name}").standings
    outcome.grades += [str(one.judgement.grade) if done.done else done.stands[0].said for one in standings]
    try:
        forgotten.request()
    except Exception:  # noqa: BLE001 - refused or closed: it is ended
        outcome.ended += 1
    else:
        outcome.alive += 1
    with suppress(Exception):
        forgotten.close()
    try:
        SYSTEMS[site.system.name](site.system.address, content, "late").close()
    except Exception:  # noqa: BLE001 - refused
        outcome.old_refused += 1


def _steps(keyroll: Keyroll, name: str) -> str:
    """Return the seconds of each step of a plan, from its first intent to the next step's."""
    plan, rows = keyroll.rotations.status(name).plan, Rotations(keyroll.home.ledger)
    (records,) = rows.steps(plan.id).values()
    begun: dict[str, datetime] = {}
    for one in records:
        begun.setdefault(str(one.step), one.at)
    ends = [*list(begun.values())[1:], records[-1].ended_at or records[-1].at]
    return ", ".join(
        f"{step} {(end - at).total_seconds():.0f}" for (step, at), end in zip(begun.items(), ends, strict=True)
    )


def under_load(system: System, folder: Path, rotations: int, rate: float, until: float) -> Outcome:
    """Run the services of one system, and change their credential this many times."""
    site, outcome = Site(system, folder, rate), Outcome(system.name)
    site.begin()
    try:
        for mode in MODES:
            site.start(mode)
        threading.Thread(target=site.restarts, daemon=True).start()
        for number in range(1, rotations + 1):
            if time.monotonic() > until:
                break
            rotate(site, number, outcome)
            print(
                system.name,
                number,
                f"{outcome.seconds[-1]:.1f} s",
                outcome.grades[-1],
                outcome.steps,
                file=sys.stderr,
                flush=True,
            )
        time.sleep(3)
    finally:
        site.stop()
    outcome.figures = [json.loads(one.read_text()) for one in site.figures if one.exists()]
    return outcome


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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rotations", type=int, default=10)
    parser.add_argument("--rate", type=float, default=200, help="Requests a second of each service.")
    parser.add_argument("--minutes", type=float, default=60, help="After this time no further rotation begins.")
    parser.add_argument("--systems", default="postgresql,rabbitmq,openbao")
    asked = parser.parse_args()
    starts = {"postgresql": postgresql, "rabbitmq": rabbitmq, "openbao": openbao}
    for name in starts:
        # One server of each, without replicas: a change takes effect at once.
        catalogue.providers()[name] = replace(catalogue.provider(name), window=timedelta())
    names = asked.systems.split(",")
    with ExitStack() as stack, ThreadPoolExecutor(len(names)) as pool:
        folders = {name: Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="keyroll-"))) for name in names}
        systems = [stack.enter_context(starts[name](folders[name])) for name in names]
        begun = time.monotonic()
        runs = [
            pool.submit(under_load, one, folders[one.name], asked.rotations, asked.rate, begun + 60 * asked.minutes)
            for one in systems
        ]
        outcomes = [one.result() for one in runs]
    print("| System | Rotations | Requests | Rate of a service | Failed | Grade A | Old sessions ended | A rotation |")
    print("|---|---|---|---|---|---|---|---|")
    for outcome in outcomes:
        print(outcome.row)
        for one in outcome.figures:
            if one["failed"]:
                print(f"  {one['name']}: {one['why']}", file=sys.stderr)
    print(f"\n{time.monotonic() - begun:.0f} s in all.")
    wrong = [
        one for one in outcomes if any(each["failed"] for each in one.figures) or set(one.grades) != {"A"} or one.alive
    ]
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
