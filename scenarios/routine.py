"""What a company does in all of its scenarios besides its machines' and people's days."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from keyroll.replay.streams import stream
from scenarios.scene import Scene


@dataclass(frozen=True, slots=True)
class Routine:
    """Found in ``routines`` by the company's name, and planned before a scenario's own plan.

    Each part draws from a stream of its own, by its name: it is the same in all scenarios of one seed.
    """

    parts: Mapping[str, Callable[[Scene, Random], None]]

    def plan(self, scene: Scene) -> None:
        """Plan each part in turn."""
        for name, part in self.parts.items():
            part(scene, stream(scene.seed, scene.company.name, "customs", name))
