"""Who is accountable for each credential: every piece of evidence, and the best one of those that are still here.

``confidence`` is how far a kind of evidence is trusted when nothing contradicts it: what the issuer itself names,
then what people maintain beside it, then who happened to make it. The order matters; the numbers only express it.
"""

from keyroll.inventory.parts import Part
from keyroll.store.session import Session

#: Owners that lists name, each with its first and its last sight.
NAMED = Part(
    "named_owners",
    "seen_credentials",
    "SELECT subject, source, owner, observed_at AS first_seen, "
    "{observed_at: observed_at, raw: raw, record: record} AS proof FROM {arriving} WHERE owner <> ''",
    {"first_seen": "min(first_seen)", "proof": "max(proof)"},
    of_whom="subject",
)
PARTS = (NAMED,)

CONFIDENCE = {
    "source": 0.9,
    "tag": 0.8,
    "register": 0.75,
    "principal": 0.7,
    "code_owners": 0.5,
    "creator": 0.5,
    "vault_path": 0.4,
}


def owners(session: Session) -> None:
    """Make ``owners(id, owner, via, confidence, since, source, raw, record, has_left, has_left_because)``.

    ``has_left`` is 'yes' for a leaver of the directory, 'no' for a person who stands in its latest complete read,
    'unknown' for a team or a name that no directory knows. ``since`` is when the evidence was first seen.
    """
    confidence = " ".join(f"WHEN '{via}' THEN {value}" for via, value in CONFIDENCE.items())
    session.run(
        "CREATE OR REPLACE TEMP TABLE owners AS WITH evidence AS ("
        f"{' UNION ALL '.join(_EVIDENCE)}), latest AS ("
        "SELECT id, lower(trim(owner)) AS owner, via, min(since) AS since, "
        "arg_max(source, (since, source)) AS source, arg_max(raw, (since, source, raw, record)) AS raw, "
        "arg_max(record, (since, source, raw, record)) AS record FROM evidence WHERE trim(owner) <> '' GROUP BY ALL) "
        f"SELECT latest.*, CASE via {confidence} END::DOUBLE AS confidence, "
        "CASE people.has_left WHEN true THEN 'yes' WHEN false THEN 'no' ELSE 'unknown' END "
        "AS has_left, CASE WHEN people.email IS NULL THEN "
        "owner || ' stands in no directory that was read completely' END AS has_left_because "
        "FROM latest LEFT JOIN people ON people.email = owner"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE best_owners AS SELECT id, "
        "arg_min(owner, rank) AS owner, arg_min(via, rank) AS owner_from, arg_min(confidence, rank) AS "
        "owner_confidence, arg_min(since, rank) AS owner_since, bool_or(has_left = 'yes') AND arg_min(has_left, rank) "
        "= 'yes' AS owner_left, CASE WHEN bool_or(has_left = 'no') THEN 'no' WHEN bool_and(has_left = 'yes') "
        "THEN 'yes' ELSE 'unknown' END AS orphaned, min(has_left_because) AS orphaned_because FROM ("
        "SELECT *, row_number() OVER (PARTITION BY id ORDER BY has_left = 'yes', confidence DESC, since DESC, owner, "
        "via) AS rank FROM owners) GROUP BY id"
    )


#: One SELECT a kind of evidence: id, owner, via, since, source, raw, record.
_EVIDENCE = (
    # What a survey said last; an owner that it named before and no longer names is none.
    "SELECT id, owner, 'source' AS via, min(first_seen) OVER (PARTITION BY id, owner) AS since, source, proof.raw, "
    "proof.record FROM named_owners JOIN identifiers ON identifier = subject "
    "QUALIFY proof.observed_at = max(proof.observed_at) OVER (PARTITION BY id)",
    "SELECT s.id, p.owner, 'tag', p.first_observed, p.source, NULL, NULL FROM sights s "
    "JOIN whole_principals p ON p.principal = s.principal WHERE p.owner <> ''",
    "SELECT s.id, p.email, 'principal', p.first_observed, p.source, NULL, NULL FROM sights s "
    "JOIN whole_principals p ON p.principal = s.principal WHERE p.kind = 'human' AND p.email <> ''",
    "SELECT id, owner, 'register', min(observed_at) OVER (PARTITION BY id, owner), source, raw, record "
    "FROM registrations SEMI JOIN sights USING (id) WHERE owner <> '' "
    "QUALIFY observed_at = max(observed_at) OVER (PARTITION BY registration)",
    "SELECT l.id, p.email, 'creator', l.happened_at, l.source, l.raw, l.record FROM lifecycle l "
    "JOIN whole_principals p ON p.principal = l.by WHERE l.act = 'created' AND p.kind = 'human' AND p.email <> ''",
    "SELECT id, owner, 'code_owners', first_seen, source, proof.raw, proof.record FROM held "
    "WHERE owner <> '' AND kind <> 'vault_path'",
    "SELECT id, owner, 'vault_path', first_seen, source, proof.raw, proof.record FROM held "
    "WHERE owner <> '' AND kind = 'vault_path'",
)
