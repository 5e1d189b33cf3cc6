"""The rows of the roll: each credential as its issuer lists it, else as logs or copies show it."""

from keyroll.providers import catalogue
from keyroll.store.session import Session


def kinds(session: Session) -> None:
    """Make ``kinds``: what each provider issues, and which endpoint lists it."""
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


def sights(session: Session) -> None:
    """Make ``sights``: the latest word of the surveys on each credential, and what is inferred where they have none.

    Of two lists of one moment the one that lists the kind counts before a report, which may be hours older.
    """
    latest = ", ".join(
        f"arg_max({column}, (observed_at, listing, {column})) AS {column}"
        for column in ("source", "kind", "state", "name", "changed", "expires", "generation", "owner", "principal")
    )
    session.run(
        f"CREATE OR REPLACE TEMP TABLE sights AS SELECT id, split_part(arg_max(source, (observed_at, source)), '@', "
        f"1) AS provider, {latest}, min(created) AS created, max(last_used) AS last_used, "
        "min(observed_at) AS first_observed, max(observed_at) AS last_observed, bool_or(ambiguous) AS ambiguous, "
        "NULL::VARCHAR AS inferred_from FROM ("
        "SELECT states.*, coalesce(endpoint = listed_by, false) AS listing FROM states "
        "LEFT JOIN kinds k ON k.provider = split_part(source, '@', 1) AND k.kind = states.kind) GROUP BY id"
    )
    _in_use(session)
    _held(session)


def _in_use(session: Session) -> None:
    """Add what no survey lists but logs show in use, where its provider declares the kind."""
    session.run(
        "INSERT INTO sights BY NAME SELECT h.id, k.provider, min(u.source) AS source, k.kind, 'active' AS state, "
        "min(u.actor) AS principal, min(u.first_used) AS first_observed, max(u.last_used) AS last_observed, "
        "false AS ambiguous, 'logs' AS inferred_from FROM used u JOIN handles h ON h.handle = u.handle "
        "JOIN kinds k ON k.provider = split_part(u.handle, '@', 1) AND k.handle_kind = split_part(u.handle, ':', 2) "
        "WHERE u.uses > 0 AND h.id NOT IN (SELECT id FROM sights) GROUP BY ALL"
    )


def _held(session: Session) -> None:
    """Add what neither surveys nor logs show but somebody keeps a copy of. Whether it is alive, nothing says."""
    session.run(
        "INSERT INTO sights BY NAME SELECT l.id, k.provider, min(split_part(l.id, ':', 1)) AS source, k.kind, "
        "min(l.observed_at) AS first_observed, max(l.observed_at) AS last_observed, false AS ambiguous, "
        "'copies' AS inferred_from FROM locations l "
        "JOIN kinds k ON k.provider = split_part(l.id, '@', 1) AND k.handle_kind = split_part(l.id, ':', 2) "
        "WHERE l.id NOT IN (SELECT id FROM sights) GROUP BY l.id, k.provider, k.kind"
    )


def gone(session: Session) -> None:
    """Make ``gone``: complete and partial reads of the listing endpoint after a credential was last seen in it."""
    session.run(
        "CREATE OR REPLACE TEMP TABLE gone AS SELECT id, min(r.observed_at) FILTER (r.complete) AS since, "
        "count(*) FILTER (r.complete) AS complete, count(*) FILTER (NOT r.complete) AS partial "
        "FROM sights s JOIN kinds k ON k.provider = s.provider AND k.kind = s.kind "
        "JOIN reads r ON r.source = s.source AND r.endpoint = k.listed_by AND r.observed_at > s.last_observed "
        "WHERE s.inferred_from IS NULL GROUP BY id"
    )


def powers(session: Session) -> None:
    """Make ``grants`` (who may do what) and ``powers(id, privileges)``: how many grants a credential's principal has.

    Grants of the credential itself count too: a token's own policies.
    """
    session.run(
        "CREATE OR REPLACE TEMP TABLE grants AS SELECT subject AS principal, source, facts->>'privilege' AS privilege, "
        "facts->>'resource' AS resource, facts->>'conditions' AS conditions, "
        "min(observed_at) AS first_observed, max(observed_at) AS last_observed "
        "FROM observed WHERE entity = 'grant' GROUP BY ALL"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE powers AS SELECT s.id, count(DISTINCT (privilege, resource)) AS privileges "
        "FROM (SELECT id, principal AS holder FROM sights UNION SELECT id, id FROM sights) s "
        "JOIN grants g ON g.principal = s.holder GROUP BY s.id"
    )


