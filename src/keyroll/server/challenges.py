"""Challenges for passkeys and for an issuer's sign-in: sealed, not kept, so that no number of them ends another one.

A challenge holds its end and a seal over itself, its purpose and its visitor. The server keeps only those that were
used, until they end: each can be used once, and only a person who signed in or confirmed something adds one.
"""

import hashlib
import hmac
import json
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

SECONDS: Final = 300.0
#: The most used challenges that are kept. Beyond it nothing is accepted: a forgotten one could be used again.
_MOST: Final = 100_000
_NONCE, _END, _SEAL = 16, 8, 32


@dataclass(slots=True)
class Challenges:
    """The challenges of this process: after a restart none of them is valid."""

    clock: Callable[[], float] = time.monotonic
    seconds: float = SECONDS
    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _used: "OrderedDict[bytes, float]" = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def new(self, purpose: str, visitor: str) -> bytes:
        """Return a new challenge for one purpose and one visitor."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self.seal(nonce, purpose, visitor)

    def seal(self, content: bytes, purpose: str, visitor: str) -> bytes:
        """Return the seal of a content that is chosen elsewhere: its end, and a code over it."""
        end = int(self.clock() + self.seconds).to_bytes(_END)
        return end + self.derived("seal", content.hex(), end.hex(), purpose, visitor)

    def derived(self, *parts: str) -> bytes:
        """Return a secret of this process that belongs to these texts."""
        return hmac.digest(self._key, json.dumps(parts).encode(), hashlib.sha256)

    def open(self, value: bytes, purpose: str, visitor: str) -> bool:
        """Return whether a challenge is valid for this purpose and visitor, and was not used."""
        return self.sealed(value[:_NONCE], value[_NONCE:], purpose, visitor)

    def sealed(self, content: bytes, seal: bytes, purpose: str, visitor: str) -> bool:
        """Return whether a seal is valid for a content, and was not used."""
        end = seal[:_END]
        expected = end + self.derived("seal", content.hex(), end.hex(), purpose, visitor)
        now = self.clock()
        ends = int.from_bytes(end)
        # An empty visitor is a browser without a cookie: anybody would have the same one.
        good = len(seal) == _END + _SEAL and hmac.compare_digest(expected, seal) and bool(visitor)
        return good and now < ends and seal not in self._used

    def use(self, value: bytes) -> bool:
        """Use up a valid challenge, or a valid seal; return whether this is its first use."""
        seal = value[-_END - _SEAL :]
        with self._lock:
            now = self.clock()
            while self._used and next(iter(self._used.values())) <= now:
                self._used.popitem(last=False)
            if seal in self._used or len(self._used) >= _MOST:
                return False
            self._used[seal] = now + self.seconds
            return True

    def __len__(self) -> int:
        return len(self._used)
