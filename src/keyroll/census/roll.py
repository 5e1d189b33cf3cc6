"""The roll: one row a machine credential, each derived from observations and logs, and nothing asserted."""

from datetime import datetime

from keyroll.census import clusters, history, parts, principals
from keyroll.intake.surveys import observations_view
from keyroll.intake.view import events_view
from keyroll.providers import catalogue
from keyroll.store.home import Home
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.session import Session

#: Tables that the census publishes under ``roll/``, for the rooms below and for people.
PUBLISHED = (
    "credentials", "principals", "principal_kinds", "handles", "shared", "passed_on", "reads", "log_windows",
    "registrations",
)  # fmt: skip
#: What is read of each record, once.
PARTS = (*history.PARTS, *clusters.PARTS, *principals.PARTS)


def fold(session: Session, home: Home, *, at: datetime | None = None, known_at: datetime | None = None) -> None:
    """Make all tables of the roll in the session, as of ``at`` (observed) and ``known_at`` (recorded here)."""
    _records(session, home, at, known_at)
    parts.sum_here(session, PARTS)
    _finish(session)


def publish(home: Home, ledger: Ledger) -> bool:
    """Fold what is new into the roll and publish it; return whether anything changed. ``ledger`` has the lease."""
    with home.session() as session:
        _records(session, home, None, None)
        parts.bring_up_to_date(session, home.lake, PARTS)
        _finish(session)
        # Before the roll that no longer names the old ids: a run that is killed here finds them once more.
        _aliases(session, home, ledger)
        changes = [
            home.lake.publish(session, f'SELECT * FROM "{name}" ORDER BY 1', f"roll/{name}") for name in PUBLISHED
        ]
    return any(changes)


def open_roll(session: Session, home: Home) -> bool:
    """Make views of the roll's tables by their names; return whether there is a roll."""
    there = [home.lake.view(session, f"roll/{name}", name) for name in PUBLISHED]
    there += [parts.open_part(session, home.lake, part) for part in PARTS]
    if not all(there):
        return False
    history.views(session)
    return True


def _records(session: Session, home: Home, at: datetime | None, known_at: datetime | None) -> None:
    """Make the views ``observed`` and ``events`` of all records up to ``at`` and ``known_at``."""
    observations_view(session, home.lake)
    events_view(session, home.lake, "all_events")
    session.run("SET VARIABLE at_time = $at::TIMESTAMPTZ", {"at": at})
    session.run("SET VARIABLE known_time = $known::TIMESTAMPTZ", {"known": known_at})
    for name, records, time in (("observed", "observations", "observed_at"), ("events", "all_events", "happened_at")):
        session.run(
            f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {records} WHERE "
            f"(getvariable('at_time') IS NULL OR {time} <= getvariable('at_time')) AND "
            "(getvariable('known_time') IS NULL OR recorded_at <= getvariable('known_time'))"
        )


def _finish(session: Session) -> None:
    """Make the roll of the parts: who is who, and what that makes of everything."""
    history.reads(session)
    clusters.cluster(session)
    history.views(session)
    history.registrations(session)
    principals.principals(session)
    _credentials(session)


def _aliases(session: Session, home: Home, ledger: Ledger) -> None:
    """Note in the ledger under which id a credential goes on that the roll published under another one."""
    if not home.lake.view(session, "roll/credentials", "published"):
        return
    # A credential of one survey that names both ids is the plain cause; else a chain of handles joins them.
    merged = session.tuples(
        "SELECT old.id, handles.id, coalesce((SELECT min(source || ' ' || endpoint || ' of ' || greatest(x.first_seen, y.first_seen)::DATE) "
        "FROM names x JOIN names y USING (a, source, endpoint) WHERE x.b = old.id AND y.b = handles.id) || ' names both', "
        "'strong handles of both are shared') FROM published old JOIN handles ON handles.handle = old.id "
        "WHERE handles.id <> old.id ORDER BY ALL"
    )
    for old, new, cause in merged:
        ledger.add_alias(str(old), str(new), str(cause))


def _kinds(session: Session) -> None:
    rows = [
        (
            name,
            kind.name,
            kind.handle,
            kind.vendor_name,
            kind.listed_by,
            kind.unlistable_because,
            kind.account,
            kind.in_place,
        )
        for name, provider in catalogue.providers().items()
        for kind in provider.kinds
    ]
    names = ("provider", "kind", "handle_kind", "title", "listed_by", "unlistable_because", "account", "in_place")
    types = dict.fromkeys(names, "VARCHAR") | {"account": "BOOLEAN", "in_place": "BOOLEAN"}
    session.load_columns("kinds", types, {name: [row[place] for row in rows] for place, name in enumerate(names)})


