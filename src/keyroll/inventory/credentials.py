"""The rows of the inventory: each credential as its issuer lists it, else as logs or copies show it."""

from keyroll.inventory.parts import later
from keyroll.store.session import Session


def sights(session: Session) -> None:
    """Make ``sights``: the latest word of the surveys on each credential, and what is inferred where they have none.

    Each list counts by its latest word. Of two lists of one moment the one that lists the kind counts before a report,
    which may be hours older; what the last one does not say is taken from the one before.
    """
    said = ("state", "name", "changed", "expires", "generation", "owner", "principal")
    place = later("last_seen", "latest.event_id", "coalesce(endpoint = listed_by, false)::INTEGER")
    session.run(
        f"CREATE OR REPLACE TEMP TABLE placed AS SELECT h.id, h.ambiguous, t.*, {place} AS place "
        "FROM told_credentials t JOIN identifiers h ON h.identifier = t.subject "
        "LEFT JOIN kinds k ON k.provider = split_part(source, '@', 1) AND k.kind = t.kind"
    )
    # Most credentials stand in one list.
    session.run("CREATE OR REPLACE TEMP TABLE listed AS SELECT id FROM placed GROUP BY id HAVING count(*) > 1")
    session.run(
        "CREATE OR REPLACE TEMP TABLE sights AS SELECT id, split_part(source, '@', 1) AS provider, source, kind, "
        f"{', '.join(f'latest.{one} AS {one}' for one in said)}, made AS created, last_used, "
        "first_seen AS first_observed, last_seen AS last_observed, ambiguous, NULL::VARCHAR AS inferred_from "
        "FROM placed ANTI JOIN listed USING (id) UNION ALL BY NAME "
        "SELECT id, split_part(arg_max(source, place), '@', 1) AS provider, arg_max(source, place) AS source, "
        f"arg_max(kind, place) AS kind, {', '.join(f'arg_max(latest.{one}, place) AS {one}' for one in said)}, "
        "min(made) AS created, max(last_used) AS last_used, min(first_seen) AS first_observed, "
        "max(last_seen) AS last_observed, bool_or(ambiguous) AS ambiguous, NULL::VARCHAR AS inferred_from "
        "FROM placed SEMI JOIN listed USING (id) GROUP BY id"
    )
    _in_use(session)
    _held(session)


def _in_use(session: Session) -> None:
    """Add what no survey lists but logs show in use, where its provider declares the kind."""
    session.run(
        "INSERT INTO sights BY NAME SELECT h.id, k.provider, min(u.source) AS source, k.kind, 'active' AS state, "
        "min(u.actor) AS principal, min(u.first_used) AS first_observed, max(u.last_used) AS last_observed, "
        "false AS ambiguous, 'logs' AS inferred_from FROM used_identifiers u JOIN identifiers h ON h.identifier = "
        "u.identifier "
        "JOIN kinds k ON k.provider = split_part(u.identifier, '@', 1) AND k.identifier_kind = "
        "split_part(u.identifier, ':', 2) "
        "WHERE u.uses > 0 AND h.id NOT IN (SELECT id FROM sights) GROUP BY ALL"
    )


def _held(session: Session) -> None:
    """Add what neither surveys nor logs show but somebody keeps a copy of. Whether it is alive, nothing says.

    Its kind is told by an identifier that was derived from it, else by the shape of the value.
    """
    session.run(
        "INSERT INTO sights BY NAME SELECT id, provider, min(source) AS source, kind, min(name) AS name, "
        "min(first_seen) AS first_observed, max(last_seen) AS last_observed, false AS ambiguous, "
        "'copies' AS inferred_from FROM ("
        "SELECT l.id, k.provider, split_part(l.id, ':', 1) AS source, k.kind, NULL AS name, l.first_seen, "
        "l.last_seen FROM held l JOIN kinds k ON k.provider = split_part(l.id, '@', 1) "
        "AND k.identifier_kind = split_part(l.id, ':', 2) "
        "UNION ALL SELECT l.id, m.provider, m.provider || '@*', m.kind, 'value ' || left(split_part(l.id, ':', 5), 8), "
        "l.first_seen, l.last_seen FROM held l JOIN met_values m ON m.identifier = l.identifier "
        "JOIN kinds k ON k.provider = m.provider AND k.kind = m.kind WHERE starts_with(l.id, 'keyroll@*:fingerprint:')"
        ") WHERE id NOT IN (SELECT id FROM sights) GROUP BY id, provider, kind"
    )


def gone(session: Session) -> None:
    """Make ``gone``: complete and partial reads of the listing endpoint after a credential was last seen in it."""
    session.run(
        "CREATE OR REPLACE TEMP TABLE gone AS WITH unseen AS (SELECT id, s.source, k.listed_by, s.last_observed "
        "FROM sights s JOIN kinds k ON k.provider = s.provider AND k.kind = s.kind JOIN (SELECT source, endpoint, "
        "max(observed_at) AS latest FROM reads GROUP BY ALL) r ON r.source = s.source AND r.endpoint = k.listed_by "
        "WHERE s.inferred_from IS NULL AND r.latest > s.last_observed), missed AS ("
        "SELECT u.source, u.listed_by, u.last_observed, min(r.observed_at) FILTER (r.complete) AS since, "
        "count(*) FILTER (r.complete) AS complete, count(*) FILTER (NOT r.complete) AS partial "
        "FROM (SELECT DISTINCT source, listed_by, last_observed FROM unseen) u JOIN reads r "
        "ON r.source = u.source AND r.endpoint = u.listed_by AND r.observed_at > u.last_observed GROUP BY ALL) "
        "SELECT id, since, complete, partial FROM unseen JOIN missed USING (source, listed_by, last_observed)"
    )


