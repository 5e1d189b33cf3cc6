"""The source of an issuer's public keys: a file, or the address in its ``jwks_uri``."""

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from keyroll.errors import UsageError
from keyroll.security_events.token import read_keys

if TYPE_CHECKING:
    from joserfc.jwk import KeySet

#: The time for which keys from an address are used before they are fetched again, and the least time before an unknown
#: key
#: triggers a fetch: an issuer may change its keys at any time, but tokens of an unknown sender must not cause a request
#: each. Seconds.
_OLD, _YOUNG = 600.0, 60.0
#: The largest accepted set of keys, in bytes.
_LARGEST: Final = 1 << 20


def issuer_keys(where: str) -> bytes:
    """Fetch the public keys of an issuer from a file or an https address. Raises UsageError, VendorError."""
    if not where.startswith(("https://", "http://")):
        try:
            return Path(where).read_bytes()
        except OSError as error:
            raise UsageError(
                f"{where} cannot be read: {error.strerror}", hint="give a JWKS file, or its address"
            ) from None
    # Imported late: most commands use no network.
    from keyroll.http import Http

    client = Http(where, largest=_LARGEST)
    try:
        return client.get(where).content
    finally:
        client.close()


class Keys:
    """Keys of issuers, cached for a limited time; safe for several threads."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, KeySet]] = {}
        self._lock = threading.Lock()

    def of(self, where: str, *, unknown: bool = False) -> "KeySet":
        """Return the keys at an address or file; ``unknown``: a key was missing. Raises UsageError, VendorError."""
        if "://" not in where:
            return read_keys(issuer_keys(where))
        with self._lock:
            now = time.monotonic()
            at, known = self._known.get(where, (now - _OLD, None))
            if known is None or now - at >= (_YOUNG if unknown else _OLD):
                known = read_keys(issuer_keys(where))
                self._known[where] = (now, known)
            return known
