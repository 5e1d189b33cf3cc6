"""Killed at any act on the ledger or between, no try is lost and none is there twice."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

import pytest

from keyroll.clock import FixedClock
from keyroll.model.incident import Incident, VerdictKind
from keyroll.model.probe import Attempt, Outcome, Plane, ProbeTarget, ValueRole
from keyroll.proof.probe.context import ProbeContext
from keyroll.proof.probe.judge import judge
from keyroll.proof.probe.run import Prober, ProbeValues
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.reveal import reveal
from keyroll.secret import Secret
from keyroll.store.ledger.ledger import Ledger
from killed import kill_at

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
START = datetime(2023, 11, 1, tzinfo=UTC)
PLANES = (Plane("a", "a:1"), Plane("b", "b:1"))
ABOUT = ProbeContext(PLANES, timedelta(minutes=1), "app", "app", sessions=False)
HANDLE = "played@main:key:app"
POINTS = 60


@dataclass
class Server:
    """Writes each try that reaches it down; takes the old value until it is revoked."""

    seen: Path
    revoked: bool = False

    def attempt(self, plane: Plane, login: Login) -> ProbeAnswer:
        with self.seen.open("ab") as file:
            file.write(f"{login.mark}\n".encode())
        with reveal(login.value) as raw:
            good = raw == b"new" or (raw == b"old" and not self.revoked)
        return ProbeAnswer(Outcome.ACCEPTED, "app") if good else ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said="bad")

    def marks(self) -> list[str]:
        return self.seen.read_text().split() if self.seen.exists() else []


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    one = Ledger.open(tmp_path / "ledger.sqlite", FixedClock(START))
    one.open_incident(Incident("played", "Vendor", START, START, START, "lead"))
    yield one
    one.close()


def tried(ledger: Ledger, server: Server, now: datetime) -> VerdictKind:
    probe = Probe("key", "whoami", lambda text: Plane(text, text), server.attempt, lambda _: Secret(b"never"))
    targets = tuple(ProbeTarget("played", HANDLE, plane, "app", "app") for plane in PLANES)
    values = ProbeValues(Secret(b"old"), Secret(b"new"))
    prober = Prober(ledger, FixedClock(now), Secret(b"key"), "here", probe, values, targets)
    return prober.run(ABOUT).verdict


def killed(ledger: Ledger, server: Server, now: datetime, point: int) -> bool:
    """Try in another process that is killed before its ``point``-th act; tell whether it came to that."""
    ledger.close()
    child = os.fork()
    if child == 0:
        _live_until(ledger, server, now, point)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _live_until(ledger: Ledger, server: Server, now: datetime, point: int) -> NoReturn:
    try:
        kill_at(ledger, point)
        tried(ledger, server, now)
    finally:
        os._exit(0)


def check(ledger: Ledger, server: Server) -> tuple[Attempt, ...]:
    """Every try that reached the server was intended; each mark is there once; at the most one answer is lost."""
    attempts = ledger.attempts("played", HANDLE)
    marks = [one.mark for one in attempts]
    assert len(set(marks)) == len(marks)
    assert len(set(server.marks())) == len(server.marks())
    assert set(server.marks()) <= set(marks)
    answered = {one.mark for one in attempts if one.outcome is not None}
    assert answered <= set(server.marks())
    return attempts


@pytest.mark.long
def test_killed_at_any_point_every_try_is_known_and_none_is_made_twice(ledger: Ledger, tmp_path: Path) -> None:
    server, now = Server(tmp_path / "seen"), START
    assert tried(ledger, server, now) is VerdictKind.LIVE
    server.revoked = True
    ends = 0
    for point in range(1, POINTS + 1):
        now += timedelta(minutes=30)
        before = {one.id for one in check(ledger, server)}
        was_killed = killed(ledger, server, now, point)
        attempts = check(ledger, server)
        assert before <= {one.id for one in attempts}
        lost = [one for one in attempts if one.id not in before and one.outcome is None]
        assert len(lost) <= int(was_killed)
        if any(one.role is ValueRole.OLD for one in lost):
            # Nobody knows whether that one was let in.
            assert judge(attempts, ABOUT, now).verdict is not VerdictKind.DEAD
        ends += not was_killed
    for _ in range(9):
        now += timedelta(minutes=30)  # by then every attempt is due again
        verdict = tried(ledger, server, now)
    assert verdict is VerdictKind.DEAD
    check(ledger, server)
    assert ends < POINTS / 2


def test_a_try_that_is_not_intended_is_never_made(ledger: Ledger, tmp_path: Path) -> None:
    server = Server(tmp_path / "seen")

    class Refusing:
        def attempts(self, incident: str, identifier: str) -> tuple[Attempt, ...]:
            return ()

        def intend(self, attempt: Attempt) -> bool:
            raise OSError("no space left")

        def answered(self, attempt: Attempt) -> bool:
            raise AssertionError

    probe = Probe("key", "whoami", lambda text: Plane(text, text), server.attempt, lambda _: Secret(b"never"))
    target = ProbeTarget("played", HANDLE, PLANES[0], "app", "app")
    prober = Prober(
        Refusing(), FixedClock(START), Secret(b"key"), "here", probe, ProbeValues(Secret(b"old")), (target,)
    )
    with pytest.raises(OSError, match="no space"):
        prober.run(replace(ABOUT, planes=PLANES[:1]))
    assert server.marks() == []
