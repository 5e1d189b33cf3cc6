"""Which credentials are short-lived, and their share by month, provider and owner."""

from pathlib import Path

import pytest

from keyroll.report.estimate import LifetimeShare
from small_world import SmallWorld, key, key_id, token

BAO = "openbao@main"


@pytest.fixture
def world(tmp_path: Path) -> SmallWorld:
    return SmallWorld(tmp_path)


def lease(name: str, made: str, ends: str) -> dict[str, object]:
    data = {"id": f"database/creds/{name}", "issue_time": made, "expire_time": ends, "last_renewal": None}
    return {"data": data | {"renewable": True, "ttl": 3600}}


def service_token(name: str, made: str, ends: str | None) -> dict[str, object]:
    data = {"accessor": name, "creation_ttl": 1, "display_name": name, "issue_time": made, "expire_time": ends}
    return {"data": data | {"policies": ["p"], "type": "service", "path": "auth/token/create"}}


def made(world: SmallWorld) -> SmallWorld:
    for month in ("09", "10"):
        world.keys(f"{month}-20", key("OLD"))
    world.survey(BAO, "09-20", "leases", lease("app/1", "2023-09-20T00:00:00Z", "2023-09-21T00:00:00Z"))
    world.survey(
        BAO, "10-20", "leases",
        lease("app/2", "2023-10-19T23:50:00Z", "2023-10-20T12:00:00Z"),
        lease("app/3", "2023-10-19T23:55:00Z", "2023-10-20T12:00:00Z"),
    )  # fmt: skip
    world.survey(
        BAO, "10-20", "token_accessors", {"data": {"keys": ["short", "long", "other"]}},
        service_token("short", "2023-10-19T23:00:00Z", "2023-10-20T23:00:00Z"),
        service_token("long", "2023-10-01T00:00:00Z", "2023-12-01T00:00:00Z"),
    )  # fmt: skip
    world.tokens("10-20", token("bot"))
    world.sync()
    return world


def test_what_ends_within_a_day_is_short_lived_and_what_nothing_shows_is_unknown(world):
    rows = {str(row["id"]): row for row in made(world).sync().inventory.listed("lifetimes").rows}
    answers = {one.partition(":")[2]: (row["short_lived"], row["short_lived_because"]) for one, row in rows.items()}
    assert rows[key_id("OLD")]["short_lived"] == "no"
    assert rows[key_id("OLD")]["short_lived_because"] == "its kind never expires"
    assert answers["token_accessor:short"][0] == "yes"
    assert answers["token_accessor:long"] == ("no", "made by 2023-10-01, ends on 2023-12-01")
    # Its look-up is missing; but the list shows the end of each that has one.
    assert answers["token_accessor:other"][0] in ("no", "unknown")
    assert answers["lease:database/creds/app/2"] == ("yes", "a federation or an engine makes it for one use")
    assert answers["access_service_token:id-bot"][0] == "no"


def test_the_share_is_counted_by_the_last_complete_listing_of_each_month(world):
    rows = made(world).sync().inventory.listed("short_lived").rows
    by = {(str(row["month"]), str(row["provider"])): row for row in rows}
    october = by["2023-10-31", "openbao"]
    assert (october["credentials"], october["short_lived"], october["static"]) == (
        5,
        3,
        by["2023-10-31", "openbao"]["static"],
    )
    assert by["2023-09-30", "openbao"]["share"] == 1.0
    assert by["2023-09-30", "aws"]["share"] == 0.0
    assert by["2023-10-31", "aws"]["static"] == 1
    assert sum(int(str(october[name])) for name in ("short_lived", "static", "unknown")) == october["credentials"]


def test_the_share_of_today_is_a_range_while_lives_are_unknown(world):
    keyroll = made(world).sync()
    share = keyroll.inventory.lifetimes()
    assert share.credentials == share.short_lived + share.static + share.unknown
    assert share.short_lived >= 3
    assert LifetimeShare(10, 2, 7, 1).words == (
        "Short-lived: 2 of 10 usable credentials (20.0 % to 30.0 %); of 1 no list shows the end."
    )
    assert LifetimeShare(10, 2, 8, 0).words == "Short-lived: 2 of 10 usable credentials (20.0 %)."
    assert LifetimeShare(0, 0, 0, 0).words == "No credential is usable."
