"""A clock that goes on from the latest time on record: an order by time must not turn round because a clock was set."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from keyroll.clock import Clock, WaitingClock
from keyroll.model.probe import Attempt
from keyroll.model.rotation import StepRecord


@dataclass(frozen=True, slots=True)
class Steady:
    """A clock, and how far behind the latest record it was."""

    clock: Clock
    behind: timedelta

    def now(self) -> datetime:
        """Return the time by the clock, which goes on from the latest record."""
        return self.clock.now() + self.behind


class SteadyWaiting(Steady):
    """The same for a clock on which something can be waited for."""

    __slots__ = ()

    def wait_until(self, moment: datetime) -> None:
        """Wait until this clock shows a moment."""
        if isinstance(self.clock, WaitingClock):
            self.clock.wait_until(moment - self.behind)


def steady(clock: Clock, records: Iterable[StepRecord], attempts: Iterable[Attempt]) -> Clock:
    """Return the clock, or one that goes on from the latest record where the clock was set back since.

    A refusal that is recorded before an earlier acceptance would prove nothing, and a wait would begin again.
    """
    times = [at for one in records for at in (one.at, one.ended_at) if at]
    times += [at for one in attempts for at in (one.at, one.answered_at) if at]
    behind = max(times, default=clock.now()) - clock.now()
    if behind <= timedelta():
        return clock
    behind += timedelta(microseconds=1)
    return SteadyWaiting(clock, behind) if isinstance(clock, WaitingClock) else Steady(clock, behind)
