"""Computes the timeline of findings: a position for each dot, and one row for each service."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

WIDTH: Final = 960
_LEFT, _RIGHT, _ROW, _TOP = 190, 24, 34, 34
_MOST_TICKS: Final = 8
_RADIUS: Final = {"critical": 8, "high": 7, "medium": 5, "low": 4}


@dataclass(frozen=True, slots=True)
class Dot:
    """One finding, or several of one severity at one position."""

    x: float
    y: float
    radius: float
    severity: str
    title: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One service."""

    name: str
    y: float


@dataclass(frozen=True, slots=True)
class Tick:
    """One day of the axis."""

    label: str
    x: float


@dataclass(frozen=True, slots=True)
class TimelineDrawing:
    """The timeline: the size of its box, its rows, the days of its axis, and its dots."""

    width: int
    height: int
    left: int
    lanes: tuple[Lane, ...]
    ticks: tuple[Tick, ...]
    dots: tuple[Dot, ...]

    @property
    def severities(self) -> Sequence[tuple[str, int]]:
        """Each severity with the radius of its dots: the legend draws the same marks as the rows."""
        return tuple(_RADIUS.items())


def timeline(points: Sequence[tuple[datetime, str, str, str]]) -> TimelineDrawing:
    """Return the drawing of ``(time, service, severity, title)``; lanes are in the order of their first point."""
    names = list(dict.fromkeys(name for _, name, _, _ in sorted(points)))
    lanes = {name: _TOP + _ROW * (place + 0.5) for place, name in enumerate(names)}
    height = int(_TOP + _ROW * len(names) + 12)
    if not points:
        return TimelineDrawing(WIDTH, height, _LEFT, (), (), ())
    first, last = min(one[0] for one in points), max(one[0] for one in points)
    span = max((last - first).total_seconds(), 3600.0)

    def place(at: datetime) -> float:
        return round(_LEFT + 12 + (at - first).total_seconds() / span * (WIDTH - _LEFT - _RIGHT - 12), 1)

    dots: dict[tuple[float, str, str], list[str]] = {}
    for at, name, severity, title in sorted(points):
        dots.setdefault((round(place(at) / 4) * 4.0, name, severity), []).append(f"{at:%Y-%m-%d %H:%M} {title}")
    drawn = [
        Dot(x, lanes[name], _RADIUS.get(severity, 4), severity, "\n".join(titles[:8]))
        for (x, name, severity), titles in dots.items()
    ]
    drawn.sort(key=lambda one: one.radius)
    ticks = [Tick(f"{at:%d %b}", place(at)) for at in _days(first, last)]
    lane_rows = tuple(Lane(name, y) for name, y in lanes.items())
    return TimelineDrawing(WIDTH, height, _LEFT, lane_rows, tuple(ticks), tuple(drawn))


def _days(first: datetime, last: datetime) -> list[datetime]:
    begin = first.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    if begin > last:  # all on one day
        return [first]
    days = (last - begin).days + 1
    every = max(1, -(-days // _MOST_TICKS))
    return [begin + timedelta(days=number) for number in range(0, max(days, 0), every)]
