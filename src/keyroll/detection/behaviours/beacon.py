"""A host calls the same rare destination outside again and again, as a timer does and no person.

Direction, prevalence and first sight go before the score: out of the organisation, to where no more than a few hosts
had gone until then, and where nobody went in the first week of the log.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.periodicity import FEWEST, Regular, best, regular
from keyroll.detection.signals.terms import MAX_EVIDENCE
from keyroll.store.session import Row, Value

#: From this many hosts on a destination is no longer rare.
POPULAR = 4
#: From this score on a series counts as a timer's.
ENOUGH = 0.7
#: Days of a log after which a destination that was not in it is new.
NEW_AFTER = 7

#: One row a host and rare destination: ``times``, ``sizes`` and ``acts`` in order, and since when it is known.
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
    """Return what a pair of ``PAIRS`` comes to in a list of pairs, looking back.

    A destination that is not new counts half, and each further host that goes there takes a fifth.
    """
    found = best(_numbers(_list(row["times"])), _numbers(_list(row["sizes"]))).score
    known, begins = row["known_from"], row["begins"]
    new = isinstance(known, datetime) and isinstance(begins, datetime) and known - begins >= timedelta(days=NEW_AFTER)
    return found * (1 if new else 0.5) * 0.8 ** (min(int(str(row["hosts"])), POPULAR) - 1)


def score(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield a signal a pair, at the moment at which its series is first regular enough."""
    for row in rows:
        times, sizes, acts, moments = (_list(row[name]) for name in ("times", "sizes", "acts", "moments"))
        found = next((one for one in regular(_numbers(times), _numbers(sizes)) if one.score >= ENOUGH), None)
        if found:
            last = found.count - 1
            yield {
                "subject": row["subject"], "happened_at": moments[last], "net": None, "target": row["destination"],
                "detail": _said(str(row["destination"]), found),
                "events": acts[max(0, found.count - min(found.within, MAX_EVIDENCE)) : found.count],
            }  # fmt: skip


def _said(destination: str, found: Regular) -> str:
    return (
        f"calls {destination} about every {_span(found.gap)}, {found.within} times within "
        f"{found.window:.0f} {'day' if found.window == 1 else 'days'} (regularity {found.score:.2f})"
    )


def _span(seconds: float) -> str:
    for size, name in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {name}"
    return f"{seconds:.0f} seconds"


def _list(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []


def _numbers(values: list[Value]) -> list[float]:
    return [float(str(one)) if one is not None else float("nan") for one in values]


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
