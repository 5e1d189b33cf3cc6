"""Who may have a plan run, and which plan: each reason for a refusal, before anything outside was written."""

from dataclasses import replace
from datetime import timedelta

import pytest
from site_of_rotation import OLD, sign_in
from sqlalchemy import update

from keyroll.api import CredentialSelection
from keyroll.errors import EvidenceRefused, NotApproved, UsageError
from keyroll.model.rotation import Standing, Wish
from keyroll.rotation import approval
from keyroll.rotation.plan import plan_of
from keyroll.rotation.registering import Registered
from keyroll.store.ledger.rotations import Rotations
from keyroll.store.ledger.tables import rotation_plans

pytestmark = [pytest.mark.server, pytest.mark.long]


@pytest.fixture
def planned(site):
    site.open().rotations.plan("first", CredentialSelection(site.identifier), key=site.key("ann"))
    return site


def untouched(site) -> None:
    """The server and the file are as they were."""
    assert site.accepted(site.one, OLD)
    assert site.now_reads() == (site.one, OLD)
    assert site.postgres.rows(f"SELECT rolcanlogin FROM pg_roles WHERE rolname = '{site.two}'") == [(False,)]
    assert Rotations(site.open().home.ledger).steps(site.open().rotations.status("first").kept.id) == {}


def test_a_plan_says_what_it_does_and_is_read_back_as_it_was_made(planned) -> None:
    status = planned.open().rotations.status("first")
    assert plan_of(status.kept) == status.plan
    assert status.plan.id == status.kept.id
    (item,) = status.plan.items
    assert (item.order, item.old.id, item.account) == ("R1", planned.one, planned.one)
    assert status.because.endswith("nobody has approved it")
    untouched(planned)


def test_without_an_approval_nothing_runs(planned) -> None:
    with pytest.raises(NotApproved, match="nobody has approved it"):
        planned.open().rotations.run("first")
    untouched(planned)


def test_who_planned_cannot_approve(planned) -> None:
    with pytest.raises(NotApproved, match="ann planned it and cannot approve it"):
        planned.open().rotations.approve("first", key=planned.key("ann"))
    untouched(planned)


def test_a_second_key_of_the_planner_cannot_approve(planned) -> None:
    place = planned.folder / "second"
    planned.key("second")
    public = approval.public_key(place.with_name("second.key.pub").read_bytes())
    rows = Rotations(planned.open().home.ledger)
    assert rows.keys()[public].person == "second"
    with pytest.raises(UsageError, match="registered for second"):
        planned.open().person_keys.add("ann", place.with_name("second.key.pub").read_bytes(), by="test")
    given = approval.sign_approval(
        approval.person_key(str(planned.key("second"))),
        planned.open().rotations.status("first").kept.id,
        *times(planned),
    )
    keys = Registered(rows.keys() | {public: replace(rows.keys()[public], person="Ann")}, rows.confirmations())
    kept = planned.open().rotations.status("first").kept
    because = approval.refused_because(kept, given, keys, given.approved_at)
    assert because == "Ann planned it and cannot approve it"


def times(site):
    now = site.open().rotations.now().replace(microsecond=0)
    return now, now + timedelta(days=1)


def test_an_expired_approval_does_not_count(planned) -> None:
    rotations = planned.open().rotations
    now, _ = times(planned)
    given = approval.sign_approval(
        approval.person_key(str(planned.key("bob"))), rotations.status("first").kept.id, now, now
    )
    Rotations(planned.open().home.ledger).add_approval(replace(given, expires_at=now))
    with pytest.raises(NotApproved, match="the approval of bob expired on"):
        rotations.run("first")
    untouched(planned)


def test_an_approval_that_was_made_longer_does_not_count(planned) -> None:
    rotations = planned.open().rotations
    now, later = times(planned)
    given = approval.sign_approval(
        approval.person_key(str(planned.key("bob"))), rotations.status("first").kept.id, now, now
    )
    Rotations(planned.open().home.ledger).add_approval(replace(given, expires_at=later))
    with pytest.raises(NotApproved, match="the signature of bob does not match this plan"):
        rotations.run("first")
    untouched(planned)


