"""The password of an account, tried on a real server: each way in which it is refused, and what only looks like it."""

from collections.abc import Iterator
from datetime import timedelta

import pymysql
import pytest

from keyroll.errors import UsageError
from keyroll.model.probe import Outcome, Plane
from keyroll.providers.contracts.probe import Login, ProbeAnswer
from keyroll.providers.mariadb.probe import PROBES, _asked, _one, attempt, place, sessions
from keyroll.secret import Secret
from real_servers import next_number

pytestmark = pytest.mark.server
OLD, NEW = "old-Password-1", "new-Password-2"
REFUSED = ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said="1045")


@pytest.fixture
def plane(mariadb) -> Plane:
    return place(mariadb.address)


@pytest.fixture
def account(mariadb) -> Iterator[str]:
    user = f"app_{next_number()}"
    mariadb.run(f"CREATE USER {user}@'%' IDENTIFIED BY '{OLD}'")
    yield f"{user}@%"
    mariadb.run(f"DROP USER IF EXISTS {user}@'%'")


def login(who: str, value: str = OLD) -> Login:
    return Login(who, Secret(value.encode()), "keyroll-0123456789")


def user(account: str) -> str:
    return f"{account.removesuffix('@%')}@'%'"


def holder(mariadb, account: str, password: str = OLD) -> pymysql.connections.Connection:
    name = account.removesuffix("@%")
    return pymysql.connect(host="127.0.0.1", port=mariadb.port, user=name, password=password)


def test_a_good_password_signs_in_as_its_account(plane, account) -> None:
    assert attempt(plane, login(account)) == ProbeAnswer(Outcome.ACCEPTED, account)


def test_a_user_with_two_accounts_is_told_apart_by_what_the_server_says(mariadb, plane, account) -> None:
    near = user(account).replace("'%'", "'127.0.0.1'")
    mariadb.run(f"CREATE USER {near} IDENTIFIED BY '{OLD}'")
    try:
        assert attempt(plane, login(account)).identity == account.replace("%", "127.0.0.1")
    finally:
        mariadb.run(f"DROP USER {near}")


def test_a_changed_password_an_unknown_user_and_one_never_issued_are_refused_alike(mariadb, plane, account) -> None:
    never = PROBES[0].never_issued(Secret(OLD.encode()))
    alike = [attempt(plane, login("nobody_here@%")), attempt(plane, Login(account, never, "keyroll-1"))]
    mariadb.run(f"ALTER USER {user(account)} IDENTIFIED BY '{NEW}'")
    alike.append(attempt(plane, login(account)))
    assert alike == [REFUSED] * 3
    assert attempt(plane, login(account, NEW)).outcome is Outcome.ACCEPTED


def test_a_locked_account_says_so_only_to_its_right_password(mariadb, plane, account) -> None:
    mariadb.run(f"ALTER USER {user(account)} ACCOUNT LOCK")
    assert attempt(plane, login(account)) == ProbeAnswer(Outcome.REFUSED_DISABLED, said="4151")
    assert attempt(plane, login(account, NEW)) == REFUSED


def test_a_password_past_its_time_is_not_dead_for_its_holder_may_renew_it(mariadb, plane, account) -> None:
    mariadb.run(f"ALTER USER {user(account)} PASSWORD EXPIRE")
    assert attempt(plane, login(account)) == ProbeAnswer(Outcome.REFUSED_POLICY, said="1820")
    with holder(mariadb, account) as connection:
        connection.query(f"SET PASSWORD = PASSWORD('{NEW}')")
    assert attempt(plane, login(account, NEW)).outcome is Outcome.ACCEPTED


def test_two_methods_are_two_passwords_of_which_one_can_be_taken_away(mariadb, plane, account) -> None:
    first = f"mysql_native_password USING PASSWORD('{OLD}')"
    second = f"ed25519 USING PASSWORD('{NEW}')"
    mariadb.run(f"ALTER USER {user(account)} IDENTIFIED VIA {first} OR {second}")
    assert {attempt(plane, login(account, value)).outcome for value in (OLD, NEW)} == {Outcome.ACCEPTED}
    mariadb.run(f"ALTER USER {user(account)} IDENTIFIED VIA {second}")
    assert attempt(plane, login(account)) == REFUSED
    assert attempt(plane, login(account, NEW)).outcome is Outcome.ACCEPTED


