"""What stands out: in an organisation where little was unusual for weeks, less is enough for a high alert.

A fixed threshold is right for one size and restlessness of organisation only. What tells of another than the holder is
compared with what all others came to in the four weeks before: several sides of a subject's behaviour with several, a
single signal with what else told of another holder. Where nothing at all was unusual, the first thing that is stands
out, whatever it tells of. Nothing later has a part in it. What a log tells in its first two weeks is no measure, for
then much is new; ten days more must have been listened to. One such alert of each kind a week is all that is spent.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from keyroll.detection.fusion import HIGH, WINDOW, Moment, fuse, fused_finding, moments
from keyroll.model.finding import Finding, Severity

OUTSTANDING = "keyroll.stands-out"
#: The least score that can stand out where something tells of another holder. Several sides do where the most unusual
#: of the others was so many times as likely to be ordinary, a single signal where no other of its kind weighed this.
LEAST, TIMES, FAINT = 0.44, 2, 0.29
#: The least of anything that can, and what nobody else may have reached.
ANYTHING, SILENCE = 0.24, 0.19
#: How far back the organisation is compared with; within that, a subject stands out once.
COMPARED = timedelta(days=28)
#: How much of a log lies before what the organisation is measured by, and before what can stand out.
MEASURED, LISTENED = timedelta(days=14), timedelta(days=24)
#: One alert of each kind in such a span.
SPARE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be known of behaviours and logs: sides, which tell of another holder, when each log began."""

    families: Mapping[str, str]
    another: frozenset[str]
    begins: Mapping[tuple[str, str], datetime]


def alerts(lives: Sequence[Sequence[Finding]], told: Told) -> list[Finding]:
    """Return the fused findings of all subjects: those above the thresholds, and those that stand out, at high."""
    out = stand_out(lives, told)
    return [
        finding
        for life, members in enumerate(lives)
        for finding in (*out.get(life, ()), *fuse(members, told.families, out.get(life, ())))
    ]


def stand_out(lives: Sequence[Sequence[Finding]], told: Told) -> dict[int, list[Finding]]:
    """Return what stands out, by the network of the subject among ``lives``, which hold each subject's signals."""
    rises = [
        _Rise(one.at, -one.score, one.parts[-1].subject, life, one.sides, _elsewhere(one, told), _may(one, heard))
        for life, members in enumerate(lives)
        for one in _rises(moments(members, told.families))
        if (heard := _heard(one, told)) >= MEASURED
    ]
    organisation, found = _House(), defaultdict[int, list[Finding]](list)
    for one in sorted(rises):
        if one.may and organisation.stands_out(one):
            at = one.at
            found[one.life] += [_finding(m) for m in moments(lives[one.life], told.families) if m.at == at]
        organisation.add(one)
    return found


class _Rise(NamedTuple):
    """A moment at which a subject came to more, without what it came from: there may be very many."""

    at: datetime
    falling: float
    subject: str
    life: int
    sides: int
    elsewhere: bool
    may: bool

    @property
    def score(self) -> float:
        return -self.falling


def _finding(moment: Moment) -> Finding:
    found = fused_finding(moment, Severity.HIGH)
    why = f"{found.because}; nobody else here did anything nearly as unusual in {COMPARED.days} days"
    return replace(
        found, behaviour=OUTSTANDING, title="Stands out in an organisation that was quiet for weeks", because=why
    )


def _rises(of: Iterable[Moment]) -> Iterator[Moment]:
    """Yield the moments that matter to the organisation, each higher than what was yielded within the window before
    it."""
    last: Moment | None = None
    for one in of:
        if one.score < SILENCE:  # It cannot keep anything from standing out.
            continue
        if last is None or one.at - last.at > WINDOW or one.score > last.score or one.sides > last.sides:
            yield one
            last = one


def _elsewhere(moment: Moment, told: Told) -> bool:
    return not told.another.isdisjoint(one.behaviour for one in moment.parts)


def _heard(moment: Moment, told: Told) -> timedelta:
    """Return for how long a moment's log was listened to."""
    event = moment.parts[-1].evidence[-1]
    return moment.at - told.begins.get((event.source, event.log), moment.at)


def _may(moment: Moment, heard: timedelta) -> bool:
    """Whether a moment is one of those that can stand out, whatever the others came to."""
    # What several sides came to above the threshold is high anyway.
    return heard >= LISTENED and moment.score >= ANYTHING and not (moment.sides > 1 and moment.score >= HIGH)


class _Most:
    """The most unusual of each day (UTC): of two subjects, for one may be the one that is compared."""

    def __init__(self) -> None:
        self._days: dict[date, dict[int, float]] = {}

    def add(self, one: _Rise) -> None:
        best = self._days.setdefault(one.at.date(), {})
        best[one.life] = max(best.get(one.life, 0.0), one.score)
        if len(best) > 2:
            del best[min(best, key=lambda one: (best[one], -one))]

    def of_others(self, one: _Rise) -> float:
        """Return the highest score of another subject lately, or 0."""
        lately = [best for day, best in self._days.items() if day >= (one.at - COMPARED).date()]
        return max((score for best in lately for life, score in best.items() if life != one.life), default=0.0)


class _House:
    """What the organisation came to lately, and which alerts stand."""

    def __init__(self) -> None:
        self._joined, self._elsewhere, self._anything = _Most(), _Most(), _Most()
        self._alerted: dict[int, datetime] = {}
        self._spent: dict[str, datetime] = {}

    def add(self, one: _Rise) -> None:
        """Remember what a subject came to."""
        self._anything.add(one)
        if one.elsewhere:
            self._elsewhere.add(one)
        if one.sides > 1:
            self._joined.add(one)
            if one.score >= HIGH:
                self._alerted[one.life] = one.at

    def stands_out(self, one: _Rise) -> bool:
        """Say whether nobody else came near to this lately and no alert stands for this subject; then one does."""
        since = self._alerted.get(one.life)
        if since is not None and one.at - since <= COMPARED:
            return False
        if one.elsewhere and self._spare(one.at, "another") and self._is_alone(one):
            kind = "another"
        elif self._spare(one.at, "anything") and self._anything.of_others(one) < SILENCE:
            kind = "anything"
        else:
            return False
        self._spent[kind] = self._alerted[one.life] = one.at
        return True

    def _spare(self, at: datetime, kind: str) -> bool:
        return kind not in self._spent or at - self._spent[kind] >= SPARE

    def _is_alone(self, one: _Rise) -> bool:
        if one.score < LEAST:
            return False
        if one.sides == 1:
            return self._elsewhere.of_others(one) < FAINT
        return 1 - self._joined.of_others(one) >= TIMES * (1 - one.score)
