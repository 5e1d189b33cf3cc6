"""What tests of a company ask of its scene."""

from keyroll.replay.worlds.machine import Machine
from keyroll.replay.worlds.scene import Scene


def named(scene: Scene, name: str) -> Machine:
    return next(one for one in scene.machines if one.name == name)


def planned(scene: Scene) -> list[str]:
    """The records that customs and stories put in."""
    return [line for records in scene.folder._planned.values() for _, _, line in records]
