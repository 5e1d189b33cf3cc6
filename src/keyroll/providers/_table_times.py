"""Reads times in the formats of tables. A date with two meanings is reported, never guessed."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Final

#: Texts that people and programs write if there is no time.
NOTHING: Final = frozenset(
    (
        *("", "-", "--", "—", "none", "null", "nil", "n/a", "na", "no", "unknown", "undefined", "not set", "∞"),
        *("never", "not used", "never used", "unused", "unlimited"),
        *("no expiry", "no expiration", "never expires", "does not expire"),
        *("nie", "niemals", "keine", "keiner", "unbegrenzt", "unbekannt", "jamais", "aucun", "aucune", "illimité"),
        *("nunca", "ninguno", "ninguna", "sin caducidad", "ilimitado", "mai", "nessuno", "nessuna", "illimitato"),
        *("nenhum", "nooit", "geen", "onbeperkt", "nigdy", "brak", "aldrig", "ingen", "obegränsad", "ubegrænset"),
    )
)
#: Values that programs write if there is no time.
_NO_TIME: Final = frozenset(("0", "-1", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z"))
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4}|'?\d{2})"
_CLOCK = (
    r"(?:[,\sT]+(?:at\s+)?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"(?:\s*(?P<half>[ap])\.?m\.?)?)?(?:\s*\(?(?P<zone>z|utc|gmt|(?:utc|gmt)?\s*[+-]\d{2}:?\d{2})\)?)?"
)
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+)?"
_WORDS: Final = tuple(
    re.compile(_WEEKDAY + form + _CLOCK, re.IGNORECASE)
    for form in (
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"{_DAY}[\s-]+{_MONTH}[\s,-]+{_YEAR}",
        rf"{_YEAR}[\s-]+{_MONTH}[\s-]+{_DAY}",
    )
)
_NUMBERS: Final = re.compile(
    r"(?P<a>\d{1,4})(?P<mark>[./-])(?P<b>\d{1,2})(?P=mark)(?P<c>\d{4}|\d{1,2})\.?" + _CLOCK, re.IGNORECASE
)
_EPOCH: Final = re.compile(r"(\d{9,10}|\d{13}|\d{16})(?:\.\d{1,9})?")
#: Relative times, as on a screen that was copied into a table.
_AGO: Final = re.compile(
    r"(?P<word>today|just now|now|yesterday)"
    r"|(?:about |over )?(?P<number>an?|\d{1,4}) (?P<unit>second|minute|hour|day|week|month|year)s? ago",
    re.IGNORECASE,
)
_UNITS: Final = {
    "second": 1,
    "minute": 60,
    "hour": 3600,
    "day": 86400,
    "week": 604800,
    "month": 2592000,
    "year": 31536000,
}
#: The longest text of a time.
_LONGEST: Final = 64


class DateOrder(StrEnum):
    """The order of day and month in 03/04/2023."""

    UNKNOWN = ""
    DAY = "day-first"
    MONTH = "month-first"


class NotATime(ValueError):  # noqa: N818 - becomes a reason
    """A text is not a time, or may be two."""


def read(text: str, order: DateOrder = DateOrder.UNKNOWN, at: datetime | None = None) -> datetime | None:
    """Return a time in UTC, or None for a text that means no time. A time without a zone is UTC.

    ``at`` is when the table was made. *Today* and *3 days ago* count from it, and are not times without it. Raises
    NotATime with the reason.
    """
    text = " ".join(text.split())
    if text.lower() in NOTHING or text in _NO_TIME:
        return None
    if len(text) > _LONGEST:
        raise NotATime("it is not a time")
    if at and (ago := _AGO.fullmatch(text)):
        return _before(at, ago)
    try:
        return _read(text, order)
    except NotATime:
        raise
    except (ValueError, OverflowError, OSError, TypeError, IndexError):
        raise NotATime(f"{_shown(text)} is not a time") from None


def _before(at: datetime, ago: re.Match[str]) -> datetime:
    """Return the time before another one by a span, rounded to the day if the span is in days."""
    if ago["word"]:
        days, unit = int(ago["word"].lower() == "yesterday"), "day"
    else:
        days, unit = int(ago["number"]) if ago["number"].isdecimal() else 1, ago["unit"].lower()
    then = at - timedelta(seconds=days * _UNITS[unit])
    return then if unit in ("second", "minute", "hour") else then.replace(hour=0, minute=0, second=0, microsecond=0)


def _shown(text: str) -> str:
    """Return a text for use in a reason. A text that is not a date may be a value in the wrong column."""
    return repr(text) if re.fullmatch(r"[\d\s./:,+-]{1,32}", text) else "its text"


def _read(text: str, order: DateOrder) -> datetime:
    if epoch := _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(float(text) / 1000 ** {13: 1, 16: 2}.get(len(epoch[1]), 0), UTC)
    if found := _NUMBERS.fullmatch(text):
        return _made(found, *_numbers(found, order, text))
    for form in _WORDS:
        if found := form.fullmatch(text):
            month = _MONTHS.index(found["month"][:3].lower()) + 1
            return _made(found, found["year"].removeprefix("'"), month, int(found["day"]))
    plain = re.sub(r"\s*\(?(?:UTC|GMT)\)?$", "+00:00", text) if text[:4].isdecimal() else text
    plain = re.sub(r"\s+(?=[+-]\d{2}:?\d{2}$)", "", plain)
    try:
        value = datetime.fromisoformat(plain)
    except ValueError:
        value = parsedate_to_datetime(text)
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _numbers(found: re.Match[str], order: DateOrder, text: str) -> tuple[str, int, int]:
    """Return year, month and day of a date in numbers."""
    a, b, c = found["a"], int(found["b"]), found["c"]
    if len(a) == 4:
        return a, b, int(c)
    if len(a) > 2 or len(c) not in (2, 4):
        raise NotATime(f"{text!r} is not a time")
    order = order_of(text) or (DateOrder.DAY if found["mark"] == "." else order)
    if not order and int(a) == b:
        order = DateOrder.DAY  # both orders give the same date
    if not order:
        raise NotATime(f"{text!r} may be two days: say --dates day-first or --dates month-first")
    return (c, b, int(a)) if order is DateOrder.DAY else (c, int(a), b)


def order_of(text: str) -> DateOrder:
    """Return the order of day and month, if a date shows it by a number above 12."""
    found = _NUMBERS.fullmatch(" ".join(text.split()))
    if found is None or len(found["a"]) > 2:
        return DateOrder.UNKNOWN
    a, b = int(found["a"]), int(found["b"])
    return DateOrder.DAY if a > 12 >= b else DateOrder.MONTH if b > 12 >= a else DateOrder.UNKNOWN


def ambiguous(text: str) -> bool:
    """Return whether a text is a date whose order is not evident."""
    found = _NUMBERS.fullmatch(" ".join(text.split()))
    if found is None or len(found["a"]) > 2 or found["mark"] == "." or found["a"].lstrip("0") == found["b"].lstrip("0"):
        return False
    return not order_of(text)


def looks(text: str) -> bool:
    """Return whether a text is a time in some order."""
    try:
        return read(text, DateOrder.DAY, datetime(2000, 1, 1, tzinfo=UTC)) is not None
    except NotATime:
        return False


def _made(found: re.Match[str], year: str, month: int, day: int) -> datetime:
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    if half := found["half"]:
        if not 1 <= hour <= 12:
            raise NotATime(f"{_shown(found[0])} is not a time")
        hour = hour % 12 + 12 * (half.lower() == "p")
    if len(year) == 2:  # as POSIX reads two digits
        year = f"{'20' if int(year) < 69 else '19'}{year}"
    zone = re.sub(r"[^0-9+-]", "", found["zone"] or "")
    offset = f"{zone[:3]}:{zone[3:]}" if zone else "+00:00"
    return datetime.fromisoformat(
        f"{int(year):04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{offset}"
    ).astimezone(UTC)
