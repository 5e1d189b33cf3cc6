"""A real PostgreSQL, read live by a role that may do nothing but sign in."""

import json

import pytest

from fakes.same import assert_same
from keyroll.errors import CredentialRefused
from keyroll.providers.catalogue import connection, endpoints
from keyroll.store.session import Row
from live_servers import Connect, Connected, holds

pytestmark = [pytest.mark.server, pytest.mark.support("postgresql", "live survey", "real server")]
PASSWORD = "live-canary-Password"
WORDS = "not seen: scope any login (every role may read pg_roles and pg_auth_members)"


@pytest.fixture
def least(postgres):
    """A role with the least grant."""
    known = connection("postgresql")
    assert known
    assert known.grant
    postgres.run(known.grant({"user": "keyroll"}), f"ALTER ROLE keyroll PASSWORD '{PASSWORD}'")
    yield
    postgres.run("DROP ROLE keyroll", *(f"DROP ROLE IF EXISTS live_{name}" for name in ("a", "b", "c")))


@pytest.mark.long
def test_what_the_server_lists_is_on_the_roll(postgres, least, connect: Connect) -> None:
    postgres.run(
        "CREATE ROLE live_a LOGIN SUPERUSER PASSWORD 'x'",
        "CREATE ROLE live_b LOGIN",
        "CREATE ROLE live_c LOGIN VALID UNTIL '2031-01-01 00:00:00+00' IN ROLE live_a",
    )
    one = connect("postgresql", PASSWORD, postgres.address)
    assert (one.unseen, one.pull()) == ({}, {})
    (names,) = postgres.rows("SELECT array_agg(rolname) FROM pg_roles WHERE rolname NOT LIKE 'pg\\_%'")
    assert set(one.states("role")) == set(names[0])
    postgres.run("ALTER ROLE live_a NOLOGIN", "DROP ROLE live_b")
    assert one.pull() == {}
    states = one.states("role")
    assert (states["live_a"], states["live_b"], states["live_c"]) == ("suspended", "destroyed", "active")
    assert str(one.listed("role")["live_c"]["expires"]).startswith("2031-01-01")
    grants = {(row["principal"], row["privilege"]) for row in one.keyroll.inventory.listed("grants").rows}
    assert grants >= {
        (f"postgresql@main:role:{name}", power) for name, power in (("live_a", "superuser"), ("live_c", "member"))
    }
    answers = {row["subject"]: row["answer"] for row in administrators(one)}
    assert answers["postgresql@main:role:live_c"] == "yes"
    assert answers["postgresql@main:role:keyroll"] == "no"
    assert holds(one, PASSWORD) == []


def administrators(one: Connected) -> list[Row]:
    return one.keyroll.inventory.listed("posture", where="check_id = 'administrator'").rows


@pytest.mark.long
def test_live_and_export_are_one_reader(postgres, least, connect: Connect, tmp_path) -> None:
    one = connect("postgresql", PASSWORD, postgres.address)
    one.pull()
    pages = {}
    for name, known in endpoints("postgresql").items():
        ((body,),) = postgres.rows(known.path)
        pages[name] = [body if not isinstance(body, str) else json.loads(body)]
    assert_same(one.keyroll, "postgresql@main", pages, tmp_path)


@pytest.mark.long
def test_less_than_the_least_is_said_and_the_rest_is_read(postgres, least, connect: Connect) -> None:
    postgres.run("REVOKE SELECT ON pg_auth_members FROM PUBLIC")
    try:
        one = connect("postgresql", PASSWORD, postgres.address)
        assert one.unseen == {"members": WORDS}
        code, told = connect.sync(one)
        assert (code, WORDS in told) == (11, True)
        assert "keyroll" in one.states("role")
    finally:
        postgres.run("GRANT SELECT ON pg_auth_members TO PUBLIC")


def test_a_role_that_may_not_log_in_is_refused(postgres, least, connect: Connect) -> None:
    postgres.run("ALTER ROLE keyroll NOLOGIN")
    with pytest.raises(CredentialRefused, match="28000"):
        connect("postgresql", PASSWORD, postgres.address)
