"""The grid of estates on which the estimate is judged; fixed before the estimator was written.

A family is a reason why a company's credentials are hard to count. ``grid.csv`` holds how many estates of each family
are made, and which families were held out while the estimator was designed. An estate depends on its family's name and
its number only. The truth of an estate is the number of live credentials in the scopes that appear on at least one
list.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

GRID = Path(__file__).with_name("grid.csv")
COLUMNS = (
    "id", "provider", "source", "kind", "age_days", "surveyed", "has_logs", "issuer", "logs", "copies", "register",
    "real", "audit",
)  # fmt: skip
KINDS = ("api_token", "access_key", "service_account", "deploy_key")
AUDITED, CHECKED = 100, 30
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Span = tuple[float, float]


@dataclass(frozen=True)
class Estate:
    """Rows in the form of ``--lists``, and the truth; ``audited`` also has the rows of an audit of 100."""

    family: str
    number: int
    rows: list[tuple[object, ...]]
    audited: list[tuple[object, ...]]
    living_unsurveyed: int
    living: int

    def write(self, path: Path, *, audit: bool = False) -> None:
        """Write the estate as CSV."""
        with path.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow(COLUMNS)
            writer.writerows(self.audited if audit else self.rows)


@dataclass(frozen=True)
class Mix:
    """The changes of a family; a value is drawn evenly from a span, once for each estate.

    ``trait`` is the slope of a hidden trait that all lists share. ``pair`` is the log odds that copies and register
    share. ``dark`` is the share that only the issuer lists. ``forgotten`` is the share that hardly any list catches.
    ``dead`` are extra records of copies (share of the live ones there), ``dead_register`` of the register. ``split``
    is the share of a list's entries that were not joined, ``joined_wrongly`` the share that went to another record.
    ``unsurveyed_…`` are the differences of unlisted scopes.
    """

    size: Span = (300, 4000)
    providers: tuple[int, int] = (6, 18)
    kinds: tuple[int, int] = (1, 3)
    hidden: Span = (0.12, 0.70)
    surveyed_at_most: int = 99
    levels: tuple[Span, Span, Span] = ((-0.6, 0.7), (-1.1, 0.3), (-1.2, 0.3))
    kind_effect: float = 0.35
    age_effect: float = 0.35
    provider_effect: Span = (0.3, 0.4)
    trait: Span = (0.0, 0.3)
    pair: Span = (0.0, 0.0)
    referral: Span = (0.0, 0.0)
    team_effect: float = 0.0
    dark: Span = (0.0, 0.0)
    forgotten: Span = (0.0, 0.0)
    issuer: Span = (0.93, 0.999)
    dead: Span = (0.0, 0.03)
    dead_register: Span = (0.0, 0.0)
    dead_scatter: Span = (0.0, 0.0)
    dead_ages: bool = False
    split: tuple[float, float, float] = (0.0, 0.0, 0.0)
    joined_wrongly: tuple[float, float, float] = (0.0, 0.0, 0.0)
    beta: bool = False
    cloglog: bool = False
    by_kind: bool = False
    no_logs: float = 0.0
    wrong_answers: float = 0.0
    unsurveyed_level: Span = (0.0, 0.0)
    unsurveyed_trait: Span | None = None
    unsurveyed_dark: Span = (0.0, 0.0)
    unsurveyed_older: float = 0.0
    unsurveyed_dead: float = 1.0


@dataclass
class Scopes:
    """The scopes of an estate: provider, kind, whether listed, whether there is a log."""

    provider: Ints
    kind: Ints
    share: Floats
    surveyed: Bools = field(default_factory=lambda: np.zeros(0, bool))
    logs: Bools = field(default_factory=lambda: np.zeros(0, bool))


@dataclass
class Records:
    """Rows: scope, age, the four lists, whether it is a separate live credential, its place."""

    scope: Ints
    age: Floats
    lists: Bools  # n x 4: issuer, logs, copies, register
    living: Bools
    place: Ints

    def joined(self, other: "Records") -> "Records":
        """Return both, one after the other."""
        return Records(*(np.concatenate([mine, theirs]) for mine, theirs in zip(self, other, strict=True)))

    def __iter__(self) -> Iterator[NDArray[Any]]:
        yield from (self.scope, self.age, self.lists, self.living, self.place)


def draw(rng: np.random.Generator, span: Span) -> float:
    """One number of a span."""
    return float(rng.uniform(*span))


def logistic(x: Floats) -> Floats:
    """Log odds as probabilities."""
    return 1 / (1 + np.exp(-x))


def scopes(rng: np.random.Generator, mix: Mix) -> Scopes:
    """Return providers of log-normal size with some kinds each; whole providers are listed or not, unless by kind."""
    count = int(rng.integers(mix.providers[0], mix.providers[1] + 1))
    weight = rng.lognormal(0, 0.9, count)
    provider, kind, share = [], [], []
    for one in range(count):
        chosen = rng.choice(len(KINDS), int(rng.integers(mix.kinds[0], mix.kinds[1] + 1)), replace=False)
        parts = rng.dirichlet(np.full(len(chosen), 2.0)) * weight[one]
        for which, part in zip(chosen, parts, strict=True):
            provider.append(one)
            kind.append(int(which))
            share.append(part)
    made = Scopes(np.array(provider), np.array(kind), np.array(share) / sum(share))
    unit = np.arange(len(provider)) if mix.by_kind else made.provider
    order = rng.permutation(np.unique(unit))
    hidden, target = np.zeros(len(provider), bool), draw(rng, mix.hidden)
    for one in order:
        if made.share[hidden].sum() >= target or (~hidden & (unit != one)).sum() == 0:
            break
        hidden |= unit == one
    shown = np.unique(unit[~hidden])
    hidden |= np.isin(unit, shown[mix.surveyed_at_most :])
    made.surveyed = ~hidden
    made.logs = made.surveyed | (rng.random(len(provider)) >= mix.no_logs)
    return made


def captured(rng: np.random.Generator, mix: Mix, at: Scopes, scope: Ints, age: Floats, place: Ints) -> Bools:
    """Return the lists (logs, copies, register) that catch each live credential."""
    size, hidden = len(scope), ~at.surveyed[scope]
    slope = np.full(size, draw(rng, mix.trait))
    if mix.unsurveyed_trait:
        slope[hidden] = draw(rng, mix.unsurveyed_trait)
    trait = rng.normal(size=size) * slope
    band = np.digitize(age, (90, 365))
    caught = np.zeros((size, 3), bool)
    spread = draw(rng, mix.provider_effect)
    team = rng.normal(0, mix.team_effect, int(place.max()) + 1) if mix.team_effect else np.zeros(int(place.max()) + 1)
    lower = draw(rng, mix.unsurveyed_level)
    for one in range(3):
        effect = draw(rng, mix.levels[one]) + trait + team[place] + lower * hidden
        effect += rng.normal(0, mix.kind_effect, len(KINDS))[at.kind[scope]]
        effect += rng.normal(0, mix.age_effect, 3)[band]
        effect += rng.normal(0, spread, int(at.provider.max()) + 1)[at.provider[scope]]
        if one == 2:
            pull = draw(rng, mix.pair)
            effect += pull * (caught[:, 1] - 0.5)
        probability = 1 - np.exp(-np.exp(effect - 0.4)) if mix.cloglog else logistic(effect)
        if mix.beta:
            probability = rng.beta(np.maximum(3 * probability, 0.05), np.maximum(3 * (1 - probability), 0.05))
        caught[:, one] = rng.random(size) < probability
    referred = caught[:, 2] & (rng.random(size) < draw(rng, mix.referral)) & (at.provider[scope] % 2 == 0)
    caught[:, 1] |= referred
    missed = draw(rng, mix.dark) + draw(rng, mix.unsurveyed_dark) * hidden
    caught[rng.random(size) < missed] = False
    forgotten = rng.random(size) < draw(rng, mix.forgotten)
    caught[forgotten] &= rng.random((int(forgotten.sum()), 3)) < 0.11
    return caught


def living(rng: np.random.Generator, mix: Mix, at: Scopes) -> Records:
    """Return the live credentials with their lists."""
    size = int(np.exp(rng.uniform(*np.log(mix.size))))
    scope = rng.choice(len(at.share), size, p=at.share)
    hidden = ~at.surveyed[scope]
    age = rng.lognormal(5.3 + mix.unsurveyed_older * hidden, 1.1)
    # A place (host, repository, team) belongs to one scope and holds about five credentials.
    place = scope * 1000 + rng.integers(0, np.maximum(size * at.share[scope] / 5, 1).astype(int) + 1)
    _, place = np.unique(place, return_inverse=True)
    issuer = (rng.random(size) < draw(rng, mix.issuer)) & ~hidden
    caught = captured(rng, mix, at, scope, age, place)
    caught[:, 0] &= at.logs[scope]
    return Records(scope, age, np.column_stack([issuer, caught]), np.ones(size, bool), place)


def broken(rng: np.random.Generator, mix: Mix, records: Records) -> Records:
    """Make records of entries that were not joined; some entries go to another record of the scope."""
    for one in range(3):
        on = np.flatnonzero(records.lists[:, one + 1])
        off = on[rng.random(len(on)) < mix.split[one]]
        wrong = on[rng.random(len(on)) < mix.joined_wrongly[one]]
        records.lists[off, one + 1] = False
        single = np.zeros((len(off), 4), bool)
        single[:, one + 1] = True
        for which in np.setdiff1d(wrong, off):
            others = np.flatnonzero(records.scope == records.scope[which])
            records.lists[which, one + 1] = False
            records.lists[rng.choice(others), one + 1] = True
        own = Records(records.scope[off], records.age[off], single, np.zeros(len(off), bool), records.place[off])
        records = records.joined(own)
    return records


def dead(rng: np.random.Generator, mix: Mix, at: Scopes, records: Records) -> Records:
    """Return records of credentials that are gone: copies and register entries outlast them."""
    scatter = draw(rng, mix.dead_scatter)
    for list_, span in ((2, mix.dead), (3, mix.dead_register)):
        share = np.maximum(draw(rng, span) + rng.normal(0, scatter, len(at.share)), 0)
        share = np.where(at.surveyed, share, share * mix.unsurveyed_dead)
        on = np.flatnonzero(records.lists[:, list_] & records.living)
        of = on[rng.random(len(on)) < share[records.scope[on]]]
        lists = np.zeros((len(of), 4), bool)
        lists[:, list_] = True
        # Some of the dead are on a second list too.
        other = 3 if list_ == 2 else 2
        lists[:, other] = rng.random(len(of)) < 0.12
        age = records.age[of] * (rng.uniform(1.5, 5, len(of)) if mix.dead_ages else rng.uniform(0.8, 1.6, len(of)))
        records = records.joined(Records(records.scope[of], age, lists, np.zeros(len(of), bool), records.place[of]))
    return records


def usual(rng: np.random.Generator, mix: Mix) -> tuple[Scopes, Records]:
    """Return an estate by capture odds."""
    at = scopes(rng, mix)
    records = broken(rng, mix, living(rng, mix, at))
    return at, dead(rng, mix, at, records)


def mechanistic(rng: np.random.Generator, mix: Mix) -> tuple[Scopes, Records]:
    """Return an estate by its history: teams make, use, copy, register and forget credentials over six years."""
    at = scopes(rng, mix)
    teams = int(rng.integers(15, 60))
    care, terraform = rng.beta(3, 2, teams), rng.random(teams) < rng.uniform(0.2, 0.6)
    fond = rng.dirichlet(np.full(len(at.share), 0.6), teams) * at.share + 1e-9
    size = int(np.exp(rng.uniform(*np.log(mix.size))) * 1.9)
    team = rng.choice(teams, size, p=rng.dirichlet(np.full(teams, 1.5)))
    shift = fond / fond.sum(1, keepdims=True)
    scope = (rng.random((size, 1)) > shift.cumsum(1)[team]).sum(1).clip(max=len(at.share) - 1)
    hidden = ~at.surveyed[scope]
    born = rng.uniform(0, 1, size) ** 0.6 * 2200
    age = 2200 - born + 1
    gone = rng.random(size) < 1 - np.exp(-age * rng.uniform(0.0004, 0.0009) * (0.5 + care[team]))
    # The frequency of use falls with age; a log window of 90 days shows a credential at least once or not at all.
    rate = rng.gamma(0.45, 1.0, size) * np.exp(-age / 1500) * np.where(hidden, np.exp(-0.3 * mix.unsurveyed_older), 1)
    logs = (rng.random(size) < 1 - np.exp(-90 * 0.12 * rate)) & at.logs[scope] & ~gone
    tf = terraform[team] & (rng.random(size) < 0.6)
    spread = rng.poisson(rng.uniform(0.3, 0.8) + 0.8 * tf + 0.3 * (rate > 0.5))
    copies = rng.random(size) < 1 - 0.45**spread
    chance = np.where(hidden, care[team] - 0.1 * mix.unsurveyed_older, care[team]).clip(0.02, 1)
    register = rng.random(size) < np.where(tf, 0.9, 0.55 * chance)
    cleaned = gone & (rng.random(size) < 0.35 + 0.5 * care[team])
    copies &= ~(gone & (rng.random(size) < 0.3)) & ~cleaned
    register &= ~cleaned
    issuer = ~hidden & ~gone & (rng.random(size) < draw(rng, mix.issuer))
    _, place = np.unique(team * 1000 + scope, return_inverse=True)
    lists = np.column_stack([issuer, logs, copies, register])
    return at, broken(rng, mix, Records(scope, age, lists, ~gone, place))


BASE = Mix()
_NONE = replace(BASE, surveyed_at_most=0)
_DEAD = (0.15, 0.6)
_UNLIKE = replace(BASE, trait=(0.4, 0.6))
FAMILIES: dict[str, Mix] = {
    "independent": replace(BASE, kind_effect=0.0, age_effect=0.0, trait=(0.0, 0.0)),
    "strata": replace(BASE, kind_effect=0.7, age_effect=0.7, trait=(0.0, 0.0)),
    "mild-trait": replace(BASE, trait=(0.7, 0.7)),
    "pair": replace(BASE, pair=(0.8, 1.8)),
    "thin": replace(BASE, size=(50, 300), providers=(4, 9)),
    "rich": replace(BASE, size=(1000, 20000)),
    "match-one": replace(BASE, split=(0.05, 0.0, 0.0), joined_wrongly=(0.02, 0.0, 0.0)),
    "dead-copies": replace(BASE, dead=_DEAD),
    "sparse": replace(BASE, levels=((-1.6, -0.9), (-1.8, -1.0), (-1.8, -1.0)), trait=(0.2, 0.5)),
    "one-or-two-surveyed": replace(BASE, surveyed_at_most=2, kinds=(1, 1)),
    "none-surveyed": _NONE,
    "strong-trait": replace(BASE, trait=(1.5, 1.5)),
    "forgotten": replace(BASE, forgotten=(0.10, 0.30)),
    "dark": replace(BASE, dark=(0.08, 0.30)),
    "beta": replace(BASE, beta=True),
    "caught-less": replace(BASE, unsurveyed_level=(-1.2, -0.4)),
    "more-dependent": replace(BASE, trait=(0.5, 0.5), unsurveyed_trait=(1.5, 1.5)),
    "no-logs": replace(BASE, no_logs=0.35, trait=(0.3, 0.7)),
    "match-three": replace(BASE, split=(0.05, 0.05, 0.05), joined_wrongly=(0.02, 0.02, 0.02)),
    "all-at-once": replace(
        BASE, cloglog=True, trait=(0.5, 0.9), pair=(0.4, 1.0), dark=(0.03, 0.10), dead=(0.10, 0.30),
        split=(0.03, 0.03, 0.03), joined_wrongly=(0.01, 0.01, 0.01), no_logs=0.1,
    ),
    "dark-shift": replace(BASE, dark=(0.05, 0.15), unsurveyed_dark=(0.05, 0.25)),
    "dark-none-surveyed": replace(_NONE, dark=(0.08, 0.30)),
    "unreal-scatter": replace(BASE, dead=(0.08, 0.2), dead_register=(0.05, 0.15), dead_scatter=(0.05, 0.15)),
    "unreal-scatter-split": replace(
        BASE, dead=(0.05, 0.3), dead_scatter=(0.05, 0.12), split=(0.04, 0.04, 0.04), trait=(0.3, 0.8)
    ),
    "unreal-old": replace(BASE, dead=(0.10, 0.4), dead_ages=True, unsurveyed_older=0.6),
    "unreal-more": replace(BASE, dead=(0.05, 0.2), dead_scatter=(0.02, 0.06), unsurveyed_dead=1.5),
    "kinds-unsurveyed": replace(BASE, by_kind=True, kind_effect=0.5, trait=(0.3, 0.8)),
    "one-large": replace(BASE, providers=(3, 5), kinds=(1, 2), trait=(0.3, 0.7)),
    "small-scopes": replace(BASE, size=(400, 1200), providers=(14, 24), kinds=(2, 4), trait=(0.3, 0.7)),
    "referral": replace(BASE, referral=(0.3, 0.8), trait=(0.2, 0.6)),
    "teams": replace(BASE, team_effect=0.9, trait=(0.0, 0.4)),
    "wrong-answers": replace(BASE, dead=(0.10, 0.4), wrong_answers=0.07),
    "issuer-misses": replace(BASE, issuer=(0.80, 0.93), dead=(0.0, 0.15)),
    "older-unsurveyed": replace(BASE, age_effect=0.6, unsurveyed_older=0.8, trait=(0.3, 0.7)),
    "mechanistic": replace(BASE, size=(400, 3000)),
    "mechanistic-split": replace(BASE, size=(400, 3000), split=(0.03, 0.03, 0.03), joined_wrongly=(0.01, 0.01, 0.01)),
    "mechanistic-unlike": replace(BASE, size=(400, 3000), unsurveyed_older=1.0),
}  # fmt: skip


def make(family: str, number: int) -> Estate:
    """Make one estate; the same family and number give the same estate."""
    rng = np.random.default_rng([crc32(family.encode()), number])
    mix = FAMILIES[family]
    build: Callable[[np.random.Generator, Mix], tuple[Scopes, Records]]
    build = mechanistic if family.startswith("mechanistic") else usual
    at, records = build(rng, mix)
    shown: Bools = np.asarray(records.lists.any(axis=1))
    known = np.isin(records.scope, np.unique(records.scope[shown]))
    hidden = ~at.surveyed[records.scope]
    truth = records.living & known
    strangers = np.flatnonzero(shown & ~hidden & ~records.lists[:, 0])
    checked = rng.permutation(strangers)[:CHECKED]
    real = np.full(len(records.scope), "", dtype="<U3")
    wrong = rng.random(len(checked)) < mix.wrong_answers
    real[checked] = np.where(records.living[checked] ^ wrong, "yes", "no")
    audited = np.zeros(len(records.scope), np.bool_)
    for place in rng.permutation(np.unique(records.place[truth & hidden])):
        if audited.sum() >= AUDITED:
            break
        audited |= (records.place == place) & truth & hidden
    order = rng.permutation(len(records.scope))

    def rows(chosen: Bools, named: Bools) -> list[tuple[object, ...]]:
        return [
            (
                f"r{which:06d}",
                f"provider{at.provider[scope]:02d}",
                f"provider{at.provider[scope]:02d}@main",
                KINDS[at.kind[scope]],
                int(records.age[which]),
                int(at.surveyed[scope]),
                int(at.logs[scope]),
                *(int(one) for one in records.lists[which]),
                real[which],
                f"place{records.place[which]:04d}" if named[which] else "",
            )
            for which in order
            if chosen[which] and (scope := int(records.scope[which])) >= 0
        ]

    plain, both = rows(shown, np.zeros(len(shown), np.bool_)), np.logical_or(shown, audited)
    return Estate(family, number, plain, rows(both, audited), int((truth & hidden).sum()), int(truth.sum()))


def grid() -> dict[str, tuple[int, bool]]:
    """Return each family of the grid: its number of estates, and whether it was held out during the design."""
    with GRID.open(encoding="utf-8") as stream:
        return {row["family"]: (int(row["estates"]), row["held_out"] == "yes") for row in csv.DictReader(stream)}
