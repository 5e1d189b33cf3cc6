"""Challenges for passkeys: each is valid once, for a few minutes, for one purpose and one person."""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

SECONDS: Final = 300.0
_MOST: Final = 1_000


@dataclass(slots=True)
class Challenges:
    """Open challenges of this process; beyond a thousand the oldest one ends."""

    clock: Callable[[], float] = time.monotonic
    _open: "OrderedDict[bytes, tuple[float, str]]" = field(default_factory=OrderedDict)

    def new(self, purpose: str) -> bytes:
        """Return a new challenge."""
        value = secrets.token_bytes(32)
        self.hold(value, purpose)
        return value

    def hold(self, value: bytes, purpose: str) -> None:
        """Keep a challenge open."""
        self._open[value] = (self.clock() + SECONDS, purpose)
        while len(self._open) > _MOST:
            self._open.popitem(last=False)

    def take(self, value: bytes, purpose: str) -> bool:
        """Use a challenge up; return whether it was open for this purpose."""
        until, kept = self._open.pop(value, (0.0, ""))
        return kept == purpose and self.clock() < until
