"""From a new place, a machine that worked around the clock keeps somebody's hours: working days, one stretch a day."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby

from keyroll.detection.contract import CARRIED, Behaviour
from keyroll.store.session import Row

#: Days and hours in which somebody was seen, and the longest stretch of a day that one person works in.
_DAYS, _SLOTS, _STRETCH = 4, 8, 12
#: Share of a machine's hours that lie outside of any such stretch, or on weekends.
_AROUND_THE_CLOCK = 0.25


def _outside(hours: list[datetime], begins: int) -> float:
    """Return which share of hours lies outside the stretch of a day from ``begins``, or on a weekend."""
    out = sum(1 for at in hours if at.weekday() >= 5 or (at.hour - begins) % 24 >= _STRETCH)
    return out / len(hours) if hours else 0.0


def score(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield a signal a subject and new network, at the first act of the hour in which the hours became a person's.

    ``rows``: subject, net, slot (hour), happened_at and act of its first act, ``since`` (first use), by subject, net
    and slot. The machine's own hours are those from its other networks before; a network in use within two weeks of
    the first act is none that is new.
    """
    for _, members in groupby(rows, key=lambda row: row["subject"]):
        hours = list(members)
        began = min(_at(row["happened_at"]) for row in hours)
        for net in sorted({str(row["net"]) for row in hours}):
            mine = [row for row in hours if str(row["net"]) == net]
            if _at(mine[0]["happened_at"]) - began >= timedelta(days=14):
                yield from _person(mine, [row for row in hours if str(row["net"]) != net])


def _person(mine: list[Row], others: list[Row]) -> Iterator[Row]:
    since = _at(mine[0]["happened_at"])
    usual = [_at(row["slot"]) for row in others if _at(row["happened_at"]) < since]
    for number in range(_SLOTS, len(mine) + 1):
        seen = [_at(row["slot"]) for row in mine[:number]]
        if len({at.date() for at in seen}) < _DAYS:
            continue
        begins = next((hour for hour in range(24) if not _outside(seen, hour)), None)
        if begins is None:
            return
        if _outside(usual, begins) >= _AROUND_THE_CLOCK:
            last = mine[number - 1]
            detail = f"on {len({at.date() for at in seen})} working days from {last['net']}, never by night"
            events = [row["act"] for row in mine[:number]][-CARRIED:]
            yield {**last, "target": None, "detail": f"{detail}; around the clock before", "events": events}
            return


def _at(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise TypeError("an hour without a time")
    return value


BEHAVIOUR = Behaviour(
    id="keyroll.human-hours",
    title="A machine's credential keeps a person's hours",
    weight=0.3,
    history_days=14,
    family="hours",
    needs=("net",),
    techniques=("T1078",),
    score=score,
    sql="""
        SELECT subject::VARCHAR AS subject, net::VARCHAR AS net, date_trunc('hour', happened_at) AS slot,
               min(happened_at) AS happened_at, arg_min(act, (happened_at, act)) AS act
        FROM acts a WHERE status_id = 1 AND net IS NOT NULL AND subject IN (
            SELECT subject FROM (SELECT subject, net, min(happened_at) AS first_at FROM acts
                                 WHERE status_id = 1 AND net IS NOT NULL GROUP BY subject, net)
            GROUP BY subject HAVING max(first_at) - min(first_at) >= INTERVAL 14 DAYS)
        GROUP BY subject, net, date_trunc('hour', happened_at) ORDER BY subject, net, slot
    """,
)
