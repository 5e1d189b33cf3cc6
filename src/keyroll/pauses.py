"""How long a vendor asks us to wait, as far as what it wrote makes sense; and every wait is shown to whoever looks."""

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

#: Vendors' own headers: what is left of the quota, and when it is full again (seconds from now, or Unix time).
QUOTAS: Final = (
    ("x-ratelimit-remaining", "x-ratelimit-reset"),
    ("x-rate-limit-remaining", "x-rate-limit-reset"),
    ("ratelimit-remaining", "ratelimit-reset"),
)
_UNIX: Final = 1_000_000_000
#: Seconds, as RFC 9110 has them and with what some vendors add: no sign, no exponent, no name of a number.
_SECONDS: Final = re.compile(r"[0-9]{1,15}(\.[0-9]{1,9})?")
#: Longer waits are all the same to us.
_AGES: Final = 10.0**9
#: A wait that is so long is shown to a person, in seconds.
LONG: Final = 5.0
Headers = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pause:
    """One wait: for whom (a source; empty outside of a read), how long, and why."""

    about: str
    seconds: float
    why: str

    def __str__(self) -> str:
        """Return it as a line for a person."""
        return f"{self.about + ': ' if self.about else ''}waits {self.seconds:.0f} s: {self.why}"


#: On whose behalf this thread asks.
ABOUT: Final[ContextVar[str]] = ContextVar("about", default="")
Watcher = Callable[[Pause], None]
_watchers: list[Watcher] = []
_lock = threading.Lock()


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """Have every wait of this process shown to ``watcher`` before it begins; threads call it as they wait."""
    with _lock:
        _watchers.append(watcher)
    try:
        yield
    finally:
        with _lock:
            _watchers.remove(watcher)


def show(seconds: float, why: str) -> None:
    """Show a wait that begins now."""
    with _lock:
        looking = list(_watchers)
    for watcher in looking:
        watcher(Pause(ABOUT.get(), seconds, why))


def asked(headers: Headers) -> float | None:
    """Return for how many seconds an answer asks us to wait; None where it does not, or says nothing that makes sense.

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
    """Say whether an answer asks us to wait at all."""
    return "retry-after" in headers or any(headers.get(rest) == "0" for rest, _ in QUOTAS)


def full_in(headers: Headers) -> float | None:
    """Return in how many seconds the quota is full again, where nothing is left of it."""
    for rest, reset in QUOTAS:
        text = headers.get(reset, "").strip()
        if headers.get(rest) == "0" and _SECONDS.fullmatch(text):
            number = float(text)
            wait = max(number - _date(headers).timestamp(), 0.0) if number > _UNIX else number
            return min(wait, _AGES)
    return None


def _date(headers: Headers) -> datetime:
    """Return the server's own time, by which it means its times."""
    return _moment(headers.get("date", "")) or datetime.now(UTC)


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text) if text else None
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return found.replace(tzinfo=UTC) if found is not None and found.tzinfo is None else found
