"""What changed in the inventory, each change with its time and the address of the observation that shows it.

A listing shows a change late: it lies between the sight before (``not_before``) and the one that shows it
(``shown_at``). A log gives the moment itself. What a listing and a log both show stands twice, once for each of them.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from keyroll.intake.surveys import TABLE, observations_view
from keyroll.intake.view import named_events
from keyroll.inventory.tables import MADE_OF, code, is_whole, open_inventory
from keyroll.model.ids import digest
from keyroll.store.home import Home
from keyroll.store.kept import is_kept, keep, stands, take
from keyroll.store.relations import build, give, set_variable
from keyroll.store.session import Session

#: Where the changes that a sync worked out are kept.
_KEPT: Final = "kept/recorded_changes"

#: The logs and days of the first use of what no list holds.
_FIRST_USE: Final = (
    "SELECT DISTINCT u.log, u.first_used::DATE FROM credentials c JOIN identifiers i USING (id) "
    "JOIN used u USING (identifier) WHERE c.inferred AND u.first_used IS NOT NULL"
)
#: Words of what comes and goes: in the first complete list, in a later one, gone from one, back again.
_CREDENTIAL = ("seen first", "seen first", "gone", "seen again")
_COPY = ("copy seen first", "copy appeared", "copy gone", "copy appeared again")
_PRIVILEGE = ("privilege seen first", "privilege granted", "privilege removed", "privilege granted again")

_FIELDS = {
    "state": "state changed",
    "owner": "owner changed",
    "principal": "principal changed",
    "name": "renamed",
    "expires": "expiry changed",
    "changed": "value changed",
    "generation": "value changed",
}
_WORDS = " ".join(f"WHEN '{name}' THEN '{what}'" for name, what in _FIELDS.items())
_ISO = "'%Y-%m-%dT%H:%M:%SZ'"


def changes(session: Session, now: datetime) -> None:
    """Make ``inventory_changes``; ``now`` decides what has expired."""
    set_variable(session, "now_time", now)
    build(session, "inventory_changes")


def keep_changes(home: Home) -> None:
    """Keep ``recorded_changes`` for the lists after this sync. The caller holds the lease."""
    mark = _mark(home)
    if is_kept(home.lake, _KEPT, mark):
        return
    with home.session() as session:
        if is_whole(session, home) and open_inventory(session, home):
            observations_view(session, home.lake, "observed")
            first_uses(session, home)
            build(session, "recorded_changes")
            keep(session, home.lake, "recorded_changes", _KEPT, mark)


def first_uses(session: Session, home: Home) -> None:
    """Make ``events`` of the days on which what no list holds was first used: changes need no other event."""
    named_events(session, home.lake, _FIRST_USE)


def take_changes(session: Session, home: Home) -> bool:
    """Make ``recorded_changes`` as the home keeps it; False where it keeps none that still holds."""
    if not take(session, home.lake, _KEPT, _mark(home), "recorded_changes"):
        return False
    give(session, "recorded_changes")
    return True


def _mark(home: Home) -> str:
    return digest(
        code("intake", "inventory", "providers", "store"),
        stands(home.lake, TABLE, MADE_OF, *home.lake.names("events/")),
    )


def recorded_changes(session: Session) -> None:
    """Make ``recorded_changes`` of what came, went, changed and was done."""
    session.run(f"CREATE OR REPLACE TEMP TABLE recorded_changes AS {_query(_recorded())}")


def _recorded() -> list[str]:
    comings = ((_SIGHTS, _CREDENTIAL), (_COPIES, _COPY), (_GRANTS, _PRIVILEGE))
    return [*(_coming_and_going(seen, words) for seen, words in comings), _CHANGED, _DONE, _MET]


def inventory_changes(session: Session) -> None:
    """Make ``inventory_changes`` of what is recorded, and of what has expired by now."""
    session.run(
        "CREATE OR REPLACE TEMP TABLE inventory_changes AS FROM recorded_changes "
        f"UNION ALL BY NAME {_query([_EXPIRED])}"
    )


def _query(parts: Sequence[str]) -> str:
    return (
        "SELECT x.shown_at, x.what, x.id, coalesce(c.name, p.name) AS name, "
        "x.source, x.was, x.became, "
        "concat_ws(' → ', x.was, x.became) AS detail, x.happened_at, x.not_before, x.observed_at, x.changed_by, "
        "coalesce(c.principal, p.principal) AS principal, x.part, x.is_log, x.raw, x.record, x.event_id FROM ("
        + " UNION ALL BY NAME ".join(f"({part})" for part in parts)
        + ") x LEFT JOIN credentials c USING (id) LEFT JOIN principals p ON p.principal = x.id "
        "WHERE c.id IS NOT NULL OR x.id IN (SELECT principal FROM credentials)"
    )


#: Every sight of what may come and go: key, id, source, list (the endpoint whose complete read shows absence), …
_SIGHTS = (
    "SELECT s.id AS key, s.id, source, endpoint AS part, coalesce(l.listed_by, '') AS list, observed_at, "
    "created AS happened_at, NULL::VARCHAR AS detail, raw, record, event_id FROM states s LEFT JOIN kinds l "
    "ON l.provider = split_part(s.source, '@', 1) AND l.kind = s.kind"
)
_COPIES = (
    "SELECT location || ' ' || id AS key, id, source, endpoint AS part, endpoint AS list, observed_at, "
    "since AS happened_at, concat_ws(', ', nullif(holder, ''), kind, nullif(place, '')) AS detail, raw, record, "
    "event_id FROM locations"
)
_GRANTS = (
    "SELECT concat_ws(' ', subject, facts->>'privilege', facts->>'resource') AS key, subject AS id, source, "
    "endpoint AS part, endpoint AS list, observed_at, NULL::TIMESTAMPTZ AS happened_at, "
    "concat_ws(' on ', facts->>'privilege', facts->>'resource') AS detail, raw, record, event_id "
    "FROM observed WHERE entity = 'grant'"
)


def _coming_and_going(seen: str, words: tuple[str, str, str, str]) -> str:
    """Return the query of what came and went by complete lists; words as in ``_CREDENTIAL``."""
    baseline, new, gone, again = words
    return (
        f"WITH sights AS (SELECT * FROM ({seen}) QUALIFY row_number() OVER (PARTITION BY key, observed_at "
        "ORDER BY part = list DESC, event_id) = 1), steps AS (SELECT *, lag(observed_at) OVER w AS before, "
        "lead(observed_at) OVER w AS after FROM sights WINDOW w AS (PARTITION BY key ORDER BY observed_at)), "
        # The nearest complete list on either side of a sight, which did not hold it where no other sight lies between.
        "around AS (SELECT steps.*, earlier.observed_at AS list_before, later.observed_at AS list_after, "
        "later.raw AS gone_raw, later.record AS gone_record, later.event_id AS gone_event FROM steps "
        "ASOF LEFT JOIN complete_reads earlier ON earlier.source = steps.source AND earlier.endpoint = steps.list "
        "AND earlier.observed_at < steps.observed_at "
        "ASOF LEFT JOIN complete_reads later ON later.source = steps.source AND later.endpoint = steps.list "
        "AND later.observed_at > steps.observed_at) "
        f"SELECT observed_at AS shown_at, CASE WHEN before IS NOT NULL THEN '{again}' WHEN list_before IS NULL "
        f"THEN '{baseline}' ELSE '{new}' END AS what, id, source, NULL::VARCHAR AS was, detail AS became, happened_at, "
        "list_before AS not_before, observed_at, NULL::VARCHAR AS changed_by, part, false AS is_log, raw, record, "
        "event_id FROM around WHERE before IS NULL OR list_before > before UNION ALL "
        f"SELECT list_after, '{gone}', id, source, detail, NULL, NULL, observed_at, list_after, NULL, list, false, "
        "gone_raw, gone_record, gone_event FROM around WHERE list_after < coalesce(after, 'infinity'::TIMESTAMPTZ)"
    )


#: A field that was told before and is told otherwise now. Of two sights of one moment the kind's own list counts.
_CHANGED = (
    "WITH told AS (SELECT s.id, s.source, endpoint, observed_at, raw, record, event_id, changed AS vendor_time, "
    "coalesce(endpoint = l.listed_by, false) AS listing, s.state, nullif(s.owner, '') AS owner, s.principal, "
    f"nullif(s.name, '') AS name, strftime(s.expires, {_ISO}) AS expires, strftime(s.changed, {_ISO}) AS changed, "
    "s.generation::VARCHAR AS generation FROM states s LEFT JOIN kinds l "
    "ON l.provider = split_part(s.source, '@', 1) AND l.kind = s.kind), registered AS ("
    "SELECT id, source, endpoint, observed_at, raw, record, event_id, NULL::TIMESTAMPTZ AS "
    "vendor_time, false AS listing, 'registered owner' AS field, owner AS value FROM registrations "
    "WHERE id IS NOT NULL AND owner <> ''), fields AS ("
    f"SELECT * FROM (UNPIVOT told ON {', '.join(_FIELDS)} INTO NAME field VALUE value) "
    "UNION ALL BY NAME SELECT * FROM registered), once AS (SELECT * FROM fields QUALIFY row_number() OVER ("
    "PARTITION BY id, field, observed_at ORDER BY listing DESC, value DESC, event_id) = 1), turned AS ("
    "SELECT *, lag(value) OVER w AS was, lag(observed_at) OVER w AS not_before FROM once "
    "WINDOW w AS (PARTITION BY id, field ORDER BY observed_at)) "
    f"SELECT observed_at AS shown_at, CASE field {_WORDS} ELSE "
    " 'owner changed' END AS what, id, source, was, value AS became, "
    "CASE WHEN field = 'changed' THEN vendor_time END AS happened_at, not_before, observed_at, "
    "NULL::VARCHAR AS changed_by, endpoint AS part, false AS is_log, raw, record, event_id FROM turned "
    "WHERE was <> value QUALIFY row_number() OVER (PARTITION BY id, what, observed_at ORDER BY field) = 1"
)
_EXPIRED = (
    "SELECT c.expires AS shown_at, 'expired' AS what, c.id, arg_max(s.source, o) AS source, "
    "NULL::VARCHAR AS was, NULL::VARCHAR AS became, c.expires AS happened_at, NULL::TIMESTAMPTZ AS not_before, "
    "max(s.observed_at) AS observed_at, NULL::VARCHAR AS changed_by, arg_max(s.endpoint, o) AS part, "
    "false AS is_log, arg_max(s.raw, o) AS raw, arg_max(s.record, o) AS record, arg_max(s.event_id, o) AS event_id "
    "FROM credentials c JOIN (SELECT *, (observed_at, event_id) AS o FROM states) s ON s.id = c.id "
    "AND s.expires = c.expires WHERE c.expires <= getvariable('now_time') "
    "AND c.expires < coalesce(c.gone_since, 'infinity'::TIMESTAMPTZ) GROUP BY c.id, c.expires"
)
_DONE = (
    "SELECT happened_at AS shown_at, replace(act, '_', ' ') AS what, id, source, NULL::VARCHAR AS was, "
    "NULL::VARCHAR AS became, happened_at, NULL::TIMESTAMPTZ AS not_before, happened_at AS observed_at, "
    '"by" AS changed_by, log AS part, true AS is_log, raw, record, event_id FROM lifecycle'
)
#: What no list holds is first seen in a log.
_MET = (
    "SELECT e.happened_at AS shown_at, 'seen first' AS what, c.id, e.source, NULL::VARCHAR AS was, "
    "NULL::VARCHAR AS became, e.happened_at, NULL::TIMESTAMPTZ AS not_before, e.happened_at AS observed_at, "
    "NULL::VARCHAR AS changed_by, e.log AS part, true AS is_log, e.raw, e.record, e.event_id "
    "FROM credentials c JOIN identifiers h ON h.id = c.id JOIN events e ON e.credential = h.identifier "
    "WHERE c.inferred AND e.status_id = 1 AND NOT e.implausible "
    "QUALIFY row_number() OVER (PARTITION BY c.id ORDER BY e.happened_at, e.event_id) = 1"
)
