"""An open home: the base of the facade and of each of its services."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from keyroll.store.home import Home

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Service:
    """The base class of a service over one home."""

    home: Home

    def now(self) -> datetime:
        """Return the time by this home's clock."""
        return self.home.clock.now()
