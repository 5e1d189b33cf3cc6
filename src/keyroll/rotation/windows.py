"""The times at which changes may begin: declared windows of the week, and days on which nothing begins."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from keyroll.errors import ConfigError

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WINDOW = re.compile(r"(?P<first>\w{3})(?:-(?P<last>\w{3}))? (?P<begin>\d\d:\d\d)-(?P<end>\d\d:\d\d)")
_FREEZE = re.compile(r"(\d{4}-\d\d-\d\d)(?:/(\d{4}-\d\d-\d\d))?")
_UTC = ZoneInfo("UTC")
#: The search range for the next window: a freeze of a year is a mistake.
_AHEAD = 400


@dataclass(frozen=True, slots=True)
class Window:
    """A span on some days of the week; an end that is not after the begin is on the next day."""

    days: frozenset[int]
    begin: time
    end: time

    @classmethod
    def read(cls, text: str) -> "Window":
        """Read ``Mon-Fri 09:00-16:00`` or ``Sat 22:00-04:00``. Raises ConfigError."""
        match = _WINDOW.fullmatch(text.strip())
        fault = ConfigError(f"{text!r} is not a window", hint="write it as Mon-Fri 09:00-16:00")
        if match is None:
            raise fault
        try:
            first, last = (DAYS.index(one) for one in (match["first"], match["last"] or match["first"]))
            begin, end = (_time(match[name]) for name in ("begin", "end"))
        except ValueError:
            raise fault from None
        span = range(first, last + 1 if last >= first else last + 8)
        return cls(frozenset(day % 7 for day in span), begin, end)


def _time(text: str) -> time:
    # The end of a day is the begin of the next day.
    return time(0, 0) if text == "24:00" else time.fromisoformat(text)


@dataclass(frozen=True, slots=True)
class Freeze:
    """The first and the last day of a span on which no change begins."""

    first: date
    last: date

    @classmethod
    def read(cls, text: str) -> "Freeze":
        """Read ``2026-12-20/2027-01-06`` or one day. Raises ConfigError."""
        match = _FREEZE.fullmatch(text.strip())
        fault = ConfigError(f"{text!r} is not a span of days", hint="write it as 2026-12-20/2027-01-06")
        if match is None:
            raise fault
        try:
            first, last = (date.fromisoformat(one) for one in (match[1], match[2] or match[1]))
        except ValueError:
            raise fault from None
        if last < first:
            raise fault
        return cls(first, last)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The times at which changes may begin. Without a window they may begin at any time of a day that is not frozen."""

    windows: tuple[Window, ...] = ()
    freezes: tuple[Freeze, ...] = ()
    zone: ZoneInfo = _UTC

    def opens_at(self, now: datetime) -> datetime | None:
        """Return the first moment from now on at which a change may begin, or None if there is none within a year."""
        found = [begin for begin, end in self._spans(now) if end > now]
        return max(min(found), now) if found else None

    def closes_at(self, now: datetime) -> datetime | None:
        """Return when the open window ends, or None if none is open."""
        return max((end for begin, end in self._spans(now) if begin <= now < end), default=None)

    def is_open(self, now: datetime) -> bool:
        """Whether a change may begin now."""
        return self.closes_at(now) is not None

    def _spans(self, now: datetime) -> list[tuple[datetime, datetime]]:
        """Return the spans in which changes may begin, from yesterday on, without frozen days."""
        today, spans = now.astimezone(self.zone).date(), []
        for day in (today + timedelta(days=ahead) for ahead in range(-1, _AHEAD)):
            for window in self.windows or (_ALWAYS,):
                if day.weekday() in window.days:
                    last = day if window.end > window.begin else day + timedelta(days=1)
                    spans += self._free(self._at(day, window.begin), self._at(last, window.end))
            if len(spans) > 2 * len(self.windows or (_ALWAYS,)) and spans[-1][0] > now:
                break
        return spans

    def _free(self, begin: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """Return the parts of a span on days that are not frozen."""
        spans = [(begin, end)]
        for freeze in self.freezes:
            frozen = self._at(freeze.first, time()), self._at(freeze.last + timedelta(days=1), time())
            cut = [
                piece for one in spans for piece in ((one[0], min(one[1], frozen[0])), (max(one[0], frozen[1]), one[1]))
            ]
            spans = [piece for piece in cut if piece[0] < piece[1]]
        return spans

    def _at(self, day: date, moment: time) -> datetime:
        # In UTC a span across a change to or from summer time is compared correctly.
        return datetime.combine(day, moment, self.zone).astimezone(UTC)


_ALWAYS = Window(frozenset(range(7)), time(), time())


def calendar(windows: tuple[str, ...], freezes: tuple[str, ...], zone: str) -> Calendar:
    """Read the declared windows and freezes. Raises ConfigError."""
    try:
        where = ZoneInfo(zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        raise ConfigError(f"the time zone {zone!r} does not exist", hint="write it as Europe/Zurich") from None
    return Calendar(tuple(map(Window.read, windows)), tuple(map(Freeze.read, freezes)), where)
