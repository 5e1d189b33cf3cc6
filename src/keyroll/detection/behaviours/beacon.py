"""A host contacts the same rare external destination at regular intervals, as a timer does.

Direction, prevalence and first contact are checked before the score: the destination is outside the organisation, only
a few hosts contacted it until then, and no host did in the first week of the log.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.periodicity import FEWEST, Regular, best, regular
from keyroll.detection.signals.terms import MAX_EVIDENCE
from keyroll.store.session import Row, Value

#: The number of hosts from which a destination is no longer rare.
POPULAR = 4
#: The score from which a series counts as made by a timer.
ENOUGH = 0.7
#: Days of log without a destination after which it counts as new.
NEW_AFTER = 7

#: One row for each host and rare destination: ``times``, ``sizes`` and ``acts`` in order, and the first contact of any
#: host.
PAIRS = f"""
    WITH firsts AS (
        SELECT source, log, host, destination, min(happened_at) AS first_at
        FROM contacts WHERE outward GROUP BY source, log, host, destination),
    begun AS (SELECT source, log, min(first_at) AS begins FROM firsts GROUP BY source, log),
    ranked AS (
        SELECT *, row_number() OVER (PARTITION BY source, log, destination ORDER BY first_at, host) AS nth,
               min(first_at) OVER (PARTITION BY source, log, destination) AS known_from,
               count(*) OVER (PARTITION BY source, log, destination) AS hosts FROM firsts),
    popular AS (
        SELECT source, log, destination, first_at AS popular_at FROM ranked WHERE nth = {POPULAR}),
    rare AS (
        SELECT r.*, popular_at, b.begins FROM ranked r
        JOIN begun b ON b.source = r.source AND b.log = r.log
        LEFT JOIN popular p ON p.source = r.source AND p.log = r.log AND p.destination = r.destination
        WHERE nth < {POPULAR})
    SELECT c.source, c.log, c.host AS subject, c.destination, r.known_from, r.begins, r.hosts,
           list(epoch_us(c.happened_at) / 1e6 ORDER BY c.happened_at, c.act) AS times,
           list(c.bytes_in ORDER BY c.happened_at, c.act) AS sizes,
           list(c.act ORDER BY c.happened_at, c.act) AS acts,
           list(c.happened_at ORDER BY c.happened_at, c.act) AS moments
    FROM contacts c
    JOIN rare r ON r.source = c.source AND r.log = c.log AND r.host = c.host AND r.destination = c.destination
    WHERE c.outward AND (r.popular_at IS NULL OR c.happened_at < r.popular_at)
    GROUP BY c.source, c.log, c.host, c.destination, r.known_from, r.begins, r.hosts HAVING count(*) >= {FEWEST}"""


def rank(row: Row) -> float:
    """Return the score of a row of ``PAIRS`` for a list of all pairs.

    A destination that is not new halves the score, and each further host that contacts it takes a fifth.
    """
    regularity = best(numbers_of(list_of(row["times"])), numbers_of(list_of(row["sizes"]))).score
    known, begins = row["known_from"], row["begins"]
    new = isinstance(known, datetime) and isinstance(begins, datetime) and known - begins >= timedelta(days=NEW_AFTER)
    return regularity * (1 if new else 0.5) * 0.8 ** (min(int(str(row["hosts"])), POPULAR) - 1)


def score(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield one signal for each pair, at the moment at which its series is first regular enough."""
    for row in rows:
        times, sizes, acts, moments = (list_of(row[name]) for name in ("times", "sizes", "acts", "moments"))
        series = regular(numbers_of(times), numbers_of(sizes))
        first = next((state for state in series if state.score >= ENOUGH), None)
        if first:
            last = first.count - 1
            yield {
                "subject": row["subject"], "happened_at": moments[last], "net": None, "target": row["destination"],
                "detail": detail_of(str(row["destination"]), first),
                "events": acts[max(0, first.count - min(first.within, MAX_EVIDENCE)) : first.count],
            }  # fmt: skip


def detail_of(destination: str, series: Regular) -> str:
    """Return the regularity of contacts with a destination, in words."""
    return (
        f"contacted {destination} about every {_span(series.gap)}, {series.within} times within "
        f"{series.window:.0f} {'day' if series.window == 1 else 'days'} (regularity {series.score:.2f})"
    )


def _span(seconds: float) -> str:
    for size, name in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {name}"
    return f"{seconds:.0f} seconds"


def list_of(value: Value) -> list[Value]:
    """Return a list of SQL; an empty list for any other value."""
    return value if isinstance(value, list) else []


def numbers_of(values: list[Value]) -> list[float]:
    """Return numbers of SQL; a missing number is NaN."""
    return [float(str(value)) if value is not None else float("nan") for value in values]


BEHAVIOUR = Behaviour(
    id="keyroll.beacon",
    title="A host contacts a rare external destination at regular intervals",
    weight=0.6,
    history_days=NEW_AFTER,
    family="beacon",
    needs=("network",),
    techniques=("T1071.001", "T1029"),
    score=score,
    sql=f"""
        SELECT * FROM ({PAIRS}) WHERE known_from >= begins + INTERVAL {NEW_AFTER} DAYS
        ORDER BY subject, destination, log""",
)
