"""The newsroom: its hours and hotels, what is refused there on ordinary days, and how its stories go."""

from functools import partial
from pathlib import Path

import orjson
from company_scenes import calm, named, planned, story_of

from keyroll.replay.folder import Folder
from keyroll.replay.times import DAY, HOUR
from scenarios import scenarios
from scenarios.companies import sallowick
from scenarios.companies.sallowick import COMPANY as SALLOWICK
from scenarios.play import stage
from scenarios.scene import Scene
from scenarios.systems.microsoft import application

SCENE = calm("sallowick")
story = partial(story_of, "sallowick")


def told(scene: Scene, what: str) -> int:
    return sum(said == what for _, _, said in scene.intrusion.acts)


def lines(scene: Scene, *words: str) -> list[str]:
    return [line for line in planned(scene) if all(word in line for word in words)]


def test_desks_begin_from_three_to_fifteen_and_reporters_are_somewhere_else() -> None:
    desks = {person.begins // HOUR for person in SCENE.people if person.team == "desk"}
    assert desks == {3, 7, 11, 15}
    away = [person for person in SCENE.people if person.team == "reporting"]
    assert all(len({person.place(day) for day in SALLOWICK.days}) >= 5 for person in away)


def test_pages_are_made_from_new_addresses_and_builds_run_in_and_out_of_the_house() -> None:
    hours = range(SALLOWICK.begins, SALLOWICK.begins + 30 * DAY, HOUR)
    assert len({sallowick.edge("x", ms) for ms in hours}) > 200
    assert {sallowick.RACK} < {sallowick.builder("x", ms) for ms in hours}
    assert any(sallowick.builder("x", ms).startswith("243.") for ms in hours)


def test_people_mistype_and_others_guess_on_ordinary_days() -> None:
    signed = [orjson.loads(line) for line in lines(SCENE, '"authenticationProtocol"')]
    refused = [one for one in signed if one["status"]["errorCode"]]
    assert len(signed) > 3000
    assert 200 < len(refused) < len(signed) / 5
    assert sum(one["userAgent"] == "Mozilla/5.0" for one in refused) > 60


def test_rules_for_mail_and_rights_on_boxes_are_ordinary() -> None:
    assert len(lines(SCENE, "New-InboxRule")) > 10
    assert len(lines(SCENE, "Add-MailboxPermission")) > 5
    assert not lines(SCENE, "ForwardTo")


def test_an_editors_own_token_is_in_no_list(tmp_path: Path) -> None:
    scene = stage("calm", 1, SALLOWICK, Folder.new(tmp_path / "x", SALLOWICK.ends))
    scene.survey(SALLOWICK.days[1])
    text = (tmp_path / "x" / "gitlab@main" / "survey" / "2026-09-01" / "group_access_tokens.json").read_text()
    assert f'"id":{named(scene, "pins").key}' in text
    assert f'"id":{named(scene, "j.editor-tool").key}' not in text


def test_a_rule_forwards_out_of_the_house_and_comes_again_when_it_is_found() -> None:
    rules = [orjson.loads(line) for line in lines(story("forwarded-mail"), "ForwardTo")]
    values = [{one["Name"]: one["Value"] for one in rule["Parameters"]} for rule in rules]
    assert [value["Name"] for value in values] == ["Anti Spam Rule", "Microsoft Antispam"]
    assert all(value["ForwardTo"].endswith("@pagemirror.example") for value in values)


def test_a_further_secret_is_used_and_stands_in_the_list(tmp_path: Path) -> None:
    scene = stage("forged-sign-in", 1, SALLOWICK, Folder.new(tmp_path / "x", SALLOWICK.ends))
    scenarios()["forged-sign-in"].plan(scene)
    secret = next(str(one["name"]) for one in scene.intrusion.footholds if one["kind"] == "credential").split(":")[-1]
    assert len(lines(scene, f'"servicePrincipalCredentialKeyId":"{secret}"')) == told(scene, "take: mail read") // 2
    scene.survey(SALLOWICK.days[-1])
    listed = "".join(path.read_text() for path in (tmp_path / "x").rglob("applications.json"))
    assert secret in listed


def test_guesses_are_refused_until_one_account_is_entered() -> None:
    scene = story("slow-spray")
    assert told(scene, "try: password guessed") == 400
    assert scene.first > SALLOWICK.first + 7 * DAY
    made = next(one for one in scene.machines if one.name == "OneDrive Sync Helper")
    assert len(lines(scene, application(made), '"isInteractive":false')) == 6


def test_prompts_are_denied_before_the_session_and_administrators_are_removed() -> None:
    scene = story("last-admin")
    assert told(scene, "try: prompt") == len(lines(scene, '"errorCode":500121', "253.17.140.9")) == 11
    assert told(scene, "destroy: administrator removed") == 3
    assert told(scene, "stay: all mail copied") == 1


def test_the_wiki_is_set_up_without_a_name_before_the_new_account_comes() -> None:
    scene = story("setup-again")
    assert len(lines(scene, "/setup/setupadministrator.action", "] - http")) == 1
    assert len(lines(scene, "] confluence-service ")) == len(scene.intrusion.acts) - 4


def test_most_of_what_a_former_testers_key_deletes_is_deleted() -> None:
    scene = story("old-tester")
    assert told(scene, "destroy: machine deleted") == 171
    assert len(lines(scene, "v1.compute.instances.delete", "PERMISSION_DENIED")) == 4


def test_three_sites_of_the_racks_move_and_are_refused_at_first() -> None:
    scene = story("house-move")
    assert len([one for one in scene.machines if any(to.startswith("198.18.230.") for _, to in one.moves)]) > 12
    assert all(person.moved for person in scene.people if person.office in (sallowick.HOUSE, sallowick.PARLIAMENT))


def test_a_watching_vendor_reads_each_system_and_is_refused_only_at_first() -> None:
    scene = story("watch-vendor")
    new = [one for one in scene.machines if one.vendor == "Gablewatch"]
    assert {one.system for one in new} == {"gcp", "gitlab", "openbao", "postgresql", "jira", "confluence", "microsoft"}
    refused = [orjson.loads(line)["timestamp"] for line in lines(scene, "sw-gablewatch@", "PERMISSION_DENIED")]
    assert len(refused) > 50
    assert max(refused) < "2026-10-03"
