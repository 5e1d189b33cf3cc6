"""What a gate refuses is planned by one person and approved by another; an exception ends."""

from datetime import timedelta
from pathlib import Path

import pytest

from first_keys import register_first
from keyroll.api import Keyroll
from keyroll.errors import EvidenceRefused, NotApproved, UsageError
from keyroll.model.incident import ClosingPolicy
from keyroll.rotation.plan import plan_of
from keyroll.store.ledger.rotations import KeptPlan, Rotations
from small_world import NOW

BILLING = "keyroll@main:machine_token:billing"


@pytest.fixture
def leaked(tmp_path: Path) -> Keyroll:
    """A home with a token that an incident exposes."""
    keyroll = Keyroll.open(tmp_path / "home", now=NOW)
    keyroll.tokens.make("billing", ["incidents:read"], NOW + timedelta(days=30), by="ann")
    register_first(keyroll.person_keys, tmp_path)
    keyroll.incidents.plan("leak", (BILLING,), because="it leaked", by="ann", policy=ClosingPolicy.LIVE)
    return keyroll


def key(keyroll: Keyroll, person: str) -> str:
    return f"file:{keyroll.home.path.parent / person}.key"


def later(keyroll: Keyroll, **span: int) -> Keyroll:
    return Keyroll.open(keyroll.home.path, now=NOW + timedelta(**span))


def states(keyroll: Keyroll) -> dict[object, object]:
    return {row["plan"]: row["state"] for row in keyroll.gate.rows()}


@pytest.mark.long
def test_a_refusal_needs_two_persons_and_does_not_end(leaked: Keyroll) -> None:
    made = leaked.gate.refuse("leak", key=key(leaked, "ann"))
    assert (made.plan.name, made.done, leaked.gate.listed().refused) == ("gate-leak", True, {})
    with pytest.raises(NotApproved, match="cannot approve"):
        leaked.rotations.approve("gate-leak", key=key(leaked, "ann"))
    assert leaked.gate.listed().refused == {}
    leaked.rotations.approve("gate-leak", key=key(leaked, "bob"))
    assert leaked.gate.listed().refused[BILLING].plan == "gate-leak"
    assert leaked.campaigns.status("leak").status.open_items
    assert BILLING in later(leaked, days=400).gate.listed().refused
    with pytest.raises(UsageError, match="is for gates"):
        Keyroll.open(leaked.home.path).rotations.run("gate-leak")


@pytest.mark.long
def test_an_exception_needs_two_persons_and_ends(leaked: Keyroll) -> None:
    until = NOW + timedelta(days=2)
    with pytest.raises(UsageError, match="no gate refuses"):
        leaked.gate.accept(BILLING, until=until, because="it stops", key=key(leaked, "ann"))
    leaked.gate.refuse("leak", key=key(leaked, "ann"))
    leaked.rotations.approve("gate-leak", key=key(leaked, "bob"))
    for end, because in ((NOW, "it stops"), (NOW + timedelta(days=8), "it stops"), (until, " ")):
        with pytest.raises(UsageError):
            leaked.gate.accept(BILLING, until=end, because=because, key=key(leaked, "ann"))
    leaked.gate.accept(BILLING, until=until, because="it stops", key=key(leaked, "bob"))
    assert leaked.gate.listed().refusing([BILLING], NOW) is not None
    leaked.rotations.approve("gate-exception", key=key(leaked, "ann"))
    assert leaked.gate.listed().refusing([BILLING], NOW) is None
    assert leaked.gate.listed().refusing([BILLING], until) is not None
    assert states(leaked) == {"gate-leak": "refuse", "gate-exception": "accept"}
    assert states(later(leaked, days=3)) == {"gate-leak": "refuse", "gate-exception": "ended"}
    # An exception also ends with its approval.
    short = leaked.gate.accept(BILLING, until=until, because="it stops", key=key(leaked, "bob"), name="short")
    leaked.rotations.approve(short.plan.name, key=key(leaked, "ann"), holds=timedelta(hours=1))
    after = later(leaked, days=2, hours=1).gate.listed()
    assert after.refusing([BILLING], NOW + timedelta(days=2, hours=1)) is not None


@pytest.mark.long
def test_what_is_known_has_the_token_and_not_that_of_a_proxy(leaked: Keyroll) -> None:
    leaked.gate.add_proxy("nginx", NOW + timedelta(days=30), by="ann")
    known, listed = leaked.gate.known(), leaked.gate.listed()
    assert list(known.by_value.values()) == [BILLING]
    assert list(listed.proxies.values()) == ["nginx"]
    assert known.credentials[BILLING].alive(NOW)
    assert later(leaked, days=31).gate.listed().proxies == {}
    leaked.tokens.end("billing")
    assert not leaked.gate.known().credentials[BILLING].alive(NOW)


def test_a_changed_plan_is_no_list(tmp_path: Path) -> None:
    plan = KeptPlan("0" * 64, "gate-leak", '{"gate": {"entries": []}}', "", "", NOW)
    with pytest.raises(EvidenceRefused, match="changed"):
        plan_of(plan)
    keyroll = Keyroll.open(tmp_path / "home", now=NOW)
    Rotations(keyroll.home.ledger).add_plan(plan)
    with pytest.raises(EvidenceRefused):
        keyroll.gate.listed()
