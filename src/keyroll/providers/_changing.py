"""What rotators share: digests as names of values, and how an effect over HTTP ended."""

import hashlib
from collections.abc import Callable
from typing import TypeVar

from keyroll.errors import AnswerLost, Throttled, Unreachable, VendorChanged, VendorError
from keyroll.http import Http
from keyroll.providers.contracts.rotate import Created, Effect, Ended, Listed

E = TypeVar("E", bound=Effect)


def digest(stored: str | bytes) -> str:
    """Return a name of a stored hash that leads back to neither the hash nor the value."""
    raw = stored.encode() if isinstance(stored, str) else stored
    return hashlib.sha256(b"keyroll generation\0" + raw).hexdigest()[:20]


def code_of(error: VendorError) -> str:
    """Return the status or short name in an error of the family, never a vendor's text."""
    last = str(error).rpartition(": ")[2][:3]
    return last if last.isdecimal() else type(error).__name__


def over_http(opened: Callable[[], Http], talk: Callable[[Http], E], failed: Callable[[Ended, str], E]) -> E:
    """Run one effect over HTTP. What did not arrive changed nothing; what has no answer is unknown."""
    try:
        http = opened()
    except VendorError as error:
        return failed(Ended.THROTTLED, code_of(error))
    try:
        return talk(http)
    except AnswerLost as error:
        return failed(Ended.UNKNOWN, code_of(error))
    except VendorChanged:
        return failed(Ended.UNKNOWN, "answer changed")
    except (Throttled, Unreachable) as error:
        return failed(Ended.THROTTLED, code_of(error))
    except VendorError as error:
        code = code_of(error)
        return failed(Ended.THROTTLED if code == "429" else Ended.REFUSED, code)
    finally:
        http.close()


def listed(opened: Callable[[], Http], read: Callable[[Http], Listed]) -> Listed:
    """Read the generations over HTTP; an error of the family becomes its code."""
    found: list[Listed] = []

    def talk(http: Http) -> Effect:
        found.append(read(http))
        return Effect(Ended.DONE)

    done = over_http(opened, talk, Effect)
    return found[0] if found else Listed(None, done.said)


def effect(opened: Callable[[], Http], talk: Callable[[Http], Effect]) -> Effect:
    """Run an effect that creates nothing."""
    return over_http(opened, talk, Effect)


def made(opened: Callable[[], Http], talk: Callable[[Http], Created]) -> Created:
    """Run an effect that creates a generation."""
    return over_http(opened, talk, Created)
