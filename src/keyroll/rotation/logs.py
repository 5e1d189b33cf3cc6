"""Reads from the logs of a home who used one value, and until when its uses are known.

A log that was read does not prove that it shows this credential at this place. keyroll's own sign-ins with the value
are the control: the log must contain them, by their mark or their time. If one is missing, the log counts as unread.
The sign-ins also show the difference between the clock of the log and keyroll's clock, which corrects all times.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Final, TypeGuard

from keyroll.clock import Clock
from keyroll.intake.view import events_over
from keyroll.model.probe import Attempt, Outcome, ValueRole
from keyroll.providers import catalogue
from keyroll.providers.contracts.rotate import Generation, Seen
from keyroll.providers.contracts.uses import LoggedUses, Shows
from keyroll.rotation.plan import PlanItem
from keyroll.rotation.tools import LoggedUse
from keyroll.store.home import Home
from keyroll.store.session import Session

#: The longest time between an attempt of keyroll and a record without a mark that still counts as keyroll's own.
NEAR = timedelta(seconds=2)
#: The time for which the result of one read of the logs is kept: a gate checks each second.
FRESH = timedelta(seconds=5)
#: The largest difference of a log's clock that is accepted; beyond it the record is a different one.
CLOCKS = timedelta(minutes=15)


@dataclass(slots=True)
class LakeUses:
    """Looks up the uses of one credential's values in the logs of a home."""

    home: Home
    item: PlanItem
    attempts: Callable[[], Sequence[Attempt]]
    clock: Clock
    _kept: dict[tuple[str, datetime], tuple[datetime, LoggedUse | None]] = field(default_factory=dict)

    def uses(self, generation: Generation, since: datetime, role: ValueRole) -> LoggedUse | None:
        """Return the uses of a value by others after a moment, or None if no log covers them."""
        now, about = self.clock.now(), (generation.id, since)
        kept = self._kept.get(about)
        if kept is None or now - kept[0] >= FRESH:
            found = [one for log in self._logs() if (one := self._look(log, generation, since, role))]
            kept = self._kept[about] = (now, max(found, key=lambda one: one.until) if found else None)
        return kept[1]

    def _logs(self) -> tuple[LoggedUses, ...]:
        return catalogue.logged_uses(self.item.provider, self.item.kind, self.item.way)

    def _look(self, log: LoggedUses, value: Generation, since: datetime, role: ValueRole) -> LoggedUse | None:
        table = f"events/{self.item.provider}.{log.log}"
        own = [one for one in self.attempts() if one.role is role and one.outcome is Outcome.ACCEPTED]
        if not own:
            return None
        item = self.item
        names = {"source": item.source, "account": item.account, "id": value.id, "who": value.who, "mark": value.mark}
        with self.home.session() as session:
            if not self.home.lake.view(session, table, table):
                return None
            events_over(session, [table], "events")
            _collect(session, log, table, names, min(since, min(one.at for one in own) - CLOCKS))
            look, last = _Look(session, own), _last(session, table, item.source)
            ahead = look.ahead()
            if ahead is None or last is None:
                return None
            rows = look.groups(since + ahead)
        shown = f"log {self.item.provider}.{log.log}"
        seen = [(Seen(at - ahead, client, network, shown), ok) for at, client, network, ok in rows]
        return LoggedUse(
            tuple(one for one, ok in seen if ok),
            tuple(one for one, ok in seen if not ok),
            min(last - ahead - log.late, self.clock.now()),
            every_use=log.shows is Shows.EVERY_USE,
        )


def _last(session: Session, table: str, source: str) -> datetime | None:
    """Return the time of a log's last record of a source."""
    words = f'SELECT max(happened_at) FROM "{table}" WHERE source = $source AND NOT coalesce(implausible, false)'
    last = session.one(words, {"source": source})
    return last if isinstance(last, datetime) else None


@dataclass(frozen=True, slots=True)
class _Look:
    """One query of the uses of one value in one log; the temporary table ``value_uses`` holds them."""

    session: Session
    own: Sequence[Attempt]

    def ahead(self) -> timedelta | None:
        """Return how far the log's clock is ahead, or None if a sign-in of keyroll is missing in the log."""
        marks = [one.mark for one in self.own]
        found = self.session.tuples(_MARKED, {"marks": marks})
        at = {str(mark): at for mark, at in found if isinstance(at, datetime)}
        if len(at) == len(set(marks)):
            ahead = timedelta(seconds=median((at[one.mark] - one.at).total_seconds() for one in self.own))
            return ahead if abs(ahead) > NEAR else timedelta()
        if at or self.session.one(_NAMED):
            return None  # it shows programs, but not all of keyroll's sign-ins
        shown = all(self.session.one(_WITHIN, {"begin": begin, "end": end}) for begin, end in self._spans())
        return timedelta() if shown else None

    def groups(self, after: datetime) -> list[tuple[datetime, str, str, int]]:
        """Return the last use after a moment for each program, network and outcome, without keyroll's own uses.

        A record without a program may be keyroll's own by its time. A record with a program is keyroll's own only by
        its mark.
        """
        spans = list(self._spans())
        given = {"after": after, "marks": [one.mark for one in self.own]}
        given |= {"begins": [begin for begin, _ in spans], "ends": [end for _, end in spans]}
        rows = self.session.tuples(_OTHERS, given)
        return [(at, str(client), str(network), int(str(ok))) for at, client, network, ok in rows if _is_time(at)]

    def _spans(self) -> Iterator[tuple[datetime, datetime]]:
        for one in self.own:
            yield one.at - NEAR, (one.answered_at or one.at) + NEAR


def _is_time(value: object) -> TypeGuard[datetime]:
    return isinstance(value, datetime)


def _collect(session: Session, log: LoggedUses, table: str, names: Mapping[str, object], first: datetime) -> None:
    """Make the temporary table of the uses of a value since a moment."""
    # The log's own columns are read for the same days only: a home may have months of them.
    native = f'SELECT event_id FROM "{table}" WHERE {_RECENT} AND {log.native}'
    condition = f"({log.of}) AND event_id IN ({native})"
    given = {"first": first, "day": first.date(), "source": names["source"]}
    given |= {name: value for name, value in names.items() if f"${name}" in condition}
    session.tuples(f"{_USES} AND {condition}", given)


_RECENT: Final = "source = $source AND day >= $day AND happened_at > $first"
_USES: Final = f"""
CREATE OR REPLACE TEMP TABLE value_uses AS
SELECT happened_at, coalesce(user_agent, '') AS client, coalesce(src_ip, '') AS network, (status_id = 1)::INTEGER AS ok
FROM events WHERE {_RECENT} AND NOT coalesce(implausible, false)"""
_MARKED: Final = "SELECT client, min(happened_at) FROM value_uses WHERE list_contains($marks, client) GROUP BY client"
_NAMED: Final = "SELECT count(*) FROM value_uses WHERE client <> ''"
_WITHIN: Final = "SELECT count(*) FROM value_uses WHERE happened_at BETWEEN $begin AND $end"
_OTHERS: Final = """
SELECT max(happened_at), client, network, ok FROM value_uses
WHERE happened_at > $after AND NOT list_contains($marks, client) AND NOT (client = '' AND list_bool_or(
    list_transform(list_zip($begins, $ends), LAMBDA span: happened_at BETWEEN span[1] AND span[2])))
GROUP BY client, network, ok"""
