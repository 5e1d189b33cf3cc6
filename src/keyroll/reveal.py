"""Opens a secret. An import contract names the modules that may use this one; no other may read a secret's value."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Never, Protocol, cast


class Sealed(Protocol):
    """A ``keyroll.secret.Secret``, which leads to its value only here."""

    def fingerprint(self, key: Never, key_id: str) -> str:
        """Return the only form in which it is stored."""
        ...


@contextmanager
def reveal(secret: Sealed) -> Iterator[bytes]:
    """Lend the value of a secret for the length of a ``with`` block."""
    yield cast("bytes", getattr(secret, "_Secret__value"))  # noqa: B009 - the class gives nobody its value
