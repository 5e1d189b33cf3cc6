"""A command that is killed between opening or widening an incident and signing its scope: the next command signs it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from keyroll.api import Keyroll, _signing
from keyroll.errors import LeaseLost
from keyroll.model.incident import ClosingPolicy
from keyroll.proof.evidence.log import EvidenceLog
from small_world import NOW, SmallWorld, app, at, call, iso, key, key_id

pytestmark = pytest.mark.long
KILLED = """
import os, signal, sys
from pathlib import Path
from keyroll.api import Keyroll, incidents
from keyroll.clock import parse_time
def killed(*_):
    os.kill(os.getpid(), signal.SIGKILL)
incidents.scope = killed
home = Keyroll.open(Path(sys.argv[1]), now=parse_time(sys.argv[2]))
begins, ends = map(parse_time, sys.argv[3:])
home.incidents.open("breach", vendor="Okta", begins=begins, ends=ends)
"""
BEGINS, ENDS = at("10-06"), at("10-20")


@pytest.fixture
def keyroll(tmp_path: Path) -> Keyroll:
    world = SmallWorld(tmp_path)
    world.keys("10-06", key("ONE"), key("TWO"))
    world.apps("10-06", app("one", access_key="ONE"))
    world.trail(call("GetObject", iso("10-07"), "ONE", "1"))
    return world.sync()


def signed(keyroll: Keyroll, name: str = "breach") -> set[str]:
    """What the signed scope of an incident names; the log must be whole, and its head must cover all of it."""
    log = EvidenceLog.open(keyroll.home, keyroll.home.ledger)
    assert log.sealed()
    return set(log.existing(name).items)


def fails(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Do something that loses its lease before it signs the scope."""
    from keyroll.api import incidents

    def lost(*_: object) -> None:
        raise LeaseLost("another took over", hint="")

    with monkeypatch.context() as patch:
        patch.setattr(incidents, "scope", lost)
        with pytest.raises(LeaseLost):
            act()


NEXT: dict[str, Callable[[Keyroll], object]] = {
    "open again": lambda keyroll: keyroll.incidents.open("breach", vendor="Okta", begins=BEGINS, ends=ENDS),
    "open another": lambda keyroll: keyroll.incidents.open("other", vendor="Okta", begins=BEGINS, ends=ENDS),
    "prove": lambda keyroll: keyroll.incidents.prove("breach"),
    "set": lambda keyroll: keyroll.campaigns.set_terms("breach", watch=timedelta(days=9), by="lead"),
    "finish": lambda keyroll: keyroll.incidents.finish(),
}


@pytest.mark.parametrize("then", NEXT.values(), ids=NEXT)
def test_what_was_opened_and_not_signed_is_signed_by_the_next_command(
    keyroll: Keyroll, monkeypatch: pytest.MonkeyPatch, then: Callable[[Keyroll], object]
) -> None:
    fails(monkeypatch, lambda: keyroll.incidents.open("breach", vendor="Okta", begins=BEGINS, ends=ENDS))
    assert not EvidenceLog.open(keyroll.home, keyroll.home.ledger).sealed()
    then(keyroll)
    assert signed(keyroll) == {key_id("ONE")}
    before = keyroll.home.ledger.evidence_size()
    keyroll.incidents.open("breach", vendor="Okta", begins=BEGINS, ends=ENDS)
    assert keyroll.home.ledger.evidence_size() == before


def test_what_was_widened_and_not_signed_is_signed_by_the_next_command(
    keyroll: Keyroll, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyroll.incidents.open("breach", vendor="Okta", begins=BEGINS, ends=ENDS)
    widen = {"because": "the vendor says so", "by": "lead"}
    fails(monkeypatch, lambda: keyroll.incidents.widen("breach", key_id("TWO"), **widen))
    keyroll.incidents.finish()
    assert signed(keyroll) == {key_id("ONE"), key_id("TWO")}


def test_a_planned_rotation_that_was_cut_short_is_gone_on_with(
    keyroll: Keyroll, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plan() -> object:
        return keyroll.incidents.plan(
            "quarterly", [key_id("ONE"), key_id("TWO")], because="due", by="lead", policy=ClosingPolicy.LIVE
        )

    fails(monkeypatch, plan)
    plan()
    assert signed(keyroll, "quarterly") == {key_id("ONE"), key_id("TWO")}
    assert len(keyroll.home.ledger.widenings("quarterly")) == 2


def test_a_log_that_is_whole_is_not_worked_out_again(keyroll: Keyroll, monkeypatch: pytest.MonkeyPatch) -> None:
    keyroll.incidents.open("breach", vendor="Okta", begins=BEGINS, ends=ENDS)
    monkeypatch.setattr(_signing, "known_grounds", lambda *_, **__: pytest.fail("nothing was left unsigned"))
    keyroll.campaigns.set_terms("breach", policy=ClosingPolicy.EXPORTS, by="lead")
    keyroll.incidents.finish()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs signals")
def test_killed_between_opening_and_signing(keyroll: Keyroll) -> None:
    given = [str(keyroll.home.path), *(one.isoformat() for one in (NOW, BEGINS, ENDS))]
    killed = subprocess.run([sys.executable, "-c", KILLED, *given], check=False, env=os.environ)
    assert killed.returncode == -signal.SIGKILL
    assert keyroll.home.ledger.items("breach") == ()
    keyroll.incidents.finish()
    assert signed(keyroll) == {key_id("ONE")}
