"""Scopes, small ones pooled, with the data that show how many credentials logs, copies and register all miss."""

from dataclasses import dataclass

import numpy as np

from keyroll.inventory.estimate import ridge
from keyroll.inventory.estimate.lists import BANDS, COPIES, ISSUER, LOGS, REGISTER, Bools, Floats, Ints, Lists

#: Scopes with fewer records are pooled: first with others of their source, then with all remaining ones.
SMALL = 20
#: A company of very many scopes is pooled into about this many units, to limit the time.
MOST = 150
#: A surveyed unit with fewer records shows no relation between records and missed.
LEAST = 5


@dataclass(frozen=True)
class Units:
    """Units of scopes, one row each.

    ``member`` is each scope's unit (-1: none), ``source`` a unit's source (a pool of several has one of its own). ``n``
    are records of L, H or R; ``f`` those that the issuer lists and none of L, H, R has; ``a``, ``b``, ``m`` are on L
    only, on H or R only, on both sides. ``x1`` is the log of the missed per record by the capture rates of kind and
    age, ``x2`` by the unit's own overlap, with its variance ``v2``.
    """

    member: Ints
    source: Ints
    n: Floats
    f: Floats
    a: Floats
    b: Floats
    m: Floats
    x1: Floats

    @property
    def x2(self) -> tuple[Floats, Floats]:
        """The log of the missed per record from the units' own overlap, and its variance.

        The part of a unit's difference from ``x1`` that is noise of small counts is shrunk towards the units' common
        difference (an empirical Bayes mean; DerSimonian and Laird 1986, from memory): else the sum over units is too
        large.
        """
        variance = 1 / (self.a + 0.5) + 1 / (self.b + 0.5) + 1 / (self.m + 0.5)
        apart = overlap(self.a, self.b, self.m, self.n) - self.x1
        if len(self) < 2:
            return apart + self.x1, variance
        spread = between(apart, variance)
        weight = 1 / (variance + spread)
        middle = (weight * apart).sum() / weight.sum()
        keep = spread / (spread + variance)
        return self.x1 + middle + keep * (apart - middle), keep * variance + (1 - keep) ** 2 / weight.sum()

    @property
    def y(self) -> Floats:
        """The log of the missed per record from the issuer's list."""
        return np.log((self.f + 0.5) / (self.n + 0.5))

    @property
    def noise(self) -> Floats:
        """The variance of ``y`` from the expected count: else high counts would weigh more."""
        rate = self.n * np.exp(self.x1)
        noise: Floats = 1 / (rate * (self.f.sum() + 0.5) / (rate.sum() + 0.5) + 0.5)
        return noise

    def __len__(self) -> int:
        return len(self.n)

    def only(self, which: Bools) -> "Units":
        """Return the chosen units; scopes of other units are in none."""
        place = np.where(which, np.cumsum(which) - 1, -1)
        member = np.where(self.member >= 0, place[self.member], -1) if len(which) else self.member
        counts = (self.n, self.f, self.a, self.b, self.m, self.x1)
        return Units(member, self.source[which], *(column[which] for column in counts))


def overlap(a: Floats, b: Floats, m: Floats, n: Floats) -> Floats:
    """Return the log of the missed per record if two lists are independent, with small counts smoothed."""
    return np.log((a + 0.5) * (b + 0.5) / (m + 0.5) / (n + 0.5))


def between(values: Floats, variance: Floats) -> float:
    """Return the variance of values beyond that of their own noise, by the method of moments."""
    weight = 1 / variance
    middle = (weight * values).sum() / weight.sum()
    excess = (weight * (values - middle) ** 2).sum() - (len(values) - 1)
    return max(0.0, float(excess / (weight.sum() - (weight**2).sum() / weight.sum())))


