"""Quiet hours: a daily window in UTC in which no message is sent."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from keyroll.errors import UsageError

_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The minutes of the day at which quiet begins and ends; the window may cross midnight. Equal: never quiet."""

    begins: timedelta
    ends: timedelta

    @classmethod
    def read(cls, text: str) -> Self:
        """Read ``22:00-06:00``. Raises UsageError."""
        match = _HOURS.fullmatch(text)
        if match is None:
            raise UsageError(f"{text!r} are no hours", hint="write them as 22:00-06:00 (UTC)")
        begin_hour, begin_minute, end_hour, end_minute = map(int, match.groups())
        return cls(timedelta(hours=begin_hour, minutes=begin_minute), timedelta(hours=end_hour, minutes=end_minute))

    def until(self, now: datetime) -> datetime | None:
        """Return when the current quiet window ends; None outside a window."""
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        for day in (midnight - _DAY, midnight):
            begins, ends = day + self.begins, day + self.ends
            if ends < begins:
                ends += _DAY
            if begins <= now < ends:
                return ends
        return None
