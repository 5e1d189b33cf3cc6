"""Limits on the reading of a repository. An object over a limit is left out, and the scan reports it."""

import time
from collections.abc import Callable
from dataclasses import dataclass

#: The scanner leaves out larger files (its own default), in a working tree and in a history alike.
MOST_OBJECT = 256 << 20
#: The longest chain of deltas that git itself writes.
MOST_DELTAS = 4095
MOST_OBJECTS = 16_000_000
MOST_LOOSE = 500_000
MOST_PACKS = 2_000
MOST_PACKED = 64 << 30
#: The limit for all objects of a repository, unpacked.
MOST_UNPACKED = 128 << 30
MOST_ALTERNATES = 5
#: The limit for a commit that is read for its author's date.
MOST_COMMIT = 8 << 20

#: Takes the reason why an object was not read.
Fault = Callable[[str], None]


class Corrupt(Exception):  # noqa: N818 - becomes a reason
    """An object, pack or index is broken or over a limit; the message holds nothing of its content."""


@dataclass(slots=True)
class UnpackBudget:
    """The rest of the unpacking limits of one repository: bytes and time."""

    until: float
    unpacked: int = MOST_UNPACKED
    objects: int = MOST_OBJECTS

    def in_time(self) -> None:
        """Raise Corrupt if the time is over."""
        if time.monotonic() > self.until:
            raise Corrupt("the time for this scan is over")
