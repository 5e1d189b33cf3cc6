"""Estimates the un-surveyed records that are not a live credential of their own: copies of dead ones, unjoined entries.

If the issuer's list is complete, a record missing on it is an unlisted record: unreal, or missed by the issuer. The
rate of unlisted records is learnt by pattern of lists and by age. The share of real ones among them is learnt from
people's answers, by how rare unlisted records are in that cell (a real one is missed by chance, whatever its pattern).
Both are applied to un-surveyed scopes with the scatter of unlisted records between the surveyed ones.
"""

from dataclasses import dataclass
from math import lgamma

import numpy as np

from keyroll.inventory.estimate import ridge
from keyroll.inventory.estimate.lists import BANDS, COPIES, ISSUER, LOGS, REGISTER, Bools, Floats, Ints, Lists

_BANDS = len(BANDS) + 2
_CELLS = 8 * _BANDS
#: The cells of records on two or three lists.
_SEVERAL = np.isin(np.arange(_CELLS) // _BANDS, (3, 5, 6, 7))
#: Prior of the log odds that an unlisted record is real: ``A + B x`` the log odds of being no unlisted record in its
#: cell.
_A, _B = (-2.0, 2.0), (1.0, 0.4)
#: Prior of the scatter between scopes (half-normal) and of the difference of un-surveyed scopes as a whole
#: (log-normal).
_SCATTER, SHIFT = 0.5, 0.25
_SCATTERS = np.linspace(0.05, 1.5, 30)
#: Without a surveyed scope there are no unlisted records: half of such organisations have less than this share of
#: unreal
#: records.
_BLIND_SHARE, _BLIND_SPREAD = 0.02, 1.0


@dataclass(frozen=True)
class Unreal:
    """Draws (size first): unreal un-surveyed records per scope, and real unlisted records in surveyed scopes.

    ``several`` is the part of the unreal un-surveyed records on several lists.
    """

    unsurveyed: Floats
    several: Floats
    unlisted: Floats


def unreal(lists: Lists, size: int, rng: np.random.Generator) -> Unreal:
    """Draw the number of unreal records, without those that a person answered for."""
    cell = _cell(lists)
    shape = (len(lists.scopes), _CELLS)
    unlisted = unlisted_records(lists)
    open_ = ~lists.surveyed & lists.seen & (lists.real < 0)
    # A find of an audit is real, so the unreal records are among the others.
    answered, most = ridge.count(lists.scope, cell, open_, shape), lists.per_scope(open_ & (lists.place < 0))
    if not (lists.surveyed & lists.seen).any():
        share = np.minimum(_BLIND_SHARE * np.exp(_BLIND_SPREAD * rng.standard_normal(size)), 0.5)
        return Unreal(_whole(share[:, None] * answered.sum(1), most, rng), np.zeros(size), np.zeros(size))
    rate = _rates(lists, cell, unlisted)
    # Ended credentials on other lists count as live if nobody reads the issuer's list.
    ended = lists.surveyed & lists.seen & lists.ended
    gone = _rates(lists, cell, ended) if ended.any() else np.zeros(_CELLS)
    fake = 1 - _real(rate, cell[unlisted & (lists.real >= 0)], lists.real[unlisted & (lists.real >= 0)], size, rng)
    factor = _factors(lists, cell, unlisted | ended, rate + gone, size, rng)
    share = fake * rate + gone
    expected = factor * (share @ answered.T)
    several = (factor * ((share * _SEVERAL) @ answered.T)).sum(1) / np.maximum(expected.sum(1), 1e-9)
    waiting = np.bincount(cell[unlisted & (lists.real < 0)], minlength=_CELLS)
    real = rng.binomial(waiting, 1 - fake).sum(1) + int((unlisted & (lists.real == 1)).sum())
    return Unreal(_whole(expected, most, rng), several, real.astype(float))


def unlisted_records(lists: Lists) -> Bools:
    """Return the unlisted records: in a surveyed scope, on some list, and missing on the issuer's."""
    return lists.surveyed & lists.seen & ~lists.on[:, ISSUER] & ~lists.ended


def _cell(lists: Lists) -> Ints:
    pattern = lists.on[:, LOGS] + 2 * lists.on[:, COPIES] + 4 * lists.on[:, REGISTER]
    cell: Ints = pattern * _BANDS + lists.band
    return cell


def _whole(expected: Floats, most: Ints, rng: np.random.Generator) -> Floats:
    return np.minimum(rng.poisson(expected), most).astype(float)


def _rates(lists: Lists, cell: Ints, unlisted: Bools) -> Floats:
    """Return the rate of unlisted records in each cell."""
    cells = np.arange(_CELLS)
    hits = np.bincount(cell[unlisted], minlength=_CELLS).astype(float)
    totals = np.bincount(cell[lists.surveyed & lists.seen], minlength=_CELLS).astype(float)
    rates: Floats = ridge.logistic(ridge.design(cells // _BANDS, cells % _BANDS), hits[None], totals[None])[0]
    return rates


def _real(rate: Floats, cells: Ints, answers: Ints, size: int, rng: np.random.Generator) -> Floats:
    """Draw the share of real unlisted records in each cell (size x cells): the exact posterior on a grid."""
    a, b = (grid.ravel() for grid in np.meshgrid(np.linspace(-8, 5, 53), np.linspace(0, 2, 17), indexing="ij"))
    odds = a[:, None] + b[:, None] * np.log(1 / rate - 1)[None, :]
    likely = -0.5 * ((a - _A[0]) / _A[1]) ** 2 - 0.5 * ((b - _B[0]) / _B[1]) ** 2
    likely -= np.logaddexp(0, np.where(answers[None, :] == 1, -odds[:, cells], odds[:, cells])).sum(1)
    weight = np.exp(likely - likely.max())
    drawn = rng.choice(len(a), size, p=weight / weight.sum())
    chance: Floats = 1 / (1 + np.exp(-odds[drawn]))
    return chance


def _factors(lists: Lists, cell: Ints, unlisted: Bools, rate: Floats, size: int, rng: np.random.Generator) -> Floats:
    """Draw the factor between a scope's share of unlisted records and that of its cells (size x scopes).

    The scatter between sources is a gamma factor, so that unlisted records of a source are negative binomial.
    """
    sources = int(lists.provider.max()) + 1
    of = lists.provider[lists.scope]
    per_source = np.bincount(of[unlisted], minlength=sources)
    counted = lists.surveyed & lists.seen
    expected = np.bincount(of[counted], weights=rate[cell[counted]], minlength=sources)
    there = expected > 0
    likely = np.array(
        [
            _negative_binomial(per_source[there], 1 / s**2, 1 / (1 + expected[there] * s**2)).sum()
            - 0.5 * (s / _SCATTER) ** 2
            for s in _SCATTERS
        ]
    )
    weight = np.exp(likely - likely.max())
    drawn = rng.choice(_SCATTERS, size, p=weight / weight.sum())[:, None]
    by_source = rng.gamma(1 / drawn**2, drawn**2, (size, sources))
    total = per_source.sum() + 1.0
    shared = np.exp(SHIFT * rng.standard_normal(size)) * rng.gamma(total, 1 / total, size)
    factors: Floats = shared[:, None] * by_source[:, lists.provider]
    return factors


def _negative_binomial(count: Ints, size: float, share: Floats) -> Floats:
    """Return the logarithm of the probability of a count; 0 times the logarithm of 0 counts as 0."""
    known, place = np.unique(count, return_inverse=True)
    ways = np.array([lgamma(one + size) - lgamma(one + 1) - lgamma(size) for one in known.tolist()])[place]
    with np.errstate(divide="ignore", invalid="ignore"):
        chance: Floats = ways + size * np.log(share) + np.where(count == 0, 0.0, count * np.log1p(-share))
    return chance
