"""Abort on a real PostgreSQL: the old value is back at the place, one role has a value, and the next plan works."""

from dataclasses import replace
from datetime import timedelta

import pytest
from site_of_rotation import OLD, Program, Site, until

from keyroll.api import CredentialSelection, PlanStatus
from keyroll.errors import NothingToDo, UsageError
from keyroll.model.incident import ClosingPolicy
from keyroll.model.rotation import Standing, Step, Wish
from keyroll.proof.evidence.reading import EvidenceReader
from keyroll.report.rotation import plan_document

pytestmark = pytest.mark.server


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("keyroll.rotation.engine.AFTER_FAILURE", timedelta(milliseconds=10))


def planned(site: Site, name: str, *, reload: str = "", incident: str = "", **more: str) -> PlanStatus:
    site.direct(**more)
    if reload:
        text = (site.home / "rotation.toml").read_text()
        changed = text.replace(f"file:{site.secret}", f"file:{site.secret}?reload={reload}")
        (site.home / "rotation.toml").write_text(changed)
    rotations = site.open().rotations
    choice = CredentialSelection(incident=incident) if incident else CredentialSelection(site.identifier)
    made = rotations.plan(name, choice, key=site.key("ann"))
    rotations.approve(name, key=site.key("bob"))
    return made


def alive(site: Site) -> list[tuple[str, bool]]:
    where = f"WHERE rolname LIKE 'svc{site.number}\\_%' AND (rolpassword IS NOT NULL OR rolcanlogin) ORDER BY 1"
    return [
        (str(name), bool(login))
        for name, login in site.postgres.rows(f"SELECT rolname, rolcanlogin FROM pg_authid {where}")
    ]


def run_until(site: Site, name: str, *standings: Standing) -> PlanStatus:
    rotations = replace(site.open().rotations, late=timedelta(milliseconds=100))
    for _ in range(6):
        ran = rotations.run(name, wait=Standing.ABORTED in standings)
        if ran.stands[0].position.standing in standings:
            return ran
    raise AssertionError(ran.stands)


def test_a_reload_that_fails_is_named_and_an_abort_leads_back_to_a_slot_that_the_next_plan_uses(site: Site) -> None:
    planned(site, "first", reload="/bin/false")
    stand = run_until(site, "first", Standing.ORPHANED).stands[0]
    assert stand.position.step is Step.PUBLISH
    assert "web: reload: " in stand.said
    with pytest.raises(NothingToDo, match="keyroll rotate abort first, then keyroll rotate run first"):
        planned(site, "second")
    site.open().rotations.decide("first", Wish.ABORT, key=site.key("bob"), because="the reload is broken")
    run_until(site, "first", Standing.ABORTED)
    assert site.now_reads() == (site.one, OLD)
    assert alive(site) == [(site.one, True)]
    assert site.accepted(site.one, OLD)
    assert list((site.home / "sealed").iterdir()) == []
    (incident,) = site.open().incidents.listed()
    assert incident["closed_at"] is not None
    checked = EvidenceReader(site.open().home.ledger).record(str(incident["name"]))
    assert checked is not None
    made = [(one.act, one.by, one.signature and one.signature.abort and one.signature.abort["because"])
            for one in checked.decided]  # fmt: skip
    assert made == [(act, "bob", "the reload is broken") for act in ("narrowed", "closed")]
    assert [one.approver.person for one in checked.approvals.values()] == ["bob"]
    planned(site, "third")
    with Program(site.postgres, site.secret) as program:
        stand = site.open().rotations.run("third").stands[0]
    assert stand.position.step is Step.GATE
    assert program.failures == []


def test_an_abort_waits_for_a_consumer_that_uses_the_new_value(site: Site) -> None:
    planned(site, "first")
    site.open().rotations.run("first")
    assert site.now_reads()[0] == site.two
    rotations = site.open().rotations
    with Program(site.postgres, site.secret, pause=1.5) as program:
        until(lambda: program.signed_in)
        rotations.decide("first", Wish.ABORT, key=site.key("bob"), because="the wrong day")
        waits = rotations.run("first").stands[0]
        assert waits.position.step is Step.RETURN
        assert site.accepted(site.one, OLD)
        assert len(alive(site)) == 2
        rotations.run("first", wait=True)
        assert alive(site) == [(site.one, True)]
    assert program.failures == []


def test_the_item_of_an_incident_stays_open_after_an_abort(site: Site) -> None:
    keyroll = site.open()
    keyroll.incidents.plan("leak", [site.identifier], because="it leaked", by="ann", policy=ClosingPolicy.LIVE)
    planned(site, "first", incident="leak")
    site.open().rotations.run("first")
    site.open().rotations.decide("first", Wish.ABORT, key=site.key("bob"), because="the consumer is down")
    run_until(site, "first", Standing.ABORTED)
    (item,) = site.open().incidents.status("leak").open_items
    assert item.judgement.verdict == "live"
    assert site.open().rotations.status("first").stands[0].position.standing is Standing.ABORTED
    assert planned(site, "second", incident="leak").plan.items


def test_an_abort_of_a_plan_that_finishes_goes_on_after_the_publication(site: Site) -> None:
    made = planned(site, "first", abort="new")
    assert "after it the change is finished" in str(plan_document(made.plan, "", ""))
    rotations = site.open().rotations
    rotations.run("first")
    rotations.decide("first", Wish.ABORT, key=site.key("bob"), because="it is exposed")
    stand = rotations.run("first").stands[0]
    assert stand.position.step is Step.GATE
    assert site.now_reads()[0] == site.two


def test_an_abort_of_a_plan_that_has_ended_is_refused(site: Site) -> None:
    planned(site, "first")
    rotations = site.open().rotations
    rotations.decide("first", Wish.ABORT, key=site.key("bob"), because="not today")
    run_until(site, "first", Standing.ABORTED)
    with pytest.raises(UsageError, match="it has ended"):
        rotations.decide("first", Wish.ABORT, key=site.key("bob"))
