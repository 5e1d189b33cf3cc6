"""The answer: an interval for the whole and for the un-surveyed part with its basis, or the reason for none."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from keyroll.inventory.estimate import audit as auditing
from keyroll.inventory.estimate import calibrated, loglinear, refuse, steps
from keyroll.inventory.estimate.audit import Audit
from keyroll.inventory.estimate.calibrated import Draws
from keyroll.inventory.estimate.law import ENOUGH
from keyroll.inventory.estimate.leave_one_out import NOBODY, LeaveOneOut, leave_one_out
from keyroll.inventory.estimate.lists import ISSUER, Floats, Lists, ListScope
from keyroll.inventory.estimate.units import units
from keyroll.inventory.estimate.unreal import unlisted_records
from keyroll.inventory.estimate.workable import unworkable

LEVEL = (0.025, 0.5, 0.975)


class EstimateGrade(StrEnum):
    """The basis of an answer: an audit of places, three surveyed scopes or more, or an assumed dependence."""

    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True, slots=True)
class Interval:
    """The known number, and the estimated one: the median and the ends of the 95 % interval, in live credentials."""

    known: int
    point: int
    low: int
    high: int

    @property
    def width(self) -> float:
        """Upper end divided by lower end."""
        return self.high / self.low if self.low else (1.0 if not self.high else np.inf)

    def from_(self, known: int, least: int) -> "Interval":
        """Return the interval with another known number, no end of it below ``least``."""
        return Interval(known, *(max(end, least) for end in (self.point, self.low, self.high)))


@dataclass(frozen=True, slots=True)
class OfScope:
    """One scope's own numbers; ``interval`` is None if there is no answer."""

    scope: ListScope
    surveyed: bool
    known: int
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Estimate:
    """The whole result of an estimate.

    ``because`` is the reason why there is no answer, or the basis of the answer. ``hidden_points`` is the tipping
    point: the percentage of un-surveyed live credentials that may be hidden beyond the point before the truth leaves
    the interval. ``second_opinion`` is the result of log-linear models alone for the un-surveyed part.
    """

    answered: bool
    because: str
    known: int
    unsurveyed_known: int
    total: Interval | None
    unsurveyed: Interval | None
    scopes: tuple[OfScope, ...]
    warnings: tuple[str, ...]
    grade: EstimateGrade | None
    d: float | None
    left_out: LeaveOneOut
    hidden_points: float | None
    second_opinion: Interval | None
    audit: Audit | None
    audit_alone: bool
    next_step: str
    #: Live credentials that an audit found and that are not in the inventory; they count as unknown.
    found_by_audit: int = 0

    def beside(self, live: int) -> "Estimate":
        """Return the estimate for an inventory with ``live`` credentials: that number is the known one.

        Nothing is estimated below what was seen. The records of an audit that are not in the inventory were seen too.
        """
        seen = max(live, self.known)
        scopes = tuple(
            replace(one, interval=one.interval and one.interval.from_(one.known, one.known)) for one in self.scopes
        )
        return replace(
            self,
            known=live,
            total=self.total and self.total.from_(live, seen),
            unsurveyed=self.unsurveyed and self.unsurveyed.from_(self.unsurveyed_known, self.unsurveyed_known),
            scopes=scopes,
            found_by_audit=seen - live,
        )


def estimate(lists: Lists) -> Estimate:
    """Estimate the live credentials that some list could have shown; the same records give the same answer."""
    why = "there is no record on any list" if not len(lists.records) else unworkable(lists)
    if why:
        return _refused(lists, why, steps.to_workable(lists))
    rng = lists.chance()
    drawn, audit, audit_alone = calibrated.draws(lists, rng), auditing.audited(lists), False
    if audit:
        drawn, audit_alone = auditing.join(audit, drawn, rng)
    known = units(lists, logs=True)[0]
    left_out = leave_one_out(known, rng)
    living = drawn.unsurveyed.sum(1)
    unsurveyed = _interval(_known(lists, surveyed=False), living)
    total = _interval(_known(lists), living + drawn.surveyed.sum(1))
    # The result of an audit does not depend on the law.
    refusal = refuse.refused(
        max(unsurveyed.width, total.width), NOBODY if audit_alone else left_out, 0.0 if audit else drawn.d
    )
    step = steps.to_answer(lists, refusal, audit)
    if refusal:
        return _refused(lists, refusal.text, step, left_out=left_out, d=drawn.d, audit=audit)
    enough = len(known) >= ENOUGH or not unsurveyed.high
    grade = EstimateGrade.A if audit else EstimateGrade.B if enough else EstimateGrade.C
    return Estimate(
        answered=True,
        because=_rests_on(lists, grade),
        known=total.known,
        unsurveyed_known=unsurveyed.known,
        total=total,
        unsurveyed=unsurveyed,
        scopes=_scopes(lists, drawn),
        warnings=_warnings(lists, grade),
        grade=grade,
        d=drawn.d,
        left_out=left_out,
        hidden_points=1 - unsurveyed.point / unsurveyed.high if unsurveyed.high else None,
        second_opinion=_second_opinion(lists, unsurveyed.known, rng),
        audit=audit,
        audit_alone=audit_alone,
        next_step=step,
    )


