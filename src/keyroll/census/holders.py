"""Who holds a copy of what: places that keep one, what people registered, and the third parties behind both."""

from keyroll.store.session import Session

#: A name without case, spaces and signs, to compare what different people write.
_PLAIN = "regexp_replace(lower({}), '[^a-z0-9]', '', 'g')"
#: A network is a vendor's where at least so many of its credentials were used from it, and almost nothing else.
_AT_LEAST, _SHARE = 3, 0.8


def holdings(session: Session) -> None:
    """Make ``locations`` (who holds a copy of what, by sight) and ``registrations`` (what people wrote down).

    Where several credentials claim the handle of a copy, each of them may be the one that is held. ``holder`` is
    empty for a place in our own house.
    """
    session.run(
        "CREATE OR REPLACE TEMP TABLE locations AS SELECT subject AS location, kind, source, endpoint, observed_at, "
        "holder, place, owner, since, held AS handle, coalesce(claims.id, held) AS id, raw, record, event_id FROM ("
        "SELECT subject, kind, source, endpoint, observed_at, coalesce(facts->>'holder', '') AS holder, "
        "facts->>'place' AS place, facts->>'owner' AS owner, (facts->>'since')::TIMESTAMPTZ AS since, "
        "unnest(list_filter(links, lambda l: l.relation = 'holds')).\"to\" AS held, "
        "raw, record, event_id FROM observed WHERE entity = 'location') LEFT JOIN claims ON claims.handle = held"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE registrations AS SELECT subject AS registration, source, endpoint, observed_at, "
        "facts->>'holder' AS holder, facts->>'system' AS system, facts->>'names' AS names, facts->>'owner' AS owner, "
        "facts->>'note' AS note, (facts->>'ended_on')::TIMESTAMPTZ AS ended_on, raw, record, event_id "
        "FROM observed WHERE entity = 'registration'"
    )


def registered(session: Session) -> None:
    """Make ``registered``: what people wrote of each credential, where its name there leads to exactly one.

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
        "string_agg(DISTINCT note, '; ' ORDER BY note) AS note FROM ("
        "SELECT registration, id, nullif(holder, '') AS holder, "
        "nullif(arg_max(note, (observed_at, note)), '') AS note FROM registrations WHERE id IS NOT NULL "
        "GROUP BY registration, id, holder) GROUP BY id"
    )


def vendor_holdings(session: Session) -> None:
    """Make ``vendor_facts``: one row a vendor, credential and way in which it is known that the vendor has it.

    ``via`` is register, the kind of place, client (a program that calls itself by the vendor's name used it) or
    network (used from where almost only this vendor's credentials are used).
    """
    session.run(
        "CREATE OR REPLACE TEMP TABLE vendor_told AS "
        "SELECT holder AS vendor, id, kind AS via, min(coalesce(since, observed_at)) AS first_observed, "
        "max(observed_at) AS last_observed, NULL::TIMESTAMPTZ AS ended_on FROM locations WHERE holder <> '' "
        "GROUP BY holder, id, kind UNION ALL "
        "SELECT holder, id, 'register', min(observed_at), max(observed_at), arg_max(ended_on, observed_at) "
        "FROM registrations WHERE holder <> '' AND id IS NOT NULL GROUP BY holder, id"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE vendor_seen AS WITH named AS ("
        f"SELECT DISTINCT vendor, {_PLAIN.format('vendor')} AS plain FROM vendor_told) "
        "SELECT vendor, id, 'client' AS via, min(first_used) AS first_observed, max(last_used) AS last_observed "
        f"FROM consumers JOIN named ON length(plain) >= 4 AND starts_with({_PLAIN.format('client')}, plain) "
        "WHERE uses > 0 GROUP BY vendor, id UNION ALL "
        "SELECT vendor, c.id, 'network', min(c.first_used), max(c.last_used) FROM consumers c JOIN ("
        "SELECT network, vendor, count(DISTINCT id) AS theirs, any_value(everything) AS everything FROM ("
        "SELECT network, id, count(DISTINCT id) OVER (PARTITION BY network) AS everything FROM consumers "
        "WHERE uses > 0) JOIN vendor_told USING (id) GROUP BY network, vendor) "
        f"USING (network) WHERE theirs >= {_AT_LEAST} AND theirs >= {_SHARE} * everything AND c.uses > 0 "
        "GROUP BY vendor, c.id"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE vendor_facts AS SELECT v.*, coalesce(p.privileges, 0) AS privileges, "
        "u.last_used, r.last_read > v.last_observed AND v.via = 'register' AS dropped FROM ("
        "SELECT * FROM vendor_told UNION ALL BY NAME SELECT *, NULL::TIMESTAMPTZ AS ended_on FROM vendor_seen s "
        "WHERE NOT EXISTS (SELECT 1 FROM vendor_told t WHERE t.vendor = s.vendor AND t.id = s.id)) v "
        "LEFT JOIN powers p USING (id) LEFT JOIN rhythm_facts u USING (id) LEFT JOIN ("
        "SELECT max(observed_at) AS last_read FROM reads WHERE complete AND source IN (SELECT source FROM "
        "registrations) AND endpoint = 'vendors') r ON true"
    )
