"""A real MariaDB, read live with the grant that keyroll prints."""

import pytest

from fakes.same import assert_same
from keyroll.errors import CredentialRefused
from keyroll.providers.catalogue import connection, endpoints
from live_servers import Connect, holds

pytestmark = [pytest.mark.server, pytest.mark.support("mariadb", "live survey", "real server"), pytest.mark.long]
PASSWORD = "live-canary-Password"
WORDS = "not seen: scope SELECT ON mysql.* (list accounts, and the privileges and roles of all of them)"


@pytest.fixture
def least(mariadb):
    """An account with the least grant."""
    known = connection("mariadb")
    assert known
    assert known.grant
    mariadb.run(f"CREATE USER keyroll@'%' IDENTIFIED BY '{PASSWORD}'", known.grant({"user": "keyroll"}))
    yield
    mariadb.run("DROP USER keyroll@'%'", "DROP USER IF EXISTS live_a@'%', live_b@'%', live_c@'%'")


def test_what_the_server_lists_is_on_the_roll(mariadb, least, connect: Connect) -> None:
    made = f"IDENTIFIED BY '{PASSWORD}2'"
    mariadb.run(*(f"CREATE USER live_{name}@'%' {made}" for name in "abc"), "GRANT SUPER ON *.* TO live_a@'%'")
    one = connect("mariadb", PASSWORD, mariadb.address)
    assert (one.unseen, one.pull()) == ({}, {})
    statement = "SELECT JSON_OBJECT('name', concat(User, '@', Host)) FROM mysql.user WHERE is_role = 'N'"
    assert set(one.states("account")) == {row["name"] for row in mariadb.client(statement)}
    mariadb.run(
        "ALTER USER live_a@'%' ACCOUNT LOCK",
        "DROP USER live_b@'%'",
        "ALTER USER live_c@'%' PASSWORD EXPIRE INTERVAL 30 DAY",
    )
    assert one.pull() == {}
    states = one.states("account")
    assert (states["live_a@%"], states["live_b@%"], states["live_c@%"]) == ("suspended", "destroyed", "active")
    assert one.listed("account")["live_c@%"]["expires"]
    powers = one.keyroll.inventory.listed("grants", where="principal LIKE '%live_a@%'").rows
    assert {row["privilege"] for row in powers} >= {"SUPER"}
    (own,) = one.keyroll.inventory.listed("credentials", where="owner = 'keyroll'").rows
    assert own["name"] == "keyroll@%"
    kept = mariadb.run("SELECT authentication_string FROM mysql.user WHERE length(authentication_string) > 30")
    hashes = [text for (text,) in kept]
    assert hashes
    assert holds(one, PASSWORD, *hashes) == []


def test_live_and_export_are_one_reader(mariadb, least, connect: Connect, tmp_path) -> None:
    one = connect("mariadb", PASSWORD, mariadb.address)
    one.pull()
    pages = {name: [mariadb.client(known.path)] for name, known in endpoints("mariadb").items()}
    assert_same(one.keyroll, "mariadb@main", pages, tmp_path)


def test_less_than_the_least_is_said_and_nothing_is_taken_for_all(mariadb, least, connect: Connect) -> None:
    mariadb.run("REVOKE SELECT ON mysql.* FROM keyroll@'%'", "GRANT SELECT ON mysql.global_priv TO keyroll@'%'")
    one = connect("mariadb", PASSWORD, mariadb.address)
    assert one.unseen == {"privileges": WORDS, "role_members": WORDS}
    code, told = connect.sync(one)
    assert (code, WORDS in told) == (11, True)
    assert "keyroll@%" in one.states("account")


def test_a_wrong_password_is_refused(mariadb, connect: Connect) -> None:
    with pytest.raises(CredentialRefused, match="1045"):
        connect("mariadb", "wrong", mariadb.address)
