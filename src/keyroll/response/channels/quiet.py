"""Hours in which nobody is told anything: a window of each day, in UTC."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from keyroll.errors import UsageError

_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From one minute of the day until another; it may go over midnight. Both alike: never quiet."""

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
        """Return when the quiet that holds now ends, or None if it is not quiet."""
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        for day in (midnight - _DAY, midnight):
            begins, ends = day + self.begins, day + self.ends
            if ends < begins:
                ends += _DAY
            if begins <= now < ends:
                return ends
        return None
