"""The company that measures rivers: what is awkward in its ordinary life is really there."""

from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from keyroll.replay.times import DAY, HOUR, at
from scenarios.companies import tarnfield
from scenarios.machine import FOREVER, Machine
from scenarios.organisations import TARNFIELD
from scenarios.play import stage
from scenarios.scene import Scene
from scenarios.systems import alive
from scenarios.systems.bitbucket import Bitbucket


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """The company of seed 1 with all that it does in each of its scenarios."""
    return stage("calm", 1, TARNFIELD, tmp_path_factory.mktemp("tarnfield"))


def held(scene: Scene, ms: int) -> set[tuple[str, str]]:
    """The credentials of that time."""
    return {(one.system, one.key) for one in scene.machines if one.created <= ms < one.ended}


def test_it_has_as_many_people_and_credentials_as_it_says(house: Scene) -> None:
    assert 40 <= len(house.people) <= 80
    assert all(50 <= len(held(house, day)) <= 90 for day in TARNFIELD.days)
    assert datetime.fromtimestamp(TARNFIELD.first / 1000, UTC).date().isoformat() == "2025-09-29"


def test_new_machines_come_each_week(house: Scene) -> None:
    names = {one.name: one.created for one in reversed(house.machines)}
    weeks = {(since - TARNFIELD.begins) // (7 * DAY) for since in names.values() if since}
    assert weeks >= set(range(6))


def test_keys_are_turned_every_thirty_days(house: Scene) -> None:
    found: dict[tuple[str, str], list[int]] = {}
    for one in house.machines:
        if one.system == "openbao" and one.created:
            found.setdefault((one.system, one.name), []).append(one.created)
    gaps = [(later - since) // DAY for times in found.values() for since, later in pairwise(times)]
    assert gaps
    assert set(gaps) <= {29, 30}


def test_two_jobs_hold_one_key_and_the_list_has_it_once(house: Scene) -> None:
    ms = TARNFIELD.first
    pair = [one for one in house.of("aws") if one.name == "svc-tf-artifacts" and one.created <= ms < one.ended]
    assert len({one.key for one in pair}) == 1
    assert len({one.place(ms) for one in pair}) == 2
    assert [one.name for one in alive(house.machines, "aws", ms)].count("svc-tf-artifacts") == 1


def test_builds_run_anywhere_and_the_vendor_calls_from_three_networks() -> None:
    hours = range(TARNFIELD.begins, TARNFIELD.begins + 20 * DAY, HOUR)
    assert len({tarnfield.builder("x", ms).rpartition(".")[0] for ms in hours}) > 400
    assert len({".".join(tarnfield.welded("x", ms).split(".")[:2]) for ms in hours}) == 3
    one = tarnfield.welds(Machine("jira", "x", "x", "", "", HOUR, 1, [], ()))
    assert len({one.client(ms) for ms in range(TARNFIELD.begins, TARNFIELD.ends, DAY)}) >= 4


@pytest.mark.parametrize(
    ("name", "days"),
    [("svc-tf-cost", ["2025-09-01", "2025-09-02", "2025-10-01", "2025-10-02"]),
     ("svc-tf-coldstore", ["2025-10-01", "2025-10-02", "2025-10-03"])],
)  # fmt: skip
def test_some_jobs_run_by_the_calendar(name: str, days: list[str], house: Scene) -> None:
    one = next(one for one in house.machines if one.name == name)
    assert [day for day in TARNFIELD.days if one.runs(Random(1), day)] == [at(day) for day in days]
    assert one.every != FOREVER


def test_who_is_not_let_in_has_no_name_in_the_access_log(house: Scene) -> None:
    git, one = house.known("bitbucket", Bitbucket), house.of("bitbucket")[0]
    names = [
        [line.split(" | ")[3] for _, _, line in git.work(Random(1), one, TARNFIELD.first, "fetch", "GAUG/x", **told)]
        for told in ({}, {"refused": "401"})
    ]
    assert names == [[f"access-token-user/{one.key}"] * 2, ["-"] * 2]


def test_what_a_request_asks_is_no_act_of_its_own(tmp_path: Path) -> None:
    scene = stage("calm", 1, TARNFIELD, tmp_path)
    one = scene.of("bitbucket")[0]
    records = scene.systems["bitbucket"].work(scene.rng("x"), one, TARNFIELD.first, "clone", one.things[0])
    scene.hostile("take: cloned", records)
    assert len(records) == 2
    assert [what for _, what in scene.acts] == ["take: cloned"]
