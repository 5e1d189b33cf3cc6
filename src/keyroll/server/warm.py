"""Computes the data of pages whenever the home has changed, so that nobody waits for it."""

import threading
import time
from collections.abc import Callable
from typing import Final

#: The seconds between two readings of the home's state, and the age at which answers with ages are computed again.
_LOOK: Final = 2.0
_AGES: Final = 270.0


class Warm:
    """A thread that calls ``warm`` at the start and after every change of ``state``, until it is closed."""

    def __init__(self, warm: Callable[[], None], state: Callable[[], str], *, ages: bool) -> None:
        self._warm, self._state, self._ages = warm, state, ages
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work, name="warm", daemon=True)
        self._thread.start()

    def _work(self) -> None:
        known, at = "", float("-inf")
        while not self._ended.is_set():
            state = self._state()
            if state != known or (self._ages and time.monotonic() - at > _AGES):
                known, at = state, time.monotonic()
                self._warm()
            self._ended.wait(_LOOK)

    def close(self) -> None:
        """Stop the thread."""
        self._ended.set()
        self._thread.join(_LOOK + 1)
