"""Who is a person: principals by their source's word, else by a directory that was read completely.

Knowledge has a date: ``principal_kinds`` says from when on a kind was known, so that a detector at time T uses only
what was known at T.
"""

from keyroll.inventory.parts import Part
from keyroll.providers import catalogue
from keyroll.store.session import Session

#: What each list says of a principal, and from when to when it said so.
ACTING = Part(
    "told_principals",
    "observed",
    "SELECT subject AS principal, source, kind AS subkind, f.principal_kind AS said, lower(f.email) AS email, "
    "f.name, f.active, f.owner, f.created, observed_at AS first_seen, observed_at AS last_seen FROM ("
    'SELECT *, json_transform(facts, \'{"principal_kind": "VARCHAR", "email": "VARCHAR", '
    '"name": "VARCHAR", "active": "BOOLEAN", "owner": "VARCHAR", "created": "TIMESTAMPTZ"}\') AS f '
    "FROM {arriving} WHERE entity = 'principal')",
    {"first_seen": "min(first_seen)", "last_seen": "max(last_seen)", "created": "min(created)"},
    of_whom="principal",
)
GRANTS = Part(
    "grants",
    "observed",
    "SELECT subject AS principal, source, facts->>'privilege' AS privilege, facts->>'resource' AS resource, "
    "facts->>'conditions' AS conditions, observed_at AS first_observed, observed_at AS last_observed "
    "FROM {arriving} WHERE entity = 'grant'",
    {"first_observed": "min(first_observed)", "last_observed": "max(last_observed)"},
)
PARTS = (ACTING, GRANTS)


def principals(session: Session) -> None:
    """Make ``principal_kinds(principal, known_from, kind, because)`` and ``principals`` (one row each, the latest)."""
    _kinds(session)
    latest = ", ".join(
        f"arg_max({column}, place) AS {column}" for column in ("source", "subkind", "name", "email", "active", "owner")
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE principals AS WITH placed AS (SELECT *, row_number() OVER ("
        "PARTITION BY principal ORDER BY last_seen, source, subkind, said, email, name, active, owner) AS place "
        "FROM told_principals) "
        f"SELECT latest.*, k.kind, k.because AS kind_because FROM (SELECT principal, {latest}, "
        "min(created) AS created, min(first_seen) AS first_observed, max(last_seen) AS last_observed FROM placed "
        "GROUP BY principal) latest JOIN (SELECT principal, arg_max(kind, known_from) AS kind, "
        "arg_max(because, known_from) AS because FROM principal_kinds GROUP BY principal) k USING (principal)"
    )


def people(session: Session) -> None:
    """Make ``people(email, known_from, has_left)`` of the directories, and the time ``directory_from``.

    From that time on a directory was read completely. Those have left whom it calls inactive, or no longer lists in a
    complete read.
    """
    directories = [name for name, provider in catalogue.providers().items() if provider.directory]
    session.run(
        "CREATE OR REPLACE TEMP TABLE people AS SELECT email, known_from, "
        "coalesce(NOT active OR last_seen < latest, false) AS has_left FROM ("
        "SELECT email, min(first_seen) AS known_from, "
        "arg_max(active, (last_seen, active)) AS active, max(last_seen) AS last_seen, "
        "arg_max(source, (last_seen, source)) AS source FROM whole_told_principals "
        "WHERE said = 'human' AND email <> '' AND list_contains($directories, split_part(source, '@', 1)) "
        "GROUP BY email) LEFT JOIN (SELECT source, max(observed_at) AS latest FROM reads "
        "WHERE complete AND endpoint = 'users' GROUP BY source) USING (source)",
        {"directories": directories},
    )
    session.run(
        "SET VARIABLE directory_from = (SELECT min(observed_at) FROM reads "
        "WHERE complete AND list_contains($directories, split_part(source, '@', 1)) AND endpoint = 'users')",
        {"directories": directories},
    )


def _kinds(session: Session) -> None:
    """``principal_kinds``: what could be concluded of each principal, from each moment on at which that changed.

    Such moments are the first and the last sight that says the same of it, the day from which a directory knew the
    mail, and that of the first complete read of a directory.
    """
    # Where two lists of one survey differ, the word that a source itself gives counts before what is concluded.
    session.run(
        "CREATE OR REPLACE TEMP TABLE judged AS WITH told AS (SELECT *, "
        "CASE WHEN last_seen = max(last_seen) OVER (PARTITION BY principal) THEN 'infinity'::TIMESTAMPTZ "
        "ELSE last_seen END AS until FROM (SELECT principal, said, email, min(first_seen) AS first_seen, "
        "max(last_seen) AS last_seen FROM told_principals GROUP BY principal, said, email)), "
        "moments AS (SELECT told.*, person_from, unnest(list_distinct([first_seen, last_seen, "
        "least(greatest(person_from, first_seen), until), "
        "least(greatest(getvariable('directory_from'), first_seen), until)])) AS known_from "
        "FROM told LEFT JOIN (SELECT email, known_from AS person_from FROM people) USING (email)) "
        "SELECT principal, known_from, CASE WHEN said <> 'unknown' THEN said WHEN person_from <= known_from THEN "
        "'human' WHEN getvariable('directory_from') <= known_from THEN 'nonhuman' ELSE 'unknown' END AS kind, "
        "CASE WHEN said <> 'unknown' THEN 'the source says so' WHEN person_from <= known_from THEN "
        "'its mail is a person''s' WHEN getvariable('directory_from') <= known_from THEN "
        "'no person of the directory, which was read completely' ELSE 'no directory was read completely' END "
        "AS because, CASE WHEN said <> 'unknown' THEN 1 WHEN person_from <= known_from THEN 2 ELSE 3 END AS rank "
        "FROM moments"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE principal_kinds AS SELECT principal, known_from, kind, because FROM ("
        "SELECT * FROM judged "
        "QUALIFY row_number() OVER (PARTITION BY principal, known_from ORDER BY rank, kind DESC, because) = 1) "
        "QUALIFY (kind, because) IS DISTINCT FROM lag((kind, because)) OVER ("
        "PARTITION BY principal ORDER BY known_from)"
    )
