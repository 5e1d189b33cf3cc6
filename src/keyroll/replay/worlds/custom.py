"""What a company does in all of its worlds besides its machines' and people's days."""

from collections.abc import Callable
from dataclasses import dataclass

from keyroll.replay.worlds.scene import Scene


@dataclass(frozen=True, slots=True)
class Custom:
    """Found in ``customs`` by the company's name; ``plan`` is called before a story's own."""

    plan: Callable[[Scene], None]
