"""Scores the regularity of a series of moments of one host and one destination, as a timer or as a person produces it.

A beacon waits some time and a random part of it, so its gaps are close together. Chance (exponential gaps) and people
(bursts and long breaks) spread them. The score measures the spread of the middle of the gaps; nights with the machine
off and a few missed intervals do not change it. Windows of a day, a week and a month cover fast and slow beacons.
Sources: Bowley skew and median absolute deviation of gaps, as RITA scores them (activecm/rita, read 2026-11).
Periodicity alone is not enough (BAYWATCH, DSN 2016): the caller's query checks prevalence and first contact before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

Floats = np.ndarray[tuple[int], np.dtype[np.float64]]

DAY: Final = 86400.0
#: Windows in days, for fast and slow beacons.
WINDOWS: Final = (1.0, 7.0, 30.0)
#: The fewest moments with a score. Scores are computed at these counts, each about a fifth more than the count before.
FEWEST: Final = 12
#: Moments closer than this many seconds are one visit with several connections.
_VISIT: Final = 3.0
#: (90th - 10th percentile) / median of gaps that occur by chance: (ln 10 - ln 10/9) / ln 2.
_CHANCE: Final = 3.17
#: The least seconds of a series. A download ends sooner.
SHORTEST: Final = 5400.0


@dataclass(frozen=True, slots=True)
class Regular:
    """A series as of its ``count``-th moment: its regularity (0 to 1), its days, and its typical gap."""

    count: int
    score: float
    window: float
    gap: float
    within: int


def evaluations(total: int) -> Iterator[int]:
    """Yield the counts at which a series is judged; they do not depend on later moments."""
    at = FEWEST
    while at <= total:
        yield at
        at = max(at + 1, int(at * 1.2))


def regular(
    times: Sequence[float], sizes: Sequence[float | None] = (), *, shortest: float = SHORTEST
) -> Iterator[Regular]:
    """Yield the best window of each evaluation. ``times`` are sorted seconds, ``sizes`` bytes sent.

    A series that lasted less than ``shortest`` seconds has the score 0.
    """
    moments = np.asarray(times, dtype=np.float64)
    sent = np.asarray([np.nan if size is None else size for size in sizes], dtype=np.float64)
    for count in evaluations(len(moments)):
        last, best = moments[count - 1], Regular(count, 0.0, 0.0, 0.0, 0)
        for window in WINDOWS:
            first = int(np.searchsorted(moments, last - window * DAY))
            judged = _judged(moments[first:count], shortest)
            if judged and judged[0] > best.score:
                score = judged[0] + _sameness(sent[first:count]) * (1 - judged[0])
                best = Regular(count, round(score, 3), window, round(judged[1], 1), count - first)
        yield best


def best(times: Sequence[float], sizes: Sequence[float | None] = ()) -> Regular:
    """Return the most regular state of a series."""
    return max(regular(times, sizes), key=lambda state: state.score, default=Regular(0, 0.0, 0.0, 0.0, 0))


def _judged(moments: Floats, shortest: float) -> tuple[float, float] | None:
    """Return score and typical gap of the moments in one window."""
    if len(moments) < FEWEST or moments[-1] - moments[0] < shortest:
        return None
    gaps = np.diff(moments)
    gaps = gaps[gaps > _VISIT]
    if len(gaps) < FEWEST - 1 or 2 * len(gaps) < len(moments):
        return None
    low, quarter, median, three, high = np.percentile(gaps, (10, 25, 50, 75, 90))
    spread = max(0.0, 1 - (high - low) / (_CHANCE * median))
    skew = 0.0 if three - quarter < 10 else abs(three + quarter - 2 * median) / (three - quarter)
    sure = 1 - np.exp(-len(gaps) / 6)
    return float(sure * spread * (1 - skew / 2)), float(median)


def _sameness(sizes: Floats) -> float:
    """Return the factor by which equal sizes raise a score towards 1: at most by a third."""
    known = sizes[~np.isnan(sizes)]
    if len(known) < FEWEST:
        return 0.0
    median = float(np.median(known))
    deviation = float(np.median(np.abs(known - median)))
    return max(0.0, 1 - deviation / median) / 3 if median > 0 else 0.0
