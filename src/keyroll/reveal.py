"""Opens a secret. An import contract lists the modules that may use this one; no other may read a secret's value."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Never, Protocol, cast


class Sealed(Protocol):
    """A ``keyroll.secret.Secret``, whose value can be read only here."""

    def fingerprint(self, key: Never, key_id: str) -> str:
        """Return the only form in which the secret is stored."""
        ...


@contextmanager
def reveal(secret: Sealed) -> Iterator[bytes]:
    """Provide the value of a secret for the duration of a ``with`` block."""
    yield cast("bytes", getattr(secret, "_Secret__value"))  # noqa: B009 - the class gives nobody its value
