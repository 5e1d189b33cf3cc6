"""A document is a list of blocks; what it looks like is another module's matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Tone(Enum):
    """What a line means to the reader; never shown by colour alone."""

    PLAIN = "plain"
    TITLE = "title"
    GOOD = "good"
    BAD = "bad"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Line:
    """One statement; ``indent`` is its depth. Long ones are wrapped under themselves."""

    text: str
    tone: Tone = Tone.PLAIN
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """An empty line."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings, the most useful first; every cell is text. The last column takes what width is left."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    indent: int = 0


Block = Line | Gap | Table


@dataclass(frozen=True, slots=True)
class Document:
    """A document; it is read from the top."""

    blocks: Sequence[Block]
