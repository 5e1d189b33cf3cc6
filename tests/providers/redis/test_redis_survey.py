"""The access list as Redis's own client prints it."""

import json
import subprocess

import pytest

from keyroll.errors import VendorChanged
from keyroll.model.observation import Entity
from keyroll.providers.catalogue import endpoints
from real_servers import program

ENDPOINT = endpoints("redis")["users"]
ROWS = [
    {"rules": "user app on sanitize-payload #*** #*** ~app:* resetchannels -@all +get (~b:* +set)"},
    {"rules": "user default on nopass ~* &* +@all"},
    {"rules": "user gone off #0123 -@all"},
    {"rules": "user bare on -@all"},
]


def test_a_user_with_a_password_is_a_credential(read_all) -> None:
    found = read_all(ENDPOINT, ROWS, "redis@main")
    credentials = {one.subject.value: one.facts for one in found if one.entity is Entity.CREDENTIAL}
    assert {name: (facts["vendor_kind"], facts["state"]) for name, facts in credentials.items()} == {
        "app": ("user with 2 passwords", "active"),
        "default": ("user, no password", "active"),
        "gone": ("user with 1 password", "suspended"),
    }
    assert len([one for one in found if one.entity is Entity.PRINCIPAL]) == 4
    grants = [(one.subject.value, *one.facts.values()) for one in found if one.entity is Entity.GRANT]
    assert grants == [("app", "+get", "~app:* ~b:*"), ("app", "+set", "~app:* ~b:*"), ("default", "+@all", "~*")]


@pytest.mark.parametrize("row", [{}, {"rules": "group x"}])
def test_a_row_that_is_none_is_said(read_all, row) -> None:
    with pytest.raises(VendorChanged, match="rules"):
        read_all(ENDPOINT, [row], "redis@main")


@pytest.mark.server
@pytest.mark.support("redis", "survey", "real server")
def test_the_servers_own_client_gives_what_is_read(read_all, redis_node) -> None:
    redis_node.run("ACL", "SETUSER", "survey", "on", ">survey-canary", "~x:*", "+get")
    printed = subprocess.run(
        ["/bin/sh", "-c", "sed -E 's/#[0-9a-f]{64}/#***/g' | jq -R '{rules: .}' | jq -s ."],
        input=redis_node.run("ACL", "LIST"),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert program("jq")
    body = json.loads(printed)
    assert ENDPOINT.recognise(body)
    found = read_all(ENDPOINT, body, "redis@main")
    names = {one.subject.value for one in found if one.entity is Entity.PRINCIPAL}
    assert names == set(redis_node.run("ACL", "USERS").split())
    redis_node.run("ACL", "DELUSER", "survey")
