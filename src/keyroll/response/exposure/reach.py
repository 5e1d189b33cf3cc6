"""What exposed credentials may read: their own grants, else those of their principal and of its groups and policies."""

from keyroll.store.session import Session

_REACH = """
    WITH RECURSIVE own AS (
        -- A credential with grants of its own is narrower than its principal.
        SELECT DISTINCT e.id AS reader, h.identifier AS subject FROM exposed e
        JOIN (SELECT identifier, id FROM identifiers UNION SELECT id, id FROM exposed) h USING (id)
        JOIN grants g ON g.principal = h.identifier),
    through AS (
        FROM own UNION
        SELECT e.id, e.principal FROM exposed e
        WHERE e.principal IS NOT NULL AND e.id NOT IN (SELECT reader FROM own) UNION
        SELECT t.reader, p.other FROM through t JOIN passes p ON p.subject = t.subject),
    told AS (
        SELECT t.reader, t.subject, g.source, g.privilege, g.resource, r.places, r.enough,
               CASE WHEN r.taken <> '' THEN regexp_extract(g.resource, r.taken, 1) END AS container, r.system
        FROM through t JOIN grants g ON g.principal = t.subject
        LEFT JOIN readers r ON r.system = split_part(g.source, '@', 1) AND r.privilege <> ''
             AND regexp_full_match(g.privilege, r.privilege, 'i')),
    -- A policy by its name alone says nothing; every server has one called default, which reaches no secret of others.
    open AS (
        SELECT reader FROM told WHERE places IS NULL AND ends_with(resource, ':policy') AND privilege <> 'default'
        AND (subject, source || ':policy:' || privilege) NOT IN (SELECT (subject, other) FROM passes)
        UNION SELECT id FROM exposed WHERE id NOT IN (
            SELECT reader FROM told WHERE places IS NOT NULL OR ends_with(resource, ':policy'))),
    granted AS (
        SELECT reader, source, system, places, enough, container, privilege || ' on ' || resource AS what FROM told
        WHERE places IS NOT NULL UNION ALL
        SELECT reader, split_part(reader, ':', 1), r.system, r.places, false, NULL, 'how far it reaches is not known'
        FROM open JOIN readers r ON r.privilege = '' AND r.system = split_part(reader, '@', 1))
    SELECT DISTINCT reader, e.name, e.since, granted.source, system, places, what, rtrim(container, '*') AS container,
           right(container, 1) IN ('*', '/') AS prefix, enough AND e.sure AS sure
    FROM granted JOIN exposed e ON e.id = reader WHERE container IS NULL OR container <> ''"""

#: SQL: whether ``reach r`` covers the place ``w``: the same system, a kind that it reads, a name that its grant covers.
COVERS = (
    "r.system = w.system AND (starts_with(w.issuer, 'scan@') OR r.source = w.issuer OR ends_with(r.source, '@*')) "
    "AND list_contains(r.places, w.kind) AND (r.container IS NULL OR lower(w.container) = lower(r.container) "
    "OR starts_with(lower(w.container), lower(r.container) || CASE WHEN r.prefix THEN '' ELSE '/' END))"
)


def reach(session: Session) -> None:
    """Make ``reach``: for each exposed credential the kinds of places that it reads in a system, and by what.

    ``container`` is what the name of a place begins with (``prefix``), or is; NULL for every place of the source.
    """
    session.run(f"CREATE OR REPLACE TEMP TABLE reach AS {_REACH}")
