"""Rotates credentials under load: ``python bench/rotation_no_outage.py --rotations 10 --rate 50``.

Four services of each system (``CONSUMERS``) make requests at a rate against a real server (``rotation_systems``). Each
credential is changed again and again by plan, approval and run, with a forgotten session of the old value that a person
signs off. The bench counts failed requests against the number that the plan announced before its approval, grades of
the proofs, forgotten sessions that were ended, and what each rotation leaves in the home. Prints a Markdown table.
Needs ``tests`` on the path, and nothing beyond the requirements of the tests.
"""

import argparse
import json
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parent))

from first_keys import register_first
from keyroll.api import CredentialSelection, Keyroll
from keyroll.model.rotation import Wish
from keyroll.providers import catalogue
from keyroll.secret import SecretRef
from keyroll.store.ledger.rotations import Rotations
from rotation_connections import SYSTEMS
from rotation_systems import HERE, MOST, STARTS, System, patiently

TELL = f"{sys.executable} {HERE / 'rotation_tell.py'}"
#: The client of a session that nobody declared, and the number of sessions that a plan announces to end.
FORGOTTEN, ANNOUNCED = "forgotten", re.compile(r"^ends (?:up to|all) (\d+) session")


@dataclass(frozen=True)
class Consumer:
    """A service: how it gets the value, in the words of the directions, and the network that it comes from."""

    gets: str
    place: str
    network: str
    more: str = ""


#: ``{place}`` is its file, ``{client}`` its name, ``{folder}`` the folder of the bench.
CONSUMERS = {
    "pooled": Consumer("poll", "file:{place}", "127.0.0.11", 'longest_poll = "5s"'),
    "poll": Consumer("poll", "file:{place}", "127.0.0.12", 'longest_poll = "2s"'),
    "push": Consumer("push", f"command:{TELL} {{place}}.{{client}}.socket", "127.0.0.13"),
    "start": Consumer("restart", "file:{place}?reload={restart}", "127.0.0.14", 'process = "{folder}/start.pid"'),
}


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
    #: Sessions that each plan announced to end, and requests that failed during each rotation.
    announced: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    #: Bytes of the home's ledger, after each rotation, and the number of sealed files.
    ledger: list[int] = field(default_factory=list)
    sealed: int = 0
    #: Seconds of the steps of the last rotation.
    steps: str = ""

    @property
    def row(self) -> str:
        """The row of the table."""
        made, failed = (sum(int(one[name]) for one in self.figures) for name in ("made", "failed"))
        rates = [one["made"] / one["seconds"] for one in self.figures if one["seconds"] > 5]
        reached = f"{min(rates):.0f} to {max(rates):.0f}" if rates else "-"
        return (
            f"| {self.system} | {len(self.grades)} | {made:,} | {reached} | **{failed}** | {sum(self.announced)} "
            f"| {self.grades.count('A')} of {len(self.grades)} | {self.ended} of {self.ended + self.alive} "
            f"| {sum(self.seconds) / max(1, len(self.seconds)):.0f} s | {self._growth} |"
        )

    @property
    def _growth(self) -> str:
        """The growth of the ledger by a rotation after the first, and sealed files that are left."""
        grown = (self.ledger[-1] - self.ledger[0]) / max(1, len(self.ledger) - 1) if self.ledger else 0
        return f"{grown / 1024:.0f} kB, {self.sealed} sealed"

    @property
    def wrong(self) -> bool:
        """Whether a rotation failed more requests than its plan announced, or did not end as it must."""
        more = any(failed > said for failed, said in zip(self.failed, self.announced, strict=True))
        return more or set(self.grades) != {"A"} or bool(self.alive or self.sealed)


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
        register_first(keyroll.person_keys, self.folder)
        for mode in CONSUMERS:
            self.place(mode).write_text(self.system.first)
        (self.home / "rotation.toml").write_text(self._directions())

    def _directions(self) -> str:
        given = {"folder": self.folder, "restart": quote(f"{TELL} {self.folder / 'restart'}")}
        lines = [
            f'["{self.system.identifier}"]',
            f'at = ["{self.system.at}"]',
            'observe = "1s"',
            self.system.directions,
        ]
        for mode, one in CONSUMERS.items():
            given |= {"place": self.place(mode), "client": self.client(mode)}
            lines += [f'[["{self.system.identifier}".consumers]]', f'name = "{mode}"', f'form = "{self.system.form}"']
            lines += [f'place = "{one.place.format_map(given)}"', f'gets = "{one.gets}"', one.more.format_map(given)]
            lines += [f'{self.system.shows} = "{self.client(mode)}"']
        return "\n".join(lines)

    def client(self, mode: str) -> str:
        """Return what the server shows of a service."""
        return CONSUMERS[mode].network if self.system.shows == "network" else f"bench-{self.system.name}-{mode}"

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

    def failed(self) -> int:
        """Return the requests that failed until now."""
        return sum(int(json.loads(one.read_text())["failed"]) for one in self.figures if one.exists())

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
    content, before = site.place("poll").read_text(), site.failed()
    forgotten = SYSTEMS[site.system.name](site.system.address, content, FORGOTTEN) if site.system.ends else None
    if forgotten:
        forgotten.request()
    keyroll, name, begun = Keyroll.open(site.home), f"n{number}", time.monotonic()
    ann, bob = (SecretRef("file", str(site.folder / f"{person}.key")) for person in ("ann", "bob"))
    selected = CredentialSelection(site.system.identifier)
    planned = patiently(lambda: keyroll.rotations.plan(name, selected, key=ann))
    (item,) = planned.plan.items
    outcome.announced.append(sum(int(said[1]) for line in item.looked if (said := ANNOUNCED.match(line))))
    patiently(lambda: keyroll.rotations.approve(name, key=bob))
    if forgotten:
        copy = f"{FORGOTTEN if site.system.shows == 'client' else 'a program'} at 127.0.0.1"
        patiently(lambda: keyroll.rotations.decide(name, Wish.SIGN_OFF, key=ann, copy=copy, because="nobody needs it"))
    done = patiently(lambda: keyroll.rotations.run(name))
    while not done.done and not done.orphaned and time.monotonic() < begun + MOST:
        due = min((stand.due_at for stand in done.stands if stand.due_at), default=keyroll.now())
        time.sleep(min(max((due - keyroll.now()).total_seconds(), 0.5), 5))
        done = patiently(lambda: keyroll.rotations.run(name))
    outcome.seconds.append(time.monotonic() - begun)
    outcome.steps = _steps(keyroll, name)
    standings = keyroll.incidents.status(f"rotation-{name}").standings
    outcome.grades += [str(one.judgement.grade) if done.done else done.stands[0].said for one in standings]
    time.sleep(1.5)  # a service writes its figures once a second
    outcome.failed.append(site.failed() - before)
    outcome.ledger.append(_pages(keyroll))
    outcome.sealed = sum(1 for one in site.home.glob("sealed/**/*") if one.is_file())
    if forgotten:
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


