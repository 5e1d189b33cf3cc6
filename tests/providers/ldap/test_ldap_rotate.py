"""Passwords of entries, changed on a real directory: two at once, one disabled and back, one deleted."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import Ended, GenerationAct, GenerationState, Subject
from keyroll.providers.ldap.probe import PROBES
from keyroll.providers.ldap.rotate import ROTATORS
from keyroll.providers.ldap.wire import place
from other_servers import ROOT
from real_servers import next_number
from rotating import MARK, Rotating, opened, secret

pytestmark = pytest.mark.server
OLD = "old-Password-1"
ACTIVE, DISABLED = GenerationState.ACTIVE, GenerationState.DISABLED


@pytest.fixture
def rotating(slapd) -> Iterator[Rotating]:
    name = f"cn=svc{next_number()},dc=quiet"
    slapd.add(name, OLD)
    admin = Login("cn=root,dc=quiet", secret(ROOT), MARK)
    yield Rotating(ROTATORS[0], PROBES[0], place(slapd.address), admin, Subject(name))
    slapd.delete(name)


@pytest.mark.support("ldap", "rotation", "real server")
def test_both_passwords_sign_in_until_the_old_one_is_disabled_and_then_deleted(slapd, rotating) -> None:
    old, new = rotating.assert_both_sign_in_until_disabled(OLD)
    rotating.assert_comes_back_until_deleted(old, new, OLD)
    assert opened(new.value) not in (slapd.folder / "stats.log").read_text()


def test_a_password_that_somebody_else_set_is_listed(slapd, rotating) -> None:
    (old,) = rotating.listed()
    slapd.password(rotating.subject.account, "by-hand-1")
    (other,) = rotating.listed()
    assert other.id != old.id


def test_an_entry_may_add_its_own_second_value_under_a_password_policy(rotating) -> None:
    own = replace(rotating, admin=Login(rotating.subject.account, secret(OLD), MARK))
    assert own.create(own.new()).ended is Ended.DONE
    assert len(rotating.listed()) == 2


def test_what_the_administrator_may_not_do_is_refused(rotating) -> None:
    new = rotating.new()
    wrong = replace(rotating, admin=Login("cn=root,dc=quiet", secret("wrong"), MARK))
    assert (wrong.create(new).ended, wrong.create(new).said) == (Ended.REFUSED, "49")
    away = replace(rotating, plane=place("ldap://127.0.0.1:1"))
    assert away.create(new).ended is Ended.THROTTLED


def test_a_person_ends_the_sessions() -> None:
    assert [one.act for one in ROTATORS[0].guided] == [GenerationAct.END_SESSIONS]
