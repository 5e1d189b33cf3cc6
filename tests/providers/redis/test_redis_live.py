"""A real Redis, read live by a user that may list users and nothing else."""

import hashlib

import pytest

from fakes.same import assert_same
from keyroll.errors import CredentialRefused
from keyroll.providers.catalogue import connection
from live_servers import Connect, holds

pytestmark = [pytest.mark.server, pytest.mark.support("redis", "live survey", "real server")]
PASSWORD = "live-canary-Password"
HASH = hashlib.sha256(PASSWORD.encode()).hexdigest()
WORDS = "not seen: scope +acl|list +acl|whoami (list the users and their rules, and read keyroll's own name)"


@pytest.fixture
def least(redis_node):
    """A user with the least rules."""
    known = connection("redis")
    assert known
    assert known.grant
    redis_node.run(*known.grant({"user": "keyroll"}).split())
    redis_node.run("ACL", "SETUSER", "keyroll", f">{PASSWORD}")
    yield
    redis_node.run("ACL", "DELUSER", "keyroll", "live_a", "live_b")


@pytest.mark.long
def test_what_the_server_lists_is_on_the_roll(redis_node, least, connect: Connect) -> None:
    for name in ("live_a", "live_b"):
        redis_node.run("ACL", "SETUSER", name, "on", f">{PASSWORD}", "~a:*", "+@admin")
    one = connect("redis", PASSWORD, redis_node.address)
    assert (one.unseen, one.pull()) == ({}, {})
    lines = redis_node.run("ACL", "LIST").splitlines()
    assert set(one.states("user")) == {line.split()[1] for line in lines if "#" in line or "nopass" in line}
    redis_node.run("ACL", "SETUSER", "live_a", "off")
    redis_node.run("ACL", "DELUSER", "live_b")
    assert one.pull() == {}
    states = one.states("user")
    assert (states["live_a"], states["live_b"]) == ("suspended", "destroyed")
    assert ("redis@main:user:live_a", "+@admin") in {
        (row["principal"], row["privilege"]) for row in one.keyroll.inventory.listed("grants").rows
    }
    assert holds(one, PASSWORD, HASH) == []


@pytest.mark.long
def test_live_and_export_are_one_reader(redis_node, least, connect: Connect, tmp_path) -> None:
    one = connect("redis", PASSWORD, redis_node.address)
    one.pull()
    page = [{"rules": line.replace(HASH, "***")} for line in redis_node.run("ACL", "LIST").splitlines()]
    assert_same(one.keyroll, "redis@main", {"users": [page]}, tmp_path)


@pytest.mark.long
def test_less_than_the_least_is_said(redis_node, least, connect: Connect) -> None:
    redis_node.run("ACL", "SETUSER", "keyroll", "-acl|list")
    one = connect("redis", PASSWORD, redis_node.address)
    assert one.unseen == {"users": WORDS}
    code, told = connect.sync(one)
    assert (code, WORDS in told) == (11, True)


def test_a_wrong_password_is_refused(redis_node, least, connect: Connect) -> None:
    with pytest.raises(CredentialRefused, match="WRONGPASS"):
        connect("redis", "wrong", redis_node.address)
