"""Further values of the ledger: aliases of identifiers, places of raw input, and the evidence log."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final


class How(StrEnum):
    """Whether a raw file was copied into the home or is only referred to."""

    COPY = "copy"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class RawRow:
    """One raw file or batch, identified by the SHA-256 of its content; ``file`` is its first name."""

    sha256: str
    file: str
    size: int
    how: How
    path: str
    seen_at: datetime | None = field(default=None, compare=False)


#: A raw file in which values were masked, and their number by kind.
MaskedFile = tuple[RawRow, dict[str, int]]
#: In ``meta``, the key of the numbers of masked values of a raw file: this, then the file's hash.
MASKED_KEY: Final = "masked/"


def by_name(files: list[MaskedFile]) -> list[MaskedFile]:
    """Return masked files by their names."""
    return sorted(files, key=lambda one: (one[0].file, one[0].sha256))


@dataclass(frozen=True, slots=True)
class Alias:
    """The credential with the former id ``old`` now has the id ``new``, until the alias is undone."""

    old: str
    new: str
    cause: str
    recorded_at: datetime
    undone_at: datetime | None = None
    undone_because: str | None = None


@dataclass(frozen=True, slots=True)
class Leaf:
    """One signed statement in the log: its number, its hash, and the hashes of the subtrees that it completes."""

    sequence: int
    statement_id: str
    chain: str
    leaf: bytes
    subtrees: bytes
    envelope: str


@dataclass(frozen=True, slots=True)
class Chain:
    """The statements of one incident: their number, and the hash of the last one in hex."""

    place: int
    chain: str
    length: int
    last: str


@dataclass(frozen=True, slots=True)
class TreeHead:
    """A signed root of the log's first ``size`` statements."""

    number: int
    size: int
    root: bytes
    keyid: str
    envelope: str


@dataclass(frozen=True, slots=True, order=True)
class Stamp:
    """A time stamp (RFC 3161) of a head; ``head`` is the hash of its envelope in hex."""

    head: str
    authority: str
    token: bytes