def test_what_is_about_the_server_is_no_refusal_of_the_password(mariadb, plane, account) -> None:
    mariadb.run(f"ALTER USER {user(account)} WITH MAX_USER_CONNECTIONS 1")
    with holder(mariadb, account):
        assert attempt(plane, login(account)) == ProbeAnswer(Outcome.THROTTLED, said="1226")
        assert attempt(plane, login(account, NEW)) == REFUSED
    mariadb.run(f"ALTER USER {user(account)} IDENTIFIED VIA unix_socket")
    assert attempt(plane, login(account)) == ProbeAnswer(Outcome.REFUSED_POLICY, said="1698")


def test_a_blocked_account_refuses_its_right_password_as_throttled(mariadb, plane, account) -> None:
    mariadb.run("SET GLOBAL max_password_errors = 2")
    try:
        said = [attempt(plane, login(account, NEW)).said for _ in range(3)]
        assert said == ["1045", "1045", "4150"]
        assert attempt(plane, login(account)) == ProbeAnswer(Outcome.THROTTLED, said="4150")
    finally:
        mariadb.run("SET GLOBAL max_password_errors = DEFAULT", "FLUSH PRIVILEGES")


def test_a_server_that_is_down_refuses_nothing_and_one_that_is_another_is_not_believed(scripted) -> None:
    assert attempt(place("127.0.0.1:1"), login("app@%")).outcome is Outcome.UNREACHABLE
    with scripted(b"HTTP/1.1 400 Bad Request\r\n\r\n") as address:
        assert attempt(place(address), login("app@%")).outcome in (Outcome.AMBIGUOUS, Outcome.UNREACHABLE)


def test_a_server_that_asks_for_the_password_in_clear_does_not_get_it(scripted) -> None:
    greeting = b"\x0a11.8\x00" + b"\x01\x00\x00\x00" + b"12345678\x00" + b"\xff\xf7\x21\x02\x00\xff\x81\x15"
    greeting += b"\x00" * 10 + b"123456789012\x00mysql_native_password\x00"
    switch = b"\xfemysql_clear_password\x00"
    parts = [bytes([len(greeting), 0, 0, 0]) + greeting, bytes([len(switch), 0, 0, 2]) + switch]
    with scripted(*parts) as address:
        assert attempt(place(address), login("app@%")) == ProbeAnswer(Outcome.AMBIGUOUS, said="2059")
    assert b"app" in scripted.heard
    assert OLD.encode() not in scripted.heard


def test_the_server_sees_the_mark_of_a_try_and_takes_no_write_from_it(mariadb, plane, account) -> None:
    mariadb.run("CREATE DATABASE IF NOT EXISTS work", f"GRANT ALL ON work.* TO {user(account)}")

    def write(cursor) -> ProbeAnswer:
        return ProbeAnswer(Outcome.ACCEPTED, _one(cursor, "CREATE TABLE work.one (a INT)"))

    assert _asked(plane, login(account), write).said == "1792"


def test_a_session_outlives_its_password_a_lock_and_the_account_until_it_is_closed(mariadb, plane, account) -> None:
    with holder(mariadb, account) as session:
        mariadb.run(f"ALTER USER {user(account)} IDENTIFIED BY '{NEW}'")
        assert attempt(plane, login(account)) == REFUSED
        session.query("SELECT 1")
        alive = sessions(plane, login(account, NEW), account, timedelta())
        assert (alive.outcome, alive.said) == (Outcome.ACCEPTED, "1 session")
        # The server does not keep since when: any may be an old one.
        assert sessions(plane, login(account, NEW), account, timedelta(hours=1)).outcome is Outcome.ACCEPTED
        mariadb.run(f"KILL USER {user(account)}")
        gone = sessions(plane, login(account, NEW), account, timedelta())
        assert (gone.outcome, gone.said) == (Outcome.REFUSED_CREDENTIAL, "none")


def test_who_may_not_see_the_sessions_of_others_does_not_say_that_there_are_none(mariadb, plane, account) -> None:
    mariadb.run(f"CREATE USER watcher@'%' IDENTIFIED BY '{NEW}'")
    try:
        with holder(mariadb, account):
            blind = sessions(plane, login("watcher@%", NEW), account, timedelta())
            assert blind == ProbeAnswer(Outcome.REFUSED_POLICY, said="1227")
            mariadb.run("GRANT PROCESS ON *.* TO watcher@'%'")
            assert sessions(plane, login("watcher@%", NEW), account, timedelta()).said == "1 session"
    finally:
        mariadb.run("DROP USER watcher@'%'")


@pytest.mark.parametrize("address", ["db1", "db1:x", ":3306", "db1:3306?tls=no", "db1:3306?password=x"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="not the address"):
        place(address)
