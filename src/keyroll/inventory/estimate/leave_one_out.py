"""Treats every surveyed source in turn as un-surveyed, and tests whether the estimate is right about it.

The test can refute, never confirm: it shows a wrong scatter, not that un-surveyed scopes differ from surveyed ones.
"""

from dataclasses import dataclass

import numpy as np

from keyroll.inventory.estimate import law
from keyroll.inventory.estimate.units import Units

_DRAWS = 1000


@dataclass(frozen=True)
class LeaveOneOut:
    """The number of surveyed sources left out, one at a time, and the number for which the 95 % interval held."""

    tried: int
    right: int

    @property
    def cover(self) -> float:
        """The share of right intervals; 1 if no source could be tried."""
        return self.right / self.tried if self.tried else 1.0


NOBODY = LeaveOneOut(0, 0)


def leave_one_out(known: Units, rng: np.random.Generator) -> LeaveOneOut:
    """Leave each source out in turn; at least two are needed."""
    sources = np.unique(known.source)
    if len(sources) < 2:
        return NOBODY
    right = 0
    for source in sources:
        out = known.source == source
        left = known.only(out)
        y = law.predict(known.only(~out), left, _DRAWS, rng)
        f = rng.poisson(np.exp(np.minimum(y, 5)) * (left.n + 0.5)).sum(axis=1)
        low, high = np.quantile(f, (0.025, 0.975))
        right += int(low <= left.f.sum() <= high)
    return LeaveOneOut(len(sources), right)
