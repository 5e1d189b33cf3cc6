"""The closure itself: all reasons over what is exposed already, until nothing is added.

Of each credential three things are known: since when it was exposed, until when, and whether it surely was. A round can
only move them one way (earlier, later, from *may have been* to *was*), and there are finitely many times: it ends, and
in whatever order things were found it ends the same. Its reasons are those that moved one of the three.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from keyroll.model.incident import Incident, Item, Reason, Widening
from keyroll.plugins import found
from keyroll.response.exposure.contract import Because, Found, Scope
from keyroll.response.exposure.ground import ground
from keyroll.store.session import Session


@dataclass(frozen=True, slots=True)
class _State:
    """What is known of one exposed credential so far."""

    since: datetime
    until: datetime
    sure: bool
    reasons: tuple[Reason, ...] = ()

    def joined(self, other: Found, *, begins: bool) -> "_State":
        since, until = min(self.since, other.at), max(self.until, other.until or self.until)
        sure = self.sure or other.reason.sure
        moved = (since, until, sure) != (self.since, self.until, self.sure)
        # Two ways in which it was held are both told; a further way round says nothing new.
        more = (other.reason,) if (moved or begins) and other.reason not in self.reasons else ()
        return _State(since, until, sure, (*self.reasons, *more))


def reasons() -> dict[str, Because]:
    """Return every reason by the name of its file."""
    return found("keyroll.response.exposure.reasons", "BECAUSE", Because)


def exposure(session: Session, incident: Incident, widened: Sequence[Widening] = ()) -> list[Item]:
    """Return the credentials that an incident exposes, by id. Needs the roll's views and ``events`` in the session."""
    scope, known = Scope(incident, widened), reasons()
    ground(session, scope)
    first = [one for because in known.values() if because.begins for one in because.find(session, scope)]
    state = _added({}, first, incident.window_to, begins=True)
    while True:
        _publish(session, state)
        more = [one for because in known.values() if not because.begins for one in because.find(session, scope)]
        grown = _added(state, more, incident.window_to, begins=False)
        if grown == state:
            return _items(session, incident, state)
        state = grown


def _added(before: dict[str, _State], more: Iterable[Found], ends: datetime, *, begins: bool) -> dict[str, _State]:
    """Add a round. What the round found first of a credential it had not is all told: each way counts by itself."""
    after = dict(before)
    for one in more:
        new = one.id not in before
        there = after.get(one.id) or _State(one.at, ends, one.reason.sure)
        after[one.id] = there.joined(one, begins=begins or new)
    return after


def _publish(session: Session, state: dict[str, _State]) -> None:
    """Make ``exposed(id, name, since, sure)`` of what is known so far."""
    columns: dict[str, Sequence[object]] = {
        "id": list(state),
        "since": [one.since for one in state.values()],
        "sure": [one.sure for one in state.values()],
    }
    session.load_columns("exposed_ids", {"id": "VARCHAR", "since": "TIMESTAMPTZ", "sure": "BOOLEAN"}, columns)
    session.run(
        "CREATE OR REPLACE TEMP TABLE exposed AS SELECT e.id, coalesce(nullif(c.name, ''), e.id) AS name, e.since, "
        "e.sure, c.principal FROM exposed_ids e LEFT JOIN credentials c USING (id)"
    )


def _items(session: Session, incident: Incident, state: dict[str, _State]) -> list[Item]:
    known = {str(row["id"]): row for row in session.rows("SELECT c.* FROM credentials c JOIN exposed USING (id)")}
    # An account that a person owns is that person's matter, not a machine credential. A principal stands for its
    # credentials, where they are known.
    no_credential = {
        str(one)
        for (one,) in session.tuples(
            "SELECT p.principal FROM principals p JOIN exposed e ON e.id = p.principal WHERE kind = 'human' "
            "OR (e.id NOT IN (SELECT id FROM credentials) AND e.id IN (SELECT principal FROM credentials))"
        )
    }
    items = []
    for one in sorted(state.keys() - no_credential):
        row, found_of = known.get(one), state[one]
        name = str(row["name"]) if row else one.split(":", 2)[-1]
        kind = str(row["kind"]) if row else one.split(":", 2)[1]
        source = str(row["source"]) if row else one.partition(":")[0]
        until = found_of.until if found_of.until > incident.window_to else None
        items.append(Item(incident.name, one, name, kind, source, found_of.reasons, found_of.since, until))
    return items
