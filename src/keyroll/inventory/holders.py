"""Who holds a copy of what: places that keep one, what people registered, and the third parties behind both."""

from keyroll.inventory.parts import Part
from keyroll.store.session import Session

#: A name without case, spaces and signs, to compare what different people write.
_PLAIN = "regexp_replace(lower({}), '[^a-z0-9]', '', 'g')"
#: A network is a vendor's where at least so many of its credentials were used from it, and almost nothing else.
_AT_LEAST, _SHARE = 3, 0.8


#: Places that hold copies, by sight, one row a copy. ``holder`` is empty for a place in our own organisation.
SEEN = Part(
    "seen_places",
    "observed",
    "SELECT subject AS location, kind, source, endpoint, observed_at, coalesce(facts->>'holder', '') AS holder, "
    "facts->>'place' AS place, facts->>'owner' AS owner, (facts->>'since')::TIMESTAMPTZ AS since, "
    "unnest(list_filter(links, lambda l: l.relation = 'holds')).\"to\" AS identifier, raw, record, event_id "
    "FROM {arriving} WHERE entity = 'location'",
)
#: The same without the single sights.
TOLD = Part(
    "told_places",
    "seen_places",
    "SELECT location, kind, source, endpoint, holder, owner, since, identifier, observed_at AS first_seen, "
    "observed_at AS "
    "last_seen, {observed_at: observed_at, raw: raw, record: record} AS proof FROM {arriving}",
    {"first_seen": "min(first_seen)", "last_seen": "max(last_seen)", "proof": "min(proof)"},
    of_whom="identifier",
)
#: What people wrote down, by sight.
WRITTEN = Part(
    "written",
    "observed",
    "SELECT subject AS registration, source, endpoint, observed_at, facts->>'holder' AS holder, facts->>'system' "
    "AS system, "
    "facts->>'names' AS names, facts->>'owner' AS owner, facts->>'note' AS note, "
    "(facts->>'ended_on')::TIMESTAMPTZ AS ended_on, raw, record, event_id "
    "FROM {arriving} WHERE entity = 'registration'",
)
#: Which provider and kind the values are of that were met somewhere, as far as their shape tells.
MET = Part(
    "met_values",
    "observed",
    "SELECT subject AS identifier, facts->>'provider' AS provider, kind, observed_at AS first_seen FROM {arriving} "
    "WHERE entity = 'value'",
    {"first_seen": "min(first_seen)"},
    of_whom="identifier",
)
PARTS = (SEEN, TOLD, WRITTEN, MET)

#: Where several credentials claim the identifier of a copy, each of them may be the one that is held.
VIEWS = {
    "claims": "SELECT identifier, id FROM identifiers UNION ALL FROM shared",
    "locations": "SELECT seen_places.* EXCLUDE (raw, record, event_id), "
    "coalesce(claims.id, seen_places.identifier) AS id, "
    "raw, record, event_id FROM seen_places LEFT JOIN claims ON claims.identifier = seen_places.identifier",
}


def holdings(session: Session) -> None:
    """Make ``held`` (who holds a copy of what) and ``registrations`` (what people wrote down).

    ``there`` is false for a place of our own organisation that a later complete scan no longer shows; what went to a
    third party stays there.
    """
    session.run(
        "CREATE OR REPLACE TEMP TABLE held AS SELECT t.*, coalesce(claims.id, t.identifier) AS id, "
        "t.holder <> '' OR coalesce(r.latest <= t.last_seen, true) AS there FROM told_places t "
        "LEFT JOIN claims ON claims.identifier = t.identifier LEFT JOIN ("
        "SELECT source, endpoint, max(observed_at) AS latest FROM reads WHERE complete GROUP BY ALL) r "
        "ON r.source = t.source AND r.endpoint = t.endpoint"
    )
    session.run("CREATE OR REPLACE TEMP TABLE registrations AS SELECT * FROM written")


