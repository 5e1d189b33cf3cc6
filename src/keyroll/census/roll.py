"""The roll: one row a machine credential, each derived from observations and logs, and nothing asserted."""

from datetime import datetime

from keyroll.census import history
from keyroll.census.clusters import cluster
from keyroll.census.principals import principals
from keyroll.intake.surveys import observations_view
from keyroll.intake.view import events_view
from keyroll.providers import catalogue
from keyroll.store.home import Home
from keyroll.store.ledger.ledger import Ledger
from keyroll.store.session import Session

#: Tables that the census publishes under ``roll/``, for the rooms below and for people.
PUBLISHED = (
    "credentials", "principals", "principal_kinds", "handles", "states", "reads", "lifecycle", "used", "log_windows",
    "locations", "registrations", "grants",
)  # fmt: skip


def fold(session: Session, home: Home, *, at: datetime | None = None, known_at: datetime | None = None) -> None:
    """Make all tables of the roll in the session, as of ``at`` (observed) and ``known_at`` (recorded here)."""
    observations_view(session, home.lake)
    events_view(session, home.lake, "all_events")
    limits = {"at": at, "known": known_at}
    session.run(
        "CREATE OR REPLACE TEMP TABLE observed AS SELECT DISTINCT ON (event_id) * FROM observations WHERE "
        "($at::TIMESTAMPTZ IS NULL OR observed_at <= $at) AND ($known::TIMESTAMPTZ IS NULL OR recorded_at <= $known)",
        limits,
    )
    session.run("SET VARIABLE at_time = $at::TIMESTAMPTZ", {"at": at})
    session.run("SET VARIABLE known_time = $known::TIMESTAMPTZ", {"known": known_at})
    session.run(
        "CREATE OR REPLACE TEMP VIEW events AS SELECT * FROM all_events WHERE "
        "(getvariable('at_time') IS NULL OR happened_at <= getvariable('at_time')) AND "
        "(getvariable('known_time') IS NULL OR recorded_at <= getvariable('known_time'))"
    )
    history.used(session)
    cluster(session)
    history.reads(session)
    history.states(session)
    history.lifecycle(session)
    history.holdings(session)
    principals(session)
    _grants(session)
    _credentials(session)


def publish(home: Home, ledger: Ledger) -> bool:
    """Fold and publish the roll; return whether anything changed. ``ledger`` writes under a lease."""
    with home.session() as session:
        fold(session, home)
        # Before the roll that no longer names the old ids: a run that is killed here finds them once more.
        _aliases(session, home, ledger)
        changes = [
            home.lake.publish(session, f'SELECT * FROM "{name}" ORDER BY ALL', f"roll/{name}") for name in PUBLISHED
        ]
    return any(changes)


def open_roll(session: Session, home: Home) -> bool:
    """Make views of the published tables by their names; return whether there is a roll."""
    there = [home.lake.view(session, f"roll/{name}", name) for name in PUBLISHED]
    return all(there)


def _aliases(session: Session, home: Home, ledger: Ledger) -> None:
    """Note in the ledger under which id a credential goes on that the roll published under another one."""
    if not home.lake.view(session, "roll/credentials", "published"):
        return
    # A credential of one survey that names both ids is the plain cause; else a chain of handles joins them.
    merged = session.tuples(
        "SELECT old.id, handles.id, coalesce((SELECT min(source || ' ' || endpoint || ' of ' || observed_at::DATE) "
        "FROM observed WHERE entity = 'credential' AND list_has_all(strong, [old.id, handles.id])) || ' names both', "
        "'strong handles of both are shared') FROM published old JOIN handles ON handles.handle = old.id "
        "WHERE handles.id <> old.id ORDER BY ALL"
    )
    for old, new, cause in merged:
        ledger.add_alias(str(old), str(new), str(cause))


def _grants(session: Session) -> None:
    session.run(
        "CREATE OR REPLACE TEMP TABLE grants AS SELECT subject AS principal, source, facts->>'privilege' AS privilege, "
        "facts->>'resource' AS resource, facts->>'conditions' AS conditions, min(observed_at) AS first_observed, max(observed_at) AS last_observed "
        "FROM observed WHERE entity = 'grant' GROUP BY ALL"
    )


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

    Of two lists of one moment the one that lists the kind counts before a report, which may be hours older.
    """
    latest = ", ".join(
        f"arg_max({column}, (observed_at, listing, {column})) AS {column}"
        for column in ("source", "kind", "state", "name", "changed", "expires", "generation", "owner", "principal")
    )
    session.run(
        f"CREATE OR REPLACE TEMP TABLE sights AS SELECT id, split_part(arg_max(source, (observed_at, source)), '@', "
        f"1) AS provider, "
        f"{latest}, min(created) AS created, max(last_used) AS last_used, min(observed_at) AS first_observed, "
        "max(observed_at) AS last_observed, bool_or(ambiguous) AS ambiguous, false AS inferred FROM ("
        "SELECT states.*, coalesce(endpoint = listed_by, false) AS listing FROM states "
        "LEFT JOIN kinds k ON k.provider = split_part(source, '@', 1) AND k.kind = states.kind) GROUP BY id"
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
        "CREATE OR REPLACE TEMP TABLE gone AS SELECT id, min(r.observed_at) FILTER (r.complete) AS since, "
        "count(*) FILTER (r.complete) AS complete, count(*) FILTER (NOT r.complete) AS partial "
        "FROM sights s JOIN kinds k ON k.provider = s.provider AND k.kind = s.kind "
        "JOIN reads r ON r.source = s.source AND r.endpoint = k.listed_by AND r.observed_at > s.last_observed "
        "WHERE NOT s.inferred GROUP BY id"
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
        "CREATE OR REPLACE TEMP TABLE matched AS WITH found AS (SELECT DISTINCT registration, s.id FROM registrations "
        "JOIN sights s ON s.provider = system AND (lower(s.name) = lower(names) "
        "OR lower(regexp_replace(s.id, '^[^:]*:[^:]*:', '')) = lower(names))) "
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
