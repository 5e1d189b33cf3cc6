"""The company that measures rivers: what is awkward in its ordinary life is really there."""

from itertools import pairwise
from pathlib import Path
from random import Random

from company_scenes import calm

from keyroll.replay.folder import Folder
from keyroll.replay.times import DAY, HOUR
from scenarios.companies import tarnfield
from scenarios.companies.tarnfield import COMPANY as TARNFIELD
from scenarios.machine import Machine
from scenarios.play import stage
from scenarios.systems.bitbucket import Bitbucket

SCENE = calm("tarnfield")


def test_new_machines_come_each_week() -> None:
    names = {one.name: one.created for one in reversed(SCENE.machines)}
    weeks = {(since - TARNFIELD.begins) // (7 * DAY) for since in names.values() if since}
    assert weeks >= set(range(6))


def test_keys_are_turned_every_thirty_days() -> None:
    found: dict[tuple[str, str], list[int]] = {}
    for one in SCENE.machines:
        if one.system == "openbao" and one.created:
            found.setdefault((one.system, one.name), []).append(one.created)
    gaps = [(later - since) // DAY for times in found.values() for since, later in pairwise(times)]
    assert gaps
    assert set(gaps) <= {29, 30}


def test_builds_run_anywhere_and_the_vendor_calls_from_three_networks() -> None:
    hours = range(TARNFIELD.begins, TARNFIELD.begins + 20 * DAY, HOUR)
    assert len({tarnfield.builder("x", ms).rpartition(".")[0] for ms in hours}) > 400
    assert len({".".join(tarnfield.welded("x", ms).split(".")[:2]) for ms in hours}) == 3
    one = tarnfield.welds(Machine("jira", "x", "x", "", "", HOUR, 1, [], ()))
    assert len({one.client(ms) for ms in range(TARNFIELD.begins, TARNFIELD.ends, DAY)}) >= 4


def test_who_is_not_let_in_has_no_name_in_the_access_log() -> None:
    git, one = SCENE.known("bitbucket", Bitbucket), SCENE.of("bitbucket")[0]
    names = [
        [line.split(" | ")[3] for _, _, line in git.work(Random(1), one, TARNFIELD.first, "fetch", "GAUG/x", **told)]
        for told in ({}, {"refused": "401"})
    ]
    assert names == [[f"access-token-user/{one.key}"] * 2, ["-"] * 2]


def test_what_a_request_asks_is_no_act_of_its_own(tmp_path: Path) -> None:
    scene = stage("calm", 1, TARNFIELD, Folder(tmp_path, TARNFIELD.ends))
    one = scene.of("bitbucket")[0]
    records = scene.systems["bitbucket"].work(scene.rng("x"), one, TARNFIELD.first, "clone", one.things[0])
    scene.hostile("take: cloned", records)
    assert len(records) == 2
    assert [what for *_, what in scene.intrusion.acts] == ["take: cloned"]
