"""Checks whether the home can be read, in a separate thread, so that no response waits for the store."""

import threading
import time
from collections.abc import Callable

#: The seconds between two checks; a check that takes longer means that the home cannot be read.
EVERY, LATE = 5.0, 20.0


class Health:
    """The result of the last check."""

    def __init__(self, look: Callable[[], object], *, every: float = EVERY, late: float = LATE) -> None:
        self._look, self._every, self._late = look, every, late
        self._lock = threading.Lock()
        self._begun: float | None = None
        self._ended, self._good = 0.0, False
        self._begin()
        self._first.join(min(late, 2.0))

    def good(self) -> bool:
        """Return whether the last check could read the home, and none hangs now. Starts the next check if it is due."""
        now = time.monotonic()
        if self._begun is None and now - self._ended >= self._every:
            self._begin()
        begun = self._begun
        return self._good and (begun is None or now - begun < self._late)

    def _begin(self) -> None:
        with self._lock:
            if self._begun is not None:
                return
            self._begun = time.monotonic()
        self._first = threading.Thread(target=self._run, name="health", daemon=True)
        self._first.start()

    def _run(self) -> None:
        try:
            self._look()
        except Exception:  # noqa: BLE001 - whatever it is, the home was not read
            self._good = False
        else:
            self._good = True
        self._ended, self._begun = time.monotonic(), None
