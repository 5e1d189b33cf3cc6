"""Selects events by a finding, story or event: those behind it, or all with its address, client or credential."""

from dataclasses import dataclass

from keyroll.errors import NothingToDo, UsageError
from keyroll.report.listing.contract import ListRequest, refuse
from keyroll.store.relations import give, load
from keyroll.store.session import Session

#: The possible pivots, and the column of an event for each.
PIVOTS = {"address": "src_ip", "client": "user_agent", "credential": "credential", "actor": "actor"}
_SOURCES = "keyroll list findings, keyroll list stories or keyroll list events --json"


@dataclass(frozen=True, slots=True)
class Narrow:
    """The selected events: those behind a ``story``, or with ``pivot`` those that share a value with it.

    ``story`` is a story's id or its beginning; ``pivot`` the id of a finding, a story or an event, or its beginning.
    ``by`` is one of :data:`PIVOTS`; without it the list shows the possible pivots.
    """

    story: str = ""
    pivot: str = ""
    by: str = ""


def evidence(session: Session, request: ListRequest) -> None:
    """Make ``last_evidence``, one row for each finding of the last hunt and event behind it. Raises NothingToDo."""
    refuse(request, known_at="a hunt stores no time of its run; use --at, which selects findings by their last event")
    if not request.home.lake.view(session, "hunt/evidence", "last_evidence"):
        raise NothingToDo("nothing was hunted yet", hint="run: keyroll hunt")
    give(session, "last_evidence")


def narrowed(session: Session, request: ListRequest, narrow: Narrow) -> str:
    """Return the condition that selects the events; empty for all of them. Raises UsageError, NothingToDo."""
    if narrow.story:
        evidence(session, request)
        _meant(session, narrow.story, "SELECT DISTINCT story FROM last_evidence WHERE starts_with(story, $id)")
        session.run(
            "CREATE OR REPLACE TEMP TABLE meant AS SELECT DISTINCT source, log, event_id FROM last_evidence "
            "WHERE story IN (SELECT id FROM meant_id)"
        )
        return "(source, log, event_id) IN (FROM meant)"
    if narrow.pivot and narrow.by:
        _behind(session, request, narrow.pivot)
        column = PIVOTS[narrow.by]
        session.run(f"CREATE OR REPLACE TEMP TABLE pivot_values AS SELECT DISTINCT {column} AS value FROM {_MEANT}")
        if not session.one("SELECT 1 FROM pivot_values WHERE value IS NOT NULL"):
            others = " or ".join(pivot for pivot in PIVOTS if pivot != narrow.by)
            raise NothingToDo(f"no event behind {narrow.pivot} shows its {narrow.by}", hint=f"pivot by {others}")
        return f"{column} IN (FROM pivot_values)"
    return ""


def pivots(session: Session, request: ListRequest, pivot: str) -> str:
    """Return the query of the possible pivots: ``by, value, behind, events, first_at, last_at, who``.

    ``behind`` counts the events behind the finding, ``events`` all with the same value. Raises UsageError.
    """
    _behind(session, request, pivot)
    session.run(f"CREATE OR REPLACE TEMP TABLE behind AS SELECT * FROM {_MEANT}")
    parts = [
        f"SELECT {place} AS nth, '{by}' AS by, {column} AS value, "
        f"(SELECT count(*) FROM behind b WHERE b.{column} = e.{column}) AS behind, count(*) AS events, "
        "min(happened_at) AS first_at, max(happened_at) AS last_at, count(DISTINCT coalesce(credential, actor)) AS who "
        f"FROM events e WHERE {column} IN (SELECT {column} FROM behind) GROUP BY {column}"
        for place, (by, column) in enumerate(PIVOTS.items())
    ]
    return f"SELECT * EXCLUDE (nth) FROM ({' UNION ALL '.join(parts)}) ORDER BY nth, events DESC, value"


_MEANT = (
    "(SELECT e.* FROM events e SEMI JOIN meant m ON e.source = m.source AND e.log = m.log AND e.event_id = m.event_id)"
)


def _behind(session: Session, request: ListRequest, name: str) -> None:
    """Make ``meant``, the events behind a finding, a story or an event. Raises UsageError."""
    known = "SELECT event_id AS id FROM events WHERE event_id = $id"
    hunted = request.home.lake.view(session, "hunt/evidence", "last_evidence")
    if hunted:
        known += (
            " UNION SELECT finding FROM last_evidence WHERE starts_with(finding, $id)"
            " UNION SELECT story FROM last_evidence WHERE starts_with(story, $id)"
        )
    _meant(session, name, known)
    rows = "SELECT source, log, event_id FROM events WHERE event_id IN (FROM meant_id)"
    if hunted:
        rows += (
            " UNION SELECT source, log, event_id FROM last_evidence"
            " WHERE finding IN (FROM meant_id) OR story IN (FROM meant_id)"
        )
    session.run(f"CREATE OR REPLACE TEMP TABLE meant AS {rows}")


def _meant(session: Session, name: str, known: str) -> None:
    """Make ``meant_id``, the one id that begins with a name. Raises UsageError."""
    ids = [str(event_id) for (event_id,) in session.tuples(f"SELECT * FROM ({known}) ORDER BY 1 LIMIT 6", {"id": name})]
    if not ids:
        raise UsageError(f"no finding, story or event has the id {name!r}", hint=f"ids are shown by: {_SOURCES}")
    if len(ids) > 1 and name not in ids:
        raise UsageError(f"{len(ids)} ids begin with {name!r}", hint=f"give one of: {', '.join(ids)}")
    meant = name if name in ids else ids[0]
    load(session, "meant_id", {"id": [meant]})
