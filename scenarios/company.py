"""What a company is to its scenarios: its days, its people and its systems."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from keyroll.replay.times import DAY
from scenarios.machine import Person
from scenarios.systems import System


@dataclass(frozen=True, slots=True)
class Company:
    """``name`` also names its streams of chance. Times are milliseconds since 1970, in UTC."""

    name: str
    begins: int
    ends: int
    people: Callable[[Random], list[Person]]
    systems: Callable[[], tuple[System, ...]]
    peace: int = 28
    """Days before which no scenario begins: every behaviour has seen weeks by then."""

    @property
    def days(self) -> tuple[int, ...]:
        """Each day's first moment."""
        return tuple(range(self.begins, self.ends, DAY))

    @property
    def surveys(self) -> frozenset[int]:
        """The days on which its lists are taken."""
        return frozenset((*self.days[1::7], self.days[-1]))

    @property
    def first(self) -> int:
        """The first day on which a scenario may begin."""
        return self.days[self.peace]
