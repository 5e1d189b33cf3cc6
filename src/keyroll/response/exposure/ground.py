"""The tables that reasons are found on: what lay where and when, what lets one read it, and what was made with what."""

from keyroll.providers import catalogue
from keyroll.response.exposure.contract import Scope
from keyroll.store.session import Session

#: Which system a place belongs to: that of its own name, or the one that a scan is named after (``scan@jira.cases``).
_ISSUER = "split_part(location, ':', 1)"
_SYSTEM = (
    f"CASE WHEN starts_with(location, 'scan@') THEN split_part(substr({_ISSUER}, 6), '.', 1) "
    "ELSE split_part(location, '@', 1) END"
)
_NAME = "array_to_string(split(location, ':')[3:], ':')"
#: How a place is named within its system: by its native name, or by what follows the system in a scan's name.
_CONTAINER = (
    f"CASE WHEN starts_with(location, 'scan@') THEN array_to_string(split(substr({_ISSUER}, 6), '.')[2:], '.') "
    f"ELSE {_NAME} END"
)


def ground(session: Session, scope: Scope) -> None:
    """Make ``was_there``, ``came_later``, ``readers``, ``made_with`` and ``ended``, each described below."""
    _copies(session, scope)
    _readers(session)
    _made(session, scope)
    _ended(session)


def _copies(session: Session, scope: Scope) -> None:
    """``was_there``: what each place held in the window. ``came_later``: what came to a place after its end,
    not before ``came_from`` and not after ``came_by``.

    In the window was the last sight before it, and each sight within it. What was seen in a place only after the
    window may have come there before its end. It counts unless something says that it came later: the place's own
    word, a complete read in between that did not show it there, or that it was not made until then.
    """
    # Of a credential that was in the inventory before the window's end no log says that it was made only after it.
    session.run(
        "CREATE OR REPLACE TEMP TABLE copies AS WITH made AS ("
        "SELECT c.id, CASE WHEN any_value(c.first_observed) > $ends "
        "THEN least(any_value(c.created), min(l.happened_at)) END AS made_at FROM credentials c "
        "LEFT JOIN lifecycle l ON l.id = c.id AND l.source = c.source AND l.act = 'created' GROUP BY c.id) "
        f"SELECT locations.*, made_at, {_ISSUER} AS issuer, {_NAME} AS native, {_SYSTEM} AS system, "
        f"{_CONTAINER} AS container, "
        "min(observed_at) OVER (PARTITION BY location, id) AS first_seen, "
        "max(observed_at) FILTER (observed_at <= $begins) OVER (PARTITION BY location) AS last_before "
        "FROM locations LEFT JOIN made USING (id)",
        scope.window(),
    )
    whole = (
        "SELECT 1 FROM reads WHERE reads.source = c.source AND reads.endpoint = c.endpoint AND complete "
        "AND reads.observed_at"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE was_there AS SELECT id, location, kind, place, holder, issuer, native, "
        "system, container, min(coalesce(since, observed_at)) AS since, min(first_seen) AS first_seen FROM copies c "
        "WHERE coalesce(since <= $ends, true) AND ((observed_at = last_before "
        # What went to a third party stays there; of our own places a complete read shows what is there no more.
        f"AND (holder <> '' OR NOT EXISTS ({whole} > c.observed_at AND reads.observed_at <= $begins))) "
        "OR observed_at BETWEEN $begins AND $ends "
        "OR (kind = 'support_case_file' AND coalesce(since, observed_at) <= $ends) "
        "OR (first_seen > $ends AND observed_at = first_seen AND coalesce(made_at <= $ends, true) "
        f"AND NOT EXISTS ({whole} >= $ends AND reads.observed_at < c.first_seen))) GROUP BY ALL",
        scope.window(),
    )
    # A ticket's own time says since when there is a ticket; what stands in it may have come until it was seen.
    told = "c.since > $ends AND NOT starts_with(c.location, 'scan@')"
    session.run(
        "CREATE OR REPLACE TEMP TABLE came_later AS SELECT DISTINCT c.id, c.location, c.kind, c.place, c.issuer, "
        f"c.system, c.container, CASE WHEN {told} THEN c.since ELSE greatest(c.since, made_at, $ends) END "
        f"AS came_from, CASE WHEN {told} THEN c.since ELSE c.first_seen END AS came_by FROM copies c "
        f"LEFT JOIN was_there w USING (location, id) WHERE {told} OR (w.id IS NULL AND c.first_seen > $ends)",
        {"ends": scope.incident.window_to},
    )


