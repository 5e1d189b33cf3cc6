"""Who is a person: principals by their source's word, else by a directory that was read completely.

Knowledge has a date: ``principal_kinds`` says from which survey on a kind was known, so that a detector at time T
uses only what was known at T.
"""

from keyroll.providers import catalogue
from keyroll.store.session import Session


def principals(session: Session) -> None:
    """Make ``principal_kinds(principal, known_from, kind, because)`` and ``principals`` (one row each, the latest).

    Also ``leavers(email)``: people whom the directory calls inactive, or no longer lists in a complete read.
    """
    _people(session, [name for name, provider in catalogue.providers().items() if provider.directory])
    _kinds(session)
    latest = ", ".join(
        f"arg_max({column}, (observed_at, {column})) AS {column}"
        for column in ("source", "subkind", "name", "email", "active", "owner")
    )
    session.run(
        f"CREATE OR REPLACE TEMP TABLE principals AS SELECT principal, {latest}, min(created) AS created, "
        "arg_max(kind, known_from) AS kind, arg_max(because, known_from) AS kind_because, "
        "min(observed_at) AS first_observed, max(observed_at) AS last_observed FROM principal_seen "
        "JOIN principal_kinds USING (principal) WHERE known_from = observed_at GROUP BY principal"
    )


def _people(session: Session, directories: list[str]) -> None:
    """``principal_seen``, ``people`` of the directories, when those were read completely, and who left."""
    session.run(
        "CREATE OR REPLACE TEMP TABLE principal_seen AS SELECT subject AS principal, source, kind AS subkind, "
        "observed_at, "
        "facts->>'principal_kind' AS said, lower(facts->>'email') AS email, facts->>'name' AS name, "
        "(facts->>'active')::BOOLEAN AS active, facts->>'owner' AS owner, (facts->>'created')::TIMESTAMPTZ AS created, "
        "split_part(source, '@', 1) AS provider FROM observed WHERE entity = 'principal'"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE people AS SELECT email, min(observed_at) AS known_from, "
        "arg_max(active, (observed_at, active)) AS active, max(observed_at) AS last_seen, "
        "arg_max(source, (observed_at, source)) AS source FROM principal_seen "
        "WHERE said = 'human' AND email <> '' AND list_contains($directories, provider) GROUP BY email",
        {"directories": directories},
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE directory_reads AS SELECT observed_at AS read_at FROM reads "
        "WHERE complete AND list_contains($directories, split_part(source, '@', 1)) AND endpoint = 'users'",
        {"directories": directories},
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE leavers AS SELECT email FROM people LEFT JOIN ("
        "SELECT source, max(observed_at) AS latest FROM reads WHERE complete AND endpoint = 'users' GROUP BY source) "
        "USING (source) "
        "WHERE NOT active OR last_seen < latest"
    )


def _kinds(session: Session) -> None:
    """``principal_kinds``: what was concluded of each principal from each survey."""
    # Where two lists of one survey differ, the word that a source itself gives counts before what is concluded.
    session.run(
        "CREATE OR REPLACE TEMP TABLE principal_kinds AS WITH judged AS ("
        "SELECT principal, principal_seen.observed_at AS known_from, "
        "CASE WHEN said <> 'unknown' THEN said WHEN people.email IS NOT NULL THEN 'human' "
        "WHEN directory.read_at IS NOT NULL THEN 'nonhuman' ELSE 'unknown' END AS kind, "
        "CASE WHEN said <> 'unknown' THEN 'the source says so' WHEN people.email IS NOT NULL THEN 'its mail is a "
        "person''s' "
        "WHEN directory.read_at IS NOT NULL THEN 'no person of the directory, which was read completely' "
        "ELSE 'no directory was read completely' END AS because, "
        "CASE WHEN said <> 'unknown' THEN 1 WHEN people.email IS NOT NULL THEN 2 ELSE 3 END AS rank "
        "FROM principal_seen LEFT JOIN people ON people.email = principal_seen.email AND people.known_from <= "
        "principal_seen.observed_at "
        "ASOF LEFT JOIN directory_reads AS directory ON directory.read_at <= principal_seen.observed_at) "
        "SELECT principal, known_from, kind, because FROM judged "
        "QUALIFY row_number() OVER (PARTITION BY principal, known_from ORDER BY rank, kind DESC, because) = 1"
    )
