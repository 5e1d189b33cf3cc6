"""Times as directories write them: generalized time (RFC 4517 section 3.3.13), and days since 1970."""

import re
from datetime import UTC, datetime, timedelta

_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)?(\d\d)?(?:[.,]\d+)?(Z|[+-]\d{4}|[+-]\d\d)")


def moment(text: str) -> datetime | None:
    """Return a generalized time; None if the text is not one, or is beyond the calendar (a lock for ever)."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    *parts, zone = found.groups()
    try:
        at = datetime(*(int(one or 0) for one in parts), tzinfo=UTC)  # type: ignore[misc, arg-type]
    except ValueError:
        return None
    if zone == "Z":
        return at
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5] or 0))
    try:
        return at - offset if zone[0] == "+" else at + offset
    except OverflowError:
        return None


def day(text: str) -> datetime | None:
    """Return a day from the number of days since 1970 (shadow(5)); None if there is no number."""
    if not text.isdecimal() or len(text) > 6:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=int(text))
