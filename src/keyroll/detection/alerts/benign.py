"""The frequency of signals and scores in benign organisations: the shipped ranks (``benign.csv``).

They are learned by ``bench/calibration_learn.py`` from plays without an intruder. A row has the number of subjects a
week with a signal of a behaviour of at least a weight, or with a score of at least a height, in one organisation.
"""

import csv
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import exp
from typing import Final

#: The names of the heights of surprises among the behaviours: of all signals together, and of the rarest one.
TOGETHER: Final = "together"
RAREST: Final = "rarest"


@dataclass(frozen=True, slots=True)
class Benign:
    """Heights in ascending order, and the number of subjects a week that reached each, by the name of a behaviour."""

    weeks: float
    heights: Mapping[str, tuple[Sequence[float], Sequence[float]]]

    def a_week(self, name: str, height: float) -> float:
        """Return the expected number of subjects a week with at least this height.

        A height that was never observed is expected once in all observed weeks.
        """
        heights, rates = self.heights.get(name, ((), ()))
        at = bisect_left(heights, height - 1e-9)
        return (rates[at] if at < len(rates) else 0.0) + 1 / self.weeks

    def beyond(self, name: str, height: float) -> float:
        """Return the share of the highest height that is expected to reach this one, too: 1 up to it, then less.

        Above the highest height there is no measurement. There the frequency is assumed to fall as it does on the whole
        (an exponential tail with the mean of all above the least one).
        """
        heights, _ = self.heights.get(name, ((), ()))
        return self.share_above(name, height - heights[-1]) if heights else 1.0

    def height_of(self, name: str, a_week: float) -> float:
        """Return the least height that at most so many subjects a week reach; the highest one if none is as rare."""
        heights, rates = self.heights.get(name, ((), ()))
        return next(
            (height for height, rate in zip(heights, rates, strict=True) if rate <= a_week), max(heights, default=0.0)
        )

    def share_above(self, name: str, more: float) -> float:
        """Return the share of those at a great height that reach ``more`` than it: an exponential tail."""
        heights, rates = self.heights.get(name, ((), ()))
        above = sum((high - low) * rate for low, high, rate in zip(heights, heights[1:], rates[1:], strict=False))
        return exp(-max(more, 0.0) * rates[0] / above) if above else 1.0


@cache
def shipped() -> Benign:
    """Return the shipped ranks."""
    text = resources.files(__package__).joinpath("benign.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    names: dict[str, list[tuple[float, float]]] = {}
    for row in rows:
        names.setdefault(row["name"], []).append((float(row["height"]), float(row["a_week"])))
    [(_, weeks)] = names.pop("weeks")
    heights = {name: tuple(zip(*sorted(of), strict=True)) for name, of in names.items()}
    return Benign(weeks, {name: (of[0], of[1]) for name, of in heights.items()})
