"""What a company does in all of its scenarios besides its machines' and people's days."""

from collections.abc import Callable
from dataclasses import dataclass

from scenarios.scene import Scene


@dataclass(frozen=True, slots=True)
class Routine:
    """Found in ``routines`` by the company's name; ``plan`` is called before a scenario's own."""

    plan: Callable[[Scene], None]
