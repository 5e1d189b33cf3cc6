"""The laboratory: its hours and places, what no list names, and how its stories go."""

from functools import partial
from pathlib import Path

import orjson
from company_scenes import calm, named, planned, story_of

from keyroll.replay.folder import Folder
from keyroll.replay.times import DAY, HOUR
from scenarios.companies import lowmere
from scenarios.companies.lowmere import COMPANY as LOWMERE
from scenarios.play import stage
from scenarios.scene import Scene

SCENE = calm("lowmere")
story = partial(story_of, "lowmere")
_HOURS = range(LOWMERE.begins, LOWMERE.begins + 30 * DAY, HOUR)


def told(scene: Scene, what: str) -> list[str]:
    return [said for _, _, said in scene.intrusion.acts if said == what]


def test_days_begin_late_and_run_past_midnight_and_over_weekends() -> None:
    assert {person.begins // HOUR for person in SCENE.people} == set(range(16, 23))
    assert {person.rota >= 0 for person in SCENE.people if person.team == "research"} == {True}


def test_the_cloud_and_the_shared_computers_have_another_address_every_few_hours() -> None:
    assert len({lowmere.cloud("x", ms) for ms in _HOURS}) > 50
    assert len({lowmere.shared("x", ms) for ms in _HOURS}) > 80
    assert {lowmere.OFFICE, lowmere.CAMPUS} < {lowmere.laptop("x", ms) for ms in _HOURS}


def test_people_sign_in_mistype_passwords_and_at_times_use_a_code() -> None:
    lines = [orjson.loads(line) for line in planned(SCENE) if '"authenticationProtocol"' in line]
    assert len(lines) > 700
    assert sum(one["authenticationProtocol"] == "deviceCode" for one in lines) > 5
    assert sum(one["status"]["errorCode"] != 0 for one in lines) > 20


def test_keys_that_students_left_are_used_by_others_and_an_old_token_stays() -> None:
    assert sum("lm-visitor" in line for line in planned(SCENE)) > 10
    old, new = sorted((one for one in SCENE.of("openbao") if one.name == "token-glass"), key=lambda one: one.created)
    assert old.ended - new.created == 9 * DAY


def test_an_engineers_own_token_is_in_no_list(tmp_path: Path) -> None:
    scene = stage("calm", 1, LOWMERE, Folder.new(tmp_path / "x", LOWMERE.ends))
    scene.survey(LOWMERE.days[1])
    text = (tmp_path / "x" / "gitlab@main" / "survey" / "2026-06-02" / "group_access_tokens.json").read_text()
    assert f'"id":{named(scene, "pins").key}' in text
    assert f'"id":{named(scene, "mkoller-laptop").key}' not in text


def test_a_key_makes_another_key_in_its_own_name() -> None:
    scene = story("three-visits")
    line = next(line for line in planned(scene) if "CreateServiceAccountKey" in line and "lm-cloud-setup" in line)
    body = orjson.loads(line)["protoPayload"]
    assert body["authenticationInfo"]["principalEmail"].startswith("lm-cloud-setup@")
    assert body["response"]["name"].split("/")[3].startswith("lm-visitor@")


def test_tokens_that_nobody_issued_never_sign_in() -> None:
    scene = story("no-sign-in")
    assert {said for _, _, said in scene.intrusion.acts} == {"take: mail read"}


def test_most_guesses_are_refused_and_a_role_of_its_own_comes_back() -> None:
    scene = story("server-program")
    assert len(told(scene, "look: password tried")) == 280
    assert len(told(scene, "use: program run")) == 4 * 2
    assert any(one.name == "psql_sys" for one in scene.machines)


def test_a_blocked_account_is_not_used_again() -> None:
    scene = story("admin-token")
    ended = next(str(one["ended"]) for one in scene.intrusion.footholds if one.get("ended"))
    used = [orjson.loads(line)["time"] for line in planned(scene) if '"username":"l.hartmann"' in line]
    assert len(used) > 100
    assert max(used) < ended


def test_who_moves_in_is_refused_at_first() -> None:
    scene = story("lab-joins")
    assert sum("PERMISSION_DENIED" in line and "bf-" in line for line in planned(scene)) > 10
    assert len([one for one in scene.machines if one.name.startswith("bf-")]) == 7
