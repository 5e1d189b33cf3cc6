"""Each file of the register names its wrong rows: what was looked for, why it was not found, candidates and the fix."""

from pathlib import Path
from typing import Any

import pytest

from keyroll.api import Keyroll
from keyroll.model.incident import ClosingPolicy
from small_world import SmallWorld, at, key, key_id

pytestmark = pytest.mark.long
Json = dict[str, Any]
ONE = {"vendor": "Acme", "system": "aws", "credential": "AKIAONE"}
PLACE = {"system": "github@main", "kind": "actions_secret", "place": "acme/api KEY", "credential": key_id("ONE")}
HOST = {"host": "app-1", "address": "10.1.0.4", "runs": "aws@123456789012"}
POLICY = {"provider": "aws", "kind": "access_key", "method": "by hand", "every_days": "90", "who": "ann"}
SEGMENT = {"network": "10.1.0.0/16", "segment": "servers"}
ANSWER = {"id": key_id("ONE"), "real": "yes", "person": "ann", "note": "", "said_on": ""}
FOUND = {"place": "wiki", "id": key_id("ONE"), "source": "", "kind": "", "person": "ann", "note": "", "said_on": ""}
#: Each file with a right row, and with the cells that make a row wrong.
FILES: dict[str, tuple[Json, list[Json]]] = {
    "vendors": (ONE, [
        {"credential": "AKIAGONE"}, {"system": "redis@cache", "credential": "app"}, {"system": ""}, {"credential": ""},
        {"credential": "AKIATWO", "ended_on": "31.02.2024"}, {"credential": "bot", "system": "cloudflare"},
    ]),
    "places": (PLACE, [
        {"credential": key_id("TWICE")}, {"credential": "AKIAONE"}, {"credential": ""}, {"system": "git hub"},
        {"place": ""},
    ]),
    "hosts": (HOST, [{"runs": "jira@prod"}, {"address": ""}, {"address": "app one"}]),
    "policies": (POLICY, [
        {"kind": "acces_key"}, {"provider": "cloudflare", "kind": "access_service_token", "every_days": "monthly"},
        {"kind": ""},
    ]),
    "segments": (SEGMENT, [{"network": "10.1.0.0/99"}, {"segment": ""}]),
    "strangers": (ANSWER, [{"id": ""}, {"real": "perhaps"}, {"id": "AKIAONE"}]),
    "audit": (FOUND, [{"place": ""}, {"id": "AKIAONE"}]),
}  # fmt: skip
EMPTY = dict.fromkeys(("vendor", "system", "credential", "kind", "owner", "note", "reviewed_on", "ended_on"), "")


def world_of(path: Path, *, wrong: bool = True) -> SmallWorld:
    world = SmallWorld(path)
    world.keys("10-01", key("ONE"), key("TWO"))
    for source in ("cloudflare@main", "cloudflare@two"):
        token = {"id": f"id-{source}", "client_id": f"{source[11:]}.access", "name": "bot"}
        pages = {"success": True, "result": [token], "result_info": {"page": 1, "total_pages": 1}}
        world.survey(source, "10-01", "access_service_tokens", pages)
    for file, (right, faults) in FILES.items():
        rows = [right, *(right | fault for fault in faults)] if wrong else [right]
        world.table("register@main", "10-01", file, [EMPTY | row if file == "vendors" else row for row in rows])
    return world


def unmatched(keyroll: Keyroll) -> list[Json]:
    return [dict(row) for row in keyroll.inventory.listed("unmatched").rows]


def test_wrong_rows_of_every_file_are_all_named(tmp_path: Path) -> None:
    found = unmatched(world_of(tmp_path).sync())
    named = {(str(row["file"]), row["row_number"]) for row in found}
    wanted = {(f"{file}.csv", 3 + number) for file, (_, faults) in FILES.items() for number in range(len(faults))}
    assert len(wanted) > 20
    assert named == wanted
    assert all(row["looked_for"] and row["because"] and row["fix"] for row in found)


def test_a_wrong_row_has_its_candidates(tmp_path: Path) -> None:
    found = {(row["file"], row["row_number"]): row["candidates"] for row in unmatched(world_of(tmp_path).sync())}
    assert found["policies.csv", 3] == ["aws access_key"]
    assert len(found["vendors.csv", 8]) == 2


def test_right_rows_are_not_named_and_the_right_rows_of_a_wrong_file_count(tmp_path: Path) -> None:
    assert unmatched(world_of(tmp_path / "right", wrong=False).sync()) == []
    world = world_of(tmp_path / "wrong")
    world.sync()
    assert [row["method"] for row in world.query("SELECT method FROM policies WHERE kind = 'access_key'")] == [
        "by hand"
    ]
    assert world.query("SELECT * FROM segment_networks")
    assert world.query("SELECT * FROM answers WHERE question = 'real'")


def test_a_corrected_row_is_named_no_longer(tmp_path: Path) -> None:
    world = world_of(tmp_path)
    for file, (right, _) in FILES.items():
        world.table("register@main", "10-02", file, [EMPTY | right if file == "vendors" else right])
    assert unmatched(world.sync()) == []


def test_a_register_that_cannot_be_read_makes_every_vendors_incident_incomplete(tmp_path: Path) -> None:
    world = SmallWorld(tmp_path)
    world.keys("10-01", key("ONE"))
    world.table("register@main", "10-01", "vendors", [{"vendor": "Acme", "system": "aws"}])
    keyroll, policy = world.sync(), ClosingPolicy.EXPORTS
    state = keyroll.incidents.open("acme", vendor="acme", begins=at("10-02"), ends=at("10-08"), policy=policy)
    (row,) = state.unmatched
    assert row.file == "vendors.csv"
    assert not state.ended
