"""How regular a series of moments is: one host and one destination, as a timer or as a person would make it.

A beacon waits some time and a random part of it. So its gaps lie close together, where chance (exponential gaps) or a
person (bursts and long breaks) spreads them. Measured is the spread of the middle of the gaps, which neither nights
with the machine off nor a few missed turns move; windows of a day, a week and a month see fast and slow ones.
Published ground: Bowley skew and median absolute deviation of gaps, as RITA scores them (activecm/rita, read 2026-11);
periodicity alone never suffices (BAYWATCH, DSN 2016): prevalence and first sight go before, in the caller's query.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]

DAY: Final = 86400.0
#: Windows in days: fast beacons fill one, slow ones need a month.
WINDOWS: Final = (1.0, 7.0, 30.0)
#: Fewer moments than this say nothing; evaluated are these numbers, each about a fifth more than the one before.
FEWEST: Final = 12
#: Moments closer than this are one turn: several connections of one visit.
_TURN: Final = 3.0
#: (90th - 10th percentile) / median of gaps that chance makes: (ln 10 - ln 10/9) / ln 2.
_CHANCE: Final = 3.17
#: Seconds that a series must last: a download is over sooner.
_LASTS: Final = 5400.0


@dataclass(frozen=True, slots=True)
class Regular:
    """A series as of its ``count``-th moment: how regular (0 to 1), over how many days, at which typical gap."""

    count: int
    score: float
    window: float
    gap: float
    within: int


def evaluations(total: int) -> Iterator[int]:
    """Yield the counts at which a series is judged; they depend on nothing that comes later."""
    at = FEWEST
    while at <= total:
        yield at
        at = max(at + 1, int(at * 1.2))


def regular(times: Sequence[float], sizes: Sequence[float | None] = ()) -> Iterator[Regular]:
    """Yield for each evaluation the best of the windows. ``times`` are sorted seconds, ``sizes`` bytes sent."""
    moments = np.asarray(times, dtype=np.float64)
    sent = np.asarray([np.nan if one is None else one for one in sizes], dtype=np.float64)
    for count in evaluations(len(moments)):
        last, best = moments[count - 1], Regular(count, 0.0, 0.0, 0.0, 0)
        for window in WINDOWS:
            first = int(np.searchsorted(moments, last - window * DAY))
            found = _judged(moments[first:count])
            if found and found[0] > best.score:
                score = found[0] + _sameness(sent[first:count]) * (1 - found[0])
                best = Regular(count, round(score, 3), window, round(found[1], 1), count - first)
        yield best


def best(times: Sequence[float], sizes: Sequence[float | None] = ()) -> Regular:
    """Return the most regular state in which a series ever was."""
    return max(regular(times, sizes), key=lambda one: one.score, default=Regular(0, 0.0, 0.0, 0.0, 0))


def _judged(moments: Floats) -> tuple[float, float] | None:
    """Return score and typical gap of the moments in one window."""
    if len(moments) < FEWEST or moments[-1] - moments[0] < _LASTS:
        return None
    gaps = np.diff(moments)
    gaps = gaps[gaps > _TURN]
    if len(gaps) < FEWEST - 1 or 2 * len(gaps) < len(moments):
        return None
    low, quarter, median, three, high = np.percentile(gaps, (10, 25, 50, 75, 90))
    spread = max(0.0, 1 - (high - low) / (_CHANCE * median))
    skew = 0.0 if three - quarter < 10 else abs(three + quarter - 2 * median) / (three - quarter)
    sure = 1 - np.exp(-len(gaps) / 6)
    return float(sure * spread * (1 - skew / 2)), float(median)


def _sameness(sizes: Floats) -> float:
    """Return which part of the way to certainty equal sizes lead: at most a third."""
    known = sizes[~np.isnan(sizes)]
    if len(known) < FEWEST:
        return 0.0
    median = float(np.median(known))
    deviation = float(np.median(np.abs(known - median)))
    return max(0.0, 1 - deviation / median) / 3 if median > 0 else 0.0