def _interval(known: int, living: Floats) -> Interval:
    low, point, high = (round(float(bound)) for bound in np.quantile(living, LEVEL))
    return Interval(known, point, low, high)


def _known(lists: Lists, *, surveyed: bool | None = None) -> int:
    chosen = lists.real != 0
    if surveyed is not None:
        chosen &= lists.surveyed == surveyed
    return int(chosen.sum())


def _scopes(lists: Lists, drawn: Draws | None) -> tuple[OfScope, ...]:
    known, surveyed = lists.per_scope(lists.real != 0), lists.scope_surveyed
    intervals: list[Interval | None] = [None] * len(lists.scopes)
    if drawn:
        for which, draws in ((surveyed, drawn.surveyed), (~surveyed, drawn.unsurveyed)):
            for column, number in enumerate(np.flatnonzero(which)):
                intervals[number] = _interval(int(known[number]), draws[:, column])
    return tuple(
        OfScope(scope, bool(surveyed[number]), int(known[number]), intervals[number])
        for number, scope in enumerate(lists.scopes)
    )


def _refused(
    lists: Lists,
    why: str,
    step: str,
    *,
    left_out: LeaveOneOut = NOBODY,
    d: float | None = None,
    audit: Audit | None = None,
) -> Estimate:
    return Estimate(
        answered=False,
        because=why,
        known=_known(lists),
        unsurveyed_known=_known(lists, surveyed=False),
        total=None,
        unsurveyed=None,
        scopes=_scopes(lists, None),
        warnings=_warnings(lists, None),
        grade=None,
        d=d,
        left_out=left_out,
        hidden_points=None,
        second_opinion=None,
        audit=audit,
        audit_alone=False,
        next_step=step,
    )


def _rests_on(lists: Lists, grade: EstimateGrade) -> str:
    if not (~lists.scope_surveyed).any():
        return "every scope was surveyed to the end"
    rests = {
        EstimateGrade.A: "an audit of places and the surveyed scopes",
        EstimateGrade.B: "the surveyed scopes, carried to the others",
        EstimateGrade.C: "an assumed dependence between the lists",
    }
    return f"it depends on {rests[grade]}"


def _warnings(lists: Lists, grade: EstimateGrade | None) -> tuple[str, ...]:
    warnings = [
        f"{scope.provider} {scope.source} {scope.kind}: its rows differ on surveyed or has_logs; taken as not"
        for scope in lists.mixed
    ]
    if len(lists.records) and not lists.scope_surveyed.any():
        warnings.append("nothing is surveyed: unreal records cannot be told from real ones")
    strange = unlisted_records(lists)
    answered = int((strange & (lists.real >= 0)).sum())
    if answered < min(int(strange.sum()), steps.CHECKED):
        warnings.append(f"{int(strange.sum())} unlisted records, {answered} checked: how many are real is a guess")
    if grade is EstimateGrade.C:
        warnings.append("fewer than three surveyed scopes: it depends on an assumed dependence between the lists")
    if (lists.on[:, ISSUER] & ~lists.surveyed).any():
        warnings.append("an issuer's list that was not read completely is used, but not as a complete list")
    return tuple(warnings)


def _second_opinion(lists: Lists, known: int, rng: np.random.Generator) -> Interval | None:
    chosen = ~lists.surveyed & lists.seen
    if not chosen.any():
        return None
    fitted = loglinear.second_opinion(lists.on[chosen], rng)
    seen = int(chosen.sum())
    ends = (round(min(seen + value, 1e12)) for value in (fitted.unseen, fitted.low, fitted.high))
    return Interval(known, *ends)