def test_a_plan_that_was_changed_after_its_approval_does_not_run(planned) -> None:
    rotations = planned.open().rotations
    rotations.approve("first", key=planned.key("bob"))
    ledger = planned.open().home.ledger
    body = rotations.status("first").kept.body.replace('"observe":1', '"observe":0')
    with ledger.writing() as connection:
        connection.execute(update(rotation_plans).values(body=body))
    with pytest.raises(EvidenceRefused, match="does not match its seal"):
        planned.open().rotations.run("first")
    # Whoever has the install key, too, meets the hash that was approved.
    kept = replace(_kept_without_seal(planned), body=body)
    with pytest.raises(EvidenceRefused, match="was changed after it was made"):
        plan_of(kept)


def _kept_without_seal(site):
    ledger = site.open().home.ledger
    from keyroll.store.ledger.rotations import KeptPlan

    with ledger.reading() as connection:
        row = dict(connection.execute(rotation_plans.select()).mappings().one())
    row.pop("seal")
    return KeptPlan(**row)


def test_a_plan_whose_world_has_changed_does_not_run(planned) -> None:
    rotations = planned.open().rotations
    rotations.approve("first", key=planned.key("bob"))
    planned.postgres.run(f"ALTER ROLE {planned.two} LOGIN PASSWORD 'by-hand-1'")
    stand = rotations.run("first").stands[0]
    assert stand.position.standing is Standing.PLANNED
    assert "somebody changed it" in stand.said
    planned.postgres.run(f"ALTER ROLE {planned.two} NOLOGIN PASSWORD NULL")
    untouched(planned)


def test_an_unknown_key_plans_nothing(site) -> None:
    place = site.folder / "stranger.key"
    import subprocess

    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(place)], check=True, capture_output=True)
    from keyroll.secret import SecretRef

    with pytest.raises(UsageError, match="is not registered"):
        site.open().rotations.plan("first", CredentialSelection(site.identifier), key=SecretRef("file", str(place)))


def test_a_credential_is_not_changed_through_itself(site) -> None:
    site.postgres.run(f"ALTER ROLE {site.one} CREATEROLE")
    text = (site.home / "rotation.toml").read_text()
    (site.folder / "own").write_text(OLD)
    own = text.replace(f"{site.admin}=file:{site.folder / 'admin'}", f"{site.one}=file:{site.folder / 'own'}")
    (site.home / "rotation.toml").write_text(own)
    with pytest.raises(Exception, match="not changed through itself"):
        site.open().rotations.plan("first", CredentialSelection(site.identifier), key=site.key("ann"))


def test_a_paused_plan_does_nothing_and_an_aborted_one_leaves_one_known_value(planned) -> None:
    rotations = planned.open().rotations
    rotations.approve("first", key=planned.key("bob"))
    rotations.decide("first", Wish.PAUSE, key=planned.key("bob"))
    assert rotations.run("first").stands[0].said == "paused by a person"
    untouched(planned)
    rotations.decide("first", Wish.RESUME, key=planned.key("bob"))
    # Nobody reads the file: the gate waits, and the new value is published.
    waiting = rotations.run("first")
    assert str(waiting.stands[0].position.step) == "gate"
    assert planned.now_reads()[0] == planned.two
    rotations.decide("first", Wish.ABORT, key=planned.key("bob"), because="the consumer is down")
    aborted = rotations.run("first", wait=True)
    assert aborted.stands[0].position.standing is Standing.ABORTED
    assert planned.accepted(planned.one, OLD)
    assert planned.accepted(*planned.now_reads())


def test_the_gate_holds_while_a_consumer_still_uses_the_old_value(planned) -> None:
    rotations = planned.open().rotations
    rotations.approve("first", key=planned.key("bob"))
    with sign_in(planned.postgres, planned.one, OLD, "web"):
        for _ in range(2):
            said = rotations.run("first").stands[0]
            assert str(said.position.step) == "gate"
    assert planned.accepted(planned.one, OLD)
