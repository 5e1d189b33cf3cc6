"""A home that is open: what every part of the facade stands on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self

from keyroll.clock import iso
from keyroll.store.home import Home

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class OpenHome:
    """One home, opened."""

    home: Home

    @classmethod
    def open(cls, path: Path, *, now: datetime | None = None, create: bool = True) -> Self:
        """Open a home; ``now`` fixes the clock. Raises NothingToDo where there is none and ``create`` is off."""
        return cls(Home.open(path, flags={"clock": iso(now)} if now else None, create=create))

    def now(self) -> datetime:
        """Return the time by this home's clock."""
        return self.home.clock.now()
