"""From a plan to the proof, on a real server: a program that polls notices nothing, and the old value is dead."""

import psycopg
import pytest
from site_of_rotation import OLD, Program, sign_in

from keyroll.api import CredentialSelection
from keyroll.model.rotation import Standing, Wish

pytestmark = [pytest.mark.server, pytest.mark.long]


@pytest.mark.support("postgresql", "rotation", "real server")
def test_a_pair_is_changed_without_a_failed_request_and_the_old_value_is_proven_dead(site) -> None:
    rotations = site.open().rotations
    old_session = sign_in(site.postgres, site.one, OLD, "forgotten session")
    with Program(site.postgres, site.secret) as program:
        planned = rotations.plan("first", CredentialSelection(site.identifier), key=site.key("ann"))
        assert [item.order for item in planned.plan.items] == ["R1"]
        rotations.approve("first", key=site.key("bob"))
        session = "forgotten session at 127.0.0.1"
        rotations.decide("first", Wish.SIGN_OFF, key=site.key("ann"), copy=session, because="nobody needs it")
        done = rotations.run("first", wait=True)
        assert done.done, done.stands
    assert program.failures == []
    assert program.signed_in == 2
    assert not site.accepted(site.one, OLD)
    who, value = site.now_reads()
    assert who == site.two
    assert site.accepted(who, value)
    with pytest.raises(psycopg.Error):
        old_session.execute("SELECT 1")
    assert list((site.home / "sealed").iterdir()) == []
    status = site.open().incidents.status("rotation-first")
    assert [(str(one.judgement.verdict), str(one.judgement.grade)) for one in status.standings] == [("dead", "A")]
    assert done.stands[0].position.standing is Standing.DONE
