"""The noise of an organisation: its highest scores of the last four weeks, and its alerts."""

from datetime import date, datetime, timedelta
from enum import Enum
from typing import Final

from keyroll.detection.alerts.correlated import HIGH
from keyroll.detection.alerts.past import COMPARED
from keyroll.detection.alerts.rises import NOISE, Rise

#: The least score with use by another actor that alerts.
LEAST_OF_ANOTHER_ACTOR: Final = 0.44
#: A single signal of use by another actor alerts if no other subject had such a signal with this score.
NOISE_OF_ANOTHER_ACTOR: Final = 0.29
#: A score of several families alerts if the others' highest one is this many times as likely to be ordinary.
TIMES_AS_ORDINARY: Final = 2
#: One alert of each kind is raised in this span.
INTERVAL: Final = timedelta(days=7)


class _Kind(Enum):
    """The two reasons for an alert."""

    USE_BY_ANOTHER_ACTOR = "use by another actor"
    ANY = "any"


class _HighestByDay:
    """The highest scores of each day (UTC), of two subjects: one of them may be the compared subject."""

    def __init__(self) -> None:
        self._days: dict[date, dict[int, float]] = {}

    def add(self, rise: Rise) -> None:
        highest = self._days.setdefault(rise.at.date(), {})
        highest[rise.number] = max(highest.get(rise.number, 0.0), rise.score)
        if len(highest) > 2:
            del highest[min(highest, key=lambda number: (highest[number], -number))]

    def of_others(self, rise: Rise) -> float:
        """Return the highest score of another subject in the four weeks before, or 0."""
        compared = [highest for day, highest in self._days.items() if day >= (rise.at - COMPARED).date()]
        others = (score for highest in compared for number, score in highest.items() if number != rise.number)
        return max(others, default=0.0)


class _Noise:
    """The scores of one group of subjects: all, those of several families, and those of use by another actor."""

    def __init__(self) -> None:
        self.any, self.several_families, self.another_actor = _HighestByDay(), _HighestByDay(), _HighestByDay()


class Organisation:
    """The scores of the organisation until now, and its current alerts."""

    def __init__(self) -> None:
        self._noise = {of_people: _Noise() for of_people in (False, True)}
        self._alerted: dict[int, datetime] = {}
        self._last_of_kind: dict[_Kind, datetime] = {}

    def add(self, rise: Rise) -> None:
        """Add a rise to the scores for later comparisons."""
        noise = self._noise[rise.of_people]
        noise.any.add(rise)
        if rise.by_another_actor:
            noise.another_actor.add(rise)
        if rise.families > 1:
            noise.several_families.add(rise)
            if rise.score >= HIGH:
                self._alerted[rise.number] = rise.at

    def admits(self, rise: Rise) -> bool:
        """Return whether a rise alerts; if it does, note that alert."""
        since = self._alerted.get(rise.number)
        if since is not None and rise.at - since <= COMPARED:  # one such alert of a subject in this span
            return False
        kind = self._kind(rise)
        if kind is None:
            return False
        self._last_of_kind[kind] = self._alerted[rise.number] = rise.at
        return True

    def _kind(self, rise: Rise) -> _Kind | None:
        """Return the reason for an alert, if there is one that was not used lately."""
        due = [kind for kind in _Kind if rise.at - self._last_of_kind.get(kind, rise.at - INTERVAL) >= INTERVAL]
        if rise.by_another_actor and _Kind.USE_BY_ANOTHER_ACTOR in due and self._exceeds_others(rise):
            return _Kind.USE_BY_ANOTHER_ACTOR
        return _Kind.ANY if _Kind.ANY in due and self._noise[rise.of_people].any.of_others(rise) < NOISE else None

    def _exceeds_others(self, rise: Rise) -> bool:
        if rise.score < LEAST_OF_ANOTHER_ACTOR:
            return False
        noise = self._noise[rise.of_people]
        if rise.families == 1:
            return noise.another_actor.of_others(rise) < NOISE_OF_ANOTHER_ACTOR
        return 1 - noise.several_families.of_others(rise) >= TIMES_AS_ORDINARY * (1 - rise.score)
