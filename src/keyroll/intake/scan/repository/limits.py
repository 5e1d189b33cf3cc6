"""How much of a repository is read at most. What is over a limit is left out, and the scan says so."""

import time
from collections.abc import Callable
from dataclasses import dataclass

#: Files over this the scanner leaves out (its own default), in a working tree and in a history alike.
MOST_OBJECT = 256 << 20
#: The longest chain that git itself writes.
MOST_DELTAS = 4095
MOST_OBJECTS = 16_000_000
MOST_LOOSE = 500_000
MOST_PACKS = 2_000
MOST_PACKED = 64 << 30
#: All objects of a repository, unpacked.
MOST_UNPACKED = 128 << 30
MOST_ALTERNATES = 5
#: A commit that is read for its author's date.
MOST_COMMIT = 8 << 20

#: Takes the reason why something was not read.
Fault = Callable[[str], None]


class Corrupt(Exception):  # noqa: N818 - becomes a reason
    """An object, pack or index is broken or over a limit; the message holds nothing of its content."""


@dataclass(slots=True)
class UnpackBudget:
    """What may still be unpacked of one repository, and until when."""

    until: float
    unpacked: int = MOST_UNPACKED
    objects: int = MOST_OBJECTS

    def in_time(self) -> None:
        """Raise Corrupt where the time is over."""
        if time.monotonic() > self.until:
            raise Corrupt("the time for this scan is over")
