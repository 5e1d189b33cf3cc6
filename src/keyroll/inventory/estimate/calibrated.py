"""The calibrated estimator: complete lists of issuers show how many credentials the other lists miss in other scopes.

In surveyed scopes it counts the credentials that logs, copies and register all miss. The relation between that count
and the scope's overlap is applied to un-surveyed scopes, with its scatter. An interval thus depends on surveyed scopes
of the same kind, not on capture-recapture models, which no data can check.
"""

from dataclasses import dataclass

import numpy as np

from keyroll.inventory.estimate import law
from keyroll.inventory.estimate.lists import ISSUER, Floats, Ints, Lists
from keyroll.inventory.estimate.units import Units, overlap, units
from keyroll.inventory.estimate.unreal import Unreal, unreal

DRAWS = 4000
#: The difference of un-surveyed scopes as a whole: a standard deviation, and the increase by an observed difference.
SHIFT, SHIFT_BY_D, D_UNKNOWN = 0.15, 0.5, 0.6
#: The credentials that the issuer misses depend on those that the others miss: a log-normal factor, mean and spread.
_DEPENDENCE = (0.3, 0.35)


@dataclass(frozen=True)
class Draws:
    """Draws (draws x scopes) of live credentials: ``unsurveyed`` and ``surveyed`` have their own scopes as columns.

    ``real`` are the live un-surveyed records of L, H or R, ``several`` those of them on two or three lists
    (over all scopes). ``d`` is the difference of the overlap between un-surveyed and surveyed scopes; None if nothing
    is surveyed.
    """

    unsurveyed: Floats
    real: Floats
    several: Floats
    surveyed: Floats
    d: float | None

    def joined(self, rows: Ints, factor: Floats | None = None) -> "Draws":
        """Return the chosen draws, the un-surveyed ones multiplied by one factor for each draw."""
        scale = np.ones((len(rows), 1)) if factor is None else factor[rows][:, None]
        return Draws(self.unsurveyed[rows] * scale, self.real[rows], self.several[rows], self.surveyed[rows], self.d)


def draws(lists: Lists, rng: np.random.Generator, size: int = DRAWS) -> Draws:
    """Draw the number of live credentials; ``rng`` is the only source of randomness."""
    views = [units(lists, logs=True), units(lists, logs=False)]
    d = difference(*views[0])
    fakes = unreal(lists, size, rng)
    shift = np.hypot(SHIFT, SHIFT_BY_D * (D_UNKNOWN if d is None else min(abs(d), 1.0)))
    shared = shift * rng.standard_normal((size, 1))
    missed = np.zeros((size, len(lists.scopes)))
    n = lists.per_scope(lists.seen)
    for known, target in views:
        if len(target):
            y = law.predict(known, target, size, rng) + shared
            scopes = np.flatnonzero(target.member >= 0)
            whole = target.n[target.member[scopes]]
            rate = np.exp(np.minimum(y[:, target.member[scopes]], 5)) * n[scopes] * (whole + 0.5) / np.maximum(whole, 1)
            missed[:, scopes] = rng.poisson(rate)
    hidden = ~lists.scope_surveyed
    denied = lists.per_scope(~lists.surveyed & lists.seen & (lists.real == 0))
    # Finds of a partial listing or an audit beyond the three lists are certain, whatever the law says.
    unseen = lists.per_scope(~lists.surveyed & ~lists.seen & (lists.real != 0))
    real = (n - denied - fakes.unsurveyed)[:, hidden]
    living = real + np.maximum(missed, unseen)[:, hidden]
    twice = int((~lists.surveyed & lists.several & (lists.real != 0)).sum())
    several = np.maximum(twice - fakes.unsurveyed.sum(1) * fakes.several, 0)
    return Draws(living, real, several, _surveyed(lists, fakes, rng), d)


def difference(known: Units, target: Units) -> float | None:
    """Return how much more the un-surveyed records seem to miss than the surveyed ones, from the overlap alone."""
    if not len(known) or not len(target):
        return 0.0 if len(known) else None
    logs = [
        overlap(*(column.sum(keepdims=True) for column in (side.a, side.b, side.m, side.n))) for side in (target, known)
    ]
    return float((logs[0] - logs[1])[0])


def _surveyed(lists: Lists, fakes: Unreal, rng: np.random.Generator) -> Floats:
    """Draw the live credentials of each surveyed scope: listed, real unlisted, and those that every list missed."""
    issuer, inside = lists.on[:, ISSUER], lists.surveyed & (lists.real != 0)
    listed, unlisted = lists.per_scope(inside & issuer), int((inside & ~issuer & ~lists.seen).sum())
    both, only = int((lists.surveyed & issuer & lists.seen).sum()), int((lists.surveyed & issuer & ~lists.seen).sum())
    factor = np.exp(rng.normal(*_DEPENDENCE, len(fakes.unlisted)))
    missed = np.maximum(rng.poisson(fakes.unlisted * only / (both + 1) * factor), unlisted)
    strange = lists.per_scope(inside & ~issuer).astype(float)
    share = strange / max(strange.sum(), 1.0)
    chosen: Floats = (listed + (fakes.unlisted + missed)[:, None] * share)[:, lists.scope_surveyed]
    return chosen
