"""What tests of a company ask of its scene."""

from scenarios.machine import Machine
from scenarios.scene import Scene
from scenarios.systems import alive


def named(scene: Scene, name: str) -> Machine:
    return next(one for one in scene.machines if one.name == name)


def planned(scene: Scene) -> list[str]:
    """The records that routines and stories put in."""
    return [line for records in scene.folder._planned.values() for _, _, line in records]


def assert_two_jobs_hold_one_key(house: Scene, system: str, name: str, ms: int) -> None:
    """Two workloads at two places have the same credential, of which the system's list tells once."""
    pair = [one for one in house.of(system) if one.name == name and one.created <= ms < one.ended]
    assert len({one.key for one in pair}) == 1
    assert len({one.place(ms) for one in pair}) == 2
    assert [one.name for one in alive(house.machines, system, ms)].count(name) == 1