def _pages(keyroll: Keyroll) -> int:
    """Return the bytes of the ledger's pages. The files hold also the write-ahead log, which is used again."""
    with keyroll.home.ledger.engine.connect() as ledger:
        pages, size = (int(ledger.exec_driver_sql(f"PRAGMA page_{of}").scalar_one()) for of in ("count", "size"))
    return pages * size


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
        for mode in CONSUMERS:
            site.start(mode)
        threading.Thread(target=site.restarts, daemon=True).start()
        for number in range(1, rotations + 1):
            if time.monotonic() > until:
                break
            rotate(site, number, outcome)
            told = [
                f"{outcome.seconds[-1]:.1f} s",
                f"{outcome.failed[-1]} of {outcome.announced[-1]}",
                outcome.grades[-1],
            ]
            print(system.name, number, *told, outcome.steps, file=sys.stderr, flush=True)
        time.sleep(3)
    finally:
        site.stop()
    outcome.figures = [json.loads(one.read_text()) for one in site.figures if one.exists()]
    return outcome


def without_waits(name: str) -> None:
    """Remove the waits that these servers do not need: they have no replica and lock no account."""
    catalogue.providers()[name] = replace(catalogue.provider(name), window=timedelta())
    probes = catalogue.probes(name)
    probes |= {kind: replace(probe, lockout=None) for kind, probe in probes.items()}


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rotations", type=int, default=10)
    parser.add_argument("--rate", type=float, default=50, help="Requests a second of each service.")
    parser.add_argument("--minutes", type=float, default=60, help="After this time no further rotation begins.")
    parser.add_argument("--systems", default=",".join(STARTS), help="One after the other.")
    asked = parser.parse_args(words)
    outcomes, begun = [], time.monotonic()
    for name in asked.systems.split(","):
        without_waits(name)
        with tempfile.TemporaryDirectory(prefix="keyroll-") as folder, STARTS[name](Path(folder)) as system:
            until = time.monotonic() + 60 * asked.minutes
            outcomes.append(under_load(system, Path(folder), asked.rotations, asked.rate, until))
    print(
        "| System | Rotations | Requests | Rate of a service | Failed | Announced | Grade A | Forgotten sessions ended "
        "| A rotation | Left by a rotation |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for outcome in outcomes:
        print(outcome.row)
        for one in outcome.figures:
            if one["failed"]:
                print(f"  {one['name']}: {one['why']}", file=sys.stderr)
    print(f"\n{time.monotonic() - begun:.0f} s in all.")
    return 1 if any(one.wrong for one in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
