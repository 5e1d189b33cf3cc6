"""The company that looks after lifts: three seats, many machines, telephones, and how its stories end."""

from functools import partial
from pathlib import Path

import orjson
import pytest
from company_scenes import calm, named, planned, story_of

from keyroll.replay.folder import Folder
from keyroll.replay.times import DAY, HOUR
from scenarios.companies import ostermoor_places as places
from scenarios.companies.ostermoor import COMPANY as OSTERMOOR
from scenarios.play import stage

SCENE = calm("ostermoor")
story = partial(story_of, "ostermoor")
_HOURS = range(OSTERMOOR.begins, OSTERMOOR.begins + 30 * DAY, HOUR)


def test_people_begin_at_three_seats_at_hours_far_apart() -> None:
    office = [one for one in SCENE.people if one.team == "office"]
    assert {one.office for one in office} == {address for address, _ in places.SEATS}
    assert {min(one.begins for one in office if one.office == address) for address, _ in places.SEATS} == {
        7 * HOUR, HOUR, 14 * HOUR,
    }  # fmt: skip


def test_who_repairs_has_another_line_every_few_hours_and_the_cluster_leaves_by_few() -> None:
    assert len({places.line(7, ms) for ms in _HOURS}) > 100
    assert len({places.gate("x", ms) for ms in _HOURS}) == 4
    assert len({places.gate(str(key), OSTERMOOR.begins) for key in range(200)}) == 12


def test_each_part_of_the_world_has_a_key_of_its_own_for_what_speaks_with_lifts() -> None:
    for region in places.REGIONS:
        keys = {one.key for one in SCENE.of("aws") if one.name.endswith(f"-{region}") and one.ended > OSTERMOOR.ends}
        assert len(keys) == 14


def test_four_identities_and_a_personal_token_are_in_no_list(tmp_path: Path) -> None:
    scene = stage("calm", 1, OSTERMOOR, Folder.new(tmp_path / "x", OSTERMOOR.ends))
    scene.survey(OSTERMOOR.days[1])
    text = "".join(path.read_text() for path in (tmp_path / "x").rglob("*.json"))
    assert all(name in text for name in ("om-scaler", "field-updates", "om-build-lifts"))
    hidden = ("om-energy-node", "om-alarm-function", "node-agent", '"checks"', "open-days", "codeglance")
    assert not [name for name in hidden if name in text]


def test_nobody_does_anything_after_the_last_day() -> None:
    assert all(ms < OSTERMOOR.ends for records in SCENE.folder._planned.values() for _, ms, _ in records)


@pytest.mark.parametrize(
    "name", ["support-server", "bucket-browser", "success-vendor", "node-agents", "token-in-project", "build-release",
             "site-provisioner"]
)  # fmt: skip
def test_seven_stories_are_told_by_machines_credentials_alone(name: str) -> None:
    kinds = {str(one["kind"]) for one in story(name).intrusion.footholds}
    assert "session" not in kinds
    assert kinds & {"credential", "role"}


def test_workloads_start_four_days_after_the_session_has_ended() -> None:
    scene = story("later-workload")
    held = {str(one["kind"]): one for one in scene.intrusion.footholds}
    account = next(one for one in scene.intrusion.footholds if "checks" in str(one["name"]))
    assert str(held["session"]["ended"]) < str(account["time"])
    assert len([one for one in scene.intrusion.footholds if one["kind"] == "workload"]) == 3


def test_a_user_that_was_taken_away_is_followed_by_another() -> None:
    scene = story("bucket-browser")
    first, second = (next(one for one in scene.machines if one.name == name)
                     for name in ("svc-om-media-eu", "svc-om-visits-de"))  # fmt: skip
    assert first.created < first.ended < second.created < second.ended
    made = [line for line in planned(scene) if '"CreateAccessKey"' in line and "S3 Browser" in line]
    assert len(made) == 2


def test_the_release_that_carries_the_commit_is_another_machines() -> None:
    scene, lines = story("build-release"), []
    for line in planned(scene):
        if '"release.create"' in line and "technician-assistant" in line:
            lines.append(orjson.loads(line))
    assert {one["actor"] for one in lines} == {"om-release"}
    assert not [what for _, _, what in scene.intrusion.acts if "release" in what]


def test_an_account_named_like_a_service_lives_for_less_than_two_hours() -> None:
    account = next(one for one in story("service-named").intrusion.footholds if one["kind"] == "account")
    assert str(account["time"])[:10] == str(account["ended"])[:10]
    assert named(SCENE, "token-breakglass").every > DAY


def test_an_old_application_has_a_second_secret_and_two_are_new() -> None:
    scene = story("apps-for-mail")
    secrets = [one for one in scene.intrusion.footholds if str(one["name"]).startswith("entra@main:key_id:")]
    assert len(secrets) == 3
    assert {one.name for one in scene.machines} >= {"Ostermoor Mail Sync", "oauth_app_test", "Old planner"}
