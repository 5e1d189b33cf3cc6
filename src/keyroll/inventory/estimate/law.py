"""The law between the missed credentials and a scope's lists, learnt where the issuer's list is complete.

The log of the missed per record is ``w x1 + (1 - w) x2 + mu + e``: a weighted mean of the values by capture rates and
by overlap, a shared offset, and a scatter between scopes, half of it shared by the scopes of one source. Weight and
scatter are summed over a grid by their marginal likelihood; all else is normal and is integrated exactly.
"""

from dataclasses import dataclass

import numpy as np

from keyroll.inventory.estimate.lists import Floats, Ints
from keyroll.inventory.estimate.units import Units

WEIGHTS = (0.0, 0.25, 0.5, 0.75, 1.0)
SCATTERS = (0.05, 0.1, 0.15, 0.2, 0.27, 0.35, 0.45, 0.55, 0.7, 0.9, 1.1)
#: With fewer surveyed units nothing is learnt about capture rates: only the overlap is used.
ENOUGH = 3
#: The part of the scatter's variance that is of the source; the rest is of the scope.
OF_SOURCE = 0.5
_PRIOR_SCATTER = 0.3


@dataclass(frozen=True)
class _Fit:
    """One weight and one scatter: their likelihood, and their prediction (mean, and a factor of the covariance)."""

    likely: float
    mean: Floats
    factor: Floats


def predict(known: Units, target: Units, size: int, rng: np.random.Generator) -> Floats:
    """Return draws (size x units) of the log of the missed per record in the target units."""
    weights = WEIGHTS if len(known) >= ENOUGH else (0.0,)
    fits = [_fit(known, target, weight, scatter) for weight in weights for scatter in SCATTERS]
    likely = np.exp([fit.likely - max(fitted.likely for fitted in fits) for fit in fits])
    shares = rng.multinomial(size, likely / likely.sum())
    draws = [
        fit.mean + rng.standard_normal((share, len(target))) @ fit.factor.T
        for fit, share in zip(fits, shares, strict=True)
        if share
    ]
    return rng.permutation(np.vstack(draws))


def _fit(known: Units, target: Units, weight: float, scatter: float) -> _Fit:
    offset, spread = 0.5 * (1 - weight), (0.4 * weight) ** 2 + (0.6 * (1 - weight)) ** 2
    (known_x2, known_v2), (asked_x2, asked_v2) = known.x2, target.x2
    mean_known = weight * known.x1 + (1 - weight) * known_x2 + offset
    mean_asked = weight * target.x1 + (1 - weight) * asked_x2 + offset
    noise = known.noise + (1 - weight) ** 2 * known_v2
    inner = _alike(known.source, known.source, scatter) + spread + np.diag(noise)
    outer = _alike(target.source, target.source, scatter) + spread + np.diag((1 - weight) ** 2 * asked_v2)
    for covariance in (inner, outer):
        covariance[np.diag_indices(len(covariance))] += (1 - OF_SOURCE) * scatter**2
    across = _alike(target.source, known.source, scatter) + spread
    lower = np.linalg.cholesky(inner) if len(known) else np.zeros((0, 0))
    residual = np.linalg.solve(lower, known.y - mean_known)
    reach = np.linalg.solve(lower, across.T)
    likely = -0.5 * float(residual @ residual) - float(np.log(np.diag(lower)).sum())
    likely -= 0.5 * (scatter / _PRIOR_SCATTER) ** 2
    # Grid steps differ: each scatter represents the range between its neighbours.
    likely += float(np.log(np.gradient(SCATTERS)[SCATTERS.index(scatter)]))
    return _Fit(likely, mean_asked + reach.T @ residual, np.linalg.cholesky(outer - reach.T @ reach))


def _alike(codes: Ints, two: Ints, scatter: float) -> Floats:
    """Return the covariance by source; a pool of several sources shares none with others."""
    shared: Floats = OF_SOURCE * scatter**2 * (codes[:, None] == two[None, :])
    return shared
