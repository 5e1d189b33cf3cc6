"""Nobody makes a second person alone: from the third on, two persons confirm each key, and a link gives no identity."""

from datetime import datetime
from pathlib import Path

import pytest
from people_of_plans import AT, Signers

from keyroll.errors import NotApproved, UsageError
from keyroll.rotation import registering
from keyroll.store.ledger.people import Passkey, PeopleRows
from keyroll.store.ledger.rotations import KeptConfirmation, Rotations


@pytest.fixture
def some(tmp_path: Path) -> Signers:
    signers = Signers(tmp_path)
    signers.register_first("ann", "bob")
    return signers


def counted(some: Signers) -> set[str]:
    return {one.person for one in registering.counted(Rotations(some.keyroll.home.ledger)).values()}


def keys_that_count(some: Signers) -> int:
    return len(registering.counted(Rotations(some.keyroll.home.ledger)))


@pytest.mark.parametrize("name", ["carol", "ann", "bob"])
def test_without_a_confirmation_no_further_key_is_registered(some: Signers, name: str) -> None:
    with pytest.raises(NotApproved, match="two persons") as refused:
        some.register(name, "third")
    assert f"keyroll rotate key {name} --public FILE --signed-by" in refused.value.hint
    assert keys_that_count(some) == 2


@pytest.mark.parametrize("name", ["carol", "ann"])
def test_one_person_alone_makes_no_further_key(some: Signers, name: str) -> None:
    for _ in range(2):
        some.register(name, "third", signed_by="ann")
        assert keys_that_count(some) == 2
    # The new key does not confirm itself, nor a further one.
    with pytest.raises(NotApproved, match="does not count"):
        some.register(name, "third", signed_by="third")
    assert keys_that_count(some) == 2


def test_two_persons_confirm_a_third_who_confirms_a_fourth(some: Signers) -> None:
    for signer in ("ann", "bob"):
        some.register("carol", "third", signed_by=signer)
    assert counted(some) == {"ann", "bob", "carol"}
    for signer in ("carol", "bob"):
        some.register("dora", "fourth", signed_by="third" if signer == "carol" else signer)
    assert counted(some) == {"ann", "bob", "carol", "dora"}


def test_two_keys_of_one_person_are_one_person(some: Signers) -> None:
    for signer in ("ann", "bob"):
        some.register("ann", "second", signed_by=signer)
    assert keys_that_count(some) == 3
    for signer in ("ann", "second"):
        some.register("carol", "third", signed_by=signer)
    assert counted(some) == {"ann", "bob"}


def test_an_earlier_clock_makes_nobody_one_of_the_first(some: Signers) -> None:
    long_ago = datetime(2000, 1, 1, tzinfo=AT.tzinfo)
    some.register("carol", "third", signed_by="ann", now=long_ago)
    assert counted(some) == {"ann", "bob"}
    assert some.registered().keys[some.public("third")].added_at > AT


def test_a_confirmation_of_another_key_or_name_does_not_count(some: Signers) -> None:
    some.register("carol", "third", signed_by="ann")
    rows = Rotations(some.keyroll.home.ledger)
    other = some.row("dora", "third")
    forged = registering.signature(some.key("bob"), other)
    rows.add_confirmation(KeptConfirmation(some.public("third"), some.public("bob"), forged, AT))
    assert counted(some) == {"ann", "bob"}


def test_the_console_makes_no_link_to_the_account_of_a_person_with_a_key(some: Signers) -> None:
    people = some.keyroll.people
    PeopleRows(some.keyroll.home.ledger).add(Passkey("id", "carol", "key", 0, "phone", AT))
    for name in ("ann", "carol", "Carol"):
        with pytest.raises(UsageError, match="has a passkey or a registered key"):
            people.link(name, "approver", by="admin", on_host=False)
    assert people.link("dora", "approver", by="admin", on_host=False)


def test_a_passkey_that_an_attacker_added_to_the_account_of_an_approver_does_not_count(some: Signers) -> None:
    approvals = some.keyroll.approvals
    with pytest.raises(NotApproved, match="does not count yet") as refused:
        approvals._passkey("passkey:localhost:00ff", "bob")
    assert "keyroll rotate key bob --key passkey:localhost:00ff --signed-by" in refused.value.hint
    for signer in ("ann", "bob"):
        some.keyroll.person_keys.add("bob", "passkey:localhost:00ff", by="test", signed_by=some.file(signer))
    assert approvals._passkey("passkey:localhost:00ff", "bob").person == "bob"


def test_the_first_two_persons_need_no_ceremony(some: Signers) -> None:
    assert not any(map(some.keyroll.person_keys.not_counted, some.keyroll.person_keys.all()))
