"""What stands out: in a house where nothing was half as unusual for weeks, less is enough for a high alert.

A fixed threshold is right for one size and restlessness of house only. What several sides of a subject's behaviour come
to is compared with what those of all others came to in the four weeks before it; a single signal with every other one
that tells of another holder. Nothing later has a part in it. The house must have been listened to for ten days after
behaviours began to speak, something must tell that another than its holder may use the credential (jobs of a month look
into many things too, but from their place), and one such alert a week is all that it is worth.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from keyroll.detection.fusion import HIGH, WINDOW, Moment, fuse, fused_finding, moments
from keyroll.model.finding import Finding, Severity

#: The least score that can stand out, and how many times as likely to be ordinary the most unusual of the others was.
LEAST, TIMES = 0.44, 1.6
#: A single signal stands out where no other that tells of another holder weighed as much as this.
FAINT = 0.3
#: How far back the house is compared with; within that, a subject stands out once.
COMPARED = timedelta(days=28)
#: How much of a log must lie before: behaviours speak after two weeks, and are listened to for ten days more.
LISTENED = timedelta(days=24)
#: One alert of this kind in such a span.
SPARE = timedelta(days=7)
_WHY = f"; nobody else here did anything nearly as unusual in {COMPARED.days} days"
#: What is below this cannot keep anything from standing out.
_MATTERS = 1 - TIMES * (1 - LEAST)


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
    """Return what stands out, by the place of the subject among ``lives``, which hold each subject's signals."""
    rises = [
        (moment, life)
        for life, members in enumerate(lives)
        for moment in _rises(moments(members, told.families))
    ]  # fmt: skip
    rises.sort(key=lambda one: (one[0].at, -one[0].score, one[0].parts[-1].subject))
    house, found = _House(), defaultdict[int, list[Finding]](list)
    spent: datetime | None = None
    for moment, life in rises:
        elsewhere = not told.another.isdisjoint(one.behaviour for one in moment.parts)
        spare = spent is None or moment.at - spent >= SPARE
        if spare and elsewhere and _may(moment, told) and house.is_quieter(moment, life):
            spent = moment.at
            found[life].append(fused_finding(moment, Severity.HIGH, _WHY))
            house.alert(life, moment.at)
        house.add(moment, life, elsewhere=elsewhere)
    return found


def _rises(of: Iterable[Moment]) -> Iterator[Moment]:
    """Yield the moments that matter to the house, each higher than what was yielded within the window before it."""
    last: Moment | None = None
    for one in of:
        if one.score < _MATTERS:
            continue
        if last is None or one.at - last.at > WINDOW or one.score > last.score or one.sides > last.sides:
            yield one
            last = one


def _may(moment: Moment, told: Told) -> bool:
    """Whether a moment is one of those that can stand out, whatever the others came to."""
    if moment.score < LEAST or (moment.sides > 1 and moment.score >= HIGH):
        return False  # The latter is high anyway.
    event = moment.parts[-1].evidence[-1]
    begins = told.begins.get((event.source, event.log))
    return begins is not None and moment.at - begins >= LISTENED


#: By day, the scores of its two highest subjects.
_Days = dict[date, dict[int, float]]


class _House:
    """The most unusual of each day (UTC): of two subjects, for one may be the one that is compared."""

    def __init__(self) -> None:
        self._elsewhere: _Days = {}
        self._joined: _Days = {}
        self._alerted: dict[int, datetime] = {}

    def add(self, moment: Moment, life: int, *, elsewhere: bool) -> None:
        """Remember what a subject came to; ``elsewhere`` says that something tells of another holder."""
        for days in [self._elsewhere] * elsewhere + [self._joined] * (moment.sides > 1):
            best = days.setdefault(moment.at.date(), {})
            best[life] = max(best.get(life, 0.0), moment.score)
            if len(best) > 2:
                del best[min(best, key=lambda one: (best[one], -one))]
        if moment.sides > 1 and moment.score >= HIGH:
            self.alert(life, moment.at)

    def alert(self, life: int, at: datetime) -> None:
        """An alert stands for this subject: what it does next is news of that, and does not stand out again."""
        self._alerted[life] = at

    def is_quieter(self, moment: Moment, life: int) -> bool:
        """Whether nobody else came near to this lately, and no alert stands for this subject."""
        since = self._alerted.get(life)
        if since is not None and moment.at - since <= COMPARED:
            return False
        first = (moment.at - COMPARED).date()
        days = self._joined if moment.sides > 1 else self._elsewhere
        lately = [best for day, best in days.items() if day >= first]
        others = [score for best in lately for one, score in best.items() if one != life]
        highest = max(others, default=0.0)
        return 1 - highest >= TIMES * (1 - moment.score) if moment.sides > 1 else highest < FAINT
