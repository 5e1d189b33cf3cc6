"""What a replay is: it writes exports in the vendors' shapes, and beside them what is true of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class IncidentOpening:
    """The incident to open: its name, whose it is, its window, and identifiers that a person adds, each with a
    reason."""

    name: str
    vendor: str
    begins: datetime
    ends: datetime
    widen: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenCase:
    """What was written: the exports, folders to scan as ``NAME=PATH``, the truth, when the records end, what to open.

    The truth file is JSON: ``exposed`` lists identifiers, ``survivors`` pairs of ``identifier`` and ``reason``, the
    word by which a verdict says why.
    """

    exports: Path
    truth: Path
    ends: datetime
    records: int
    opening: IncidentOpening
    scans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Replay:
    """One breach to be replayed. ``write(folder, seed)`` writes it; the same seed gives the same bytes.

    ``title`` heads its screen, ``about`` tells in a sentence what it is to show.
    """

    title: str
    about: str
    write: Callable[[Path, int], WrittenCase] = field(repr=False)
