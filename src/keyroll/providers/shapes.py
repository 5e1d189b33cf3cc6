"""Never-issued values in the form of a given value."""

import secrets
import string
from collections.abc import Callable

from keyroll.reveal import reveal
from keyroll.secret import Secret

_CLASSES = (string.ascii_lowercase, string.ascii_uppercase, string.digits)


def never_issued(value: Secret) -> Secret:
    """Return a random value of the same length: letters for letters, digits for digits, other characters unchanged."""
    with reveal(value) as raw:
        return Secret(never_issued_bytes(raw))


def never_issued_after(*prefixes: bytes) -> Callable[[Secret], Secret]:
    """Return ``never_issued`` for values with one of these prefixes, which the provider reads and which stay."""

    def never_issued(value: Secret) -> Secret:
        """Return a random value of the same kind, with the same prefix."""
        with reveal(value) as raw:
            return Secret(never_issued_bytes(raw, next((len(one) for one in prefixes if raw.startswith(one)), 0)))

    return never_issued


def never_issued_bytes(raw: bytes, keep: int = 0) -> bytes:
    """Return random bytes in the form of the given ones; the first ``keep`` (a prefix that the provider reads) stay.

    A value of few letters and digits gets more of them, so that the random value cannot be an issued one.
    """
    text = raw.decode("latin-1")
    made = text[:keep] + "".join(map(_other, text[keep:]))
    if sum(character.isalnum() for character in text[keep:]) < _ENOUGH:
        made += "".join(secrets.choice(string.ascii_letters) for _ in range(_ENOUGH))
    return made.encode("latin-1")


_ENOUGH = 12


def _other(character: str) -> str:
    return next((secrets.choice(letters) for letters in _CLASSES if character in letters), character)
