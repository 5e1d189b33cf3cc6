"""Rows of the register that name no credential, or several, are named with what was looked for, and the fix."""

from pathlib import Path

import pytest

from keyroll.api import Keyroll
from keyroll.model.incident import ClosingPolicy
from small_world import NOW, SmallWorld, at, key, key_id, token

pytestmark = pytest.mark.long
ROWS = {"vendor": "Acme", "system": "aws"}


def unmatched(keyroll: Keyroll) -> list[dict[str, object]]:
    return [dict(row) for row in keyroll.inventory.listed("unmatched").rows]


@pytest.mark.parametrize("system", ["aws", "aws@123456789012", "AWS", "aws@*"])
def test_a_system_is_a_provider_or_one_source_of_it(tmp_path: Path, system: str) -> None:
    world = SmallWorld(tmp_path)
    world.keys("10-01", key("ONE"))
    world.register("10-01", ROWS | {"system": system, "credential": "AKIAONE"})
    keyroll = world.sync()
    assert [row["id"] for row in world.query("SELECT id FROM registrations")] == [key_id("ONE")]
    assert unmatched(keyroll) == []


def test_a_source_tells_equal_names_of_two_sources_apart(tmp_path: Path) -> None:
    world = SmallWorld(tmp_path)
    for source in ("cloudflare@main", "cloudflare@two"):
        pages = {"success": True, "result": [token("bot")], "result_info": {"page": 1, "total_pages": 1}}
        world.survey(source, "10-01", "access_service_tokens", pages)
    rows = [{"vendor": "Acme", "system": one, "credential": "bot"} for one in ("cloudflare", "cloudflare@two")]
    world.register("10-01", *rows)
    keyroll = world.sync()
    (row,) = unmatched(keyroll)
    assert (row["row_number"], row["file"], row["system"]) == (2, "vendors.csv", "cloudflare")
    assert "cloudflare@main" in str(row["because"])
    assert "cloudflare@two" in str(row["because"])
    assert str(row["fix"]).startswith("write the source")


def test_twenty_wrong_rows_are_all_named(tmp_path: Path) -> None:
    world = SmallWorld(tmp_path)
    world.keys("10-01", key("ONE"), key("TWO"))
    wrong = [ROWS | {"credential": f"AKIAGONE{number}"} for number in range(10)]
    wrong += [ROWS | {"system": f"redis@cache-{number}", "credential": "app"} for number in range(8)]
    wrong += [ROWS | {"system": "", "credential": "AKIAONE"}, ROWS | {"credential": ""}]
    right = [ROWS | {"credential": "AKIAONE"}, ROWS | {"credential": "AKIATWO"}]
    world.register("10-01", right[0], *wrong, right[1])
    keyroll = world.sync()
    found = unmatched(keyroll)
    assert sorted(int(str(row["row_number"])) for row in found) == list(range(3, 23))
    assert all(row["looked_for"] and row["because"] and row["fix"] for row in found)


def test_a_row_is_resolved_when_its_system_comes(tmp_path: Path) -> None:
    world = SmallWorld(tmp_path)
    world.register("10-01", ROWS | {"credential": "AKIAONE"})
    (row,) = unmatched(world.sync())
    assert "no list or log of aws was read yet" in str(row["because"])
    world.keys("10-02", key("ONE"))
    assert unmatched(world.sync()) == []


def test_a_row_that_left_the_register_is_not_named(tmp_path: Path) -> None:
    world = SmallWorld(tmp_path)
    world.keys("10-01", key("ONE"))
    world.register("10-01", ROWS | {"credential": "AKIAGONE"})
    world.register("10-02", ROWS | {"credential": "AKIAONE"})
    assert unmatched(world.sync()) == []


def test_candidates_are_close_names_of_the_system(tmp_path: Path) -> None:
    world = SmallWorld(tmp_path)
    world.keys("10-01", key("DEPLOYMENT"), key("ZZZ"))
    world.register("10-01", ROWS | {"credential": "AKIADEPLOYMNT"})
    (row,) = unmatched(world.sync())
    assert key_id("DEPLOYMENT") in str(row["because"])


def test_a_place_of_an_unknown_credential_is_named(tmp_path: Path) -> None:
    world = SmallWorld(tmp_path)
    world.keys("10-01", key("ONE"))
    rows = [{"system": "github@main", "kind": "actions_secret", "place": "acme/api KEY", "credential": one}
            for one in (key_id("ONE"), key_id("GONE"))]  # fmt: skip
    world.table("register@main", "10-01", "places", rows)
    (row,) = unmatched(world.sync())
    assert (row["file"], row["looked_for"]) == ("places.csv", key_id("GONE"))
    world.table("register@main", "10-02", "places", rows[:1])
    assert unmatched(world.sync()) == []


def test_an_incident_of_its_vendor_is_incomplete_and_does_not_end(tmp_path: Path) -> None:
    world = SmallWorld(tmp_path)
    world.keys("10-01", key("ONE"))
    world.register("10-01", ROWS | {"credential": "AKIAGONE"}, ROWS | {"vendor": "Other", "credential": "AKIANONE"})
    keyroll = world.sync()
    begins, ends, policy = at("10-02"), at("10-08"), ClosingPolicy.EXPORTS
    state = keyroll.incidents.open("acme", vendor="acme", begins=begins, ends=ends, policy=policy)
    (row,) = state.unmatched
    assert (row.file, row.row, row.looked_for) == ("vendors.csv", 2, "AKIAGONE in aws")
    assert not state.open_items
    assert not state.ended
    world.keys("10-09", key("ONE"), key("GONE"))
    later = Keyroll.open(world.sync().home.path, now=NOW).incidents.status("acme")
    assert later.unmatched == ()
    assert [one.item.identifier for one in later.standings] == [key_id("GONE")]
