"""The company that sells seeds: what is untidy in its ordinary life is really there."""

from itertools import pairwise
from pathlib import Path
from random import Random

import orjson
from company_scenes import calm, named, planned, run_days

from keyroll.replay.folder import Folder
from keyroll.replay.times import DAY, HOUR, at, weekday
from scenarios import scenarios
from scenarios.companies import marlbrake
from scenarios.companies.marlbrake import COMPANY as MARLBRAKE
from scenarios.keeping import BY_HAND, handed
from scenarios.play import stage

SCENE = calm("marlbrake")


def test_some_machines_run_weekly_or_on_working_days() -> None:
    costs, builds = (run_days(MARLBRAKE, named(SCENE, name)) for name in ("svc-mb-costs", "ci-shop"))
    assert {(later - day) // DAY for day, later in pairwise(costs)} == {7}
    assert {weekday(day) for day in builds} == set(range(5))


def test_builds_run_in_two_large_networks_and_vendors_in_their_own() -> None:
    hours = range(MARLBRAKE.begins, MARLBRAKE.begins + 20 * DAY, HOUR)
    places = [marlbrake.runner("x", ms) for ms in hours]
    assert {one.partition(".")[0] for one in places} == {"250", "251"}
    assert len({one.rpartition(".")[0] for one in places}) > 400
    called = {marlbrake.sproutboard("x", ms) for ms in hours}
    assert len(called) == 12
    assert len({one.rpartition(".")[0] for one in called}) == 1


def test_what_runs_in_the_cluster_is_placed_anew_each_few_days() -> None:
    hours = range(MARLBRAKE.begins, MARLBRAKE.begins + 20 * DAY, HOUR)
    assert 4 <= len({marlbrake.pod("x", ms) for ms in hours}) <= 6
    assert {marlbrake.leaving(key, MARLBRAKE.begins) for key in map(str, range(50))} == {
        marlbrake.leaving("x", ms) for ms in range(MARLBRAKE.begins, MARLBRAKE.begins + 400 * DAY, DAY)
    }


def test_a_new_service_comes_in_the_third_week_and_one_moves() -> None:
    since = {one.system: one.created for one in SCENE.machines if "tracker" in one.name}
    assert since.keys() == {"aws", "openbao", "postgresql"}
    assert {(made - MARLBRAKE.begins) // (7 * DAY) for made in since.values()} == {2}
    one = named(SCENE, "svc-mb-inventory")
    assert one.place(MARLBRAKE.begins) == marlbrake.BATCH != one.place(MARLBRAKE.ends)
    assert named(SCENE, "Returns desk").client(MARLBRAKE.ends) == "MSAL.Python/1.35.0"


def test_machines_credentials_are_at_times_used_by_hand_and_at_home() -> None:
    homes = {one.home for one in SCENE.people}
    lines = [orjson.loads(line) for line in planned(SCENE)]
    at_home = [one for one in lines if one.get("sourceIPAddress") in homes and one["userAgent"] == BY_HAND["aws"]]
    days = {one["eventTime"][:10] for one in at_home}
    assert 2 <= len(days) <= 3
    assert [one for one in at_home if one["userIdentity"].get("userName") == "svc-mb-emergency"]


def test_some_runs_fail_and_are_tried_again() -> None:
    text = planned(SCENE)
    assert sum("ThrottlingException" in line for line in text) > 5
    assert sum('"status_code":502' in line for line in text) + sum('"code":403' in line for line in text) > 3


def test_who_is_handed_a_shared_key_hands_it_to_both_jobs(tmp_path: Path) -> None:
    scene = stage("calm", 1, MARLBRAKE, Folder(tmp_path, MARLBRAKE.ends))
    made = at("2026-02-10T10:00:00")
    new = handed(scene, Random(1), "svc-mb-deploy", made, scene.people[1])
    assert len(new) == 2
    assert len({one.key for one in new}) == 1
    old = [one for one in scene.of("aws") if one.name == "svc-mb-deploy" and one not in new]
    assert {one.ended for one in old} == {made + HOUR}


def test_people_of_an_office_that_moves_work_from_its_new_address(tmp_path: Path) -> None:
    scene = stage("office-move", 1, MARLBRAKE, Folder(tmp_path, MARLBRAKE.ends))
    scenarios()["office-move"].plan(scene)
    before, while_away, after = ({one.place(scene.start + days * DAY) for one in scene.people} for days in (0, 4, 7))
    assert marlbrake.OFFICE in before
    assert marlbrake.OFFICE not in while_away | after
    assert "198.51.100.204" in after
