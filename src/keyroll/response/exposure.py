"""Exposure is a closure: what the vendor held in its window, and what was made with that. Each item says why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from keyroll.model.incident import Incident, Item, Reason, Widening
from keyroll.providers import catalogue
from keyroll.store.session import Session

#: How often the closure may grow; each round needs a credential made with one of the round before.
ROUNDS = 20


@dataclass(frozen=True, slots=True)
class _Found:
    id: str
    reason: Reason
    at: datetime


def exposure(session: Session, incident: Incident, widened: Sequence[Widening] = ()) -> list[Item]:
    """Return the credentials that an incident exposes, by id. Needs the roll's views in the session."""
    found: dict[str, tuple[Reason, ...]] = {}
    first: dict[str, datetime] = {}
    for one in [*_held(session, incident), *_registered(session, incident), *_widened(session, incident, widened)]:
        found[one.id] = (*found.get(one.id, ()), one.reason)
        first[one.id] = min(one.at, first.get(one.id, one.at))
    for _ in range(ROUNDS):
        known = set(found)
        derived = [one for one in _derived(session, incident, list(found)) if one.id not in known]
        if not derived:
            break
        for one in derived:
            found[one.id] = (*found.get(one.id, ()), one.reason)
            first[one.id] = min(one.at, first.get(one.id, one.at))
    return _items(session, incident, found, first)


def _held(session: Session, incident: Incident) -> list[_Found]:
    """What the vendor's own places held in the window: the last sight before it, and each sight within it.

    What was seen in a place only after the window may have come there before its end. It counts unless something
    says that it came later: the place's own word, a complete read in between that did not show it there, or that it
    was not made until then.
    """
    rows = session.rows(
        # Of a credential that was on the roll before the window's end no log says that it was made only after it.
        "WITH made AS (SELECT c.id, CASE WHEN any_value(c.first_observed) > $ends "
        "THEN least(any_value(c.created), min(l.happened_at)) END AS made_at FROM credentials c "
        "LEFT JOIN lifecycle l ON l.id = c.id AND l.source = c.source AND l.act = 'created' GROUP BY c.id), "
        "held AS (SELECT *, min(observed_at) OVER (PARTITION BY location, id) AS first_seen, "
        "max(observed_at) FILTER (observed_at <= $begins) OVER (PARTITION BY location) AS last_before "
        "FROM locations LEFT JOIN made USING (id) WHERE lower(holder) = lower($vendor)) "
        "SELECT id, kind, place, location, min(coalesce(since, observed_at)) AS since, "
        "min(first_seen) AS first_seen FROM held WHERE coalesce(since <= $ends, true) AND (observed_at = last_before "
        "OR observed_at BETWEEN $begins AND $ends "
        "OR (kind = 'support_case_file' AND coalesce(since, observed_at) <= $ends) "
        "OR (first_seen > $ends AND observed_at = first_seen AND coalesce(made_at <= $ends, true) "
        "AND NOT EXISTS (SELECT 1 FROM reads "
        "WHERE reads.source = held.source AND reads.endpoint = held.endpoint AND complete "
        "AND reads.observed_at >= $ends AND reads.observed_at < held.first_seen))) GROUP BY ALL ORDER BY ALL",
        {"vendor": incident.vendor, "begins": incident.window_from, "ends": incident.window_to},
    )
    found = []
    for row in rows:
        seen = _when(row["first_seen"], incident)
        text = f"{incident.vendor} held it: {str(row['kind']).replace('_', ' ')} {row['place']}"
        if seen > incident.window_to:
            text += f", first seen on {seen:%Y-%m-%d}"
        found.append(_Found(str(row["id"]), Reason("held", text, str(row["location"])), _when(row["since"], incident)))
    return found


def _registered(session: Session, incident: Incident) -> list[_Found]:
    rows = session.rows(
        "SELECT DISTINCT id, registration FROM registrations "
        "WHERE id IS NOT NULL AND lower(holder) = lower($vendor) ORDER BY ALL",
        {"vendor": incident.vendor},
    )
    text = f"the register says that {incident.vendor} holds it"
    return [
        _Found(str(row["id"]), Reason("registered", text, str(row["registration"])), incident.window_from)
        for row in rows
    ]


def _widened(session: Session, incident: Incident, widened: Sequence[Widening]) -> list[_Found]:
    session.load_columns("widened", {"handle": "VARCHAR"}, {"handle": [one.handle for one in widened]})
    ids = {
        str(old): str(new) for old, new in session.tuples("SELECT handle, id FROM handles JOIN widened USING (handle)")
    }
    return [
        _Found(
            ids.get(one.handle, one.handle),
            Reason("widened", f"{one.person} added it: {one.reason}", one.handle),
            incident.window_from,
        )
        for one in widened
    ]


def _derived(session: Session, incident: Incident, exposed: list[str]) -> list[_Found]:
    """What was made inside the window with an exposed credential.

    Also before the day from which its exposure is known: that the maker was safe until then is not.
    """
    session.load_columns("exposed", {"id": "VARCHAR"}, {"id": exposed})
    rows = session.rows(
        "SELECT made.id, maker.id AS maker, min(made.happened_at) AS since FROM lifecycle made "
        "JOIN handles maker ON maker.handle = made.by_credential JOIN exposed ON exposed.id = maker.id "
        f"WHERE made.act = 'created' AND list_contains($issued, {catalogue.kind_of('made.id')}) "
        "AND made.happened_at BETWEEN $begins AND $ends GROUP BY ALL ORDER BY ALL",
        {"begins": incident.window_from, "ends": incident.window_to, "issued": catalogue.issued()},
    )
    return [
        _Found(
            str(row["id"]),
            Reason("derived", f"made with {row['maker']}, which was exposed", str(row["maker"])),
            _when(row["since"], incident),
        )
        for row in rows
    ]


def _items(
    session: Session, incident: Incident, found: dict[str, tuple[Reason, ...]], first: dict[str, datetime]
) -> list[Item]:
    session.load_columns("exposed", {"id": "VARCHAR"}, {"id": list(found)})
    known = {str(row["id"]): row for row in session.rows("SELECT c.* FROM credentials c JOIN exposed USING (id)")}
    # An account that a person owns is that person's matter, not a machine credential.
    people = {
        str(row["principal"])
        for row in session.rows("SELECT principal FROM principals JOIN exposed ON id = principal WHERE kind = 'human'")
    }
    items = []
    for one in sorted(found):
        if one in people:
            continue
        row = known.get(one)
        name = str(row["name"]) if row else one.split(":", 2)[-1]
        kind = str(row["kind"]) if row else one.split(":", 2)[1]
        source = str(row["source"]) if row else one.partition(":")[0]
        items.append(Item(incident.name, one, name, kind, source, found[one], first[one]))
    return items


def _when(value: object, incident: Incident) -> datetime:
    return value if isinstance(value, datetime) else incident.window_from