def registered(session: Session) -> None:
    """Make ``registered``: what people wrote of each credential, where its name there leads to exactly one.

    Adds ``id`` to ``registrations``: several vendors may be registered for one credential, and each of them counts.
    """
    session.run(
        "CREATE OR REPLACE TEMP TABLE matched AS WITH called AS (SELECT id, provider, lower(name) AS name "
        "FROM whole_sights "
        "UNION ALL SELECT id, provider, lower(regexp_replace(id, '^[^:]*:[^:]*:', '')) FROM whole_sights), "
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
        "string_agg(DISTINCT note, '; ' ORDER BY note) AS note FROM ("
        "SELECT registration, id, nullif(holder, '') AS holder, "
        "nullif(arg_max(note, (observed_at, note)), '') AS note FROM registrations WHERE id IS NOT NULL "
        "GROUP BY registration, id, holder) GROUP BY id"
    )


def vendors(session: Session) -> None:
    """Make ``vendor_held``: what third parties hold by what places show, as ``vendor_holdings`` says."""
    session.run(
        "CREATE OR REPLACE TEMP TABLE vendor_held AS "
        "SELECT holder AS vendor, id, kind AS via, min(coalesce(since, first_seen)) AS first_observed, "
        "max(last_seen) AS last_observed, NULL::TIMESTAMPTZ AS ended_on FROM held WHERE holder <> '' "
        "GROUP BY holder, id, kind"
    )


def vendor_holdings(session: Session) -> None:
    """Make ``vendor_facts``: one row a vendor, credential and way in which it is known that the vendor has it.

    ``via`` is register, the kind of place, client (a program that calls itself by the vendor's name used it,
    in another's system) or network (used from where almost only this vendor's credentials are used).
    """
    session.run(
        "CREATE OR REPLACE TEMP TABLE vendor_told AS FROM whole_vendor_held UNION ALL "
        "SELECT holder, id, 'register', min(observed_at), max(observed_at), arg_max(ended_on, (observed_at, ended_on)) "
        "FROM registrations WHERE holder <> '' AND id IS NOT NULL GROUP BY holder, id"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE vendor_seen AS WITH named AS ("
        f"SELECT DISTINCT vendor, {_PLAIN.format('vendor')} AS plain FROM vendor_told) "
        "SELECT vendor, id, 'client' AS via, min(first_used) AS first_observed, max(last_used) AS last_observed "
        f"FROM whole_consumers JOIN named ON length(plain) >= 4 AND starts_with({_PLAIN.format('client')}, plain) "
        # A program that names the very system it calls is that system's kit, in anybody's hands.
        "WHERE uses > 0 AND NOT starts_with(plain, split_part(source, '@', 1)) GROUP BY vendor, id UNION ALL "
        "SELECT vendor, c.id, 'network', min(c.first_used), max(c.last_used) FROM whole_consumers c JOIN ("
        "SELECT network, vendor, count(DISTINCT id) AS theirs, any_value(everything) AS everything FROM ("
        "SELECT network, id, count(DISTINCT id) OVER (PARTITION BY network) AS everything FROM whole_consumers "
        "WHERE uses > 0) JOIN vendor_told USING (id) GROUP BY network, vendor) "
        f"USING (network) WHERE theirs >= {_AT_LEAST} AND theirs >= {_SHARE} * everything AND c.uses > 0 "
        "GROUP BY vendor, c.id"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE vendor_facts AS SELECT v.*, coalesce(p.privileges, 0) AS privileges, "
        "u.last_used, r.last_read > v.last_observed AND v.via = 'register' AS dropped FROM ("
        "SELECT * FROM vendor_told UNION ALL BY NAME SELECT *, NULL::TIMESTAMPTZ AS ended_on FROM vendor_seen s "
        "WHERE NOT EXISTS (SELECT 1 FROM vendor_told t WHERE t.vendor = s.vendor AND t.id = s.id)) v "
        "LEFT JOIN whole_powers p USING (id) LEFT JOIN whole_rhythm_facts u USING (id) LEFT JOIN ("
        "SELECT max(observed_at) AS last_read FROM reads WHERE complete AND source IN (SELECT source FROM "
        "registrations) AND endpoint = 'vendors') r ON true"
    )
