"""Quantiles of the F distribution, by the continued fraction of its distribution function.

Abramowitz and Stegun, Handbook of Mathematical Functions, 26.5.8 and 26.6.2.
"""

from math import exp, lgamma, log, log1p

_ROUNDS, _NEAR, _TINY = 10_000, 1e-15, 1e-300


def quantile(above: float, below: float, share: float) -> float:
    """Return the quantile of the F distribution at a share, for two positive degrees of freedom."""
    low, high = 0.0, 1.0
    while low < (middle := (low + high) / 2) < high:
        if _beta(above / 2, below / 2, middle) < share:
            low = middle
        else:
            high = middle
    return below * low / (above * (1 - low))


def _beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function, for x between 0 and 1."""
    if x > (a + 1) / (a + b + 2):  # the fraction converges quickly below this
        return 1 - _beta(b, a, 1 - x)
    front = exp(a * log(x) + b * log1p(-x) + lgamma(a + b) - lgamma(a) - lgamma(b)) / a
    return front / _fraction(a, b, x)


def _fraction(a: float, b: float, x: float) -> float:
    """The continued fraction 1 + d1/(1 + d2/(1 + …)), by Lentz's method."""
    value = c = 1.0
    d = 0.0
    for number in range(1, _ROUNDS):
        half = number // 2
        if number % 2:
            part = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        else:
            part = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        d = 1 / ((1 + part * d) or _TINY)
        c = (1 + part / c) or _TINY
        value *= c * d
        if abs(c * d - 1) < _NEAR:
            break
    return value
