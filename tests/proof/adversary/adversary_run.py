"""Plays a case to its end with the real prober, on a clock that only moves when it is told to."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from adversary_provider import HORIZON, Case, Played

from keyroll.model.incident import VerdictKind
from keyroll.model.probe import Attempt, Limit, Outcome, Plane, ProbeTarget, ValueRole
from keyroll.proof.probe.context import ALL, AttemptsVerdict, Control, ProbeContext, ProviderRecord
from keyroll.proof.probe.judge import judge
from keyroll.proof.probe.run import Prober, ProbeValues
from keyroll.providers.contracts.probe import Login, Probe, ProbeAnswer
from keyroll.reveal import reveal
from keyroll.secret import Secret

START = datetime(2023, 11, 1, tzinfo=UTC)
INCIDENT, HANDLE = "played", "provider@main:key:app"
KEY = Secret(b"install key of the tests")
_RECORDS = {"active": ProviderRecord.ACTIVE, "gone": ProviderRecord.GONE, "": ProviderRecord.UNKNOWN}


class Died(BaseException):
    """The process was killed."""


@dataclass
class Clock:
    """Moves by a little with each answer."""

    at: datetime = START

    def now(self) -> datetime:
        return self.at

    @property
    def minute(self) -> float:
        return (self.at - START) / timedelta(minutes=1)

    def tick(self) -> None:
        self.at += timedelta(milliseconds=50)


@dataclass
class Memory:
    """A journal that survives the process that writes it."""

    kept: dict[str, Attempt] = field(default_factory=dict)

    def intend(self, attempt: Attempt) -> bool:
        assert attempt.id not in self.kept
        self.kept[attempt.id] = attempt
        return True

    def answered(self, attempt: Attempt) -> bool:
        assert self.kept[attempt.id].outcome is None
        self.kept[attempt.id] = attempt
        return True

    def attempts(self, incident: str, identifier: str) -> tuple[Attempt, ...]:
        return tuple(self.kept.values())


@dataclass
class Run:
    """One case, its clock, its journal, and every verdict by the minute at which it was given."""

    case: Case
    controls: frozenset[Control] = ALL
    horizon: float = HORIZON
    clock: Clock = field(default_factory=Clock)
    journal: Memory = field(default_factory=Memory)
    verdicts: list[tuple[float, AttemptsVerdict]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.played, self.deaths = Played(self.case), list(self.case.dies)

    def to_the_end(self) -> "Run":
        """Try whenever a try is due, and judge again whenever the provider's list says something new."""
        while self.clock.minute < self.horizon:
            try:
                found = self._prober().run(self._about(), self.controls)
            except Died:
                self.clock.at += timedelta(minutes=1)
                continue
            self.verdicts.append((self.clock.minute, found))
            news = [START + timedelta(minutes=minute) for minute in self.case.record]
            coming = [one for one in (*news, found.next_at) if one > self.clock.at]
            self.clock.at = min(coming, default=self.clock.at + timedelta(milliseconds=1))
        self.clock.at = START + timedelta(minutes=self.horizon)
        attempts = self.journal.attempts(INCIDENT, HANDLE)
        self.verdicts.append((self.horizon, judge(attempts, self._about(), self.clock.now(), self.controls)))
        return self

    @property
    def false_deaths(self) -> list[float]:
        """The minutes at which something that lived was called dead."""
        return [m for m, found in self.verdicts if found.verdict is VerdictKind.DEAD and self.case.is_alive(m)]

    @property
    def proven(self) -> bool:
        """Whether death was proven in time, and still is at the end."""
        limit = self.case.alive[-1][1] + (self.case.within or 0) + 0.5
        then = [found for minute, found in self.verdicts if minute <= limit]
        return all(found.verdict is VerdictKind.DEAD for found in (then[-1], self.verdicts[-1][1]))

    def _about(self) -> ProbeContext:
        case, minute = self.case, self.clock.minute
        said = self.played.record(minute)
        # That our own tries are left out of what a log shows is held by the tests of proof.facts.
        used = tuple(START + timedelta(minutes=one) for one in case.uses if one <= minute)
        return ProbeContext(
            tuple(_plane(place.name, place.addressable) for place in case.places if place.known),
            timedelta(minutes=case.window),
            "app",
            case.expected_new or "app",
            lockout=_limit(case.lockout),
            rate=_limit(case.rate),
            sessions=case.session_until is not None,
            derives=case.derived_until is not None,
            derived_life=None if case.derived_life is None else timedelta(minutes=case.derived_life),
            record=_RECORDS[said],
            record_at=self.clock.now() if said else None,
            uses=used,
        )

    def _prober(self) -> Prober:
        case, minute = self.case, self.clock.minute
        plane_of = {place.name: _plane(place.name, place.addressable) for place in case.places if place.known}
        targets = tuple(
            ProbeTarget(INCIDENT, HANDLE, plane, "app", case.expected_new or "app") for plane in plane_of.values()
        )
        probe = Probe("key", "whoami", lambda text: plane_of[text], self._attempt, lambda _: Secret(b"never"))
        if case.session_until is not None:
            probe = replace(probe, sessions=self._look)
        derived = (Secret(b"derived"),) if case.derived_until is not None and case.derived_given else ()
        old = Secret(b"old" if minute < case.swapped_at else b"other")
        vantage = "here" if minute < case.moved_at else "there"
        return Prober(self.journal, self.clock, KEY, vantage, probe, ProbeValues(old, Secret(b"new"), derived), targets)

    def _attempt(self, plane: Plane, login: Login) -> ProbeAnswer:
        with reveal(login.value) as raw:
            role = {b"other": "old"}.get(raw, raw.decode())
        reply = self.played.answer(role, plane.name, self.clock.minute)
        if role == ValueRole.OLD and self.deaths and self.clock.minute >= self.deaths[0]:
            self.deaths.pop(0)
            raise Died
        self.clock.tick()
        return ProbeAnswer(Outcome(reply.outcome), reply.identity, reply.said)

    def _look(self, plane: Plane, login: Login, who: str, age: timedelta) -> ProbeAnswer:
        outcome, number = self.played.look(self.clock.minute)
        self.clock.tick()
        return ProbeAnswer(Outcome(outcome), "app", f"{number} session" if number else "")


def _plane(name: str, addressable: bool) -> Plane:
    return Plane(name, f"{name}.example:443", addressable)


def _limit(given: tuple[int, float] | None) -> Limit | None:
    return Limit(given[0], timedelta(minutes=given[1])) if given else None
