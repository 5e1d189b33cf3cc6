"""The company that insures health: what is untidy in its ordinary life is really there, and its stories end as told."""

from pathlib import Path

import orjson
import pytest
from company_scenes import calm, named, planned, run_days

from keyroll.replay.folder import Folder
from keyroll.replay.times import DAY, HOUR
from scenarios import scenarios
from scenarios.companies import kestervale
from scenarios.companies.kestervale import COMPANY as KESTERVALE
from scenarios.keeping import BY_HAND
from scenarios.machine import FOREVER, Machine
from scenarios.play import stage
from scenarios.scene import Scene

SCENE = calm("kestervale")

MINE = [name for name, one in scenarios().items() if one.company is KESTERVALE]
_HOURS = range(KESTERVALE.begins, KESTERVALE.begins + 30 * DAY, HOUR)


def planned_scene(name: str, folder: Path, seed: int = 1) -> Scene:
    """The company of a seed with one scenario's story."""
    scene = stage(name, seed, KESTERVALE, Folder(folder, KESTERVALE.ends))
    scenarios()[name].plan(scene)
    return scene


@pytest.mark.parametrize("name", MINE)
def test_a_story_can_be_told_in_companies_of_other_seeds(name: str, tmp_path: Path) -> None:
    scenes = [planned_scene(name, tmp_path, seed) for seed in (2, 3)]
    assert all(bool(scene.intrusion.acts) != scenarios()[name].surge for scene in scenes)


def test_a_weekly_job_runs_each_week() -> None:
    assert len(run_days(KESTERVALE, named(SCENE, "kv-weekly"))) >= 6


def test_bot_users_of_tokens_and_accounts_of_the_tracker_are_told_apart() -> None:
    tokens = {one.key for one in SCENE.of("gitlab")}
    assert len({int(key) % 997 for key in tokens}) == len(tokens)
    names = {one.name for one in (*SCENE.of("jira"), *SCENE.of("confluence"))}
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


def test_a_new_service_comes_in_the_third_week_hosts_move_and_one_comes_back() -> None:
    since = {one.system: one.created for one in SCENE.machines if "plans" in one.name}
    assert {(made - KESTERVALE.begins) // (7 * DAY) for made in since.values()} >= {2}
    assert since.keys() >= {"gcp", "openbao", "postgresql", "gitlab"}
    assert named(SCENE, "nightly_dump").place(KESTERVALE.ends) != kestervale.BATCH
    finder = named(SCENE, "kv-finder")
    places = [finder.place(KESTERVALE.begins + days * DAY) for days in (20, 26, 29)]
    assert [one == "198.18.24.120" for one in places] == [False, True, False]


def test_a_key_is_changed_by_hand_and_the_old_one_stays_for_days() -> None:
    old, new = (sorted((one for one in SCENE.of("openbao") if one.name == "token-letters" and not one.job),
                       key=lambda one: one.created))  # fmt: skip
    assert 3 * DAY < old.ended - new.created < 4 * DAY


def test_machines_credentials_are_at_times_used_by_hand_and_runs_are_tried_again() -> None:
    lines = planned(SCENE)
    assert sum(BY_HAND["gcp"] in line for line in lines) > 10
    assert len({line[15:28] for line in lines if "DBeaver" in line}) >= 10
    assert sum("password authentication failed" in line and "members_rw" in line for line in lines) >= 31
    assert sum('"status":503' in line or " 503 " in line or "PERMISSION_DENIED" in line for line in lines) > 8


def test_who_is_found_out_loses_the_key_and_the_house_goes_on_with_another(tmp_path: Path) -> None:
    scene = planned_scene("mining-day", tmp_path)
    old, new = (one for one in scene.of("gcp") if one.name == "kv-terraform")
    assert scene.intrusion.footholds[0]["ended"]
    assert old.ended < new.ended == FOREVER
    assert max(ms for records in scene.folder._planned.values() for _, ms, line in records
               if old.key in line and "worker-" in line) < old.ended  # fmt: skip


def test_services_that_looped_catch_up_with_the_keys_that_they_have_then(tmp_path: Path) -> None:
    scene = planned_scene("runaway-loop", tmp_path)
    late: list[Machine] = [one for one in scene.machines if one.job == "late"]
    assert len(late) == 7
    alone = {(one.system, one.key): one.ended for one in scene.machines if one.job != "late"}
    assert all(alone[one.system, one.key] >= one.ended for one in late)


def test_helpers_use_tokens_of_builds_at_homes(tmp_path: Path) -> None:
    scene = planned_scene("assistant-trial", tmp_path)
    homes = {one.home for one in scene.people}
    used = [orjson.loads(line) for line in planned(scene) if "fernhand" in line and '"token_id"' in line]
    assert {one["remote_ip"].partition(",")[0] for one in used} & homes
    assert len({one["token_id"] for one in used}) >= 4
