"""Rotation as a process: what is proven, what is due, what is documented only."""

from pathlib import Path

import pytest

from small_world import JIRA, SmallWorld, account, at, iso, key, key_id, token

pytestmark = pytest.mark.long

BOT = "cloudflare@main:access_service_token:id-bot"


@pytest.fixture
def world(tmp_path: Path) -> SmallWorld:
    return SmallWorld(tmp_path)


def paper(world: SmallWorld, day: str = "10-01", **days: str) -> None:
    """Write how often keys and tokens must be changed."""
    names = {
        "keys": ("aws", "access_key"),
        "tokens": ("cloudflare", "access_service_token"),
        "accounts": ("jira", "account"),
    }
    rows = [
        {"provider": names[one][0], "kind": names[one][1], "method": "by hand", "every_days": every, "who": "platform"}
        for one, every in days.items()
    ]
    world.table("register@main", day, "policies", rows)


def test_due_by_the_process_on_paper(world: SmallWorld):
    paper(world, keys="90")
    world.keys("10-20", key("OLD"), key("NEW", created=iso("10-10")))
    world.sync()
    found = world.credentials()
    assert found[key_id("OLD")]["overdue"] == "yes"
    assert found[key_id("OLD")]["overdue_because"] == "last changed on 2020-01-02, due every 90 days"
    assert (found[key_id("NEW")]["overdue"], found[key_id("NEW")]["due_at"]) == (
        "no",
        at("10-10", "12:00").replace(year=2024, month=1, day=8),
    )


def test_without_a_process_nobody_can_say(world: SmallWorld):
    paper(world, tokens="90")
    world.keys("10-20", key("OLD"))
    world.tokens("10-20", token("bot", created=""))
    world.sync()
    found = world.credentials()
    assert found[key_id("OLD")]["overdue_because"] == "no documented process states the interval"
    assert found[BOT]["overdue_because"] == "nothing shows when its value was made or changed"
    assert {found[one]["overdue"] for one in (key_id("OLD"), BOT)} == {"unknown"}


def test_a_password_may_have_been_changed_where_nothing_would_show_it(world: SmallWorld):
    paper(world, accounts="180")
    world.jira("10-20", account("svc"))
    world.sync()
    found = world.credentials()[f"{JIRA}:account:svc"]
    assert found["overdue"] == "unknown"
    assert found["overdue_because"] == "nothing shows when its value was made or changed"


def test_a_new_generation_is_a_proven_run(world: SmallWorld):
    paper(world, tokens="30")
    world.tokens("10-20", token("bot", version=1))
    world.tokens("11-01", token("bot", version=2))
    world.sync()
    found = world.credentials()[BOT]
    assert (found["last_changed"], found["changed_via"], found["overdue"]) == (at("11-01"), "a new generation", "no")
    (process,) = world.query("SELECT credentials, proven_runs, last_run FROM processes")
    assert tuple(process.values()) == (1, 1, at("11-01"))


def test_a_process_that_never_ran_stands_on_paper_only(world: SmallWorld):
    paper(world, keys="90", tokens="90")
    world.keys("10-20", key("ONE"))
    world.sync()
    rows = world.query("SELECT provider, proven, proven_because FROM rotation_processes ORDER BY provider")
    assert [tuple(row.values()) for row in rows] == [
        ("aws", "no", "it is documented only: no run was ever seen"),
        ("cloudflare", "unknown", "no credential of that kind is known"),
    ]


def test_a_second_key_of_a_user_is_a_run(world: SmallWorld):
    paper(world, keys="90")
    world.keys("10-20", key("ONE", "bob"), key("TWO", "bob", created=iso("10-10")), key("SOLE", "eve"))
    world.sync()
    (process,) = world.query("SELECT proven_runs, last_run FROM processes")
    assert tuple(process.values()) == (1, at("10-10", "12:00"))


def test_adherence_month_by_month(world: SmallWorld):
    paper(world, keys="60")
    for day in ("08-15", "09-15", "10-15"):
        world.keys(day, key("ONE", "bob", created=iso("07-20")), key("TWO", "eve"))
    world.sync()
    rows = world.query("SELECT month::VARCHAR AS month, credentials, in_time, unknown FROM adherence ORDER BY month")
    assert [tuple(row.values()) for row in rows] == [
        ("2023-08-31", 2, 1, 0),
        ("2023-09-30", 2, 0, 0),
        ("2023-10-31", 2, 0, 0),
    ]


def test_the_latest_paper_counts(world: SmallWorld):
    paper(world, keys="9999")
    paper(world, "10-05", keys="30")
    world.keys("10-20", key("OLD"))
    world.sync()
    assert world.credentials()[key_id("OLD")]["every_days"] == 30
