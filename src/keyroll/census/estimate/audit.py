"""An audit of places drawn at random: everything that is there was found, so the share on a list is seen, not modelled.

N = real records / q, with q of a beta distribution whose size is the number found over the design effect of places
(the variance between places against that of single finds; Kish 1965, from memory).
"""

from dataclasses import dataclass

import numpy as np

from keyroll.census.estimate.calibrated import Draws
from keyroll.census.estimate.lists import Floats, Ints, Lists

#: Audit and law contradict each other beyond this many standard deviations; then the audit alone speaks.
CONFLICT = 1.64
#: Fewer finds than this are no audit.
LEAST = 20
#: The design effect that is assumed at least: a few dozen places hardly show a smaller one.
EFFECT = 1.3


@dataclass(frozen=True)
class Audit:
    """How many living credentials were found in how many places, how many of them on a list, and the design effect."""

    found: int
    listed: int
    places: int
    effect: float

    @property
    def size(self) -> float:
        """How many finds drawn one by one would say as much."""
        return self.found / self.effect

    @property
    def share(self) -> float:
        """The share on a list."""
        return self.listed / self.found


def audited(lists: Lists) -> Audit | None:
    """Return the audit of un-surveyed places, or None where there is none to speak of."""
    chosen = (lists.place >= 0) & ~lists.surveyed & (lists.real != 0)
    if chosen.sum() < LEAST:
        return None
    found = np.bincount(lists.place[chosen]).astype(float)
    listed = np.bincount(lists.place[chosen & lists.seen], minlength=len(found)).astype(float)[found > 0]
    found = found[found > 0]
    total, share = found.sum(), listed.sum() / found.sum()
    effect = EFFECT
    if len(found) > 1 and 0 < share < 1:
        spread = ((listed - share * found) ** 2).sum() * len(found) / (len(found) - 1)
        effect = max(EFFECT, spread / (total * share * (1 - share)))
    return Audit(int(total), int(listed.sum()), len(found), float(effect))


def join(audit: Audit, drawn: Draws, rng: np.random.Generator) -> tuple[Draws, bool]:
    """Return the draws that the audit leaves, and whether the audit speaks alone because the law contradicts it."""
    living, real = drawn.unsurveyed.sum(1), drawn.real.sum(1)
    if abs(conflict(audit, real, living)) <= CONFLICT:
        return drawn.joined(weighed(audit, real, living, rng)), False
    return drawn.joined(np.arange(len(living)), alone(audit, real, rng) / np.maximum(living, 1)), True


def alone(audit: Audit, real: Floats, rng: np.random.Generator) -> Floats:
    """Draw the living un-surveyed from the audit alone; ``real`` are draws of the real records.

    What was found is there; the share stands for the rest only.
    """
    hits = audit.size * audit.share
    q = rng.beta(hits + 0.5, audit.size - hits + 0.5, len(real))
    drawn: Floats = audit.found + np.maximum(real - audit.listed, 0) / np.maximum(q, 0.01)
    return drawn


def conflict(audit: Audit, real: Floats, living: Floats) -> float:
    """Return by how many standard deviations audit and law differ about the share on a list."""
    share = real / np.maximum(living, 1)
    q = (audit.size * audit.share + 0.5) / (audit.size + 1)
    return float((share.mean() - q) / np.sqrt(share.var() + q * (1 - q) / _sizes(audit, living).mean()))


def weighed(audit: Audit, real: Floats, living: Floats, rng: np.random.Generator) -> Ints:
    """Return which draws to keep, each as often as the audit finds it likely."""
    share = np.clip(real / np.maximum(living, 1), 1e-6, 1 - 1e-6)
    variance = np.maximum(share * (1 - share), 0.25 / audit.size) / _sizes(audit, living)
    likely = -0.5 * (audit.share - share) ** 2 / variance - 0.5 * np.log(variance)
    weight = np.exp(likely - likely.max())
    return rng.choice(len(real), len(real), p=weight / weight.sum()).astype(np.int64)


def _sizes(audit: Audit, living: Floats) -> Floats:
    """Return the size of the audit against each number of living: a whole population leaves nothing to chance."""
    left = 1 - np.minimum(audit.found / np.maximum(living, 1), 1 - 1 / audit.found)
    sizes: Floats = audit.size / left
    return sizes
