"""Who uses a machine's credential: an intruder, or somebody who has a right to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from scenarios.machine import Machine
from scenarios.systems import System

if TYPE_CHECKING:
    from scenarios.scene import Scene


@dataclass(frozen=True, slots=True)
class Actor:
    """One user of one credential. ``details`` go with each act: its ``address``, ``agent``, what the system knows."""

    scene: Scene
    rng: Random
    machine: Machine
    system: System
    hostile: bool
    details: dict[str, str]

    def act(self, ms: int, act: str, thing: str = "", what: str = "look: {act}", **more: str) -> None:
        """One act: its name, with ``!`` and a status if it is refused. ``what`` says in the truth what it was for."""
        name, _, refused = act.partition("!")
        details = self.details | ({"refused": refused} if refused else {}) | more
        records = self.system.work(self.rng, self.machine, ms, name, thing, **details)
        if self.hostile:
            self.scene.hostile(what.format(act=name, thing=thing), records, success=not details.get("refused"))
        else:
            self.scene.ordinary(records)

    def series(
        self, ms: int, steps: Iterable[tuple[str, ...]], wait: int, more_wait: int = 0, *, what: str = "look: {act}",
        waits_first: bool = False, **more: str,
    ) -> int:  # fmt: skip
        """Acts as ``(act, thing)`` or ``(act, thing, what)``; after each (or before it) a wait and up to some more.

        Returns the time after the last one.
        """
        for step in steps:
            pause = 0 if not waits_first else wait + (self.rng.randrange(more_wait) if more_wait else 0)
            act, thing, said = step if len(step) == 3 else (*step, what)
            self.act(ms + pause, act, thing, said, **more)
            ms += pause if waits_first else wait + (self.rng.randrange(more_wait) if more_wait else 0)
        return ms

    def holds(self, since: int = 0, until: int | None = None) -> None:
        """Note in the truth that the intruder has the credential: since his first success, or another time."""
        self.scene.foothold("credential", self.system.identifier(self.machine), since or self.scene.first, until)
