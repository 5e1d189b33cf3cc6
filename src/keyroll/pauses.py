"""The wait that a vendor requests, if it is plausible; and the display of every wait."""

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

#: Vendors' own headers: the rest of the quota, and the time at which it is full again (seconds from now, or Unix time).
QUOTAS: Final = (
    ("x-ratelimit-remaining", "x-ratelimit-reset"),
    ("x-rate-limit-remaining", "x-rate-limit-reset"),
    ("ratelimit-remaining", "ratelimit-reset"),
)
_UNIX: Final = 1_000_000_000
#: Seconds as RFC 9110 defines them, with some vendors' decimals: no sign, no exponent, no named number.
_SECONDS: Final = re.compile(r"[0-9]{1,15}(\.[0-9]{1,9})?")
#: Longer waits are treated as this one.
_AGES: Final = 10.0**9
#: A wait of at least this many seconds is shown.
LONG: Final = 5.0
Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pause:
    """One wait: its source (empty outside of a read), its length and its reason."""

    about: str
    seconds: float
    why: str

    def __str__(self) -> str:
        """Return the wait as a line for the screen."""
        return f"{self.about + ': ' if self.about else ''}waits {self.seconds:.0f} s: {self.why}"


#: The source of this thread's requests.
ABOUT: Final[ContextVar[str]] = ContextVar("about", default="")
Watcher = Callable[[Pause], None]
_watchers: list[Watcher] = []
_lock = threading.Lock()


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """Report every wait of this process to ``watcher`` before it begins; the waiting thread makes the call."""
    with _lock:
        _watchers.append(watcher)
    try:
        yield
    finally:
        with _lock:
            _watchers.remove(watcher)


def show(seconds: float, why: str) -> None:
    """Report a wait that begins now."""
    with _lock:
        looking = list(_watchers)
    for watcher in looking:
        watcher(Pause(ABOUT.get(), seconds, why))


def asked(headers: Headers) -> float | None:
    """Return the number of seconds that a response requests to wait; None if it names no plausible time.

    ``Retry-After`` is whole seconds or a date (RFC 9110, section 10.2.3).
    """
    text = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(text):
        return min(float(text), _AGES)
    when = _moment(text)
    if when is None:
        return full_in(headers)
    return min(max((when - _date(headers)).total_seconds(), 0.0), _AGES)


def asks(headers: Headers) -> bool:
    """Return whether a response requests a wait."""
    return "retry-after" in headers or any(headers.get(rest) == "0" for rest, _ in QUOTAS)


def full_in(headers: Headers) -> float | None:
    """Return the number of seconds until the quota is full again, if it is used up."""
    for rest, reset in QUOTAS:
        text = headers.get(reset, "").strip()
        if headers.get(rest) == "0" and _SECONDS.fullmatch(text):
            number = float(text)
            wait = max(number - _date(headers).timestamp(), 0.0) if number > _UNIX else number
            return min(wait, _AGES)
    return None


def _date(headers: Headers) -> datetime:
    """Return the server's own time, to which its dates relate."""
    return _moment(headers.get("date", "")) or datetime.now(UTC)


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text) if text else None
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return found.replace(tzinfo=UTC) if found is not None and found.tzinfo is None else found
