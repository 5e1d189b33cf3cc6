"""A clock that never runs behind the latest recorded time. Setting a clock back must not reverse the records."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from keyroll.clock import Clock, WaitingClock
from keyroll.model.probe import Attempt
from keyroll.model.rotation import StepRecord


@dataclass(frozen=True, slots=True)
class Steady:
    """A clock, and how far it was behind the latest record."""

    clock: Clock
    behind: timedelta

    def now(self) -> datetime:
        """Return the time of the clock, never before the latest record."""
        return self.clock.now() + self.behind


class SteadyWaiting(Steady):
    """The same for a clock that can wait."""

    __slots__ = ()

    def wait_until(self, moment: datetime) -> None:
        """Wait until this clock shows a moment."""
        if isinstance(self.clock, WaitingClock):
            self.clock.wait_until(moment - self.behind)


def steady(clock: Clock, records: Iterable[StepRecord], attempts: Iterable[Attempt]) -> Clock:
    """Return the clock, or a clock that goes on from the latest record if the clock was set back.

    A refusal that is recorded before an earlier acceptance would prove nothing, and a wait would begin again.
    """
    times = [at for one in records for at in (one.at, one.ended_at) if at]
    times += [at for one in attempts for at in (one.at, one.answered_at) if at]
    behind = max(times, default=clock.now()) - clock.now()
    if behind <= timedelta():
        return clock
    behind += timedelta(microseconds=1)
    return SteadyWaiting(clock, behind) if isinstance(clock, WaitingClock) else Steady(clock, behind)
