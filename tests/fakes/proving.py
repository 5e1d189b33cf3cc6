"""Tries a credential against a fake to the end: accepted, revoked, proven dead or not, on a clock that tests set."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from fakes.strict import Fake, Reply
from keyroll.model.incident import VerdictKind
from keyroll.model.probe import Attempt, Outcome, Plane, ProbeTarget
from keyroll.proof.probe.context import AttemptsVerdict, ProbeContext, ProviderRecord
from keyroll.proof.probe.run import Prober, ProbeValues
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.secret import Secret

START = datetime(2026, 11, 25, 12, tzinfo=UTC)
INCIDENT, HANDLE = "played", "provider@main:key:one"


@dataclass
class _Clock:
    at: datetime = START

    def now(self) -> datetime:
        return self.at


@dataclass
class _Journal:
    kept: dict[str, Attempt] = field(default_factory=dict)

    def intend(self, attempt: Attempt) -> bool:
        self.kept[attempt.id] = attempt
        return True

    answered = intend

    def attempts(self, _incident: str, _identifier: str) -> tuple[Attempt, ...]:
        return tuple(self.kept.values())


@dataclass
class Proving:
    """One credential at one place of a fake, whose time the test sets. ``old_as`` is who the vendor says that it is."""

    fake: Fake
    probe: Probe
    plane: Plane
    old: str
    new: str
    old_as: str
    new_as: str = ""
    window: timedelta = timedelta(minutes=5)
    derived: tuple[str, ...] = ()
    record: ProviderRecord = ProviderRecord.UNKNOWN
    clock: _Clock = field(default_factory=_Clock)
    journal: _Journal = field(default_factory=_Journal)

    def __post_init__(self) -> None:
        self.fake.now = lambda: self.clock.at.timestamp()

    def once(self) -> AttemptsVerdict:
        """Make the tries that are due now."""
        about = ProbeContext(
            (self.plane,),
            self.window,
            self.old_as,
            self.new_as or self.old_as,
            lockout=self.probe.lockout,
            rate=self.probe.rate,
            sessions=not self.probe.no_sessions_because,
            derives=bool(self.probe.derives),
            derived_life=self.probe.derived_life,
            record=self.record,
            record_at=self.clock.at if self.record is not ProviderRecord.UNKNOWN else None,
        )
        target = ProbeTarget(INCIDENT, HANDLE, self.plane, about.old_as, about.new_as)
        values = ProbeValues(_secret(self.old), _secret(self.new), tuple(map(_secret, self.derived)))
        key = Secret(b"install key of the tests")
        return Prober(self.journal, self.clock, key, "here", self.probe, values, (target,)).run(about)

    def to_the_end(self, within: timedelta = timedelta(hours=3)) -> list[AttemptsVerdict]:
        """Try whenever a try is due, until it is dead or the time is over; return what was found each time."""
        end, found = self.clock.at + within, [self.once()]
        while self.clock.at < end and found[-1].verdict is not VerdictKind.DEAD:
            self.clock.at = max(found[-1].next_at, self.clock.at + timedelta(milliseconds=50))
            found.append(self.once())
        return found

    def answer(self, value: str, probe: Callable[[Plane, Login], ProbeAnswer] | None = None) -> ProbeAnswer:
        """Make one try of a value."""
        return (probe or self.probe.attempt)(self.plane, Login(self.old_as, _secret(value), "keyroll-0123456789"))


def assert_proven(proving: Proving, lag: timedelta = timedelta(minutes=3)) -> list[AttemptsVerdict]:
    """Show that a value is live, then revoke it with a lag, and that it is dead, never before the lag is over."""
    assert proving.once().verdict is VerdictKind.LIVE
    proving.fake.revoke(proving.old, lag.total_seconds())
    ended = proving.clock.at + lag
    proving.clock.at += timedelta(minutes=1)
    proving.record = ProviderRecord.GONE
    found = proving.to_the_end()
    assert found[-1].verdict is VerdictKind.DEAD, found[-1].because
    assert proving.clock.at >= ended + proving.window
    return found


def assert_unknown(proving: Proving, answer: str = "") -> AttemptsVerdict:
    """Show that what lies is never called dead, although the value has ended."""
    proving.record = ProviderRecord.GONE
    proving.once()
    found = proving.to_the_end(timedelta(hours=1))
    assert all(one.verdict is not VerdictKind.DEAD for one in found)
    assert answer in found[-1].because
    return found[-1]


def assert_no_proof(proving: Proving, reply: Reply, outcome: Outcome) -> None:
    """Show that a reply to a revoked value has this outcome, and that the value is not called dead."""
    assert proving.once().verdict is VerdictKind.LIVE
    proving.fake.revoke(proving.old)
    proving.fake.mood = lambda _request: reply
    assert proving.answer(proving.old).outcome is outcome
    assert_unknown(proving)


def addressable(plane: Plane) -> Plane:
    """Return a place as one whose replicas can be addressed: two tries are enough."""
    return replace(plane, addressable=True)


def _secret(value: str) -> Secret:
    return Secret(value.encode())
