"""Principals that logs alone show are in the inventory, and are told apart from people."""

from pathlib import Path

import pytest

from small_world import AWS, SmallWorld, call, iso, key, person

BOTO, BROWSER, CLI = "Boto3/1.34.0", "Mozilla/5.0 (X11)", "aws-cli/2.15.0"


def role(name: str) -> dict[str, object]:
    issuer = {"type": "Role", "userName": name}
    return {"type": "AssumedRole", "sessionContext": {"sessionIssuer": issuer}}


@pytest.fixture
def world(tmp_path: Path) -> SmallWorld:
    one = SmallWorld(tmp_path)
    one.people("10-20", person("ann"))
    one.keys("10-20", key("ONE", "bob"))
    return one


def kinds(world: SmallWorld) -> dict[str, str]:
    world.sync()
    rows = world.query("SELECT principal, kind, kind_because FROM principals_in_use")
    assert all(str(row["kind_because"]).startswith("seen in use only") for row in rows)
    return {str(row["principal"]).removeprefix(f"{AWS}:"): str(row["kind"]) for row in rows}


def test_a_role_that_no_listing_names_is_told_by_its_programs(world: SmallWorld) -> None:
    clients = {"job": BOTO, "console": BROWSER, "shell": CLI, "AWSReservedSSO_Admin_1": BOTO}
    for number, (name, client) in enumerate(clients.items()):
        world.trail(call("ListBuckets", iso("10-20"), "bob", f"e{number}", userIdentity=role(name), userAgent=client))
    assert kinds(world) == {
        "role:job": "nonhuman", "role:console": "unknown", "role:shell": "unknown",
        "role:AWSReservedSSO_Admin_1": "unknown",
    }  # fmt: skip


def test_it_is_in_the_list_of_principals(world: SmallWorld) -> None:
    world.trail(call("ListBuckets", iso("10-20"), "bob", "e1", userIdentity=role("job"), userAgent=BOTO))
    rows = world.sync().inventory.listed("principals").rows
    assert [row["kind_because"] for row in rows if row["principal"] == f"{AWS}:role:job"] == [
        "seen in use only: only programs use it"
    ]
