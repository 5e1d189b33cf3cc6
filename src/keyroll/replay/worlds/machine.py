"""Machines and people of a small company: who works when, from where, with what."""

from dataclasses import dataclass, field
from random import Random

from keyroll.replay.times import DAY, HOUR, weekday

FOREVER = 2**60


@dataclass(slots=True)
class Machine:
    """A workload with one credential. ``things`` are what it usually touches, ``acts`` the ways in which it does."""

    system: str
    name: str
    key: str
    """The issuer's own id of the credential."""
    address: str
    agent: str
    every: int
    burst: int
    things: list[str]
    acts: tuple[str, ...]
    created: int = 0
    ended: int = FOREVER
    vendor: str = ""
    moves: list[tuple[int, str]] = field(default_factory=list)
    phase: int = 0

    def place(self, ms: int) -> str:
        """The address at that time."""
        return next((where for since, where in reversed(self.moves) if ms >= since), self.address)

    def runs(self, rng: Random, day: int) -> list[int]:
        """When it starts on that day."""
        if self.every == FOREVER:
            return []
        if self.every >= 7 * DAY:
            due = weekday(day) == self.phase % 7
            return [day + self.phase % DAY] if due else []
        first = day + self.phase % self.every
        return [ms + int(rng.random() * 20_000) for ms in range(first, day + DAY, self.every)]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works there."""

    login: str
    id: str
    office: str
    home: str
    agent: str
    joined: int = 0

    def shift(self, rng: Random, day: int) -> int | None:
        """When the working day begins, or None."""
        if weekday(day) > 4 or day < self.joined or rng.random() < 0.06:
            return None
        return day + 8 * HOUR + int(rng.random() * 2 * HOUR)

    def place(self, day: int) -> str:
        """At home on some days."""
        return self.home if (day // DAY + len(self.login)) % 5 < 2 else self.office
