"""The contract of a replay: it writes exports in the vendors' formats, and the truth file beside them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class IncidentOpening:
    """The incident to open: name, vendor, window, and identifiers that a person adds, each with a reason."""

    name: str
    vendor: str
    begins: datetime
    ends: datetime
    widen: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenCase:
    """The output: the exports, folders to scan as ``NAME=PATH``, the truth, the last time, the incident to open.

    The truth file is JSON. ``exposed`` lists identifiers. ``survivors`` are pairs of ``identifier`` and ``reason``, the
    reason code of the verdict.
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

    ``title`` is the heading of its screen. ``about`` describes the purpose of the replay in a sentence.
    """

    title: str
    about: str
    write: Callable[[Path, int], WrittenCase] = field(repr=False)
