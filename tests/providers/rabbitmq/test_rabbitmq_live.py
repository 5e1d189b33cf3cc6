"""A real broker, read live by a user with the least tag that may list users."""

import pytest

from fakes.same import assert_same
from keyroll.errors import CredentialRefused
from keyroll.providers.catalogue import connection
from live_servers import Connect, holds

pytestmark = [pytest.mark.server, pytest.mark.support("rabbitmq", "live survey", "real server"), pytest.mark.long]
PASSWORD = "live-canary-Password"
WORDS = "not seen: scope tag administrator (list users and permissions: no lesser tag allows it)"


@pytest.fixture
def least(rabbitmq):
    """A user with the tag, and no permission anywhere."""
    known = connection("rabbitmq")
    assert known
    assert known.grant
    assert "set_user_tags keyroll administrator" in known.grant({"user": "keyroll"})
    rabbitmq.call("PUT", "users/keyroll", {"password": PASSWORD, "tags": "administrator"})
    yield
    rabbitmq.call("DELETE", "users/keyroll")


def test_what_the_broker_lists_is_on_the_roll(rabbitmq, least, connect: Connect) -> None:
    for name in ("live_a", "live_b"):
        rabbitmq.user(name, PASSWORD, "administrator")
    one = connect("rabbitmq", PASSWORD, rabbitmq.management)
    assert (one.unseen, one.pull()) == ({}, {})
    users = rabbitmq.call("GET", "users")
    assert set(one.states("user")) == {user["name"] for user in users if user["password_hash"]}
    rabbitmq.call("PUT", "users/live_a", {"password_hash": "", "tags": ""})
    rabbitmq.call("DELETE", "users/live_b")
    assert one.pull() == {}
    states = one.states("user")
    # A user without a password has none that lives; its principal stays.
    assert (states["live_a"], states["live_b"]) == ("destroyed", "destroyed")
    assert "live_a" in {row["name"] for row in one.keyroll.inventory.listed("principals").rows}
    assert ("rabbitmq@main:user:keyroll", "tag:administrator") in {
        (row["principal"], row["privilege"]) for row in one.keyroll.inventory.listed("grants").rows
    }
    assert holds(one, PASSWORD, *(user["password_hash"] for user in users if user["password_hash"])) == []
    rabbitmq.call("DELETE", "users/live_a")


def test_live_and_export_are_one_reader(rabbitmq, least, connect: Connect, tmp_path) -> None:
    one = connect("rabbitmq", PASSWORD, rabbitmq.management)
    one.pull()
    assert_same(one.keyroll, "rabbitmq@main", {"definitions": [rabbitmq.call("GET", "definitions")]}, tmp_path)


@pytest.mark.parametrize("tag", ["monitoring", "policymaker,management"])
def test_a_lesser_tag_is_said_to_be_too_little(rabbitmq, least, connect: Connect, tag: str) -> None:
    rabbitmq.call("PUT", "users/keyroll", {"password": PASSWORD, "tags": tag})
    one = connect("rabbitmq", PASSWORD, rabbitmq.management)
    assert one.unseen == {"definitions": WORDS}
    code, told = connect.sync(one)
    assert (code, WORDS in told) == (11, True)


def test_a_wrong_password_is_refused(rabbitmq, least, connect: Connect) -> None:
    with pytest.raises(CredentialRefused, match="401"):
        connect("rabbitmq", "wrong", rabbitmq.management)
