"""Third parties: what each holds, how that is known, and whether it active_after_off_boarding the contract."""

from pathlib import Path

import pytest

from small_world import SmallWorld, app, call, iso, key, key_id, token

pytestmark = pytest.mark.long


@pytest.fixture
def world(tmp_path: Path) -> SmallWorld:
    return SmallWorld(tmp_path)


BOT = "cloudflare@main:access_service_token:id-bot"


def row(vendor: str, name: str = "bot", system: str = "cloudflare", **more: str) -> dict[str, str]:
    return {"vendor": vendor, "system": system, "credential": name} | more


def holdings(world: SmallWorld) -> list[tuple[object, ...]]:
    rows = world.query("SELECT vendor, id, via, off_boarded, alive FROM vendor_holdings ORDER BY ALL")
    return [tuple(one.values()) for one in rows]


def test_off_boarded_by_the_registers_word(world: SmallWorld):
    world.tokens("10-20", token("bot"))
    rows = [row("Acme") | {"ended_on": "2023-09-30"}, row("Soon") | {"ended_on": "2024-09-30"}]
    world.register("10-20", *rows)
    world.sync()
    assert holdings(world) == [("Acme", BOT, "register", "yes", "yes"), ("Soon", BOT, "register", "no", "yes")]
    assert world.credentials()[BOT]["vendor_holders"] == ["Acme", "Soon"]


def test_a_vendor_that_the_register_dropped_is_off_boarded(world: SmallWorld):
    world.tokens("10-20", token("bot"))
    world.register("10-20", row("Acme"), row("Other"))
    world.register("11-01", row("Other"))
    world.sync()
    assert [(one[0], one[3]) for one in holdings(world)] == [("Acme", "yes"), ("Other", "no")]


def test_internal_is_nobody_outside(world: SmallWorld):
    world.tokens("10-20", token("bot"))
    world.register("10-20", row("Internal"))
    world.sync()
    assert holdings(world) == []
    known_from = world.credentials()[BOT]["known_from"]
    assert isinstance(known_from, list)
    assert "register" in known_from


def test_an_app_holds_and_no_register_says_whether_it_ended(world: SmallWorld):
    world.keys("10-20", key("ONE"))
    world.apps("10-20", app("x", access_key="ONE"))
    world.sync()
    assert holdings(world) == [("Okta", key_id("ONE"), "app_instance", "unknown", "yes")]
    assert world.credentials()[key_id("ONE")]["copies"] == 1


def test_a_client_that_names_a_vendor_shows_what_it_uses(world: SmallWorld):
    world.keys("10-20", key("ONE"), key("TWO"))
    world.tokens("10-20", token("bot"))
    world.register("10-20", row("Acme Cloud"))
    world.trail(call("GetObject", iso("10-01"), "ONE", "1", userAgent="AcmeCloud-Agent/7"))
    world.sync()
    assert ("Acme Cloud", key_id("ONE"), "client", "unknown", "yes") in holdings(world)
    assert not [one for one in holdings(world) if one[1] == key_id("TWO")]


def test_a_systems_own_kit_shows_no_vendor(world: SmallWorld):
    world.keys("10-20", key("ONE"))
    world.tokens("10-20", token("bot"))
    world.register("10-20", row("AWS Marketplace"))
    world.trail(call("GetObject", iso("10-01"), "ONE", "1", userAgent="AwsMarketplace/7"))
    world.sync()
    assert [one[1] for one in holdings(world)] == [BOT]


def test_a_vendors_network_shows_what_else_it_uses(world: SmallWorld):
    theirs = [f"T{number}" for number in range(5)]
    world.keys("10-20", *(key(one) for one in [*theirs, "MORE", "OURS"]))
    world.register("10-20", *(row("Acme", f"AKIA{one}", "aws") for one in theirs))
    calls = [*theirs, "MORE"]
    world.trail(
        *(call("Get", iso("10-01"), one, f"{at}", sourceIPAddress="203.0.113.5") for at, one in enumerate(calls)),
        call("Get", iso("10-01"), "OURS", "99", sourceIPAddress="192.0.2.5"),
    )
    world.sync()
    assert ("Acme", key_id("MORE"), "network", "unknown", "yes") in holdings(world)
    assert not [one for one in holdings(world) if one[1] == key_id("OURS")]


def test_a_day_that_cannot_be_read_is_kept_as_words(world: SmallWorld):
    world.tokens("10-20", token("bot"))
    world.register("10-20", row("Acme") | {"ended_on": "last autumn", "note": "ask Kim"})
    world.sync()
    assert world.credentials()[BOT]["note"] == "ask Kim; ended_on last autumn"
    assert holdings(world)[0][3] == "no"


# Copies inside the organisation ------------------------------------------------------------------------------------


def scan(world: SmallWorld, day: str, *copies: tuple[str, str, str], because: str = "") -> None:
    """The report of a scan: place, value, and the id of the access key that was derived from it."""
    pages: list[dict[str, object]] = [
        {"scan": {"scanner": "kingfisher", "root": "repo", "history": False, "because": because}}
    ]
    for place, met, derived in copies:
        at = {"id": place, "kind": "ticket", "words": place, "since": None, "line": 1, "file": "", "commit": ""}
        strong = [key_id(derived)] if derived else []
        kind = {"provider": "aws", "kind": "access_key", "rule": "r", "strong": strong, "weak": []}
        pages.append({"place": at, "value": {"fingerprint": f"hmac:k:{met}", **kind}})
    world.survey("scan@repo", day, "copies", *pages)


@pytest.mark.long
def test_copies_of_one_value_are_counted_until_a_whole_scan_shows_them_gone(world: SmallWorld):
    world.keys("10-20", key("ONE"))
    scan(world, "10-20", ("OPS-1", "aa11", "ONE"), ("OPS-2", "aa11", "ONE"))
    world.sync()
    assert world.credentials()[key_id("ONE")]["copies"] == 2
    scan(world, "10-27", ("OPS-2", "aa11", "ONE"))
    world.sync()
    found = world.credentials()[key_id("ONE")]
    assert (found["copies"], found["known_from"]) == (1, ["copies", "issuer"])


def test_a_value_that_only_copies_show_is_on_the_roll_and_nobody_says_it_lives(world: SmallWorld):
    scan(world, "10-20", ("OPS-1", "aa11bb22cc", ""), ("OPS-2", "aa11bb22cc", ""))
    world.sync()
    (found,) = world.credentials().values()
    assert found["id"] == "keyroll@*:fingerprint:hmac:k:aa11bb22cc"
    assert (found["provider"], found["kind"], found["name"]) == ("aws", "access_key", "value aa11bb22")
    assert (found["state"], found["copies"], found["known_from"]) == (None, 2, ["copies"])
