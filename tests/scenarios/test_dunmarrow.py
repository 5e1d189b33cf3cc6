"""The company that follows containers: its nights, changing addresses, refusals, and how its stories end."""

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import orjson
import pytest
from company_scenes import calm, named, planned, story_of

from keyroll.replay.folder import Folder
from keyroll.replay.times import DAY, HOUR
from scenarios.companies import dunmarrow
from scenarios.companies.dunmarrow import COMPANY as DUNMARROW
from scenarios.keeping import BY_HAND
from scenarios.play import stage
from scenarios.systems.github import Github

SCENE = calm("dunmarrow")
story = partial(story_of, "dunmarrow")
_HOURS = range(DUNMARROW.begins, DUNMARROW.begins + 30 * DAY, HOUR)


def test_somebody_begins_in_the_morning_at_noon_and_at_night() -> None:
    assert {person.begins for person in SCENE.people} == {6 * HOUR, 13 * HOUR, 22 * HOUR}
    assert {person.office for person in SCENE.people} == set(dunmarrow.OFFICES)


def test_who_works_at_home_has_another_address_each_day() -> None:
    far = [person for person in SCENE.people if len(person.trips) > 40]
    assert len(far) >= 15
    assert all(len({person.place(day) for day in DUNMARROW.days}) >= 40 for person in far)
    assert all(person.place(DUNMARROW.begins).startswith("2001:db8:") for person in far)


def test_builds_run_in_four_networks_nodes_are_rented_for_hours_and_depots_get_new_lines() -> None:
    assert len({dunmarrow.runner("x", ms).rpartition(".")[0] for ms in _HOURS}) > 200
    assert len({dunmarrow.node("x", ms) for ms in _HOURS}) > 60
    assert 3 <= len({dunmarrow.depot(2)("x", ms) for ms in _HOURS}) <= 7
    assert len({dunmarrow.gate("x", ms) for ms in _HOURS}) == 4


def test_scans_from_outside_and_a_forgotten_script_are_refused() -> None:
    lines = [orjson.loads(line) for line in planned(SCENE) if line.startswith("{")]
    scans = [one for one in lines if one.get("user", {}) and "system:anonymous" in str(one["user"])]
    assert len(scans) > 30
    assert {one["responseStatus"]["code"] for one in scans} == {403}
    script = [one for one in lines if one.get("userIdentity", {}).get("userName") == "svc-dm-contract"]
    script.sort(key=lambda one: str(one["eventTime"]))
    assert [one.get("errorCode") for one in script] == [None, *["AccessDenied"] * 5]


def test_machines_credentials_are_at_times_used_by_hand() -> None:
    text = planned(SCENE)
    assert sum(BY_HAND["aws"] in line for line in text) > 15
    assert sum("DBeaver" in line for line in text) > 20


def test_an_applications_token_and_an_engineers_token_are_in_no_list(tmp_path: Path) -> None:
    scene = stage("calm", 1, DUNMARROW, Folder.new(tmp_path / "x", DUNMARROW.ends))
    scene.survey(DUNMARROW.days[1])
    text = "".join(path.read_text() for path in (tmp_path / "x").rglob("*.json"))
    assert named(scene, "ci-boxes").key in text
    assert named(scene, "buildwharf").key not in text
    assert Github.token(scene.people[15]) not in text


@pytest.mark.parametrize("name", ["second-idp", "front-files", "opened-code"])
def test_some_stories_use_what_a_person_has(name: str) -> None:
    assert {str(one["kind"]) for one in story(name).intrusion.footholds} & {"session", "credential"}


def test_a_rotation_leaves_one_token_out() -> None:
    scene = story("zone-token")
    since = DUNMARROW.first + 7 * DAY
    changed = {one.name for one in scene.machines if since < one.created < since + DAY}
    assert {"ci-boxes", "svc-dm-deploy", "zone-records"} <= changed
    assert "zone-keeper" not in changed
    held = [one for one in scene.intrusion.footholds if "account_token" in str(one["name"])]
    assert len(held) == 1
    since_then = datetime.fromisoformat(str(held[0]["time"]))
    assert since_then > datetime.fromtimestamp(since / 1000, UTC)


def test_builds_that_move_end_their_old_tokens() -> None:
    scene = story("runners-moved")
    old = [one for one in scene.machines if one.name.startswith("ci-") and one.roams is dunmarrow.runner]
    ended = [one for one in old if DUNMARROW.first < one.ended < DUNMARROW.ends]
    assert len(ended) == len(dunmarrow.AREAS)
    assert len([one for one in scene.machines if one.name.startswith("build-")]) == len(ended)
