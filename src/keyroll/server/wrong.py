"""Counts wrong tokens by address: beyond the limit an address is refused without a read of the store."""

import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from math import ceil

from keyroll.server.limits import ServerLimits, network


class WrongTokens:
    """Wrong tokens by address, within a window; the table holds a fixed number of addresses and drops the oldest.

    A token that was valid before in this process is still checked: a client that shares an address with an attacker
    (behind one proxy, for example) is not locked out.
    """

    def __init__(
        self, limits: ServerLimits, clock: Callable[[], float] = time.monotonic, most: int | None = None
    ) -> None:
        self._limits, self._clock = limits, clock
        self._most = limits.wrong_tokens if most is None else most
        self._seen: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self._good: OrderedDict[bytes, None] = OrderedDict()
        self._key = secrets.token_bytes(32)

    def wait(self, address: str, token: str) -> int:
        """Return the seconds for which a token from an address is not checked; 0: it is checked."""
        began, count = self._seen.get(network(address), (0.0, 0))
        left = began + self._limits.wrong_within - self._clock()
        if count < self._most or left <= 0 or self._mark(token) in self._good:
            return 0
        return ceil(left)

    def wrong(self, address: str) -> None:
        """Count a wrong token."""
        of, now = network(address), self._clock()
        began, count = self._seen.pop(of, (now, 0))
        if began + self._limits.wrong_within <= now:
            began, count = now, 0
        self._seen[of] = (began, count + 1)
        if len(self._seen) > self._limits.addresses:
            self._seen.popitem(last=False)

    def good(self, token: str) -> None:
        """Note a valid token."""
        self._good[self._mark(token)] = None
        if len(self._good) > self._limits.addresses:
            self._good.popitem(last=False)

    def __len__(self) -> int:
        return len(self._seen)

    def _mark(self, token: str) -> bytes:
        return hashlib.blake2b(token.encode("utf-8", "replace"), key=self._key).digest()
