"""The organisation's own past: how many subjects reached a height within four weeks, at each time of the log."""

from collections import OrderedDict, defaultdict
from datetime import datetime, timedelta
from itertools import takewhile
from math import ceil, floor
from typing import Final

#: The span of the past that an organisation is compared with.
COMPARED: Final = timedelta(days=28)


class Past:
    """Subjects by the last time at which they reached each height of each name, in steps of ``step``."""

    def __init__(self, step: float) -> None:
        self._step = step
        self._last: defaultdict[str, defaultdict[int, OrderedDict[str, datetime]]] = defaultdict(
            lambda: defaultdict(OrderedDict)
        )

    def add(self, name: str, height: float, subject: str, at: datetime) -> None:
        """Add the height that a subject reached at a time; the caller adds times in ascending order."""
        levels = self._last[name]
        for level in range(1, floor(height / self._step + 1e-9) + 1):
            subjects = levels[level]
            subjects[subject] = at
            subjects.move_to_end(subject)

    def others(self, name: str, height: float, subject: str, at: datetime, span: timedelta = COMPARED) -> int:
        """Return the number of other subjects that reached a height in a span until ``at``, of four weeks at most."""
        subjects = self._last[name][max(1, ceil(height / self._step - 1e-9))]
        while subjects and at - next(iter(subjects.values())) > COMPARED:
            subjects.popitem(last=False)
        if span == COMPARED:
            return len(subjects) - (subject in subjects)
        lately = takewhile(lambda one: at - subjects[one] <= span, reversed(subjects))
        return sum(one != subject for one in lately)

    def highest(self, name: str, subject: str, at: datetime) -> float:
        """Return the greatest height that another subject reached within four weeks, or 0."""
        return next(
            (level * self._step for level in sorted(self._last[name], reverse=True)
             if self.others(name, level * self._step, subject, at)),
            0.0,
        )  # fmt: skip