def units(lists: Lists, *, logs: bool) -> tuple[Units, Units]:
    """Return the surveyed units and the un-surveyed ones.

    With ``logs``: the scopes in some log, by logs against copies or register. Without: the un-surveyed scopes in no
    log, by copies against register, and all surveyed ones measured the same way.
    """
    held = lists.on[:, LOGS] if logs else lists.on[:, COPIES]
    two: Bools = lists.on[:, COPIES:].sum(axis=1) > 0 if logs else lists.on[:, REGISTER]
    surveyed = lists.scope_surveyed & (lists.scope_logs if logs else np.ones_like(lists.scope_logs))
    inside = ~lists.scope_surveyed & (lists.scope_logs if logs else ~lists.scope_logs)
    rates = _Rates(lists, held | two)
    known, hidden = (_units(lists, held, two, which, rates) for which in (surveyed, inside))
    return known.only(known.n >= LEAST), hidden


def _units(lists: Lists, mask: Bools, two: Bools, which: Bools, rates: "_Rates") -> Units:
    member, source = _pooled(lists, lists.per_scope(mask | two), which)

    def counted(records: Bools) -> Floats:
        unit = member[lists.scope[records]]
        return np.bincount(unit[unit >= 0], minlength=len(source)).astype(float)

    surveyed = bool(lists.scope_surveyed[which].any())
    listed = lists.on[:, ISSUER] & ~(mask | two) if surveyed else np.zeros(len(mask), bool)
    x1 = rates.missed(member, len(source), left_out=surveyed)
    n, f, a, b, m = (counted(part) for part in (mask | two, listed, mask & ~two, two & ~mask, mask & two))
    return Units(member, source, n, f, a, b, m, x1)


def _pooled(lists: Lists, size: Ints, which: Bools) -> tuple[Ints, Ints]:
    """Return each scope's unit and each unit's source."""
    member = np.full(len(lists.scopes), -1, dtype=np.int64)
    source: list[int] = []
    rest: list[int] = []
    enough = max(SMALL, int(size.sum()) // MOST)
    pool = -1 if lists.scope_surveyed[which].any() else -2
    for provider in np.unique(lists.provider[which]):
        mine = np.flatnonzero(which & (lists.provider == provider))
        small = mine[size[mine] < enough]
        groups = [[int(scope)] for scope in mine if size[scope] >= enough]
        if size[small].sum() >= enough:
            groups.append([int(scope) for scope in small])
        else:
            rest += [int(scope) for scope in small]
        for group in groups:
            member[group] = len(source)
            source.append(int(provider))
    if rest:
        member[rest] = len(source)
        source.append(pool)
    return member, np.array(source, dtype=np.int64)


class _Rates:
    """Capture rates by kind and age, learnt where the issuer's list is complete."""

    def __init__(self, lists: Lists, seen: Bools) -> None:
        self._lists, self._bands = lists, len(BANDS) + 2
        kinds = int(lists.kind.max()) + 1
        self._cell = lists.kind[lists.scope] * self._bands + lists.band
        self._shape = (len(lists.scopes), kinds * self._bands)
        cells = np.arange(self._shape[1])
        self._matrix = ridge.design(cells // self._bands, cells % self._bands)
        listed = lists.surveyed & lists.on[:, ISSUER]
        self._totals, self._hits, self._records = (
            ridge.count(lists.scope, self._cell, records, self._shape) for records in (listed, listed & seen, seen)
        )

    def missed(self, member: Ints, size: int, *, left_out: bool) -> Floats:
        """Return the log of the missed per record of each unit, by rates that were learnt without that unit."""
        inside = np.zeros((size, len(member)))
        scopes = np.flatnonzero(member >= 0)
        inside[member[scopes], scopes] = 1
        records = inside @ self._records
        without = inside if left_out else np.zeros((1, len(member)))
        hits, totals = ((column.sum(0) - without @ column) for column in (self._hits, self._totals))
        rate = ridge.logistic(self._matrix, hits, totals)
        expected = (records * (1 / rate - 1)).sum(1)
        logs_ratio: Floats = np.log(np.maximum(expected, 1e-3) / np.maximum(records.sum(1), 1))
        return logs_ratio