def _readers(session: Session) -> None:
    """``readers``: which privilege lets one read which kinds of places, as the providers' folders say.

    ``passes``: whose grants somebody has too: those of a group, a policy or a role.
    """
    rows = [(name, one) for name, known in catalogue.providers().items() for one in known.reads]
    session.load_columns(
        "readers",
        {"system": "VARCHAR", "privilege": "VARCHAR", "places": "VARCHAR[]", "taken": "VARCHAR", "enough": "BOOLEAN"},
        {
            "system": [name for name, _ in rows],
            "privilege": [one.privilege for _, one in rows],
            "places": [list(one.places) for _, one in rows],
            "taken": [one.container for _, one in rows],
            "enough": [one.sure for _, one in rows],
        },
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE passes AS WITH held AS (SELECT DISTINCT principal FROM grants), "
        "named AS (SELECT principal AS subject, source || ':' || resource AS other FROM grants "
        "WHERE privilege = 'member' UNION SELECT principal, source || ':policy:' || privilege FROM grants "
        "UNION SELECT principal, source || ':role:' || privilege FROM grants) "
        "SELECT subject, other FROM named SEMI JOIN held ON held.principal = named.other WHERE subject <> other"
    )


def _made(session: Session, scope: Scope) -> None:
    """``made_with``: which credential was made when, by which identifier, in the window; sessions count as credentials.

    Who acts with a session acts with what it was made of: the session's own name is a maker, too.
    """
    session.run(
        "CREATE OR REPLACE TEMP TABLE made_with AS WITH made AS (SELECT target, happened_at, "
        "unnest(list_filter([credential, "
        "CASE WHEN session_uid IS NOT NULL THEN split_part(target, ':', 1) || ':session_key:' || session_uid END], "
        "lambda one: one IS NOT NULL)) AS named FROM events "
        "WHERE happened_at BETWEEN $begins AND $ends AND status_id = 1 AND NOT implausible AND target IS NOT NULL "
        "AND ((class_uid = 3001 AND activity_id = 1) OR class_uid = 3002) "
        f"AND list_contains($issued, {catalogue.kind_of('target')})) "
        "SELECT coalesce(h.id, target) AS id, coalesce(m.id, named) AS maker, min(happened_at) AS made_at FROM made "
        "LEFT JOIN identifiers h ON h.identifier = target LEFT JOIN identifiers m ON m.identifier = named "
        "WHERE coalesce(h.id, target) <> coalesce(m.id, named) GROUP BY ALL",
        scope.window() | {"issued": catalogue.issued()},
    )


def _ended(session: Session) -> None:
    """``ended(id, ended_at, lived_until)``: by when it is known to be dead, until when it surely lived.

    One that is not known to be dead has no ``ended_at``.
    """
    session.run(
        "CREATE OR REPLACE TEMP TABLE ended AS SELECT c.id, CASE WHEN c.state IN ('suspended', 'deactivated', "
        "'destroyed') THEN coalesce(l.stopped_at, s.ended_at, c.gone_since) END AS ended_at, "
        "greatest(s.lived_at, c.last_used, l.stopped_at) AS lived_until FROM credentials c LEFT JOIN ("
        "SELECT id, max(happened_at) FILTER (act IN ('deleted', 'disabled')) AS stopped_at FROM lifecycle GROUP BY id) "
        "l USING (id) LEFT JOIN (SELECT id, max(observed_at) FILTER (state = 'active') AS lived_at, "
        "min(observed_at) FILTER (state <> 'active') AS ended_at FROM states GROUP BY id) s USING (id)"
    )
