"""Finds the keys that a sync may change: those are derived again, and all others keep their published rows.

All rows of a credential or principal are derived from the parts' rows about it, about joined identifiers, and about its
source. So a key (an identifier, an id, a principal) is *touched* in these cases:

- A part has a row about it from a source with new records: a new read shows that all listed credentials still exist,
  and a new day of a log shows that all others are unused.
- A new record is about its principal, a person with the principal's mail came or left, or a registration that names it
  changed.
- It is linked to a touched key: both ever had the same name, or both belong to the same principal and kind, of which
  the first has no run of a rotation.

Keys are compared by hashes: two keys of one hash are touched together, which costs time and changes no answer. Keys
that are unknown before the derivation are found after it (``further``).
"""

from keyroll.providers import catalogue
from keyroll.store.session import Session

#: An inventory of fewer identifiers is derived completely: that costs less than to find the touched keys.
SMALL = 20_000
#: If more of the inventory than this share is touched, all of it is derived.
SHARE = 0.25
#: Tables that are published for the comparison in the next sync alone.
COMPARED = ("directory_people", "conditions")
#: Each part with a source, and its column of the identifier.
_TELLING = (
    ("given_names", "a"), ("given_names", "b"), ("credential_listings", "subject"), ("log_acts", "target"),
    ("use_days", "identifier"), ("done_days", "identifier"), ("place_listings", "identifier"),
)  # fmt: skip
_ARRIVED = "source IN (FROM arrived_sources)"


def touch(session: Session) -> bool:
    """Make ``touched(key)``, the hashes of all keys to derive again; return False if these are most of them.

    The caller has made ``arrived_sources(source)``, ``arrived(subject)``, the stored parts, and the previously
    published tables of the inventory as ``kept_…``.
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
    """Touch the keys that only the derivation itself shows to be touched; return whether there are any.

    Cases: a registration's name resolves to another credential, or no longer to a single one; the first or last change
    of a kind is shown; a principal with credentials of a kind got another one.
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
    """Make ``touch_links``: pairs of hashes of keys that are touched together."""
    pairs = [
        "SELECT hash(a) AS x, hash(b) AS y FROM given_names_stored WHERE a <> b",
        "SELECT hash(identifier), hash(alias) FROM named_twice_stored",
        # An observation and its principal are touched together.
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
    """Mark every key that is linked to a touched key as touched."""
    size, before = -1, -2
    while size != before:
        before = size
        session.run(
            "INSERT INTO touched (SELECT y FROM touch_links SEMI JOIN touched ON x = key "
            "UNION SELECT x FROM touch_links SEMI JOIN touched ON y = key) EXCEPT FROM touched"
        )
        size = int(str(session.one("SELECT count(*) FROM touched")))
