"""The password of a role, tried on a real server: each way in which it is refused, and what only looks like it."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial

import psycopg
import pytest

from keyroll.errors import UsageError
from keyroll.model.probe import Outcome, Plane
from keyroll.providers.contracts.probe import Login, ProbeAnswer
from keyroll.providers.postgresql.probe import PROBES, _asked, attempt, place, sessions
from keyroll.secret import Secret
from real_servers import next_number

pytestmark = pytest.mark.server
OLD, NEW = "old-Password-1", "new-Password-2"


@pytest.fixture
def plane(postgres) -> Plane:
    return place(postgres.address)


@pytest.fixture
def role(postgres) -> Iterator[str]:
    name = f"app_{next_number()}"
    postgres.run(f"CREATE ROLE {name} LOGIN PASSWORD '{OLD}'")
    yield name
    postgres.run(f"DROP ROLE {name}")


def login(who: str, value: str = OLD) -> Login:
    return Login(who, Secret(value.encode()), "keyroll-0123456789")


@pytest.mark.support("postgresql", "probe", "real server")
def test_a_good_password_signs_in_as_its_role(plane, role) -> None:
    assert attempt(plane, login(role)) == ProbeAnswer(Outcome.ACCEPTED, role)


def test_a_changed_password_an_unknown_role_and_one_past_its_time_are_refused_alike(postgres, plane, role) -> None:
    never = PROBES[0].never_issued(Secret(OLD.encode()))
    alike = [attempt(plane, login("nobody_here")), attempt(plane, Login(role, never, "keyroll-1"))]
    postgres.run(f"ALTER ROLE {role} VALID UNTIL '2020-01-01'")
    alike.append(attempt(plane, login(role)))
    postgres.run(f"ALTER ROLE {role} VALID UNTIL 'infinity' PASSWORD '{NEW}'")
    alike.append(attempt(plane, login(role)))
    assert alike == [ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said="28P01")] * 4
    assert attempt(plane, login(role, NEW)).outcome is Outcome.ACCEPTED


def test_a_role_that_may_not_log_in_says_so_only_to_its_right_password(postgres, plane, role) -> None:
    postgres.run(f"ALTER ROLE {role} NOLOGIN")
    assert attempt(plane, login(role)) == ProbeAnswer(Outcome.REFUSED_DISABLED, said="28000 InitializeSessionUserId")
    assert attempt(plane, login(role, NEW)) == ProbeAnswer(Outcome.REFUSED_CREDENTIAL, said="28P01")


def test_a_rule_of_the_server_is_no_refusal_of_the_password(postgres, plane) -> None:
    postgres.run(f"CREATE ROLE barred LOGIN PASSWORD '{OLD}'")
    try:
        assert attempt(plane, login("barred")) == ProbeAnswer(Outcome.REFUSED_POLICY, said="28000 ClientAuthentication")
    finally:
        postgres.run("DROP ROLE barred")


def test_what_comes_after_a_good_password_is_no_refusal_of_it(postgres, plane, role) -> None:
    elsewhere = place(postgres.address.replace("/postgres", "/nowhere"))
    assert attempt(elsewhere, login(role)) == ProbeAnswer(Outcome.REFUSED_POLICY, said="3D000")
    postgres.run(f"ALTER ROLE {role} CONNECTION LIMIT 0")
    assert attempt(plane, login(role)) == ProbeAnswer(Outcome.THROTTLED, said="53300")


def test_a_server_that_trusts_takes_what_was_never_issued(postgres, plane) -> None:
    postgres.run("CREATE ROLE trusted LOGIN")
    try:
        assert attempt(plane, login("trusted", "anything")) == ProbeAnswer(Outcome.ACCEPTED, "trusted")
    finally:
        postgres.run("DROP ROLE trusted")


def test_a_server_that_is_down_refuses_nothing() -> None:
    assert attempt(place("127.0.0.1:1/app"), login("app")).outcome is Outcome.UNREACHABLE


def test_a_host_that_answers_something_else_is_not_believed(scripted) -> None:
    with scripted(*[b"HTTP/1.1 200 OK\r\n\r\n"] * 2) as address:
        outcome = attempt(place(f"{address}/app"), login("app")).outcome
    assert outcome in (Outcome.AMBIGUOUS, Outcome.UNREACHABLE)


def test_the_server_sees_the_mark_of_a_try_and_takes_no_write_from_it(plane, role) -> None:
    async def shown(connection) -> ProbeAnswer:
        names = "current_setting('application_name') || ' ' || current_setting('transaction_read_only')"
        return ProbeAnswer(Outcome.ACCEPTED, await connection.fetchval(f"SELECT {names}"))

    assert _asked(plane, login(role), shown).identity == "keyroll-0123456789 on"


def test_a_session_outlives_its_password_until_it_is_closed(postgres, plane, role) -> None:
    connect = partial(psycopg.connect, host="127.0.0.1", port=postgres.port, dbname="postgres")
    with closing(connect(user=role, password=OLD)) as session:
        postgres.run(f"ALTER ROLE {role} PASSWORD '{NEW}'")
        assert attempt(plane, login(role)).outcome is Outcome.REFUSED_CREDENTIAL
        assert session.execute("SELECT 1").fetchone() == (1,)
        alive = sessions(plane, login(role, NEW), role, timedelta())
        assert (alive.outcome, alive.said) == (Outcome.ACCEPTED, "1 session")
        # One that is younger than the moment asked about was opened with the new password.
        assert sessions(plane, login(role, NEW), role, timedelta(hours=1)).outcome is Outcome.REFUSED_CREDENTIAL
        postgres.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{role}'")
        gone = sessions(plane, login(role, NEW), role, timedelta())
        assert (gone.outcome, gone.said) == (Outcome.REFUSED_CREDENTIAL, "none")


def test_sessions_of_another_role_count_whatever_their_age_where_it_cannot_be_seen(postgres, plane, role) -> None:
    postgres.run(f"CREATE ROLE app_b LOGIN PASSWORD '{NEW}'")
    try:
        with psycopg.connect(host="127.0.0.1", port=postgres.port, user=role, password=OLD, dbname="postgres"):
            assert sessions(plane, login("app_b", NEW), role, timedelta(hours=1)).outcome is Outcome.ACCEPTED
    finally:
        postgres.run("DROP ROLE app_b")


@pytest.mark.parametrize("address", ["db1", "db1:5432", "db1:x/app", "db1:5432/app?password=x", ":5432/app"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(UsageError, match="not the address"):
        place(address)
