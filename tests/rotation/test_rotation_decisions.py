"""What people decide while a plan runs is seen at the next step, and read again only where something was added."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keyroll.clock import FixedClock
from keyroll.errors import EvidenceRefused
from keyroll.model.probe import Limit
from keyroll.model.rotation import Decision, Wish
from keyroll.proof.evidence.keeper import KeptKey
from keyroll.rotation import decisions, tools
from keyroll.rotation.decisions import PlanDecisions
from keyroll.rotation.tools import Turns
from keyroll.store.ledger import tables
from keyroll.store.ledger.engine import write
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.ledger.rotations import KeptPlan, PersonsKey, Rotations

AT = datetime(2026, 11, 29, tzinfo=UTC)
PRIVATE = Ed25519PrivateKey.generate()
KEY = KeptKey(PRIVATE.public_key().public_bytes_raw(), PRIVATE.sign)


@pytest.fixture
def rows(tmp_path: Path) -> Rotations:
    rows = Rotations(Ledger.open(tmp_path / "ledger.sqlite", FixedClock(AT)))
    rows.add_plan(KeptPlan("p", "p", "{}", "", "", AT))
    rows.add_key(PersonsKey(KEY.public.hex(), "bob", "test", AT))
    return rows


def decide(rows: Rotations, wish: Wish, identifier: str = "", copy: str = "") -> None:
    asked = Decision("p", wish, "bob", AT, identifier, copy, "because", rows.decided("p") + 1)
    decisions.keep(rows, decisions.signed(asked, KEY), decisions.owner(rows, KEY))


def wishes(decided: PlanDecisions, identifier: str) -> list[Wish]:
    return [one.wish for one in decided.about(identifier)]


def test_a_credential_hears_what_is_about_it_and_about_the_plan_in_their_order(rows: Rotations) -> None:
    decided = PlanDecisions(rows, "p")
    assert decided.about("a") == ()
    decide(rows, Wish.PAUSE)
    assert wishes(decided, "a") == wishes(decided, "b") == [Wish.PAUSE]
    decide(rows, Wish.SIGN_OFF, "a", "copy-1")
    decide(rows, Wish.RESUME)
    decide(rows, Wish.ABORT, "b")
    assert wishes(decided, "a") == [Wish.PAUSE, Wish.SIGN_OFF, Wish.RESUME]
    assert wishes(decided, "b") == [Wish.PAUSE, Wish.RESUME, Wish.ABORT]
    assert wishes(decided, "c") == [Wish.PAUSE, Wish.RESUME]


def test_decisions_are_read_again_only_where_one_was_added(rows: Rotations, monkeypatch: pytest.MonkeyPatch) -> None:
    decided, read, times = PlanDecisions(rows, "p"), Rotations.decisions, list[str]()

    def counted(self: Rotations, plan: str) -> tuple[Decision, ...]:
        times.append(plan)
        return read(self, plan)

    monkeypatch.setattr(Rotations, "decisions", counted)
    decide(rows, Wish.PAUSE)
    for _ in range(5):
        decided.about("a")
    decide(rows, Wish.RESUME)
    for _ in range(5):
        decided.about("b")
    assert times == ["p", "p"]


def test_a_decision_that_somebody_took_out_is_refused(rows: Rotations) -> None:
    decide(rows, Wish.PAUSE)
    decide(rows, Wish.RESUME)
    with write(rows.ledger.engine) as connection:
        connection.execute(tables.rotation_decisions.delete().where(tables.rotation_decisions.c.turn == 1))
    with pytest.raises(EvidenceRefused, match="missing"):
        PlanDecisions(rows, "p").about("a")


def test_a_turn_for_several_requests_keeps_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    waited, at = list[float](), [100.0]

    def sleep(seconds: float) -> None:
        waited.append(round(seconds, 3))
        at[0] += seconds

    monkeypatch.setattr(tools.time, "sleep", sleep)
    monkeypatch.setattr(tools.time, "monotonic", lambda: at[0])
    turns, limit = Turns(), Limit(4, timedelta(seconds=10))
    for _ in range(3):
        turns.turn("place", limit, 2)
    turns.turn("another", limit, 2)
    assert waited == [0.0, 0.0, 10.0, 0.0]
