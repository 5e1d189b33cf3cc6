"""The company that insures health: what is untidy in its ordinary life is really there, and its stories end as told."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import orjson
import pytest
from replay_scenes import assert_two_jobs_hold_one_key, named, planned

from keyroll.replay.times import DAY, HOUR, day_of
from scenarios import scenarios
from scenarios.companies import kestervale
from scenarios.keeping import BY_HAND
from scenarios.machine import FOREVER, Machine
from scenarios.organisations import KESTERVALE
from scenarios.play import stage
from scenarios.scene import Scene

MINE = [name for name, one in scenarios().items() if one.company is KESTERVALE]
_HOURS = range(KESTERVALE.begins, KESTERVALE.begins + 30 * DAY, HOUR)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """The company of seed 1 with all that it does in each of its scenarios."""
    return stage("calm", 1, KESTERVALE, tmp_path_factory.mktemp("kestervale"))


def told(name: str, folder: Path, seed: int = 1) -> Scene:
    """The company of a seed with one scenario's story."""
    scene = stage(name, seed, KESTERVALE, folder)
    scenarios()[name].plan(scene)
    return scene


def test_it_has_as_many_people_and_credentials_as_it_says(house: Scene) -> None:
    assert 60 <= len(house.people) <= 90
    for day in KESTERVALE.days:
        assert 70 <= len({(one.system, one.key) for one in house.machines if one.created <= day < one.ended}) <= 90
    assert datetime.fromtimestamp(KESTERVALE.first / 1000, UTC).date().isoformat() == "2026-03-02"


def test_there_are_six_intrusions_and_three_storms() -> None:
    assert Counter(scenarios()[name].surge for name in MINE) == {False: 6, True: 3}


@pytest.mark.parametrize("name", MINE)
def test_a_story_can_be_told_in_companies_of_other_seeds(name: str, tmp_path: Path) -> None:
    scenes = [told(name, tmp_path, seed) for seed in (2, 3)]
    assert all(bool(scene.acts) != scenarios()[name].surge for scene in scenes)


def test_machines_run_hourly_daily_weekly_and_monthly(house: Scene) -> None:
    assert {HOUR, 2 * HOUR, DAY, 7 * DAY, FOREVER} <= {one.every for one in house.machines}
    ran = [day_of(day) for day in KESTERVALE.days if named(house, "kv-month-close").runs(Random(1), day)]
    assert ran == ["2026-02-02", "2026-02-03", "2026-03-02", "2026-03-03"]
    assert len([day for day in KESTERVALE.days if named(house, "kv-weekly").runs(Random(1), day)]) >= 6


def test_bot_users_of_tokens_and_accounts_of_the_tracker_are_told_apart(house: Scene) -> None:
    tokens = {one.key for one in house.of("gitlab")}
    assert len({int(key) % 997 for key in tokens}) == len(tokens)
    names = {one.name for one in (*house.of("jira"), *house.of("confluence"))}
    assert len({sum(name.encode()) for name in names}) == len(names)


def test_what_runs_nowhere_of_its_own_is_in_few_or_many_networks() -> None:
    assert len({kestervale.cloud("x", ms) for ms in _HOURS}) == 8
    assert len({kestervale.inside("x", ms) for ms in _HOURS}) in (5, 6)
    assert len({kestervale.builder("x", ms).rpartition(".")[0] for ms in _HOURS}) > 150
    places = {kestervale.laptop("x", ms) for ms in _HOURS}
    assert kestervale.OFFICES[0] in places
    assert 4 <= len(places) <= 6


def test_a_vendor_calls_from_two_sites_and_from_more_addresses_by_and_by() -> None:
    first, later = ({kestervale.vendor("Brandtree")("x", ms + after) for ms in range(KESTERVALE.begins,
                     KESTERVALE.begins + 12 * DAY, HOUR)} for after in (0, 31 * DAY))  # fmt: skip
    assert len({one.rpartition(".")[0] for one in first}) == 2
    assert len(later) > len(first)


@pytest.mark.parametrize(("system", "name"), [("gcp", "kv-batch"), ("openbao", "token-letters"), ("jira", "kv-bridge")])
def test_two_jobs_hold_one_key_and_the_list_has_it_once(system: str, name: str, house: Scene) -> None:
    assert_two_jobs_hold_one_key(house, system, name, KESTERVALE.first)


def test_a_new_service_comes_in_the_third_week_hosts_move_and_one_comes_back(house: Scene) -> None:
    since = {one.system: one.created for one in house.machines if "plans" in one.name}
    assert {(made - KESTERVALE.begins) // (7 * DAY) for made in since.values()} >= {2}
    assert since.keys() >= {"gcp", "openbao", "postgresql", "gitlab"}
    assert named(house, "nightly_dump").place(KESTERVALE.ends) != kestervale.BATCH
    finder = named(house, "kv-finder")
    places = [finder.place(KESTERVALE.begins + days * DAY) for days in (20, 26, 29)]
    assert [one == "198.18.24.120" for one in places] == [False, True, False]


def test_a_key_is_changed_by_hand_and_the_old_one_stays_for_days(house: Scene) -> None:
    old, new = (sorted((one for one in house.of("openbao") if one.name == "token-letters" and not one.job),
                       key=lambda one: one.created))  # fmt: skip
    assert 3 * DAY < old.ended - new.created < 4 * DAY


def test_machines_credentials_are_at_times_used_by_hand_and_runs_are_tried_again(house: Scene) -> None:
    lines = planned(house)
    assert sum(BY_HAND["gcp"] in line for line in lines) > 10
    assert len({line[15:28] for line in lines if "DBeaver" in line}) >= 10
    assert sum("password authentication failed" in line and "members_rw" in line for line in lines) >= 31
    assert sum('"status":503' in line or " 503 " in line or "PERMISSION_DENIED" in line for line in lines) > 8


def test_who_is_found_out_loses_the_key_and_the_house_goes_on_with_another(tmp_path: Path) -> None:
    scene = told("mining-day", tmp_path)
    old, new = (one for one in scene.of("gcp") if one.name == "kv-terraform")
    assert scene.footholds[0]["ended"]
    assert old.ended < new.ended == FOREVER
    assert max(ms for records in scene.folder._planned.values() for _, ms, line in records
               if old.key in line and "worker-" in line) < old.ended  # fmt: skip


def test_services_that_looped_catch_up_with_the_keys_that_they_have_then(tmp_path: Path) -> None:
    scene = told("runaway-loop", tmp_path)
    late: list[Machine] = [one for one in scene.machines if one.job == "late"]
    assert len(late) == 7
    alone = {(one.system, one.key): one.ended for one in scene.machines if one.job != "late"}
    assert all(alone[one.system, one.key] >= one.ended for one in late)


def test_helpers_use_tokens_of_builds_at_homes(tmp_path: Path) -> None:
    scene = told("assistant-trial", tmp_path)
    homes = {one.home for one in scene.people}
    used = [orjson.loads(line) for line in planned(scene) if "fernhand" in line and '"token_id"' in line]
    assert {one["remote_ip"].partition(",")[0] for one in used} & homes
    assert len({one["token_id"] for one in used}) >= 4
