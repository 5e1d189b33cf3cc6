"""The replay's clock: milliseconds since 1970 in UTC, and the vendors' formats of times."""

from datetime import UTC, date, datetime
from functools import cache

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATES: dict[int, tuple[str, str]] = {}


def at(text: str) -> int:
    """Return `2023-11-14T09:22:49` (UTC), or a date alone, as milliseconds."""
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * SECOND)


BEGINS = at("2023-09-28")
ENDS = at("2023-11-23T16:00:00")
WINDOW = (at("2023-09-28"), at("2023-10-19"))
"""The time for which the vendor's support system was exposed; the end is the first moment after the last day."""
SURVEYS: tuple[int, ...] = tuple(
    at(day)
    for day in (
        "2023-09-29", "2023-10-06", "2023-10-13", "2023-10-20", "2023-10-27",
        "2023-11-03", "2023-11-10", "2023-11-17", "2023-11-23",
    )
)  # fmt: skip
DAYS: tuple[int, ...] = tuple(range(BEGINS, ENDS, DAY))
ROTATION = (at("2023-10-19T08:00:00"), at("2023-11-12T18:00:00"))
"""The time in which the campaign changed credentials: two complete surveys follow its end by five days or more."""


@cache
def _clock() -> tuple[str, ...]:
    """Return every second of a day as text: looking it up is far cheaper than formatting it.

    It is made on first use: every command imports this module, and few write a replay.
    """
    return tuple(f"{h:02d}:{m:02d}:{s:02d}" for h in range(24) for m in range(60) for s in range(60))


def _date(ms: int) -> tuple[str, str]:
    number = ms // DAY
    known = _DATES.get(number)
    if known is None:
        day = date.fromordinal(719163 + number)
        known = _DATES[number] = (day.isoformat(), f"{day.day:02d}/{_MONTHS[day.month - 1]}/{day.year}")
    return known


def day_of(ms: int) -> str:
    """`2023-11-14`."""
    return _date(ms)[0]


def iso(ms: int) -> str:
    """`2023-11-14T09:22:49Z`."""
    return f"{_date(ms)[0]}T{_clock()[ms % DAY // SECOND]}Z"


def iso_ms(ms: int) -> str:
    """`2023-11-14T09:22:49.123Z`."""
    return f"{_date(ms)[0]}T{_clock()[ms % DAY // SECOND]}.{ms % SECOND:03d}Z"


def offset(ms: int) -> str:
    """`2023-11-14T09:22:49+00:00`, as AWS credential reports have it."""
    return f"{_date(ms)[0]}T{_clock()[ms % DAY // SECOND]}+00:00"


def apache(ms: int) -> str:
    """`14/Nov/2023:09:22:49 +0000`, as Tomcat's access valve writes it."""
    return f"{_date(ms)[1]}:{_clock()[ms % DAY // SECOND]} +0000"


def comma(ms: int) -> str:
    """`2023-11-14 09:22:49,123`, as Bitbucket writes it."""
    return f"{_date(ms)[0]} {_clock()[ms % DAY // SECOND]},{ms % SECOND:03d}"


def weekday(ms: int) -> int:
    """Monday is 0."""
    return (ms // DAY + 3) % 7


def moment(ms: int) -> datetime:
    """The same instant as an aware datetime."""
    return datetime.fromtimestamp(ms / SECOND, UTC)
