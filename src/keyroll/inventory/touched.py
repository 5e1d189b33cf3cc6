"""Whom a sync may change anything for: those are worked out anew, and all others stay as they are published.

Everything that the inventory says of one credential or principal follows from the parts' rows about it, about what is
joined to it, and about its source. So a key (an identifier, an id, a principal) is *touched* where

- a part tells of it by a source of which anything came in: a new read says of all that it lists that they are still
  there, a new day of a log that all others are unused;
- its principal was told of, a person by whose mail it is judged came or left, or a registration that names it changed;
- it is linked to a touched one: by a name that was ever given to both, or because both are the same principal's of one
  kind, of which the first has no run of a rotation.

Keys are compared by hashes: two keys of one hash are touched together, which costs work and changes no answer. What
cannot be known before the work is done is looked at after it (``further``).
"""

from keyroll.providers import catalogue
from keyroll.store.session import Session

#: An inventory of fewer identifiers than this is derived completely: that costs less than to find what is touched.
SMALL = 20_000
#: Where more of the inventory than this is touched, all of it is worked out.
SHARE = 0.25
#: Tables that are published for the next sync alone: what it compares with.
COMPARED = ("directory_people", "conditions")
#: Each part with a source, and whom it tells of.
_TELLING = (
    ("given_names", "a"), ("given_names", "b"), ("credential_listings", "subject"), ("log_acts", "target"),
    ("use_days", "identifier"), ("done_days", "identifier"), ("place_listings", "identifier"),
)  # fmt: skip
_ARRIVED = "source IN (FROM arrived_sources)"


def touch(session: Session) -> bool:
    """Make ``touched(key)``, the hashes of all keys to derive again; return False if these are most of them.

    The caller has made ``arrived_sources(source)``, ``arrived(subject)``, the parts as they are stored, and the tables
    of the inventory that was published before as ``kept_…``.
    """
    if session.one(f"SELECT count(*) FROM {_differ('conditions', 'name, value')}"):
        return False
    _touch_told(session)
    _links(session)
    _spread(session)
    ((some, all_),) = session.tuples(
        "SELECT count(*) FILTER (hash(identifier) IN (FROM touched)), count(*) FROM kept_identifiers"
    )
    return int(str(some)) <= SHARE * int(str(all_))


def further(session: Session) -> bool:
    """Touch those that only the work itself shows to be touched; return whether there are any.

    A name of a registration leads to another one, or no longer to one alone; a change is shown if none of the kind
    was, or no longer; a credential came to a principal that has others of the kind.
    """
    session.run(
        f"CREATE OR REPLACE TEMP TABLE touched_later AS SELECT hash(id) AS key FROM ("
        f"SELECT id FROM {_differ('registrations', 'registration, id')} "
        f"UNION ALL SELECT id FROM registrations WHERE {_ARRIVED} "
        f"UNION ALL SELECT id FROM whole_sights SEMI JOIN {_differ('shown_changes', 'source, kind', 'whole_')} "
        "USING (source, kind) UNION ALL SELECT id FROM whole_sights SEMI JOIN sights USING (source, kind, principal)"
        ") WHERE id IS NOT NULL AND hash(id) NOT IN (FROM touched)"
    )
    if not session.one("SELECT count(*) FROM touched_later"):
        return False
    session.run("INSERT INTO touched SELECT DISTINCT key FROM touched_later")
    _spread(session)
    return True


def _differ(name: str, columns: str, made: str = "") -> str:
    """Return a relation of the rows that only the current or only the published version of a table has."""
    now, before = f"SELECT DISTINCT {columns} FROM {made}{name}", f"SELECT DISTINCT {columns} FROM kept_{name}"
    return f"(({now} EXCEPT {before}) UNION ALL ({before} EXCEPT {now}))"


def _touch_told(session: Session) -> None:
    session.run(
        "CREATE OR REPLACE TEMP TABLE other_mails AS "
        f"SELECT email FROM {_differ('directory_people', 'email, known_from, has_left')}"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE touched_principals AS "
        f"SELECT principal FROM principal_listings_stored WHERE {_ARRIVED} OR email IN (FROM other_mails) "
        f"UNION SELECT principal FROM grants_stored WHERE {_ARRIVED}"
    )
    keys = " UNION ALL ".join(f"SELECT {whom} AS key FROM {part}_stored WHERE {_ARRIVED}" for part, whom in _TELLING)
    session.run(
        f"CREATE OR REPLACE TEMP TABLE touched AS SELECT DISTINCT hash(key) AS key FROM ({keys} "
        "UNION ALL SELECT subject FROM arrived UNION ALL FROM touched_principals "
        f"UNION ALL SELECT id FROM kept_sights WHERE {_ARRIVED} OR principal IN (FROM touched_principals) "
        'UNION ALL SELECT target FROM log_acts_stored WHERE "by" IN (FROM touched_principals) '
        "UNION ALL SELECT id FROM kept_owners WHERE owner IN (FROM other_mails) "
        f"UNION ALL SELECT id FROM kept_registrations WHERE registration IN (SELECT registration FROM written "
        f"WHERE {_ARRIVED})) WHERE key IS NOT NULL"
    )


def _links(session: Session) -> None:
    """``touch_links``: hashes of keys of which the one is touched with the other."""
    pairs = [
        "SELECT hash(a) AS x, hash(b) AS y FROM given_names_stored WHERE a <> b",
        "SELECT hash(identifier), hash(alias) FROM named_twice_stored",
        # A sight and its principal are touched together.
        "SELECT hash(id), hash((source, kind, principal)) FROM kept_sights WHERE principal IS NOT NULL",
    ]
    for name, provider in catalogue.providers().items():
        pairs += [
            f"SELECT hash(identifier), hash('{issuer}@' || substr(identifier, {len(name) + 2})) FROM use_days_stored "
            f"WHERE starts_with(identifier, '{name}@')"
            for issuer in provider.delegates_to
        ]
    session.run(f"CREATE OR REPLACE TEMP TABLE touch_links AS {' UNION ALL '.join(pairs)}")


def _spread(session: Session) -> None:
    """Touch all that is linked to a touched key."""
    size, before = -1, -2
    while size != before:
        before = size
        session.run(
            "INSERT INTO touched (SELECT y FROM touch_links SEMI JOIN touched ON x = key "
            "UNION SELECT x FROM touch_links SEMI JOIN touched ON y = key) EXCEPT FROM touched"
        )
        size = int(str(session.one("SELECT count(*) FROM touched")))
