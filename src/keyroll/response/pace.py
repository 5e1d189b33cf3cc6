"""The rate limit of probes: all credentials at one address share its provider's limit."""

import threading
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from keyroll.clock import SystemClock, WaitingClock
from keyroll.model.probe import Limit, Plane
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer


class Pace:
    """Grants turns at an address; a turn beyond the limit waits.

    Safe to share among threads. It uses the machine's clock, not the home's clock, because the address is probed in
    real time.
    """

    def __init__(self, clock: WaitingClock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._turns: dict[str, deque[datetime]] = defaultdict(deque)

    def turn(self, place: str, limit: Limit) -> None:
        """Return when one more attempt fits the limit: no span of ``within`` holds more than ``attempts``."""
        with self._lock:
            turns = self._turns[place]
            at = self._clock.now()
            while len(turns) >= limit.attempts:
                at = max(at, turns.popleft() + limit.within)
            if turns:
                at = max(at, turns[-1])
            turns.append(at)
        self._clock.wait_until(at)

    def paced(self, probe: Probe) -> Probe:
        """Return a probe in which each call waits for its turn."""

        def attempt(plane: Plane, login: Login) -> ProbeAnswer:
            self.turn(plane.name, probe.pace)
            return probe.attempt(plane, login)

        return replace(probe, attempt=attempt, sessions=self._sessions(probe))

    def _sessions(self, probe: Probe) -> Callable[[Plane, Login, str, timedelta], ProbeAnswer] | None:
        look = probe.sessions
        if look is None:
            return None

        def sessions(plane: Plane, login: Login, who: str, age: timedelta) -> ProbeAnswer:
            self.turn(plane.name, probe.pace)
            return look(plane, login, who, age)

        return sessions
