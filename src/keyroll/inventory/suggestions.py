"""What may be the same credential: weak identifiers and equal names. They suggest to a person and join nothing."""

from keyroll.inventory.parts import Part
from keyroll.store.session import Session

#: What more than this share tells nobody apart.
SHARED_BY = 5

#: Weak identifiers of credentials and of values that were met somewhere.
HINTS = Part(
    "hints",
    "observed",
    "SELECT subject, unnest(weak) AS hint, observed_at AS last_seen FROM {arriving} "
    "WHERE entity IN ('credential', 'value') AND len(weak) > 0",
    {"last_seen": "max(last_seen)"},
)
PARTS = (HINTS,)

_NATIVE = "regexp_replace(id, '^[^:]*:[^:]*:', '')"
#: One SELECT a kind of likeness: id, source, what is alike (for nobody to read), and how it is said.
_ALIKE = (
    "SELECT DISTINCT identifiers.id, split_part(identifiers.id, ':', 1) AS source, hint AS mark, 'same ' || "
    "replace(split_part(hint, ':', 2), '_', ' ') || ' ' || regexp_replace(hint, '^[^:]*:[^:]*:', '') AS because "
    "FROM hints JOIN whole_identifiers identifiers ON identifier = subject",
    f"SELECT id, source, 'account:' || lower({_NATIVE}), 'same account name ' || lower({_NATIVE}) "
    "FROM whole_credential_facts JOIN kinds USING (provider, kind) WHERE account",
    f"SELECT id, source, 'name:' || lower(name), 'same name ' || lower(name) FROM whole_credential_facts "
    f"WHERE lower(name) <> lower({_NATIVE}) AND name <> ''",
)


def suggestions(session: Session) -> None:
    """Make ``suggestions(a, b, because)``: pairs of ids, a before b, that something weak makes alike.

    Two that one issuer lists side by side are two, whatever they share. What more than SHARED_BY share makes no pair:
    one row says so, with what is shared as ``a`` and no ``b``.
    """
    session.run(
        f"CREATE OR REPLACE TEMP TABLE alike AS SELECT *, count(*) OVER (PARTITION BY mark) AS many FROM ("
        f"{' UNION ALL '.join(_ALIKE)}) SEMI JOIN (SELECT mark FROM ({' UNION ALL '.join(_ALIKE)}) GROUP BY mark "
        "HAVING count(*) > 1) USING (mark)"
    )
    session.run(
        "CREATE OR REPLACE TEMP TABLE suggestions AS WITH pairs AS ("
        "SELECT x.id AS a, y.id AS b, x.because || CASE WHEN x.source <> y.source THEN ' in ' || least(x.source, "
        "y.source) || ' and ' || greatest(x.source, y.source) ELSE '' END AS because FROM alike x JOIN alike y "
        f"USING (mark) WHERE x.id < y.id AND x.many <= {SHARED_BY} AND NOT (x.source = y.source "
        "AND x.id IN (SELECT id FROM whole_credential_facts WHERE NOT inferred) "
        "AND y.id IN (SELECT id FROM whole_credential_facts WHERE NOT inferred))) "
        "SELECT a, b, string_agg(DISTINCT because, '; ' ORDER BY because) AS because FROM pairs GROUP BY a, b "
        "UNION ALL SELECT mark, NULL, any_value(because) || ': ' || many || ' share it, so it suggests nothing' "
        "FROM alike "
        f"WHERE many > {SHARED_BY} GROUP BY mark, many"
    )
