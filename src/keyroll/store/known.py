"""Hashes of the event ids of a table: they show that a file holds no event that is in the table already."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np

Hashes = np.ndarray[tuple[int], np.dtype[np.uint64]]
NONE: Hashes = np.empty(0, np.uint64)
#: The most hashes in memory; the days with the oldest use are dropped first.
HELD = 12_000_000


@dataclass(slots=True)
class KnownEventIds:
    """The hashes of the event ids of some days; each day is a few sorted arrays."""

    days: dict[tuple[str, date], list[Hashes]] = field(default_factory=dict)

    def has_day(self, source: str, day: date) -> bool:
        """Return whether a day is in memory."""
        return (source, day) in self.days

    def add(self, source: str, day: date, hashes: Hashes) -> None:
        """Add hashes to the known hashes of a day. Arrays of similar size are merged, so that there are few and each is
        copied rarely."""
        arrays = self.days.pop((source, day), [])
        arrays.append(np.sort(hashes))
        while len(arrays) > 1 and len(arrays[-2]) <= 2 * len(arrays[-1]):
            last = arrays.pop()
            arrays[-1] = np.sort(np.concatenate([arrays[-1], last]))
        self.days[source, day] = arrays

    def trim(self) -> None:
        """Drop days if too many hashes are in memory; uncommitted days must not be among them."""
        while len(self.days) > 1 and sum(len(one) for held in self.days.values() for one in held) > HELD:
            del self.days[next(iter(self.days))]

    def met(self, source: str, day: date, hashes: Hashes) -> bool:
        """Return whether any of some hashes is known: then one of the ids is known, except for a rare collision."""
        # In sorted order, each search starts near the one before it, in memory that the processor has cached.
        ordered = np.sort(hashes)
        return any(_holds_any(held, ordered) for held in self.days.get((source, day), []))


@dataclass(frozen=True, slots=True)
class WrittenPart:
    """A Parquet file in a table's folder that no commit names yet: rows of one source and day, each event id once."""

    path: Path
    source: str
    day: date
    rows: int
    ids: Hashes


def _holds_any(held: Hashes, hashes: Hashes) -> bool:
    if not len(held):
        return False
    places = np.minimum(np.searchsorted(held, hashes), len(held) - 1)
    return bool((held[places] == hashes).any())


def repeats(hashes: Hashes) -> bool:
    """Return whether a hash occurs more than once."""
    every = np.sort(hashes)
    return bool((every[1:] == every[:-1]).any())
