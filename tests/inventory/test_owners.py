"""Owners by evidence: what counts before what, and what a leaver leaves behind."""

from pathlib import Path

import pytest

from small_world import JIRA, SmallWorld, account, key, key_id, makes_key, person, token

pytestmark = pytest.mark.long


@pytest.fixture
def world(tmp_path: Path) -> SmallWorld:
    return SmallWorld(tmp_path)


BOT = "cloudflare@main:access_service_token:id-bot"


def row(owner: str) -> dict[str, str]:
    return {"vendor": "Acme", "system": "cloudflare", "credential": "bot", "owner": owner}


def test_a_leavers_credentials_are_orphaned_at_once(world: SmallWorld):
    world.people("10-20", person("ann"), person("ben"))
    world.tokens("10-20", token("bot"))
    world.register("10-20", row("Ann@a.example"))
    world.sync()
    found = world.credentials()[BOT]
    assert (found["owner"], found["orphaned"], found["owner_left"]) == ("ann@a.example", "no", False)
    world.people("10-21", person("ann", status="DEPROVISIONED"), person("ben"))
    world.sync()
    found = world.credentials()[BOT]
    assert (found["owner"], found["orphaned"], found["owner_left"]) == ("ann@a.example", "yes", True)


def test_who_is_still_here_counts_before_who_left(world: SmallWorld):
    world.people("10-20", person("ann"), person("ben"))
    world.tokens("10-20", token("bot"))
    world.register("10-20", row("ann@a.example"), row("ben@a.example") | {"vendor": "Other"})
    world.people("10-21", person("ben"))
    world.sync()
    found = world.credentials()[BOT]
    assert (found["owner"], found["orphaned"]) == ("ben@a.example", "no")
    evidence = world.query("SELECT owner, has_left FROM owners ORDER BY owner")
    assert [tuple(one.values()) for one in evidence] == [("ann@a.example", "yes"), ("ben@a.example", "no")]


def test_a_team_may_be_there_or_not(world: SmallWorld):
    world.people("10-20", person("ann"))
    world.tokens("10-20", token("bot"), token("bare"))
    world.register("10-20", row("team-net"))
    world.sync()
    found = world.credentials()
    assert found[BOT]["orphaned"] == "unknown"
    assert found[BOT]["orphaned_because"] == "team-net stands in no directory that was read completely"
    bare = found["cloudflare@main:access_service_token:id-bare"]
    assert (bare["owner"], bare["orphaned"], bare["orphaned_because"]) == (None, "unknown", "no owner is known")


def test_an_owner_whom_the_register_no_longer_names_is_none(world: SmallWorld):
    world.tokens("10-20", token("bot"))
    world.register("10-20", row("team-old"))
    world.register("10-21", row("team-new"))
    world.sync()
    found = world.credentials()[BOT]
    assert (found["owner"], found["owner_from"]) == ("team-new", "register")
    assert len(world.query("SELECT * FROM owners")) == 1


def test_a_machine_that_made_a_key_owns_nothing(world: SmallWorld):
    world.keys("10-20", key("ONE"), key("TWO"))
    world.trail(makes_key("2023-10-02T12:00:00Z", "ONE", "TWO", "1"))
    world.jira("10-20", account("svc"))
    world.sync()
    assert world.credentials()[key_id("TWO")]["owner"] is None
    assert f"{JIRA}:account:svc" in world.credentials()


def test_an_owner_whom_no_directory_names_is_neither_here_nor_gone(world: SmallWorld):
    world.people("10-20", person("ben"))
    world.tokens("10-20", token("bot"))
    world.register("10-20", row("ann@else.example"))
    world.sync()
    assert world.credentials()[BOT]["owner_left"] is None


def test_whether_nobody_has_left_is_unknown(world: SmallWorld):
    world.tokens("10-20", token("bot"))
    world.sync()
    found = world.credentials()[BOT]
    assert (found["owner"], found["orphaned"], found["owner_left"]) == (None, "unknown", None)
