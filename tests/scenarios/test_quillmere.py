"""The laboratories: shifts, telephones, what no list names, deployments by a pipeline, and how their stories go."""

from functools import partial
from itertools import pairwise
from pathlib import Path

import orjson
from company_scenes import calm, named, planned, story_of

from keyroll.replay.folder import Folder
from keyroll.replay.times import DAY, HOUR, MINUTE, SECOND
from scenarios.companies import quillmere
from scenarios.companies.quillmere import COMPANY as QUILLMERE
from scenarios.play import stage
from scenarios.scene import Scene
from scenarios.systems.github import Github

SCENE = calm("quillmere")
story = partial(story_of, "quillmere")
_HOURS = range(QUILLMERE.begins, QUILLMERE.begins + 30 * DAY, HOUR)


def told(scene: Scene, what: str) -> list[str]:
    return [said for _, _, said in scene.intrusion.acts if said == what]


def lines(scene: Scene, *words: str) -> list[dict[str, object]]:
    return [orjson.loads(line) for line in planned(scene) if all(word in line for word in words)]


def times(scene: Scene, *words: str) -> list[int]:
    records = (one for some in scene.folder._planned.values() for one in some)
    return sorted(ms for _, ms, line in records if all(word in line for word in words))


def test_the_laboratory_works_in_three_shifts_at_three_sites() -> None:
    lab = [one for one in SCENE.people if one.team == "lab"]
    assert {one.begins // HOUR for one in lab} == {5, 13, 21}
    assert {one.office for one in lab} == set(quillmere.SITES)
    assert {one.rota >= 0 for one in lab} == {True}


def test_telephones_roam_builds_run_anywhere_and_gateways_are_three() -> None:
    assert len({quillmere.mobile("x", ms) for ms in _HOURS}) > 150
    assert len({quillmere.runner("x", ms).partition(".")[0] for ms in _HOURS}) == 4
    assert len({quillmere.gate("x", ms) for ms in _HOURS}) == 3


def test_a_pipeline_takes_its_role_on_working_days_and_at_times_makes_a_stack() -> None:
    assert len(lines(SCENE, "AssumeRoleWithWebIdentity")) > 40
    assert len(lines(SCENE, "UpdateStack")) > 40
    assert len(lines(SCENE, "CreateStack")) == 2


def test_physicians_mistype_and_are_guessed_at() -> None:
    assert len(lines(SCENE, "INVALID_CREDENTIALS")) > 500
    assert len(lines(SCENE, "okhttp/4.12.0")) > 100


def test_roles_of_functions_and_what_a_vendors_application_holds_are_in_no_list(tmp_path: Path) -> None:
    scene = stage("calm", 1, QUILLMERE, Folder.new(tmp_path / "x", QUILLMERE.ends))
    scene.survey(QUILLMERE.days[1])
    text = "".join(path.read_text() for path in (tmp_path / "x").rglob("*.json"))
    for listed in ("qm-ci-deploy", "svc-qm-link", named(scene, "ci-orders").key, "dictaphrase_ro"):
        assert listed in text
    for unlisted in ("qm-order-check", "qm-letter-maker", named(scene, "tracewell").key, "samples_2023"):
        assert unlisted not in text
    assert Github.token(scene.people[8]) not in text


def test_a_functions_code_is_replaced_three_times_before_a_key_is_made() -> None:
    scene = story("replaced-function")
    made = times(scene, "CreateAccessKey", "assumed-role/qm-order-check")
    replaced = [ms for ms in times(scene, "UpdateFunctionCode", "252.118.9.12") if ms < made[0]]
    assert (len(made), len(replaced)) == (1, 3)


def test_trial_runs_start_no_machine() -> None:
    scene = story("dry-run")
    assert len(lines(scene, "RunInstances", "Client.DryRunOperation")) == 4
    assert not [one for one in lines(scene, "RunInstances", "252.201.44.9") if "errorCode" not in one]


def test_the_stack_makes_the_role_and_not_the_session() -> None:
    scene = story("stack-role")
    made = lines(scene, '"CreateRole"', "qm-service-support")
    assert [one["sourceIPAddress"] for one in made] == ["cloudformation.amazonaws.com"]
    assert times(scene, "CAPABILITY", "qm-support-setup")[0] < times(scene, '"CreateRole"', "qm-service-support")[0]


def test_a_user_has_two_keys_for_a_week() -> None:
    scene = story("key-beside")
    keys = [
        one for one in scene.of("aws") if one.name == "svc-qm-statistics" and one.created <= scene.at(5) < one.ended
    ]
    assert len({one.key for one in keys}) == 2
    assert len(told(scene, "take: object read")) == 760


def test_all_repositories_are_cloned_before_the_first_branch_is_overwritten() -> None:
    scene = story("all-branches")
    assert len(told(scene, "take: repository cloned")) == len(quillmere.REPOSITORIES)
    kinds = [said for _, _, said in scene.intrusion.acts]
    assert kinds.index("destroy: branch overwritten") > len(quillmere.REPOSITORIES)


def test_who_looks_for_one_name_does_so_from_where_he_works() -> None:
    scene = story("one-name")
    who = SCENE.people[74]
    found = [line for line in planned(scene) if "Hollingbrook" in line and f" {who.login} " in line]
    assert len(found) > 60
    places = {who.office, who.home, *(where for _, _, where in who.trips)}
    assert all(any(place in line for place in places) for line in found)


def test_a_dismissed_keeper_drops_bases_within_the_hour() -> None:
    scene = story("after-the-call")
    dropped = times(scene, "DROP DATABASE", SCENE.people[10].home)
    assert len(dropped) == 36
    assert dropped[-1] - scene.first < 80 * MINUTE
    assert min(one.left for one in scene.people if one.id == SCENE.people[10].id) == scene.at(4, 15)


def test_five_people_are_led_astray_and_two_of_them_are_made_safe() -> None:
    sessions = [one for one in story("pay-slips").intrusion.footholds if one["kind"] == "session"]
    assert len(sessions) == 5
    assert sum(bool(one["ended"]) for one in sessions) == 2


def test_a_program_asks_many_times_a_second() -> None:
    asked = times(story("many-a-second"), "10.60.7.77", "SELECT count(*)")
    assert sum(later - one < SECOND for one, later in pairwise(asked)) > 50


def test_a_contractor_is_in_several_networks() -> None:
    scene = story("remote-hire")
    used = lines(scene, '"git.clone"', "x-ferreira")
    assert len({str(one["actor_ip"]) for one in used}) >= 4


def test_the_zone_is_made_anew_with_all_its_tokens() -> None:
    scene = story("zone-renewal")
    made = {one.name for one in scene.of("cloudflare") if scene.at(3) < one.created < scene.at(4)}
    assert len(made) == 6
    assert len(lines(scene, "rec_add")) > 80
