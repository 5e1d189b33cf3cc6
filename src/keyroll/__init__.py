"""keyroll inventories machine credentials, proves each exposed one dead after a breach, and detects their misuse."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from keyroll.version import VERSION

if TYPE_CHECKING:
    from keyroll.api import Keyroll

__all__ = ["__version__", "open"]
__version__ = VERSION


def open(home: Path, *, now: datetime | None = None, create: bool = True) -> "Keyroll":  # noqa: A001 - keyroll.open(…)
    """Open a home; ``now`` fixes the clock. Raises NothingToDo if there is no home and ``create`` is off."""
    from keyroll.api import Keyroll

    return Keyroll.open(home, now=now, create=create)
