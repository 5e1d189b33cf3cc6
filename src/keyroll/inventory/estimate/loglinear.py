"""Log-linear models of three lists, the second opinion: all hierarchical models without the three-way term.

The model is chosen by AICc, and the choice is repeated in every bootstrap sample (a parametric bootstrap of the whole
table, unseen cell included), so that the interval includes the uncertainty of the choice. Fienberg 1972; Cormack 1989
(from memory). No data show the three-way term: if it is not zero every model here is wrong, and too narrow.
"""

from dataclasses import dataclass

import numpy as np

from keyroll.inventory.estimate.lists import LOGS, Bools, Floats

_BITS = np.array([[(cell >> first) & 1 for first in range(3)] for cell in range(1, 8)], dtype=float)
_PAIRS = ((0, 1), (0, 2), (1, 2))
_STEPS = 25
#: The number of samples in the bootstrap.
SAMPLES = 400


@dataclass(frozen=True)
class Fitted:
    """The chosen model's pairs, and the unseen, point and interval (all without the seen)."""

    pairs: tuple[tuple[int, int], ...]
    unseen: float
    low: float
    high: float


def models() -> list[tuple[tuple[int, int], ...]]:
    """Return the eight hierarchical models that include all three lists, by their pairs."""
    return [tuple(pair for place, pair in enumerate(_PAIRS) if chosen >> place & 1) for chosen in range(8)]


def design(pairs: tuple[tuple[int, int], ...]) -> Floats:
    """Return the matrix of a model over the seven cells (logs + 2 copies + 4 register)."""
    return np.column_stack([np.ones(7), _BITS, *(_BITS[:, first] * _BITS[:, two] for first, two in pairs)])


def fit(matrix: Floats, tables: Floats) -> Floats:
    """Fit a Poisson model to each table (tables x 7); return its log means of the seven cells and of the unseen cell.

    Newton's method with a slight ridge, so that a table with empty margins has a solution. It begins at the table
    itself (iteratively reweighted least squares): from the mean of all cells it misses the fit of a very uneven table.
    """
    ridge = 1e-6 * np.eye(matrix.shape[1])
    weights = tables + 0.5
    curve = np.einsum("ci,tc,cj->tij", matrix, weights, matrix) + ridge
    effects = np.linalg.solve(curve, (weights * np.log(weights) @ matrix)[:, :, None])[:, :, 0]
    for _ in range(_STEPS):
        mean = np.exp(np.clip(effects @ matrix.T, -20, 20))
        slope = (tables - mean) @ matrix
        curve = np.einsum("ci,tc,cj->tij", matrix, mean, matrix) + ridge
        effects = effects + np.clip(np.linalg.solve(curve, slope[:, :, None])[:, :, 0], -2, 2)
    logs: Floats = np.clip(np.column_stack([effects @ matrix.T, effects[:, 0]]), -20, 20)
    return logs


def table(on: Bools) -> Floats:
    """Return the seven cells of records x lists."""
    cell = on @ np.array([1, 2, 4])
    return np.bincount(cell, minlength=8)[1:].astype(float)


def chosen(tables: Floats) -> tuple[Floats, Floats]:
    """For each table, return the position of the model with the least AICc, and its unseen cell."""
    size = tables.sum(1)
    scores, unseen = [], []
    for pairs in models():
        matrix = design(pairs)
        logs = fit(matrix, tables)
        likely = (tables * logs[:, :7] - np.exp(logs[:, :7])).sum(1)
        terms = matrix.shape[1]
        scores.append(-2 * likely + 2 * terms + 2 * terms * (terms + 1) / np.maximum(size - terms - 1, 1))
        unseen.append(np.exp(logs[:, 7]))
    best = np.argmin(np.array(scores), axis=0)
    return best, np.array(unseen)[best, np.arange(len(tables))]


def second_opinion(on: Bools, rng: np.random.Generator) -> Fitted:
    """Return the unseen part of records x four lists (the issuer's is not used), with the bootstrap's 95 % interval."""
    seen = table(on[:, LOGS:])
    best, unseen = chosen(seen[None])
    pairs = models()[int(best[0])]
    cells = np.exp(fit(design(pairs), seen[None])[0])
    again = rng.multinomial(round(float(seen.sum() + unseen[0])), cells / cells.sum(), SAMPLES)[:, :7].astype(float)
    _, drawn = chosen(again)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Fitted(pairs, float(unseen[0]), max(float(low), 0.0), float(high))
