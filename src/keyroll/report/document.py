"""A document is a tree of blocks; another module decides its appearance."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Tone(Enum):
    """The meaning of a line; it is never shown by colour alone."""

    PLAIN = "plain"
    TITLE = "title"
    GOOD = "good"
    BAD = "bad"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Line:
    """One statement; ``indent`` is its depth. A long one is wrapped with the same indent."""

    text: str
    tone: Tone = Tone.PLAIN
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Gap:
    """An empty line."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings, the most useful first; every cell is text. The last column takes the rest of the width."""

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
    """One figure of a row of figures: the value as text, its meaning, and a remark."""

    value: str
    label: str
    note: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Numbers:
    """The main figures for a reader."""

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
    """Bars of one unit, drawn from a common zero; the longest has the full width."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class IntervalChart:
    """The known number, the likely number, and the ends of the interval, on one axis from zero."""

    title: str
    known: int
    point: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment of a timeline: its time (UTC), its lane, and its text."""

    at: datetime
    lane: str
    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Timeline:
    """Moments in order of time, drawn on their lanes; ``span`` is a shaded period, with its name."""

    title: str
    moments: tuple[Moment, ...]
    span: tuple[datetime, datetime, str] | None = None


Block = Line | Gap | Table | Section | Numbers | Bars | IntervalChart | Timeline


@dataclass(frozen=True, slots=True)
class Document:
    """A document; it is read from the top. ``title`` and ``about`` are the head of a printed document."""

    blocks: Sequence[Block]
    title: str = ""
    about: str = ""


def flat(blocks: Sequence[Block]) -> Iterator[Line | Gap | Table]:
    """Yield blocks as lines and tables alone: each figure as a table with the same numbers."""
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
    """Yield the table with the numbers of a figure."""
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
