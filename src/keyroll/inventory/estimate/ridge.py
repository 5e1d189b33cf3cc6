"""Logistic regression with a ridge, on counts in cells."""

import numpy as np

from keyroll.inventory.estimate.lists import Bools, Floats, Ints

#: The standard deviation of an effect's prior around zero; the intercept has no prior.
SPREAD = 0.7
_STEPS = 12


def design(*codes: Ints) -> Floats:
    """Return the matrix of an intercept and one column for each value of each code."""
    size = len(codes[0])
    parts = [np.ones((size, 1))]
    parts += [(code[:, None] == np.unique(code)[None, :]).astype(float) for code in codes]
    return np.hstack(parts)


def logistic(matrix: Floats, hits: Floats, totals: Floats) -> Floats:
    """Return the probability in each cell, for each row of ``hits`` and ``totals`` (fits x cells) separately.

    Newton's method on the penalised likelihood; without data the probability is a half.
    """
    precision = np.full(matrix.shape[1], SPREAD**-2)
    precision[0] = 0.05
    effects = np.zeros((len(hits), matrix.shape[1]))
    for _ in range(_STEPS):
        p = _odds(effects @ matrix.T)
        slope = (hits - totals * p) @ matrix - precision * effects
        curve = np.einsum("ci,uc,cj->uij", matrix, totals * p * (1 - p), matrix, optimize=True) + np.diag(precision)
        effects = effects + np.clip(np.linalg.solve(curve, slope[:, :, None])[:, :, 0], -2, 2)
    return np.clip(_odds(effects @ matrix.T), 1e-4, 1 - 1e-4)


def count(rows: Ints, columns: Ints, which: Bools, shape: tuple[int, int]) -> Floats:
    """Count the chosen records by two codes."""
    flat = rows[which] * shape[1] + columns[which]
    return np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape).astype(float)


def _odds(x: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(x, -30, 30)))
