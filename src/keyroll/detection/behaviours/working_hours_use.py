"""From a new network, a machine's credential that was used around the clock is used at a person's working hours: on
working days, in one stretch a day."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby

from keyroll.detection.signals.behaviour import Behaviour
from keyroll.detection.signals.terms import MAX_EVIDENCE
from keyroll.store.session import Row

#: The most days and hours with use, and the longest stretch of a day in which one person works.
_DAYS, _SLOTS, _STRETCH = 4, 8, 12
#: The share of a machine's hours outside of any such stretch, or on weekends.
_AROUND_THE_CLOCK = 0.25


class _Hours:
    """Hours with use, counted by the hour of a working day, or of a weekend."""

    def __init__(self) -> None:
        self._days, self._weekend = [0] * 24, 0

    def add(self, at: datetime) -> None:
        """Count an hour."""
        if at.weekday() >= 5:
            self._weekend += 1
        else:
            self._days[at.hour] += 1

    def outside(self, begins: int) -> float:
        """Return the share of the hours outside the stretch of a day from ``begins``, or on a weekend."""
        within = sum(self._days[(begins + hour) % 24] for hour in range(_STRETCH))
        all_ = sum(self._days) + self._weekend
        return (all_ - within) / all_ if all_ else 0.0


def score(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield one signal for each subject and new network, at the first act of the hour that made the hours a person's.

    ``rows``: subject, net, slot (hour), happened_at and act of its first act, and whether the network is ``late`` (was
    first used when the machine was known for two weeks), by subject. The machine's own hours are those before that.
    """
    for _, members in groupby(rows, key=lambda row: row["subject"]):
        hours = sorted(members, key=lambda row: _at(row["happened_at"]))
        late: dict[str, list[Row]] = {}
        for row in hours:
            if row["late"]:
                late.setdefault(str(row["net"]), []).append(row)
        usual, counted = _Hours(), 0
        signals: list[Row] = []
        for mine in late.values():
            while _at(hours[counted]["happened_at"]) < _at(mine[0]["happened_at"]):
                usual.add(_at(hours[counted]["slot"]))
                counted += 1
            signals += _person(mine, usual)
        yield from sorted(signals, key=lambda row: str(row["net"]))


def _person(mine: list[Row], usual: _Hours) -> Iterator[Row]:
    hours, days = _Hours(), set()
    for number, last in enumerate(mine, 1):
        hours.add(_at(last["slot"]))
        days.add(_at(last["slot"]).date())
        if number < _SLOTS or len(days) < _DAYS:
            continue
        begins = next((hour for hour in range(24) if not hours.outside(hour)), None)
        if begins is None:
            return
        if usual.outside(begins) >= _AROUND_THE_CLOCK:
            detail = f"used on {len(days)} working days from {last['net']}, never at night; around the clock before"
            events = [row["act"] for row in mine[:number]][-MAX_EVIDENCE:]
            yield {**last, "target": None, "detail": detail, "events": events}
            return


def _at(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise TypeError("an hour without a time")
    return value


BEHAVIOUR = Behaviour(
    id="keyroll.working-hours-use",
    aliases=("keyroll.human-hours",),
    title="A machine's credential is used at a person's working hours",
    weight=0.3,
    history_days=14,
    family="hours",
    needs=("net",),
    techniques=("T1078",),
    score=score,
    sql=f"""
        WITH used AS (
            SELECT subject, net, min(happened_at) AS first_at, max(happened_at) AS last_at, count(*) AS times
            FROM acts WHERE status_id = 1 AND net IS NOT NULL GROUP BY subject, net),
        began AS (SELECT subject, min(first_at) AS began_at FROM used GROUP BY subject),
        late AS (
            SELECT subject, net FROM used JOIN began USING (subject)
            WHERE first_at - began_at >= INTERVAL 14 DAYS AND times >= {_SLOTS}
              AND date_diff('day', first_at, last_at) >= {_DAYS - 1})
        SELECT a.subject::VARCHAR AS subject, a.net::VARCHAR AS net, date_trunc('hour', happened_at) AS slot,
               min(happened_at) AS happened_at, arg_min(act, (happened_at, act)) AS act, l.net IS NOT NULL AS late
        FROM acts a LEFT JOIN late l ON l.subject = a.subject AND l.net = a.net
        WHERE status_id = 1 AND a.net IS NOT NULL AND a.subject IN (SELECT subject FROM late)
        GROUP BY a.subject, a.net, l.net, date_trunc('hour', happened_at) ORDER BY a.subject, a.net, slot
    """,
)
