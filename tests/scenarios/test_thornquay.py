"""The studio of games: its hours, its nights of maintenance, what no list names, and how its stories go."""

from functools import partial
from pathlib import Path

import orjson
from company_scenes import calm, named, planned, story_of

from keyroll.replay.folder import Folder
from keyroll.replay.times import DAY, HOUR
from scenarios.companies import thornquay
from scenarios.companies.thornquay import COMPANY as THORNQUAY
from scenarios.play import stage
from scenarios.scene import Scene
from scenarios.systems.github import Github

SCENE = calm("thornquay")
story = partial(story_of, "thornquay")
_HOURS = range(THORNQUAY.begins, THORNQUAY.begins + 30 * DAY, HOUR)


def told(scene: Scene, what: str) -> list[str]:
    return [said for _, _, said in scene.intrusion.acts if said == what]


def lines(scene: Scene, *words: str) -> list[dict[str, object]]:
    return [orjson.loads(line) for line in planned(scene) if all(word in line for word in words)]


def test_days_begin_at_night_utc_and_support_works_on_all_days() -> None:
    begins = {person.begins for person in SCENE.people if person.team in ("engineering", "art") and person.left > 2**59}
    assert max(begins) == 2 * HOUR
    assert {person.rota >= 0 for person in SCENE.people if person.team in ("support", "live")} == {True}


def test_builds_run_anywhere_nodes_come_and_go_and_gateways_are_three() -> None:
    assert len({thornquay.runner("x", ms) for ms in _HOURS}) > 600
    assert len({thornquay.node("x", ms) for ms in _HOURS}) > 100
    assert len({thornquay.gate("x", ms) for ms in _HOURS}) == 3


def test_people_mistype_and_factors_are_reset_on_ordinary_days() -> None:
    assert len(lines(SCENE, "INVALID_CREDENTIALS")) > 500
    assert len(lines(SCENE, "user.mfa.factor.reset_all")) > 20


def test_roles_of_instances_and_the_account_of_notebooks_are_in_no_list(tmp_path: Path) -> None:
    scene = stage("calm", 1, THORNQUAY, Folder.new(tmp_path / "x", THORNQUAY.ends))
    scene.survey(THORNQUAY.days[1])
    text = "".join(path.read_text() for path in (tmp_path / "x").rglob("*.json"))
    for listed in ("tq-match", "svc-tq-deploy", named(scene, "build-shop").key):
        assert listed in text
    for unlisted in ("tq-edge-proxy", "tq-build-node", '"notebooks"', named(scene, "anvilrun").key):
        assert unlisted not in text
    assert Github.token(scene.people[8]) not in text


def test_a_role_that_no_list_names_reads_hundreds_of_objects() -> None:
    scene = story("proxy-role")
    used = lines(scene, "assumed-role/tq-edge-proxy", '"GetObject"')
    assert len(used) == len(told(scene, "take: object read")) == 650
    assert {str(one["sourceIPAddress"]).partition(".")[0] for one in used} == {"250", "254"}


def test_regions_that_are_closed_refuse_machines() -> None:
    refused = {str(one["awsRegion"]) for one in lines(story("five-minutes"), "RunInstances", "errorCode")}
    assert refused == {"af-south-1", "me-south-1", "eu-north-1"}


def test_a_foreign_account_takes_the_role_that_trusts_it() -> None:
    scene = story("mail-friend")
    made = lines(scene, "CreateRole", "AccountAdmin")
    assert len(made) == 1
    assert "265857590823" in str(made[0]["requestParameters"])
    taken = lines(scene, '"AWSAccount"', "AssumeRole")
    assert len(taken) == 2
    key = taken[0]["responseElements"]["credentials"]["accessKeyId"]  # type: ignore[index]
    assert lines(scene, '"AssumedRole"', "AccountAdmin", key)


def test_the_desk_is_fooled_before_a_factor_is_registered() -> None:
    scene = story("desk-call")
    reset = max(_times(scene, "user.mfa.factor.reset_all", thornquay.SUPPORT))
    registered = _times(scene, "user.mfa.factor.activate", "251.33.90.18")
    assert len(registered) == 1
    assert reset < registered[0] < reset + HOUR


def _times(scene: Scene, *words: str) -> list[int]:
    return [
        ms
        for records in scene.folder._planned.values()
        for _, ms, line in records
        if all(word in line for word in words)
    ]


def test_a_token_that_nobody_ordered_is_made_from_elsewhere() -> None:
    made = lines(story("site-script"), "token_create", "250.140.71.9")
    assert len(made) == 1
    assert made[0]["ActorType"] == "user"


def test_who_was_dismissed_does_nothing_after_it_by_right() -> None:
    scene = story("last-night")
    assert min(person.left for person in scene.people if person.id == SCENE.people[27].id) < THORNQUAY.ends


def test_a_policy_hands_on_nearly_every_static_credential() -> None:
    scene = story("policy-rotation")
    since, until = THORNQUAY.first, THORNQUAY.first + 11 * DAY
    made = {one.name for one in scene.machines if since < one.created < until}
    assert len(made) >= 45


def test_contractors_get_accounts_in_bulk() -> None:
    scene = story("contractors-join")
    assert (
        len([person for person in scene.people if person.login.startswith("x-") and "artist" not in person.login]) == 40
    )