def lives(session: Session) -> None:
    """Make ``lives(id, created, reissued, reissued_because)`` of credentials whose id or name was another one's.

    'yes': one list gave it two times of creation, or a name of it was another credential's; what is known of its use
    by that name before is not its own. 'unknown': a complete read between two sights did not show it.
    """
    # A sight counts as one of a complete read, so that a partial read may hide a gap, but none makes one.
    session.run(
        "CREATE OR REPLACE TEMP TABLE lives AS WITH spans AS (SELECT t.source, t.endpoint, t.first_seen, t.last_seen, "
        "count(*) AS complete, min(r.observed_at) AS missed FROM (SELECT DISTINCT source, endpoint, first_seen, "
        "last_seen FROM told_credentials) t JOIN reads r ON r.source = t.source AND r.endpoint = t.endpoint "
        "AND r.complete AND r.observed_at > t.first_seen AND r.observed_at < t.last_seen GROUP BY ALL), told AS ("
        "SELECT h.id, t.latest.created AS created, CASE WHEN t.latest.created > t.made THEN 'yes' ELSE 'unknown' END "
        "AS reissued, CASE WHEN t.latest.created > t.made THEN t.endpoint || ' gave ' || t.made::DATE || ' as the day "
        "of its making, and gives ' || t.latest.created::DATE || ': what is older is of an earlier one' "
        "ELSE 'it was missing in complete reads of ' || t.endpoint || ' and came back: it may be another one' END "
        "AS because FROM (SELECT t.* FROM told_credentials t "
        "LEFT JOIN spans s USING (source, endpoint, first_seen, last_seen) "
        "WHERE t.latest.created > t.made OR t.sights - 2 < s.complete) t "
        "JOIN identifiers h ON h.identifier = t.subject UNION ALL SELECT h.id, NULL, 'yes', p.identifier || ' was "
        "that of ' "
        "|| p.id || ' until ' || p.until::DATE "
        "FROM passed_on p JOIN identifiers h ON h.identifier = p.identifier WHERE h.id <> p.id) "
        "SELECT id, max(created) FILTER (reissued = 'yes') AS created, max(reissued) AS reissued, "
        "min(because) FILTER (reissued = 'yes' OR NOT certain) AS reissued_because FROM ("
        "SELECT *, bool_or(reissued = 'yes') OVER (PARTITION BY id) AS certain FROM told) GROUP BY id"
    )


def powers(session: Session) -> None:
    """Make ``powers(id, privileges)``: how many grants a credential's principal has.

    Grants of the credential itself count too: a token's own policies.
    """
    session.run(
        "CREATE OR REPLACE TEMP TABLE powers AS SELECT s.id, count(DISTINCT (privilege, resource)) AS privileges "
        "FROM (SELECT id, principal AS holder FROM sights UNION SELECT id, id FROM sights) s "
        "JOIN grants g ON g.principal = s.holder GROUP BY s.id"
    )


def copies(session: Session) -> None:
    """Make ``copies(id, copies, vendor_holders, since)``: places that hold a value, and third parties that do."""
    session.run(
        "CREATE OR REPLACE TEMP TABLE copies AS SELECT id, count(DISTINCT location) FILTER (there) AS "
        "copies, list_sort(list_distinct(list(holder) FILTER (holder <> ''))) AS vendor_holders, "
        "min(since) AS since FROM ("
        "SELECT id, location, holder, there, since FROM held UNION ALL "
        "SELECT id, NULL, holder, false, NULL FROM registrations SEMI JOIN sights USING (id)) GROUP BY id"
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
        "coalesce(l.created, s.created) AS created, coalesce(l.reissued, 'no') AS reissued, l.reissued_because, "
        "s.changed, s.expires, greatest(r.last_used, s.last_used) AS last_used, "
        "CASE WHEN s.last_used > coalesce(r.last_used, '-infinity') THEN 'its issuer' WHEN r.last_used IS NOT NULL "
        "THEN w.log END AS last_used_from, "
        "r.first_used, coalesce(r.uses, 0) AS uses, coalesce(u.refusals, 0) AS refusals, u.last_refused, "
        "r.rhythm, r.active_days, r.median_gap_days, r.longest_gap_days, "
        "w.log AS log, w.begins AS log_begins, w.ends AS log_ends, w.days AS log_days, "
        "c.vendor_holders, coalesce(c.copies, 0) AS copies, coalesce(power.privileges, 0) AS privileges, "
        "registered.holder AS registered_holder, registered.note, s.first_observed, s.last_observed, "
        "gone.since AS gone_since, s.inferred_from IS NOT NULL AS inferred, s.ambiguous, "
        "'identifiers are shared with ' || unclear.others AS ambiguous_because, "
        "t.method AS rotation_method, t.every_days, t.who AS rotation_by, t.last_changed, t.changed_via, "
        "t.due_at, t.made_only "
        "FROM sights s JOIN kinds k ON k.provider = s.provider AND k.kind = s.kind "
        "LEFT JOIN gone USING (id) LEFT JOIN refused u USING (id) LEFT JOIN rhythm_facts r USING (id) "
        "LEFT JOIN whole_principals p ON p.principal = s.principal LEFT JOIN best_owners o USING (id) "
        "LEFT JOIN copies c USING (id) LEFT JOIN powers power USING (id) LEFT JOIN registered USING (id) "
        "LEFT JOIN rotation_facts t USING (id) LEFT JOIN lives l USING (id) LEFT JOIN ambiguities unclear USING (id) "
        "LEFT JOIN shown_in w ON w.provider = s.provider AND w.kind = s.kind "
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
