"""A consumer that no directions name, and that keyroll can see, blocks the revocation; it is never cut off."""

import time
from datetime import timedelta

import psycopg
import pytest
from site_of_rotation import OLD, Program, sign_in

from keyroll.api import CredentialSelection
from keyroll.errors import UsageError
from keyroll.model.campaign import ConsumerClass
from keyroll.model.rotation import Step, Wish
from keyroll.providers import catalogue
from keyroll.rotation.directions import Consumer
from keyroll.rotation.foreseen import brought_back, by_sources
from keyroll.rotation.steps import R1D, R2D, SINGLE

pytestmark = [pytest.mark.server, pytest.mark.long]


def gated(site, rotations, name="first", seconds=30.0):
    """Run the plan until its gate has looked at everything, or until it went on."""
    deadline = time.monotonic() + seconds
    while True:
        done = rotations.run(name)
        (stand,) = done.stands
        waits = stand.position.step is Step.GATE and "is no declared consumer" in stand.said
        if waits or done.done or time.monotonic() > deadline:
            return stand
        time.sleep(0.3)


def approved(site, name="first"):
    rotations = site.open().rotations
    rotations.plan(name, CredentialSelection(site.identifier), key=site.key("ann"))
    rotations.approve(name, key=site.key("bob"))
    return rotations


@pytest.mark.parametrize("busy", [True, False], ids=["busy", "idle"])
def test_a_service_with_an_open_session_that_no_directions_name_is_not_cut_off(site, busy) -> None:
    session = sign_in(site.postgres, site.one, OLD, "report")
    rotations = approved(site)
    with Program(site.postgres, site.secret) as program:
        if busy:
            other = site.folder / "report"
            other.write_text(f"{site.one}:{OLD}")
            with Program(site.postgres, other, "report") as report:
                stand = gated(site, rotations)
            assert report.failures == []
        else:
            stand = gated(site, rotations)
        assert stand.position.step is Step.GATE, stand
        assert "report at 127.0.0.1 used the old value" in stand.said
        assert "session" in stand.said
        session.execute("SELECT 1")
        assert site.accepted(site.one, OLD)
        # Another plan, another reader and another day change nothing: only a sign-off with an end does.
        rotations.decide("first", Wish.SIGN_OFF, key=site.key("ann"), copy="report at 127.0.0.1", because="an old job",
                         holds=timedelta(days=2))  # fmt: skip
        session.close()
        assert rotations.run("first", wait=True).done
    assert program.failures == []
    assert not site.accepted(site.one, OLD)


def test_a_service_that_takes_the_new_value_by_itself_is_gone_from_the_list(site) -> None:
    other = site.folder / "report"
    other.write_text(f"{site.one}:{OLD}")
    rotations = approved(site)
    with Program(site.postgres, site.secret), Program(site.postgres, other, "report") as report:
        assert "report at 127.0.0.1" in gated(site, rotations).said
        other.write_text(site.secret.read_text())
        assert rotations.run("first", wait=True).done
    assert report.failures == []


def test_the_plan_says_before_its_approval_who_uses_the_old_value_and_where_it_looked(site) -> None:
    session = sign_in(site.postgres, site.one, OLD, "report")
    rotations = site.open().rotations
    (item,) = rotations.plan("first", CredentialSelection(site.identifier), key=site.key("ann")).plan.items
    assert item.looked[0] == "nothing before it is signed off: report at 127.0.0.1 is no declared consumer (session)"
    session.close()
    (item,) = rotations.plan("second", CredentialSelection(site.identifier), key=site.key("ann")).plan.items
    assert item.looked[0].startswith("nothing of what was looked at (0 open sessions); the gate looks at the sessions")
    assert "postgresql.server" in item.looked[0]


def test_a_vendor_that_holds_the_value_by_the_register_blocks(site) -> None:
    register = site.folder / "more" / "register" / "survey"
    register.mkdir(parents=True)
    (register / "vendors.csv").write_text(f"vendor,system,credential\nAcme,postgresql@main,{site.one}\n")
    site.open().exports.sync(site.folder / "more")
    rotations = site.open().rotations
    (item,) = rotations.plan("first", CredentialSelection(site.identifier), key=site.key("ann")).plan.items
    assert item.copies == ("registered holder Acme",)


def test_what_no_source_shows_is_unknown_in_the_plan() -> None:
    (ldap,) = catalogue.rotators("ldap")
    web = Consumer("web", ConsumerClass.POLL, "file:x", longest_poll=timedelta(seconds=1), client="web")
    first, *more = by_sources(ldap, "ldap@main", [web], None, 1)
    assert first == "unknown: no source shows who uses the old value of this entry"
    assert any("signs off web" in line for line in more)
    (aws,) = catalogue.rotators("aws")
    first, *more = by_sources(aws, "aws@1", [web], None, 1)
    assert first.startswith("unknown before the revocation")
    assert any("4:00:00 after the publication" in line for line in more)


def test_the_plan_says_before_its_approval_whether_the_old_value_can_be_brought_back(site) -> None:
    (item,) = site.open().rotations.plan("first", CredentialSelection(site.identifier), key=site.key("ann")).plan.items
    assert item.looked[-1].startswith("the old value can be brought back until it is deleted, 0:00:01 after it was dis")
    for order in (R1D, R2D):
        said = brought_back(order, timedelta(minutes=10))
        assert said.startswith("the old value cannot be brought back after its revocation")
        assert "0:10:00 before" in said
    assert "before its consumers" in brought_back(SINGLE, timedelta(minutes=10))


def test_a_sign_off_ends(site) -> None:
    rotations = approved(site)
    with pytest.raises(UsageError, match="30 days"):
        rotations.decide("first", Wish.SIGN_OFF, key=site.key("ann"), copy="x", because="why", holds=timedelta(days=31))
    with pytest.raises(psycopg.OperationalError):
        sign_in(site.postgres, site.one, "not it")
