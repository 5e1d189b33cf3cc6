"""Plays a probe to a verdict with the real prober, on a clock that moves only as it is told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from keyroll.model.probe import Attempt, Plane, Target
from keyroll.proof.probe.about import About, Found, Record
from keyroll.proof.probe.run import Prober, Values
from keyroll.providers import catalogue
from keyroll.providers.contract import Probe
from keyroll.secret import Secret

INSTALL_KEY = Secret(b"install key of the tests")


@dataclass
class Clock:
    at: datetime = datetime(2026, 11, 25, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at


@dataclass
class Journal:
    kept: dict[str, Attempt] = field(default_factory=dict)

    def intend(self, attempt: Attempt) -> bool:
        self.kept[attempt.id] = attempt
        return True

    def answered(self, attempt: Attempt) -> bool:
        self.kept[attempt.id] = attempt
        return True

    def attempts(self, _incident: str, _handle: str) -> tuple[Attempt, ...]:
        return tuple(self.kept.values())


@dataclass
class Proof:
    """One credential at one place. ``until`` tries whenever a try is due, until a time or until it is dead."""

    provider: str
    probe: Probe
    plane: Plane
    old_as: str
    new_as: str
    values: Values
    clock: Clock = field(default_factory=Clock)
    journal: Journal = field(default_factory=Journal)
    record: Record = Record.UNKNOWN

    def once(self) -> Found:
        """Make the tries that are due."""
        window = catalogue.provider(self.provider).window
        target = Target("played", f"{self.provider}@main:x:y", self.plane, self.old_as, self.new_as)
        about = About(
            (self.plane,), window, self.old_as, self.new_as, self.probe.lockout, self.probe.rate,
            self.probe.sessions is not None, bool(self.probe.derives), self.probe.derived_life,
            record=self.record, record_at=self.clock.now(),
        )  # fmt: skip
        return Prober(self.journal, self.clock, INSTALL_KEY, "here", self.probe, self.values, (target,)).run(about)

    def until(self, limit: timedelta, over: Callable[[Found], bool] = lambda found: found.verdict == "dead") -> Found:
        """Go on for so long, or until it is over; return what was found last."""
        end = self.clock.at + limit
        while True:
            found = self.once()
            following = max(found.next_at, self.clock.at + timedelta(milliseconds=50))
            if over(found) or following > end:
                return found
            self.clock.at = following
