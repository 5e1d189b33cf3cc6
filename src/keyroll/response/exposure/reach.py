"""What exposed credentials may read: their own grants, else those of their principal and of its groups and policies."""

from keyroll.store.session import Session


def reach(session: Session) -> None:
    """Make ``reach``: for each exposed credential the kinds of places that it reads in a system, and by what.

    ``container`` is what the name of a place must begin with; NULL for every place of the source.
    """
    session.run(
        "CREATE OR REPLACE TEMP TABLE reach AS WITH RECURSIVE own AS ("
        # A credential with grants of its own is narrower than its principal.
        "SELECT DISTINCT e.id AS reader, h.handle AS subject FROM exposed e JOIN (SELECT handle, id FROM handles "
        "UNION SELECT id, id FROM exposed) h USING (id) JOIN grants g ON g.principal = h.handle), "
        "through AS (FROM own UNION SELECT e.id, e.principal FROM exposed e WHERE e.principal IS NOT NULL "
        "AND e.id NOT IN (SELECT reader FROM own) UNION SELECT t.reader, p.other FROM through t "
        "JOIN passes p ON p.subject = t.subject), "
        "granted AS (SELECT t.reader, g.source, r.system, r.places, r.enough, "
        "CASE WHEN r.taken <> '' THEN regexp_extract(g.resource, r.taken, 1) END AS container, "
        "g.privilege || ' on ' || g.resource AS what FROM through t JOIN grants g ON g.principal = t.subject "
        "JOIN readers r ON r.system = split_part(g.source, '@', 1) AND r.privilege <> '' "
        "AND regexp_full_match(g.privilege, r.privilege, 'i') UNION ALL "
        "SELECT e.id, split_part(e.id, ':', 1), r.system, r.places, false, NULL, "
        "'how far it reaches is not known' FROM exposed e "
        "JOIN readers r ON r.privilege = '' AND r.system = split_part(e.id, '@', 1)) "
        "SELECT DISTINCT granted.reader, e.name, e.since, granted.source, system, places, what, "
        "rtrim(container, '*') AS container, right(container, 1) IN ('*', '/') AS prefix, enough AND e.sure AS sure "
        "FROM granted JOIN exposed e ON e.id = granted.reader WHERE container IS NULL OR container <> ''"
    )


#: SQL: whether ``reach r`` covers the place ``w``: the same system, a kind that it reads, a name that its grant covers.
COVERS = (
    "r.system = w.system AND (starts_with(w.source, 'scan@') OR r.source = w.source OR ends_with(r.source, '@*')) "
    "AND list_contains(r.places, w.kind) AND (r.container IS NULL OR lower(w.container) = lower(r.container) "
    "OR starts_with(lower(w.container), lower(r.container) || CASE WHEN r.prefix THEN '' ELSE '/' END))"
)
