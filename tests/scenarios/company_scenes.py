"""What tests of a company ask of its scene."""

import gzip
from functools import cache
from pathlib import Path

from keyroll.replay.folder import Folder
from scenarios import scenarios
from scenarios.company import Company
from scenarios.machine import Machine
from scenarios.organisations import COMPANIES
from scenarios.play import stage
from scenarios.scene import Scene


@cache
def calm(name: str) -> Scene:
    """A company of seed 1 with all that it does in each of its scenarios; nothing is written."""
    return stage("calm", 1, COMPANIES[name], Folder(Path("unwritten"), COMPANIES[name].ends))


@cache
def story_of(company: str, name: str, seed: int = 1) -> Scene:
    """The company of a seed with one scenario's story; nothing is written."""
    scene = stage(name, seed, COMPANIES[company], Folder(Path("unwritten"), COMPANIES[company].ends))
    scenarios()[name].plan(scene)
    return scene


def named(scene: Scene, name: str) -> Machine:
    return next(machine for machine in scene.machines if machine.name == name)


def planned(scene: Scene) -> list[str]:
    """The records that routines and scenarios put in."""
    return [line for records in scene.folder._planned.values() for _, _, line in records]


def run_days(company: Company, machine: Machine) -> list[int]:
    """The days on which a machine runs."""
    return [day for day in company.days if machine.runs(Scene.rng(calm(company.name), "runs"), day)]


def text(path: Path) -> str:
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
