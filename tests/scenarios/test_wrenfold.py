"""The company that settles claims: three offices, a pipeline's role, the new records, and how its stories end."""

from functools import partial
from pathlib import Path

import orjson
import pytest
from company_scenes import calm, named, planned, story_of

from keyroll.providers.catalogue import logs
from keyroll.replay.folder import Folder
from keyroll.replay.times import DAY, HOUR
from scenarios.companies import wrenfold_places as places
from scenarios.companies.wrenfold import COMPANY as WRENFOLD
from scenarios.machine import FOREVER
from scenarios.play import stage
from scenarios.scene import Scene
from scenarios.systems.aws import Aws

SCENE = calm("wrenfold")
story = partial(story_of, "wrenfold")
_HOURS = range(WRENFOLD.begins, WRENFOLD.begins + 30 * DAY, HOUR)


def told(scene: Scene, what: str) -> int:
    return sum(said == what for _, _, said in scene.intrusion.acts)


def lines(scene: Scene, *words: str) -> list[str]:
    return [line for line in planned(scene) if all(word in line for word in words)]


def test_people_work_in_three_offices_whose_days_begin_hours_apart() -> None:
    office = [one for one in SCENE.people if one.team == "office" and one.joined == 0]
    assert {one.office for one in office} == {address for address, _ in places.OFFICES}
    assert {min(one.begins for one in office if one.office == where) // HOUR for where, _ in places.OFFICES} == {
        7,
        8,
        13,
    }


def test_tablets_have_another_address_every_few_hours_and_the_cloud_leaves_by_six() -> None:
    assert len({places.mobile("7", ms) for ms in _HOURS}) > 150
    assert len({places.gate(str(key), ms) for key in range(60) for ms in _HOURS[:48:6]}) == 6
    assert len({places.tunnel("x", ms) for ms in _HOURS}) > 20


def test_each_country_has_a_key_of_its_own_for_nine_services() -> None:
    for country in places.COUNTRIES:
        keys = {one.key for one in SCENE.of("aws") if one.name.endswith(f"-{country}") and one.ended > WRENFOLD.ends}
        assert len(keys) == 9


def test_four_identities_and_a_vendors_token_are_in_no_list(tmp_path: Path) -> None:
    scene = stage("calm", 1, WRENFOLD, Folder.new(tmp_path / "x", WRENFOLD.ends))
    scene.survey(WRENFOLD.days[1])
    text = "".join(path.read_text() for path in (tmp_path / "x").rglob("*.json"))
    assert all(name in text for name in ("svc-wf-setup", "wf-bot", "profile-tidy", '"server"', "ext-rivalscope"))
    hidden = ("wf-photo-node", "wf-notice-function", "node-agent", "lintrove")
    assert not [name for name in hidden if name in text]


def test_the_pipeline_takes_its_role_up_to_five_times_on_a_working_day() -> None:
    taken = lines(SCENE, "AssumeRoleWithWebIdentity", "wf-ci-deploy")
    assert 40 < len(taken) < 130


def test_nobody_does_anything_after_the_last_day() -> None:
    assert all(ms < WRENFOLD.ends for records in SCENE.folder._planned.values() for _, ms, _ in records)


def test_a_session_that_a_key_makes_names_the_key_and_opens_the_console() -> None:
    scene = story("federated-console")
    cloud, key = scene.known("aws", Aws), named(scene, "svc-wf-setup")
    recognise = logs("aws")["cloudtrail"].recognise
    assert recognise
    (made,) = lines(scene, '"GetFederationToken"')
    (opened,) = lines(scene, '"eventName":"ConsoleLogin"')
    body = orjson.loads(opened)
    given = orjson.loads(made)["responseElements"]["credentials"]["accessKeyId"]
    assert body["userIdentity"]["accessKeyId"] == given
    assert body["userIdentity"]["sessionContext"]["sessionIssuer"]["userName"] == key.name
    assert (body["eventType"], body["eventSource"]) == ("AwsConsoleSignIn", "signin.amazonaws.com")
    assert recognise(body)
    roles = [one for one in scene.intrusion.footholds if one["kind"] == "role"]
    assert str(roles[0]["name"]).startswith(f"aws@{cloud.account}:role:")


@pytest.mark.parametrize(
    "name", ["container-commands", "backup-disk", "one-file", "left-out-token", "lost-releases", "prototype-token",
             "saved-password", "absent-switch"]
)  # fmt: skip
def test_eight_stories_are_told_by_credentials_without_a_session(name: str) -> None:
    kinds = {str(one["kind"]) for one in story(name).intrusion.footholds}
    assert "session" not in kinds
    assert "credential" in kinds


def test_one_file_is_one_record() -> None:
    assert len(story("one-file").intrusion.acts) == 1


def test_the_token_left_out_of_the_change_is_the_one_that_clones() -> None:
    scene = story("left-out-token")
    held = {str(one["name"]): one for one in scene.intrusion.footholds}
    late = [name for name, one in held.items() if str(one["ended"] if one.get("ended") else "9") > "2026-11-16"]
    assert told(scene, "take: code") == len(places.REPOSITORIES)
    changed = [one for one in scene.of("github") if scene.at(2) < one.ended < scene.at(3)]
    assert len(changed) == 26
    assert len([one for one in held if any(one.endswith(kept.key) for kept in changed)]) == 6
    assert len(late) >= 1


def test_all_releases_are_deleted_in_the_new_name_and_the_old_one_comes_back() -> None:
    scene = story("lost-releases")
    assert told(scene, "destroy: release deleted") == 32
    assert lines(scene, '"repo.access"', "private-editor-extension", '"previous_visibility":"private"')


def test_a_provider_that_was_switched_off_lets_nobody_in() -> None:
    scene = story("changed-provider")
    (provider,) = (one for one in scene.intrusion.footholds if one["kind"] == "provider")
    assert provider["ended"]
    assert told(scene, "use: provider") == 2


def test_persons_are_locked_out_only_after_the_author_is_dismissed() -> None:
    scene = story("absent-switch")
    author, job = scene.people[18], named(scene, "profile-tidy")
    assert author.left < job.ended < author.left + 3 * HOUR
    assert told(scene, "destroy: person locked out") == len(lines(scene, '"user.lifecycle.suspend"')) > 90
    assert len(lines(scene, '"user.lifecycle.unsuspend"')) == told(scene, "destroy: person locked out")


def test_flows_are_submitted_by_the_panel_and_their_pods_made_by_the_controller() -> None:
    scene = story("workflow-panel")
    flows = lines(scene, '"workflows"', '"create"', "flows:server", '"default"')
    pods = lines(scene, '"pods"', '"create"', "flows:controller", '"default"')
    assert (len(flows), len(pods)) == (told(scene, "use: flow submitted"), told(scene, "use: pod that computes"))


def test_a_sold_country_loses_its_keys_and_the_buyers_role_is_taken_each_night() -> None:
    scene = story("portfolio-sale")
    ended = [one for one in scene.of("aws") if one.name.endswith("-ca") and scene.at(12) < one.ended < FOREVER]
    assert len(ended) >= 9
    assert len(lines(scene, '"AWSAccount"', "wf-handover-ca")) == 9


def test_an_office_brings_people_and_credentials() -> None:
    scene = story("new-city")
    assert len([one for one in scene.people if one.office.startswith("249.120.")]) == 34
    assert len([one for one in scene.machines if "lisbon" in one.name]) == 5
