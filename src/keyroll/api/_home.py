"""A home that is open: what the facade and each of its services stand on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from keyroll.store.home import Home

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Service:
    """A part of what can be done with one home."""

    home: Home

    def now(self) -> datetime:
        """Return the time by this home's clock."""
        return self.home.clock.now()