def _credentials(session: Session) -> None:
    _kinds(session)
    _sights(session)
    _inferred(session)
    _gone(session)
    _use(session)
    _registered(session)
    session.run(
        "CREATE OR REPLACE TEMP TABLE credentials AS WITH listed AS ("
        "SELECT s.id, s.provider, s.source, s.kind, k.title AS kind_title, "
        "coalesce(nullif(s.name, ''), p.name, regexp_replace(s.id, '^[^:]*:[^:]*:', '')) AS name, "
        "CASE WHEN gone.since IS NOT NULL THEN 'destroyed' ELSE s.state END AS state, "
        "CASE WHEN s.inferred THEN coalesce(nullif(k.unlistable_because, ''), 'in use, but in no list of its issuer') "
        "WHEN gone.since IS NOT NULL THEN 'gone from complete reads' "
        "WHEN gone.partial > 0 THEN 'not seen since ' || s.last_observed::DATE || '; later reads were partial' END "
        "AS state_because, s.principal, p.name AS principal_name, p.kind AS principal_kind, "
        "coalesce(nullif(s.owner, ''), nullif(p.owner, ''), r.owner, person.email) AS owner, "
        "CASE WHEN nullif(s.owner, '') IS NOT NULL THEN 'the source' WHEN nullif(p.owner, '') IS NOT NULL THEN 'a tag' "
        "WHEN r.owner IS NOT NULL THEN 'the register' WHEN person.email IS NOT NULL THEN 'its principal' END AS "
        "owner_from, "
        "s.created, s.changed, s.expires, coalesce(greatest(u.last_used, s.last_used), u.last_used, s.last_used) AS "
        "last_used, "
        "u.first_used, coalesce(u.uses, 0) AS uses, coalesce(u.refusals, 0) AS refusals, u.last_refused, "
        "w.begins AS log_begins, w.ends AS log_ends, "
        "CASE WHEN w.begins IS NULL THEN 'no log that is here shows its use' END AS use_unknown_because, "
        "r.holder AS registered_holder, r.note, s.first_observed, s.last_observed, gone.since AS gone_since, "
        "s.inferred, "
        "s.ambiguous FROM sights s JOIN kinds k ON k.provider = s.provider AND k.kind = s.kind "
        "LEFT JOIN gone USING (id) LEFT JOIN use u USING (id) LEFT JOIN principals p ON p.principal = s.principal "
        "LEFT JOIN principals person ON person.principal = s.principal AND person.kind = 'human' AND person.email <> "
        "'' "
        "LEFT JOIN registered r USING (id) LEFT JOIN shown_in w ON w.provider = s.provider AND w.kind = s.kind "
        "AND w.source = s.source WHERE NOT k.account OR coalesce(p.kind, 'unknown') <> 'human') "
        "SELECT listed.*, leavers.email IS NOT NULL AS owner_left FROM listed "
        "LEFT JOIN leavers ON leavers.email = lower(listed.owner)"
    )


