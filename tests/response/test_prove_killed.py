"""A campaign's tries that are killed at any moment and made again: no evidence is lost, none is there twice."""

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from keyroll.api import Keyroll, verify
from keyroll.clock import iso
from keyroll.errors import NothingToDo
from keyroll.model.incident import Grade
from small_world import NOW, SmallWorld

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
HANDLES = tuple(f"redis@main:user:app{number}" for number in range(4))

#: Proves with a played server, and is killed at the n-th act on the ledger or on the server. Each run is a child of a
#: process that has loaded everything before.
PROVES = """
import json, os, signal, sys, threading, traceback
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sqlalchemy import event
from keyroll.api import Keyroll, probe_requests
from keyroll.clock import parse_time
from keyroll.model.probe import Outcome, Plane
from keyroll.providers import catalogue
from keyroll.providers.contracts.probe import Probe, ProbeAnswer
from keyroll.reveal import reveal
from keyroll.secret import Secret
from keyroll.store.ledger.ledger import Ledger

def prove(home, started, revoked, moment, wait):
    left, lock, seen = [moment], threading.Lock(), [0]

    def act(*_):
        with lock:
            seen[0] += 1
            if seen[0] == moment:
                os.kill(os.getpid(), signal.SIGKILL)

    def attempt(plane, login):
        act()
        with open(home + "/seen", "ab") as file:
            file.write((login.mark + "\\n").encode())
        act()
        with reveal(login.value) as raw:
            good = raw == b"new" or (raw == b"old" and not revoked)
        return ProbeAnswer(Outcome.ACCEPTED, login.who) if good else ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said="bad")

    class Clock:
        ahead = parse_time(started) - datetime.now(UTC)

        def now(self):
            return datetime.now(UTC) + self.ahead

        def wait_until(self, at):
            self.ahead += max(at - self.now(), timedelta())

    probe = Probe("user", "whoami", lambda text: Plane(text, text), attempt, lambda _: Secret(b"never"),
                  no_sessions_because="played")
    catalogue.probes = lambda name: {"user": probe}
    keyroll = Keyroll.open(Path(home))
    clock = Clock()
    ledger = replace(keyroll.home.ledger, clock=clock)
    keyroll = replace(keyroll, home=replace(keyroll.home, clock=clock, ledger=ledger))
    for name in ("before_cursor_execute", "commit"):
        event.listen(ledger.engine, name, act)
    state = keyroll.incidents.prove("played", asked=probe_requests(Path(home) / "values.toml"), wait=wait)
    return seen[0], len(state.open_items)

for line in sys.stdin:
    pid = os.fork()
    if not pid:
        try:
            print(json.dumps(prove(*json.loads(line))), flush=True)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    print(json.dumps({"ended": os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}), flush=True)
"""


class Proves:
    """Runs ``incident prove`` in processes of their own, and checks what each leaves."""

    def __init__(self, home: Path) -> None:
        self.home, self.now = home, NOW
        self.ledger = Keyroll.open(home, now=NOW).home.ledger
        self.revoked = False
        environment = {name: value for name, value in os.environ.items() if not name.startswith("KEYROLL_")}
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROVES], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def run(self, moment: int = 0, *, wait: bool = False) -> tuple[int, int] | None:
        """Prove half an hour later; return the acts it took and the open_items, or None where it was killed."""
        self.now += timedelta(minutes=30)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([str(self.home), iso(self.now), self.revoked, moment, wait]) + "\n")
        self._process.stdin.flush()
        told: list[Any] = [json.loads(self._process.stdout.readline())]
        if isinstance(told[0], list):
            told.append(json.loads(self._process.stdout.readline()))
            assert told[1] == {"ended": 0}
            return told[0][0], told[0][1]
        assert told[0] == {"ended": -signal.SIGKILL}
        return None

    def close(self) -> None:
        self.ledger.close()
        self._process.kill()
        self._process.communicate()

    def statements(self) -> tuple[tuple[int, str], ...]:
        return self.ledger.evidence(0, self.ledger.evidence_size())

    def check(self) -> None:
        """Every try that reached the server was intended, each once; each statement has its verdict; the log holds."""
        attempts = self.ledger.attempts("played")
        marks = [one.mark for one in attempts]
        seen = (self.home / "seen").read_text().split() if (self.home / "seen").exists() else []
        assert len(set(marks)) == len(marks)
        assert len(set(seen)) == len(seen)
        assert set(seen) <= set(marks)
        assert {one.mark for one in attempts if one.outcome is not None} <= set(seen)
        statements = self.statements()
        assert [number for number, _ in statements] == list(range(len(statements)))
        assert max(Counter(text for _, text in statements).values(), default=1) == 1
        if statements:
            keyroll = Keyroll.open(self.home, now=self.now)
            try:
                content, _ = keyroll.evidence.bundle("played")
            except NothingToDo:  # killed before the first verdict
                return
            key = keyroll.evidence.key().keyid.encode()
            assert verify(content, keys=[key], now=self.now).size == len(statements)


@pytest.fixture
def proves(tmp_path: Path) -> Iterator[Proves]:
    world = SmallWorld(tmp_path)
    world.register("11-01", {"vendor": "Another", "system": "github"})
    keyroll = world.sync()
    keyroll.incidents.open("played", vendor="Played", begins=NOW - timedelta(days=9), ends=NOW - timedelta(days=1))
    home = tmp_path / "home"
    for one in HANDLES:
        keyroll.incidents.widen("played", one, because="the vendor's list", by="lead")
    for name in ("old", "new"):
        (home / name).write_text(name)
    table = f'old = "file:{home}/old"\nnew = "file:{home}/new"\nat = ["a:1", "b:1"]\n'
    (home / "values.toml").write_text("".join(f'["{one}"]\n{table}' for one in HANDLES))
    with closing(Proves(home)) as proves:
        yield proves


def killed_at_points(proves: Proves, points: int, chance: random.Random) -> int:
    """Kill at random points while the values live and after they are revoked; return how often it came to that."""
    kills = 0
    whole = proves.run()
    assert whole is not None
    assert whole[1] == len(HANDLES)
    for turn in range(points):
        proves.revoked = turn >= points // 3
        before = proves.statements()
        attempts = {one.id for one in proves.ledger.attempts("played")}
        kills += proves.run(chance.randint(1, whole[0])) is None
        assert proves.statements()[: len(before)] == before
        assert attempts <= {one.id for one in proves.ledger.attempts("played")}
        proves.check()
    # Run to the end: every value is found dead, whatever was lost on the way.
    assert proves.run(wait=True) is not None
    assert (proves.run() or (0, 1))[1] == 0
    proves.check()
    keyroll = Keyroll.open(proves.home, now=proves.now)
    content, _ = keyroll.evidence.bundle("played")
    assert verify(content, keys=[keyroll.evidence.key().keyid.encode()], now=proves.now).dead == {Grade.A: len(HANDLES)}
    return kills


@pytest.mark.long
def test_killed_at_some_points_no_evidence_is_lost_or_doubled(proves: Proves) -> None:
    assert killed_at_points(proves, 3, random.Random(os.urandom(8))) >= 1


@pytest.mark.nightly
def test_killed_at_fifty_random_points_no_evidence_is_lost_or_doubled(proves: Proves) -> None:
    assert killed_at_points(proves, 50, random.Random(os.urandom(8))) > 25
