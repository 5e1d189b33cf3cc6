"""The most regular pairs of a host and a rare external destination, in a log too short to show what is new there.

In the first week of a log every destination is new, so regularity is weak evidence: regular software traffic looks the
same. A pair is a signal once it is among the most regular ones of its log so far, from half an hour of traffic on. So a
person can check them in their order.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from keyroll.detection.behaviours.beacon import NEW_AFTER, PAIRS, detail_of, list_of, numbers_of
from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.periodicity import Regular, regular
from keyroll.detection.signals.terms import MAX_EVIDENCE
from keyroll.store.session import Row

#: The number of pairs that are the most regular ones, their least score, and the least seconds of a series.
MOST, ENOUGH, SHORTEST = 6, 0.5, 1800.0
#: Each further host that contacts the destination takes a fifth of the score.
_SHARED: Final = 0.8


@dataclass(frozen=True, slots=True)
class _State:
    """The regularity of a pair at a moment."""

    at: datetime
    score: float
    row: Row
    state: Regular

    @property
    def log(self) -> tuple[str, str]:
        return str(self.row["source"]), str(self.row["log"])

    @property
    def pair(self) -> tuple[str, str]:
        return str(self.row["subject"]), str(self.row["destination"])


def score(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield each pair when it is first among the most regular ones of its log; later events do not influence it."""
    states = [state for row in rows for state in _states(row)]
    scores: dict[tuple[str, str], dict[tuple[str, str], float]] = {}
    given: set[tuple[tuple[str, str], tuple[str, str]]] = set()
    for one in sorted(states, key=lambda state: (state.at, -state.score, state.pair)):
        of_log = scores.setdefault(one.log, {})
        of_log[one.pair] = max(one.score, of_log.get(one.pair, 0.0))
        better = sum(other > of_log[one.pair] for other in of_log.values())
        if better < MOST and (one.log, one.pair) not in given:
            given.add((one.log, one.pair))
            yield _signal(one, better + 1)


def _states(row: Row) -> Iterator[_State]:
    """Yield the states of a pair in which it is regular enough."""
    times, sizes, moments = (list_of(row[name]) for name in ("times", "sizes", "moments"))
    shared = _SHARED ** (int(str(row["hosts"])) - 1)
    begins = row["begins"]
    for state in regular(numbers_of(times), numbers_of(sizes), shortest=SHORTEST):
        at, value = moments[state.count - 1], state.score * shared
        if value < ENOUGH or not isinstance(at, datetime) or not isinstance(begins, datetime):
            continue
        if (at - begins).days < NEW_AFTER:
            yield _State(at, value, row, state)


def _signal(one: _State, place: int) -> Row:
    state = one.state
    return {
        "subject": one.row["subject"], "happened_at": one.at, "net": None, "target": one.row["destination"],
        "detail": f"{detail_of(one.pair[1], state)}; number {place} of its log so far, which is too short to say what "
        "is new",
        "events": list_of(one.row["acts"])[max(0, state.count - min(state.within, MAX_EVIDENCE)) : state.count],
    }  # fmt: skip


BEHAVIOUR = Behaviour(
    id="keyroll.beacon-candidate",
    title="A host contacts an external destination at regular intervals in the first days of a log",
    weight=0.15,
    history_days=0,
    cold_start=f"ranks pairs in the first {NEW_AFTER} days; later `beacon` judges them",
    family="beacon",
    needs=("network",),
    techniques=("T1071.001", "T1029"),
    score=score,
    sql=f"""
        SELECT * FROM ({PAIRS}) WHERE known_from < begins + INTERVAL {NEW_AFTER} DAYS
        ORDER BY subject, destination, log""",
)
