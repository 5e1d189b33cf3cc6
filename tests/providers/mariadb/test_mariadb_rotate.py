"""Passwords of accounts, changed on a real server: two at once, one disabled and back, one deleted, sessions ended."""

from collections.abc import Iterator
from dataclasses import replace

import pymysql
import pytest

from keyroll.providers.contracts.probe import Login
from keyroll.providers.contracts.rotate import EffectResult, Ended, GenerationState, Subject
from keyroll.providers.mariadb.probe import PROBES, place
from keyroll.providers.mariadb.rotate import ROTATORS
from real_servers import next_number
from rotating import MARK, Rotating, opened, secret

pytestmark = pytest.mark.server
OLD = "old-Password-1"
ACTIVE, DISABLED = GenerationState.ACTIVE, GenerationState.DISABLED


@pytest.fixture(scope="module")
def admin(mariadb) -> Iterator[Login]:
    """An administrator with the declared rights and no more."""
    mariadb.run(
        "CREATE USER rotator@'%' IDENTIFIED BY 'administrator-1'",
        "GRANT CREATE USER, PROCESS, CONNECTION ADMIN ON *.* TO rotator@'%'",
        "GRANT SELECT ON mysql.global_priv TO rotator@'%'",
    )
    yield Login("rotator@%", secret("administrator-1"), MARK)
    mariadb.run("DROP USER rotator@'%'")


@pytest.fixture
def rotating(mariadb, admin) -> Iterator[Rotating]:
    user = f"svc'{next_number()}"
    mariadb.run(f"CREATE USER \"{user}\"@'%' IDENTIFIED BY '{OLD}'")
    yield Rotating(ROTATORS[0], PROBES[0], place(mariadb.address), admin, Subject(f"{user}@%"))
    mariadb.run(*(f"DROP USER IF EXISTS \"{user}{more}\"@'%'" for more in ("", ".keyroll-disabled")))


@pytest.mark.support("mariadb", "rotation", "real server")
def test_both_passwords_sign_in_until_the_old_one_is_disabled_and_then_deleted(mariadb, rotating) -> None:
    who = rotating.subject.account
    old, new = rotating.assert_both_sign_in_until_disabled(OLD)
    assert not rotating.accepted(who.replace("@", ".keyroll-disabled@"), OLD)
    rotating.assert_comes_back_until_deleted(old, new, OLD)
    assert mariadb.run("SELECT User FROM mysql.global_priv WHERE User LIKE '%keyroll-disabled'") == []


def test_the_only_password_is_neither_disabled_nor_deleted(rotating) -> None:
    (old,) = rotating.listed()
    for act in ("disable", "delete"):
        assert rotating.change(act, old) == EffectResult(Ended.REFUSED, "the only password")
    assert rotating.accepted(rotating.subject.account, OLD)


def test_a_password_by_another_method_stays_accepted_beside_the_new_one(mariadb, rotating) -> None:
    who = rotating.subject.account
    name = f"\"{who.removesuffix('@%')}\"@'%'"
    mariadb.run(f"ALTER USER {name} IDENTIFIED VIA ed25519 USING PASSWORD('{OLD}')")
    (old,) = rotating.listed()
    new = rotating.new()
    rotating.create(new)
    assert rotating.accepted(who, OLD)
    assert rotating.accepted(who, new.value)
    rotating.done("delete", old)
    assert rotating.refused(who, OLD)
    assert rotating.accepted(who, new.value)


def test_a_password_that_somebody_else_set_is_listed(mariadb, rotating) -> None:
    (old,) = rotating.listed()
    mariadb.run(f"ALTER USER \"{rotating.subject.account.removesuffix('@%')}\"@'%' IDENTIFIED BY 'by-hand-1'")
    (other,) = rotating.listed()
    assert other.id != old.id


def test_all_sessions_of_the_user_end(mariadb, rotating) -> None:
    user = rotating.subject.account.removesuffix("@%")
    session = pymysql.connect(host="127.0.0.1", port=mariadb.port, user=user, password=OLD)
    rotating.create(rotating.new())
    session.ping(reconnect=False)
    assert rotating.change("end_sessions", rotating.listed()[0]) == EffectResult(Ended.DONE, "1 sessions")
    with pytest.raises(pymysql.Error):
        session.ping(reconnect=False)


def test_the_value_is_in_no_statement(mariadb, rotating) -> None:
    new = rotating.new()
    rotating.create(new)
    assert opened(new.value).encode() not in (mariadb.folder / "audit.log").read_bytes()


def test_what_the_administrator_may_not_do_is_refused(rotating) -> None:
    new = rotating.new()
    less = replace(rotating, admin=Login(rotating.subject.account, secret(OLD), MARK))
    assert (less.create(new).ended, less.create(new).said) == (Ended.REFUSED, "1142")
    wrong = replace(rotating, admin=Login("rotator@%", secret("wrong"), MARK))
    assert wrong.create(new).said == "1045"
    away = replace(rotating, plane=place("127.0.0.1:1"))
    assert away.create(new).ended is Ended.THROTTLED
