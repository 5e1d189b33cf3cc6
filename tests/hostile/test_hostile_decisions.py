"""A decision that changes what a plan does counts only with a registered key's signature over exactly this decision."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from people_of_plans import AT, Signers

from keyroll.errors import NotApproved
from keyroll.model.rotation import Decision, Wish
from keyroll.rotation import decisions
from keyroll.store.ledger.rotations import Rotations

ASKED = Decision("hash", Wish.ABORT, "bob", AT, because="it is exposed", turn=1)


@pytest.fixture
def some(tmp_path: Path) -> Signers:
    signers = Signers(tmp_path)
    signers.register_first("ann", "bob")
    rows(signers).add_plan(signers.plan("ann"))
    return signers


def rows(some: Signers) -> Rotations:
    return Rotations(some.keyroll.home.ledger)


def by_bob(some: Signers) -> Decision:
    return decisions.signed(ASKED, some.key("bob"))


FORGED: dict[str, Callable[[Signers], Decision]] = {
    "unsigned, as an earlier version kept it": lambda some: ASKED,
    "an unregistered key": lambda some: decisions.signed(ASKED, some.key("stranger")),
    "the name of another person": lambda some: replace(by_bob(some), person="ann"),
    "a signature of another person": lambda some: replace(by_bob(some), public=some.public("ann")),
    "another wish": lambda some: replace(by_bob(some), wish=Wish.RESUME),
    "another copy": lambda some: replace(by_bob(some), wish=Wish.SIGN_OFF, copy="vault/app"),
    "one credential": lambda some: replace(by_bob(some), identifier="postgresql@main:role:app"),
    "another reason": lambda some: replace(by_bob(some), because="nobody uses it"),
    "no signature": lambda some: replace(by_bob(some), signature=""),
    "a signature that is no hex": lambda some: replace(by_bob(some), signature="zz"),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_a_decision_that_nobody_signed_only_pauses(some: Signers, forge: Callable[[Signers], Decision]) -> None:
    # The row is written with the home's own seal, as an attacker with the install key does.
    assert rows(some).decide(forge(some))
    (read,) = decisions.read(rows(some), "hash")
    assert read.wish is Wish.PAUSE
    assert "not signed by a registered key" in decisions.why_paused([read])


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_a_forged_decision_is_not_kept(some: Signers, forge: Callable[[Signers], Decision]) -> None:
    forged = forge(some)
    key = rows(some).keys().get(forged.public) or some.row(forged.person, "bob")
    with pytest.raises(NotApproved, match="not signed by a registered key"):
        decisions.keep(rows(some), forged, key)
    assert rows(some).decisions("hash") == ()


def test_a_signature_is_not_used_twice(some: Signers) -> None:
    once = by_bob(some)
    decisions.keep(rows(some), once, rows(some).keys()[once.public])
    with pytest.raises(NotApproved, match="came first"):
        decisions.keep(rows(some), once, rows(some).keys()[once.public])
    assert rows(some).decide(replace(once, turn=2))
    assert [one.wish for one in decisions.read(rows(some), "hash")] == [Wish.ABORT, Wish.PAUSE]


@pytest.mark.parametrize("wish", Wish)
def test_a_signed_decision_counts_and_a_signed_one_after_a_forged_one_too(some: Signers, wish: Wish) -> None:
    rows(some).decide(ASKED)
    asked = decisions.signed(replace(ASKED, wish=wish, turn=2), some.key("bob"))
    decisions.keep(rows(some), asked, rows(some).keys()[asked.public])
    assert [one.wish for one in decisions.read(rows(some), "hash")] == [Wish.PAUSE, wish]
