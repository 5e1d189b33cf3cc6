"""The maker of medical devices: plants on three continents, partners, the new records, and how its stories go."""

from functools import partial

import orjson
import pytest
from company_scenes import calm, named, planned, story_of

from keyroll.providers.catalogue import logs
from keyroll.replay.times import DAY, HOUR
from scenarios.companies import wexholme_places as places
from scenarios.companies.wexholme import COMPANY as WEXHOLME
from scenarios.scene import Scene
from scenarios.systems.azure import Azure
from scenarios.systems.microsoft import Microsoft

SCENE = calm("wexholme")
story = partial(story_of, "wexholme")


def told(scene: Scene, what: str) -> int:
    return sum(said == what for _, _, said in scene.intrusion.acts)


def lines(scene: Scene, *words: str) -> list[str]:
    return [line for line in planned(scene) if all(word in line for word in words)]


def test_plants_run_in_shifts_by_three_clocks_and_technicians_are_on_the_road() -> None:
    assert len({one.begins // HOUR for one in SCENE.people if one.team == "plants"}) == 6
    field = [one for one in SCENE.people if one.team == "field"]
    assert len({one.place(day) for one in field for day in WEXHOLME.days[:5]}) > 90


def test_each_partner_asks_from_its_own_line_on_working_days() -> None:
    asked = [one for one in SCENE.of("gcp") if "partner-" in one.name and one.created < WEXHOLME.begins]
    assert len({one.place(WEXHOLME.begins) for one in asked}) == len(places.PARTNERS) == len(asked)
    assert not any(one.only and one.only(WEXHOLME.begins + 3 * DAY) for one in asked)


def test_nobody_does_anything_after_the_last_day() -> None:
    assert all(ms < WEXHOLME.ends for records in SCENE.folder._planned.values() for _, ms, _ in records)


def test_a_copy_that_is_deleted_and_a_plan_of_protection_are_operations_of_azure() -> None:
    cloud, recognise = SCENE.known("azure", Azure), logs("azure")["activity"].recognise
    for act in ("drop-copy", "protection"):
        ((_, _, line),) = cloud.person_does(SCENE.rng(act), "a", WEXHOLME.begins, act, "one", "192.0.2.9")
        assert recognise
        assert recognise(orjson.loads(line))


def test_a_token_that_is_renewed_asks_nobody() -> None:
    tenant = SCENE.known("microsoft", Microsoft)
    for renewed in (False, True):
        ((_, _, line),) = tenant.signs_in(
            SCENE.rng("kept"), SCENE.people[9], WEXHOLME.begins, "192.0.2.9", "axios", "OfficeHome", renewed=renewed
        )
        assert orjson.loads(line)["isInteractive"] is not renewed


def test_a_function_makes_two_accounts_with_a_role_and_a_key() -> None:
    scene = story("made-by-function")
    made = [orjson.loads(line)["protoPayload"] for line in lines(scene, "CreateServiceAccount", "svc-probe-")]
    assert [one["methodName"].rpartition(".")[2] for one in made] == [
        "CreateServiceAccount",
        "CreateServiceAccountKey",
    ] * 2
    given = [orjson.loads(line)["protoPayload"] for line in lines(scene, '"SetIamPolicy"', "svc-probe-")]
    assert {one["serviceData"]["policyDelta"]["bindingDeltas"][0]["role"] for one in given} == {"roles/editor"}
    assert "serviceAccountKeyName" not in given[0]["authenticationInfo"]


def test_a_session_is_renewed_every_half_hour_until_it_is_ended() -> None:
    scene = story("kept-session")
    assert told(scene, "use: session renewed") > 9 * 46
    assert lines(scene, "axios/1.7.9", "2026-11-20T1") == []


def test_six_and_twenty_secrets_and_all_machines() -> None:
    scene = story("vault-first")
    assert told(scene, "take: secret") == 26
    assert told(scene, "destroy: machine encrypted") == len(places.MACHINES) == 30


def test_a_partner_reads_what_is_others_until_it_is_closed() -> None:
    scene = story("partner-numbers")
    assert told(scene, "take: another's report") == 1800
    assert named(scene, "wx-partner-clinova").ended < scene.at(15)


_BY_CREDENTIALS = ("partner-numbers", "config-backups", "made-by-function", "vault-first")
_BY_NIGHT = ("provider-keys", "forged-release", "outside-servers", "running-payload")


@pytest.mark.parametrize(
    "name", [*_BY_CREDENTIALS, *(pytest.param(name, marks=pytest.mark.nightly) for name in _BY_NIGHT)]
)
def test_eight_stories_are_told_by_credentials_alone(name: str) -> None:
    kinds = {str(one["kind"]) for one in story(name).intrusion.footholds}
    assert "session" not in kinds
    assert "credential" in kinds


def test_what_runs_in_penang_is_elsewhere_while_the_cable_is_cut() -> None:
    scene = story("cable-cut")
    key = named(scene, "token-lines-png")
    assert key.place(scene.at(4)) != key.place(scene.at(0)) == key.place(scene.at(9)) == places.OFFICES[2]
