"""The group of hospitals: shifts, doctors who change on one day, practices outside, and how its stories go."""

from functools import partial

import orjson
import pytest
from company_scenes import calm, named, planned, story_of

from keyroll.providers.catalogue import logs
from keyroll.replay.times import DAY, HOUR, MINUTE
from scenarios.companies import aldermoor_places as places
from scenarios.companies.aldermoor import COMPANY as ALDERMOOR
from scenarios.networks import anywhere, pods, pool
from scenarios.scene import Scene
from scenarios.systems.aws import Aws
from scenarios.systems.azure import Azure
from scenarios.systems.mariadb import Mariadb
from scenarios.systems.microsoft import Microsoft

SCENE = calm("aldermoor")
story = partial(story_of, "aldermoor")
_HOURS = range(ALDERMOOR.begins, ALDERMOOR.begins + 20 * DAY, HOUR)


def told(scene: Scene, what: str) -> int:
    return sum(said == what for _, _, said in scene.intrusion.acts)


def lines(scene: Scene, *words: str) -> list[str]:
    return [line for line in planned(scene) if all(word in line for word in words)]


def test_wards_run_in_three_shifts_and_coders_share_one_address() -> None:
    assert {one.begins // HOUR for one in SCENE.people if one.team == "wards"} == {6, 14, 22}
    assert {one.office for one in SCENE.people if one.team == "coders"} == {places.CODERS}
    doctors = [one for one in SCENE.people if one.team == "doctors"]
    assert len({one.place(day) for one in doctors for day in ALDERMOOR.days[:5]}) > 100


def test_ten_doctors_go_and_eleven_come_on_one_day() -> None:
    change = ALDERMOOR.begins + 19 * DAY
    assert sum(one.left == change for one in SCENE.people) == 10
    assert sum(one.joined == change for one in SCENE.people) == 11


def test_a_pool_has_its_addresses_a_cluster_its_network_and_a_large_network_any() -> None:
    few = pool(("192.0.2.1", "192.0.2.2", "192.0.2.3"), 6 * HOUR)
    assert {len({few(key, ms) for ms in _HOURS}) for key in ("a", "b", "c")} == {2}
    assert {pods(60, 4, DAY)(str(key), 0).split(".")[1] for key in range(90)} == {"60", "61", "62", "63"}
    assert len({anywhere((246, 247), 120, 14, HOUR)("x", ms) for ms in _HOURS}) > 400


def test_each_practice_asks_from_its_own_line_on_working_days() -> None:
    asked = [one for one in SCENE.of("aws") if "practice-" in one.name and one.created < ALDERMOOR.begins]
    assert len({one.place(ALDERMOOR.begins) for one in asked}) == len(places.PRACTICES) == len(asked)
    assert not any(one.only and one.only(ALDERMOOR.begins + DAY) for one in asked)


def test_what_is_made_in_a_group_of_its_own_has_its_name_in_the_resource() -> None:
    cloud = SCENE.known("azure", Azure)
    for act, end in (("group", "/RESOURCEGROUPS/RG-X"), ("containers", "/CONTAINERGROUPS/ONE")):
        ((_, _, line),) = cloud.person_does(
            SCENE.rng(act), "a", ALDERMOOR.begins, act, "one", "192.0.2.9", group="rg-x"
        )
        body = orjson.loads(line)
        assert body["resourceId"].endswith(end)
        assert "/RG-X" in body["resourceId"]


def test_a_policy_of_a_key_is_json_within_json() -> None:
    cloud, key = SCENE.known("aws", Aws), named(SCENE, "svc-am-terraform")
    ((_, _, line),) = cloud.work(SCENE.rng("kms"), key, ALDERMOOR.begins, "key-policy", "seal|1:user/a")
    asked = orjson.loads(line)["requestParameters"]
    assert orjson.loads(asked["policy"])["Statement"][0]["Principal"] == {"AWS": "arn:aws:iam::1:user/a"}


def test_a_connection_that_names_no_database_is_in_the_first_one() -> None:
    records = SCENE.known("mariadb", Mariadb).work(
        SCENE.rng("old"), named(SCENE, "dba_old"), ALDERMOOR.begins, "bases", ""
    )
    assert {line.split(",")[7] for _, _, line in records} == {"old_ward"}


def test_a_mail_that_is_moved_is_an_operation_of_the_tenant() -> None:
    tenant, recognise = SCENE.known("microsoft", Microsoft), logs("m365")["audit"].recognise
    ((_, _, line),) = tenant.moves_away(SCENE.rng("mail"), "a", ALDERMOOR.begins, "x", "Sent Items", "192.0.2.9")
    assert recognise
    assert recognise(orjson.loads(line))


def test_nobody_does_anything_after_the_last_day() -> None:
    assert all(ms < ALDERMOOR.ends for records in SCENE.folder._planned.values() for _, ms, _ in records)


def test_a_key_signs_once_in_vain_and_twice_within_the_hour() -> None:
    scene = story("signing-right")
    signed = [orjson.loads(line) for line in lines(scene, '"Sign"', "svc-am-deploy")]
    assert [one.get("errorCode", "") for one in signed] == ["AccessDenied", "", ""]
    assert all(named(scene, "svc-am-deploy").ended < scene.first + 4 * DAY for _ in signed)


def test_every_region_is_asked_within_ten_seconds() -> None:
    scene = story("mail-every-region")
    asked = [ms for records in scene.folder._planned.values() for _, ms, line in records if "PutAccountDetails" in line]
    assert len(asked) == told(scene, "stay: full use of mail") == 17
    assert max(asked) - min(asked) < 11_000


def test_devices_of_all_go_within_three_hours_and_a_bit() -> None:
    scene = story("wiped-devices")
    gone = [ms for records in scene.folder._planned.values() for _, ms, line in records
            if '"Delete device."' in line and "svc-endpoint-update" in line]  # fmt: skip
    assert len(gone) == told(scene, "destroy: device") > 300
    assert max(gone) - min(gone) < 3 * HOUR + 20 * MINUTE


def test_answers_are_read_on_fourteen_days_a_few_at_a_time() -> None:
    scene = story("eligibility-reports")
    assert 14 * 3 <= told(scene, "take: answer read") == len(scene.intrusion.acts) <= 14 * 9


_BY_CREDENTIALS = ("signing-right", "mail-every-region", "eligibility-reports")
_BY_NIGHT = ("daemon-on-nodes", "scanned-copies", "bot-in-requests", "old-servers")


@pytest.mark.parametrize(
    "name", [*_BY_CREDENTIALS, *(pytest.param(name, marks=pytest.mark.nightly) for name in _BY_NIGHT)]
)
def test_seven_stories_are_told_by_credentials_alone(name: str) -> None:
    kinds = {str(one["kind"]) for one in story(name).intrusion.footholds}
    assert "session" not in kinds
    assert "credential" in kinds


def test_a_cleared_hospital_comes_back_to_its_own_addresses() -> None:
    scene = story("evacuated-hospital")
    key = named(scene, "svc-am-labs-esk")
    home = key.address or key.place(scene.at(0))
    assert key.place(scene.at(4)) != home == key.place(scene.at(10))
