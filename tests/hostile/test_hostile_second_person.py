"""Nobody brings in a second person alone: whoever did so cannot plan what this second person approves."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from people_of_plans import AT, Signers

from keyroll.errors import EvidenceRefused, NotApproved
from keyroll.proof.evidence.persons import KeyOrigin
from keyroll.rotation import approval, registering
from keyroll.rotation.registering import Registered
from keyroll.store.ledger.rotations import KeptConfirmation, Rotations


@pytest.fixture
def some(tmp_path: Path) -> Signers:
    signers = Signers(tmp_path)
    signers.register("ann", "ann")
    return signers


def rows(some: Signers) -> Rotations:
    return Rotations(some.keyroll.home.ledger)


def refused(some: Signers, planner: str, approver: str) -> str:
    keys = registering.registered(rows(some))
    return approval.refused_because(some.plan(planner), some.approve(approver), keys, AT)


@pytest.mark.parametrize("name", ["bob", "ann"])
def test_without_the_first_person_there_is_no_second_key(some: Signers, name: str) -> None:
    with pytest.raises(NotApproved, match="confirmed by ann") as error:
        some.register(name, "second")
    assert error.value.hint == f"ann runs: keyroll rotate key {name} --public FILE --signed-by file:PATH"
    with pytest.raises(NotApproved, match="does not count"):
        some.register(name, "second", signed_by="second")
    with pytest.raises(NotApproved, match="confirmed by ann"):
        some.register_first("ann", "carol")
    assert [one.person for one in some.keyroll.person_keys.origins()] == ["ann"]


def test_a_passkey_of_an_account_that_an_admin_made_is_no_second_person(some: Signers) -> None:
    with pytest.raises(NotApproved, match="0 of 1 persons confirmed"):
        some.keyroll.approvals._passkey("passkey:localhost:00ff", "bob")


def test_whom_ann_alone_brought_in_does_not_approve_her_plan(some: Signers) -> None:
    some.register("bob", "bob", signed_by="ann")
    assert refused(some, "ann", "bob") == "the key of bob counts on the word of ann alone, who planned it"
    assert not refused(some, "bob", "ann")
    # Nor does anybody whom these two bring in, and so on.
    for name, signers in (("carol", ("ann", "bob")), ("dora", ("bob", "carol"))):
        for signer in signers:
            some.register(name, name, signed_by=signer)
        assert "on the word of ann alone" in refused(some, "ann", name)
        assert not refused(some, name, "ann")


def test_the_first_two_bring_in_others_who_approve_the_plans_of_both(tmp_path: Path) -> None:
    some = Signers(tmp_path)
    some.register_first("ann", "bob")
    for signer in ("ann", "bob"):
        some.register("carol", "carol", signed_by=signer)
    pairs = [(one, other) for one in ("ann", "bob", "carol") for other in ("ann", "bob", "carol") if one != other]
    assert not [pair for pair in pairs if refused(some, *pair)]


def test_two_keys_that_an_earlier_version_registered_still_count(some: Signers) -> None:
    rows(some).add_key(replace(some.row("bob", "bob"), added_at=AT.replace(year=2027)))
    assert not refused(some, "ann", "bob")


def test_an_approval_says_whose_key_it_is_and_on_whose_word(tmp_path: Path) -> None:
    some = Signers(tmp_path)
    some.register_first("ann", "bob")
    for signer in ("ann", "bob"):
        some.register("carol", "carol", signed_by=signer)
    kept, given = some.plan("ann"), some.approve("carol")
    found = approval.approved(kept, [given], registering.registered(rows(some)), AT)
    assert (found.planner_key.person, found.planner_key.confirmed_by) == ("ann", ())
    key = found.approver_key
    assert (key.person, key.confirmed_by, key.registered_by) == ("carol", ("ann", "bob"), "test")
    (some.folder / "carol.pub").write_bytes(some.line("carol"))
    assert key.fingerprint == shown(some.folder / "carol.pub")
    assert key.said.startswith(f"key {key.fingerprint} of carol, registered ")
    assert key.said.endswith(" by test, confirmed by ann and bob")


def shown(public: Path) -> str:
    """Return the fingerprint that OpenSSH prints."""
    import subprocess

    done = subprocess.run(["ssh-keygen", "-l", "-f", str(public)], check=True, capture_output=True, text=True)
    return done.stdout.split()[1]


TAMPERED = {
    "another name": {"person": "dora"},
    "another key": {"public": "00" * 32},
    "another fingerprint": {"fingerprint": "SHA256:x"},
    "a time that is none": {"registered_at": "yesterday"},
    "one more member": {"more": "yes"},
    "a confirmation of nobody": {"confirmations": [{"person": "bob", "public": "00" * 32, "signature": "00" * 64}]},
    "no list": {"confirmations": "bob"},
}


@pytest.mark.parametrize("changed", TAMPERED.values(), ids=TAMPERED)
def test_a_tampered_origin_is_refused(tmp_path: Path, changed: dict[str, object]) -> None:
    some = Signers(tmp_path)
    some.register_first("ann", "bob")
    for signer in ("ann", "bob"):
        some.register("carol", "carol", signed_by=signer)
    origin = registering.registered(rows(some)).origin(some.public("carol"))
    assert origin is not None
    form = json.loads(json.dumps(origin.form()))
    assert KeyOrigin.read(form, "here") == origin
    with pytest.raises(EvidenceRefused):
        KeyOrigin.read({**form, **changed}, "here")


def test_a_forged_confirmation_is_on_no_screen(some: Signers) -> None:
    some.register("bob", "bob", signed_by="ann")
    rows(some).add_confirmation(KeptConfirmation(some.public("bob"), some.public("carol"), "00" * 64, AT))
    origin = registering.registered(rows(some)).origin(some.public("bob"))
    assert origin is not None
    assert origin.confirmed_by == ("ann",)
    assert Registered({}).origin(some.public("bob")) is None
