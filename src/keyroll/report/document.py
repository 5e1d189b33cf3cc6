"""A document is a tree of blocks; what it looks like is another module's matter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
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


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks under a heading. ``new_page`` starts it on a new printed page."""

    title: str
    blocks: "tuple[Block, ...]"
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """One figure of a row of figures: the value as text, what it counts, and a remark."""

    value: str
    label: str
    note: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Numbers:
    """The figures that a reader takes away."""

    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, its length in the chart's unit, the value as text, and a remark."""

    label: str
    value: float
    text: str
    note: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars of one unit, drawn from a common zero; the longest fills the width."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class IntervalChart:
    """What is known, what there likely is, and the ends of the interval, on one axis from zero."""

    title: str
    known: int
    point: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment of a timeline: when (UTC), in which lane, and what."""

    at: datetime
    lane: str
    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Timeline:
    """Moments in order of time, drawn over their lanes; ``span`` is a period to shade, with its name."""

    title: str
    moments: tuple[Moment, ...]
    span: tuple[datetime, datetime, str] | None = None


Block = Line | Gap | Table | Section | Numbers | Bars | IntervalChart | Timeline


@dataclass(frozen=True, slots=True)
class Document:
    """A document; it is read from the top. ``title`` and ``about`` head a printed one."""

    blocks: Sequence[Block]
    title: str = ""
    about: str = ""


def flat(blocks: Sequence[Block]) -> Iterator[Line | Gap | Table]:
    """Yield blocks as lines and tables alone: each figure as the table that says the same."""
    for block in blocks:
        if isinstance(block, Section):
            yield Line(block.title, Tone.TITLE)
            yield from flat(block.blocks)
            yield Gap()
        elif isinstance(block, Line | Gap | Table):
            yield block
        else:
            yield from twin(block)


def twin(block: Numbers | Bars | IntervalChart | Timeline) -> Iterator[Line | Gap | Table]:
    """Yield the table that says what a figure shows."""
    if isinstance(block, Numbers):
        pairs = ((number.value, f"{number.label}{_remark(number.note)}") for number in block.numbers)
        yield Table(("number", "of"), tuple(pairs), indent=2)
        return
    yield Line(block.title)
    if isinstance(block, Bars):
        bars = ((bar.label, bar.text, bar.note) for bar in block.bars)
        shown = 3 if any(bar.note for bar in block.bars) else 2
        yield Table(("what", "number", "remark")[:shown], tuple(row[:shown] for row in bars), indent=2)
    elif isinstance(block, IntervalChart):
        row = (f"{block.known:,}", f"{block.point:,}", f"{block.low:,} to {block.high:,}")
        yield Table(("known", "most likely", "95 % interval"), (row,), indent=2)
    else:
        moments = ((f"{one.at:%Y-%m-%d %H:%M}", one.lane, one.text) for one in block.moments)
        yield Table(("UTC", "where", "what"), tuple(moments), indent=2)


def _remark(note: str) -> str:
    return f" ({note})" if note else ""