def copies(session: Session) -> None:
    """Make ``copies(id, copies, vendor_holders)``: places that hold a value, and third parties that do."""
    session.run(
        "CREATE OR REPLACE TEMP TABLE copies AS SELECT id, count(DISTINCT location) AS copies, "
        "list_sort(list_distinct(list(holder) FILTER (holder <> ''))) AS vendor_holders FROM ("
        "SELECT id, location, holder FROM locations UNION ALL "
        "SELECT id, NULL, holder FROM registrations WHERE id IS NOT NULL) GROUP BY id"
    )


def credential_facts(session: Session) -> None:
    """Make ``credential_facts``: one row a machine credential, whatever the time; ``standing`` adds what time makes."""
    session.run(
        "CREATE OR REPLACE TEMP TABLE credential_facts AS SELECT s.id, s.provider, s.source, s.kind, "
        "k.title AS kind_title, "
        "coalesce(nullif(s.name, ''), p.name, regexp_replace(s.id, '^[^:]*:[^:]*:', '')) AS name, "
        "CASE WHEN gone.since IS NOT NULL THEN 'destroyed' ELSE s.state END AS state, "
        f"{_STATE_BECAUSE} AS state_because, {_KNOWN_FROM} AS known_from, "
        "s.principal, p.name AS principal_name, p.kind AS principal_kind, o.owner, o.owner_from, o.owner_confidence, "
        "o.owner_since, coalesce(o.owner_left, false) AS owner_left, coalesce(o.orphaned, 'unknown') AS orphaned, "
        "CASE WHEN o.id IS NULL THEN 'no owner is known' ELSE o.orphaned_because END AS orphaned_because, "
        "s.created, s.changed, s.expires, greatest(r.last_used, s.last_used) AS last_used, "
        "CASE WHEN s.last_used > coalesce(r.last_used, '-infinity') THEN 'its issuer' WHEN r.last_used IS NOT NULL "
        "THEN w.log END AS last_used_from, "
        "r.first_used, coalesce(r.uses, 0) AS uses, coalesce(u.refusals, 0) AS refusals, u.last_refused, "
        "r.rhythm, r.active_days, r.median_gap_days, r.longest_gap_days, "
        "w.log AS log, w.begins AS log_begins, w.ends AS log_ends, w.days AS log_days, "
        "c.vendor_holders, coalesce(c.copies, 0) AS copies, coalesce(power.privileges, 0) AS privileges, "
        "registered.holder AS registered_holder, registered.note, s.first_observed, s.last_observed, "
        "gone.since AS gone_since, s.inferred_from IS NOT NULL AS inferred, s.ambiguous, "
        "t.method AS rotation_method, t.every_days, t.who AS rotation_by, t.last_changed, t.changed_via, "
        "t.due_at, t.made_only "
        "FROM sights s JOIN kinds k ON k.provider = s.provider AND k.kind = s.kind "
        "LEFT JOIN gone USING (id) LEFT JOIN refused u USING (id) LEFT JOIN rhythm_facts r USING (id) "
        "LEFT JOIN principals p ON p.principal = s.principal LEFT JOIN best_owners o USING (id) "
        "LEFT JOIN copies c USING (id) LEFT JOIN powers power USING (id) LEFT JOIN registered USING (id) "
        "LEFT JOIN rotation_facts t USING (id) LEFT JOIN shown_in w ON w.provider = s.provider AND w.kind = s.kind "
        "AND w.source = s.source WHERE NOT k.account OR coalesce(p.kind, 'unknown') <> 'human'"
    )


_STATE_BECAUSE = (
    "CASE WHEN s.inferred_from = 'copies' THEN 'a copy is held; nothing shows whether it is alive' "
    "WHEN s.inferred_from IS NOT NULL THEN "
    "coalesce(nullif(k.unlistable_because, ''), 'in use, but in no list of its issuer') "
    "WHEN gone.since IS NOT NULL THEN 'gone from complete reads' "
    "WHEN gone.partial > 0 THEN 'not seen since ' || s.last_observed::DATE || '; later reads were partial' END"
)
#: The four independent lists: the issuer's, use in logs, copies held, registrations by people.
_KNOWN_FROM = (
    "list_filter([CASE WHEN coalesce(c.copies, 0) > 0 THEN 'copies' END, "
    "CASE WHEN s.inferred_from IS NULL THEN 'issuer' END, "
    "CASE WHEN r.uses > 0 THEN 'logs' END, "
    "CASE WHEN registered.id IS NOT NULL THEN 'register' END], lambda one: one IS NOT NULL)"
)