def _sights(session: Session) -> None:
    """``sights``: the latest word of the surveys on each credential.

    Each list counts by its latest word. Of two lists of one moment the one that lists the kind counts before a report,
    which may be hours older; what the last one does not say is taken from the one before.
    """
    latest = ", ".join(
        f"arg_min(latest.{column}, place) AS {column}"
        for column in ("state", "name", "changed", "expires", "generation", "owner", "principal")
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE sights AS WITH placed AS (SELECT h.id, h.ambiguous, t.*, row_number() OVER ("
        "PARTITION BY h.id ORDER BY last_seen DESC, coalesce(endpoint = listed_by, false) DESC, latest.mark DESC) "
        "AS place FROM told t JOIN handles h ON h.handle = t.subject "
        "LEFT JOIN kinds k ON k.provider = split_part(source, '@', 1) AND k.kind = t.kind) "
        "SELECT id, split_part(arg_min(source, place), '@', 1) AS provider, arg_min(source, place) AS source, "
        f"arg_min(kind, place) AS kind, {latest}, min(made) AS created, max(last_used) AS last_used, "
        "min(first_seen) AS first_observed, max(last_seen) AS last_observed, bool_or(ambiguous) AS ambiguous, "
        "false AS inferred FROM placed GROUP BY id"
    )


def _inferred(session: Session) -> None:
    """Add to ``sights`` what no survey lists but logs show in use, where its provider declares the kind."""
    session.run(
        "INSERT INTO sights BY NAME SELECT h.id, k.provider, min(u.source) AS source, k.kind, 'active' AS state, "
        "min(u.actor) AS principal, min(u.first_used) AS first_observed, max(u.last_used) AS last_observed, "
        "false AS ambiguous, true AS inferred FROM used u JOIN handles h ON h.handle = u.handle "
        "JOIN kinds k ON k.provider = split_part(u.handle, '@', 1) AND k.handle_kind = split_part(u.handle, ':', 2) "
        "WHERE u.uses > 0 AND h.id NOT IN (SELECT id FROM sights) GROUP BY ALL"
    )


def _gone(session: Session) -> None:
    """``gone``: complete and partial reads of the listing endpoint after a credential was last seen in it."""
    session.run(
        "CREATE OR REPLACE TEMP TABLE gone AS WITH unseen AS (SELECT id, s.source, k.listed_by, s.last_observed "
        "FROM sights s JOIN kinds k ON k.provider = s.provider AND k.kind = s.kind JOIN (SELECT source, endpoint, "
        "max(observed_at) AS latest FROM reads GROUP BY ALL) r ON r.source = s.source AND r.endpoint = k.listed_by "
        "WHERE NOT s.inferred AND r.latest > s.last_observed), missed AS ("
        "SELECT u.source, u.listed_by, u.last_observed, min(r.observed_at) FILTER (r.complete) AS since, "
        "count(*) FILTER (r.complete) AS complete, count(*) FILTER (NOT r.complete) AS partial "
        "FROM (SELECT DISTINCT source, listed_by, last_observed FROM unseen) u JOIN reads r "
        "ON r.source = u.source AND r.endpoint = u.listed_by AND r.observed_at > u.last_observed GROUP BY ALL) "
        "SELECT id, since, complete, partial FROM unseen JOIN missed USING (source, listed_by, last_observed)"
    )


def _use(session: Session) -> None:
    session.run(
        "CREATE OR REPLACE TEMP TABLE use AS SELECT h.id, min(first_used) AS first_used, max(u.last_used) AS "
        "last_used, "
        "sum(uses)::BIGINT AS uses, sum(refusals)::BIGINT AS refusals, max(last_refused) AS last_refused "
        "FROM used u JOIN handles h USING (handle) GROUP BY h.id"
    )
    # A log shows a kind where it has shown at least one credential of that kind by its handle.
    session.run(
        "CREATE OR REPLACE TEMP TABLE shown_in AS SELECT k.provider, k.kind, u.source, min(w.begins) AS begins, "
        "max(w.ends) AS ends FROM (SELECT DISTINCT source, log, split_part(handle, '@', 1) AS provider, "
        "split_part(handle, ':', 2) AS handle_kind FROM used) u JOIN kinds k USING (provider, handle_kind) "
        "JOIN log_windows w ON w.source = u.source AND w.log = u.log GROUP BY ALL"
    )


def _registered(session: Session) -> None:
    """``registered``: what people wrote of each credential, where its name there leads to exactly one.

    Adds ``id`` to ``registrations``: several vendors may be registered for one credential, and each of them counts.
    """
    session.run(
        "CREATE OR REPLACE TEMP TABLE matched AS WITH called AS (SELECT id, provider, lower(name) AS name FROM sights "
        "UNION SELECT id, provider, lower(regexp_replace(id, '^[^:]*:[^:]*:', '')) FROM sights), "
        "found AS (SELECT DISTINCT registration, called.id FROM registrations "
        "JOIN called ON called.provider = system AND called.name = lower(names)) "
        "SELECT registration, id FROM found QUALIFY count(*) OVER (PARTITION BY registration) = 1"
    )
    session.run("ALTER TABLE registrations ADD COLUMN id VARCHAR")
    session.run(
        "UPDATE registrations SET id = matched.id FROM matched WHERE matched.registration = registrations.registration"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE registered AS SELECT id, "
        "string_agg(DISTINCT holder, ', ' ORDER BY holder) AS holder, "
        "arg_max(owner, (observed_at, owner)) AS owner, string_agg(DISTINCT note, '; ' ORDER BY note) AS note FROM ("
        "SELECT registration, id, nullif(holder, '') AS holder, max(observed_at) AS observed_at, "
        "nullif(arg_max(owner, (observed_at, owner)), '') AS owner, "
        "nullif(arg_max(note, (observed_at, note)), '') AS note FROM registrations WHERE id IS NOT NULL "
        "GROUP BY registration, id, holder) GROUP BY id"
    )
