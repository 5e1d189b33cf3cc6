"""An audit of places drawn at random finds everything in them, so the share on a list is measured, not modelled.

N = real records / q, with q of a beta distribution whose size is the number found over the design effect of places
(the variance between places against that of single finds; Kish 1965, from memory).
"""

from dataclasses import dataclass

import numpy as np

from keyroll.inventory.estimate.calibrated import Draws
from keyroll.inventory.estimate.lists import Bools, Floats, Ints, Lists

#: Audit and law contradict each other beyond this many standard deviations; then only the audit is used.
CONFLICT = 1.64
#: The least finds of an audit.
LEAST = 20
#: The least assumed design effect: a few dozen places hardly show a smaller one.
EFFECT = 1.3


@dataclass(frozen=True)
class Share:
    """The number of finds with a property, and the design effect of finding them by places."""

    of: int
    hits: int
    effect: float

    @property
    def size(self) -> float:
        """The number of single draws with the same information."""
        return self.of / self.effect

    @property
    def share(self) -> float:
        """The share of finds with the property."""
        return self.hits / self.of if self.of else 0.0


@dataclass(frozen=True)
class Audit:
    """The number of found live credentials, the number of places, the share on a list, and that on several lists."""

    places: int
    on_list: Share
    on_several: Share

    @property
    def found_records(self) -> int:
        """The number of finds."""
        return self.on_list.of

    @property
    def listed(self) -> int:
        """The number of finds on a list."""
        return self.on_list.hits


def audited(lists: Lists) -> Audit | None:
    """Return the audit of un-surveyed places, or None if there are too few finds."""
    chosen = (lists.place >= 0) & ~lists.surveyed & (lists.real != 0)
    if chosen.sum() < LEAST:
        return None
    on_list = _share(lists, chosen, lists.seen)
    on_several = _share(lists, chosen & lists.seen, lists.several)
    return Audit(len(np.unique(lists.place[chosen])), on_list, on_several)


def _share(lists: Lists, chosen: Bools, sort: Bools) -> Share:
    """Count a property among the chosen, with the variance between places against that of single finds."""
    sizes = np.bincount(lists.place[chosen]).astype(float)
    hits = np.bincount(lists.place[chosen & sort], minlength=len(sizes)).astype(float)[sizes > 0]
    sizes = sizes[sizes > 0]
    total, effect = sizes.sum(), EFFECT
    share = hits.sum() / max(total, 1.0)
    if len(sizes) > 1 and 0 < share < 1:
        spread = ((hits - share * sizes) ** 2).sum() * len(sizes) / (len(sizes) - 1)
        effect = max(EFFECT, float(spread / (total * share * (1 - share))))
    return Share(int(total), int(hits.sum()), effect)


def join(audit: Audit, drawn: Draws, rng: np.random.Generator) -> tuple[Draws, bool]:
    """Return the draws that agree with the audit, and whether only the audit is used: the law contradicts it or could
    not be learnt.

    An unreal record is found nowhere and is mostly on one list only: the number of listed finds on several lists
    shows how many of the records are real, before the law is used.
    """
    if audit.listed:
        drawn = drawn.joined(_weighed(audit.on_several, drawn.several, drawn.real.sum(1), rng))
    living, real = drawn.unsurveyed.sum(1), drawn.real.sum(1)
    if drawn.d is not None and abs(conflict(audit, real, living)) <= CONFLICT:
        return drawn.joined(_weighed(audit.on_list, real, living, rng)), False
    return drawn.joined(np.arange(len(living)), audit_alone(audit, real, rng) / np.maximum(living, 1)), True


def audit_alone(audit: Audit, real: Floats, rng: np.random.Generator) -> Floats:
    """Draw the live un-surveyed records from the audit alone; ``real`` are draws of the real records.

    The finds are certain; the share is applied to the rest only.
    """
    size, hits = audit.on_list.size, audit.on_list.size * audit.on_list.share
    q = rng.beta(hits + 0.5, size - hits + 0.5, len(real))
    drawn: Floats = audit.found_records + np.maximum(real - audit.listed, 0) / np.maximum(q, 0.01)
    return drawn


def conflict(audit: Audit, real: Floats, living: Floats) -> float:
    """Return the number of standard deviations between audit and law for the share on a list."""
    share, size = real / np.maximum(living, 1), audit.on_list.size
    q = (size * audit.on_list.share + 0.5) / (size + 1)
    variance = share.var() + q * (1 - q) / _sizes(audit.on_list, living).mean()
    return float((share.mean() - q) / np.sqrt(variance))


def _weighed(found_share: Share, hits: Floats, of: Floats, rng: np.random.Generator) -> Ints:
    """Return the draws to keep, each weighted by the likelihood of the measured share in it."""
    share = np.clip(hits / np.maximum(of, 1), 1e-6, 1 - 1e-6)
    variance = np.maximum(share * (1 - share), 0.25 / found_share.size) / _sizes(found_share, of)
    likely = -0.5 * (found_share.share - share) ** 2 / variance - 0.5 * np.log(variance)
    weight = np.exp(likely - likely.max())
    return rng.choice(len(of), len(of), p=weight / weight.sum()).astype(np.int64)


def _sizes(found_share: Share, whole: Floats) -> Floats:
    """Return the size of a share for each size of the whole: a share of the whole has no sampling error."""
    left = 1 - np.minimum(found_share.of / np.maximum(whole, 1), 1 - 1 / max(found_share.of, 2))
    sizes: Floats = found_share.size / left
    return sizes
