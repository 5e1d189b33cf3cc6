"""Time comes from an injected clock; inside the package, every time is an aware UTC datetime."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol, runtime_checkable

from keyroll.errors import UsageError

#: Times before this, or more than a day ahead of now, are implausible: they are kept and flagged.
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
AHEAD = timedelta(hours=24)
#: The longest sleep in seconds; after it, a wait reads the clock again.
_AT_ONCE: Final = 5.0


class Clock(Protocol):
    """A source of the current time."""

    def now(self) -> datetime:
        """Return the aware UTC time."""
        ...


@runtime_checkable
class WaitingClock(Clock, Protocol):
    """A clock that can also wait until a moment."""

    def wait_until(self, moment: datetime) -> None:
        """Wait until the moment, then return."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the machine's time in UTC."""
        return datetime.now(UTC)

    def wait_until(self, moment: datetime) -> None:
        """Sleep until this clock reaches the moment, even if the clock is set in the meantime."""
        while (left := (moment - self.now()).total_seconds()) > 0:
            time.sleep(min(left, _AT_ONCE))


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock with a fixed time, for replays, ``--now`` and tests."""

    at: datetime

    def now(self) -> datetime:
        """Return the fixed time."""
        return self.at


def numeric_date(value: object) -> datetime | None:
    """Return a NumericDate (seconds since 1970 as a JSON number, RFC 7519) as a time; None for any other value."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def parse_time(text: str, *, end_of_day: bool = False) -> datetime:
    """Read an ISO 8601 time or date; a bare date is its first moment, or its last with ``end_of_day``.

    Raises UsageError for anything else, also for a time beyond the calendar. A time without offset is UTC.
    """
    try:
        value = datetime.fromisoformat(text.strip())
        value = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    except (ValueError, OverflowError):
        raise UsageError(
            f"{text!r} is not a time", hint="write it as 2023-10-18, 2023-10-18T09:22:49Z or 30d"
        ) from None
    if end_of_day and len(text.strip()) <= len("2023-10-18"):
        value = value.replace(hour=23, minute=59, second=59, microsecond=999_999)
    return value


def days_after(at: datetime, days: int) -> datetime | None:
    """Return the time a number of days later, or None if that is beyond the calendar."""
    try:
        return at + timedelta(days=days)
    except OverflowError:
        return None


def parse_ago(text: str) -> timedelta | None:
    """Read a time before now: ``30d``, ``2w``, ``12h``, ``1y`` (of 365 days); None if the text has another form."""
    number, unit = text.strip()[:-1], text.strip()[-1:]
    if not (number.isascii() and number.isdecimal()) or unit not in _AGO or len(number) >= _LONGEST:
        return None
    return int(number) * _AGO[unit]


_AGO: Final = {
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "y": timedelta(days=365),
}
_UNITS: Final = {"d": "days", "h": "hours", "m": "minutes"}
_LONGEST: Final = 6


def parse_span(text: str) -> timedelta:
    """Read a duration: ``90d``, ``12h`` or ``30m``. Raises UsageError."""
    if not text[:-1].isdecimal() or text[-1:] not in _UNITS or len(text) > _LONGEST:
        raise UsageError(f"{text!r} is not a duration", hint="write it as 90d, 12h or 30m")
    return timedelta(**{_UNITS[text[-1]]: int(text[:-1])})


def iso(value: datetime) -> str:
    """Return the time as ISO 8601 in UTC, without needless fractions: ``2023-11-14T09:22:49Z``."""
    value = value.astimezone(UTC)
    text = value.isoformat(timespec="microseconds" if value.microsecond else "seconds")
    return text.replace("+00:00", "Z")
