"""Copies of the credential's value are in code, history, wiki, tickets, files or CI definitions."""

from keyroll.model.finding import Severity
from keyroll.posture import clauses
from keyroll.posture.contract import Check

#: Places of our own organisation that must not hold a value; a vault may hold it.
KINDS = ("repository_file", "git_history", "wiki_page", "ticket", "ci_definition", "file")

CHECK = Check(
    id="copies",
    nhi="NHI2",
    title="Its value is stored in plain text",
    severity=Severity.HIGH,
    reason="Every reader of the file or page can use it. A committed or posted value stays in clones and mails.",
    fix="Rotate it first, then remove the copies: keyroll list locations.",
    unlock="Scan code, wiki and ticket exports: keyroll sync --scan PATH.",
    needs=(("reads",),),
    sql=f"""
        WITH scanned AS (SELECT max(observed_at) AS at FROM reads WHERE complete AND starts_with(source, 'scan@')),
        met AS (
            SELECT id, count(DISTINCT location) AS places, max(observed_at) AS last_seen,
                   string_agg(DISTINCT replace(kind, '_', ' '), ', ' ORDER BY replace(kind, '_', ' ')) AS kinds,
                   min(coalesce(place, location)) AS place
            FROM locations WHERE kind IN {KINDS} GROUP BY id),
        -- A scan can show a kind where it has joined at least one credential of that kind.
        shown AS (SELECT DISTINCT provider, kind FROM credentials SEMI JOIN met USING (id))
        SELECT c.id AS subject,
               CASE WHEN met.id IS NOT NULL THEN CASE WHEN c.value_changed > met.last_seen THEN 'unknown' ELSE 'yes' END
                    WHEN scanned.at >= ago(30) AND shown.kind IS NOT NULL THEN 'no' ELSE 'unknown' END AS answer,
               CASE WHEN met.id IS NOT NULL AND c.value_changed > met.last_seen THEN 'its value changed on '
                         || posture_day(c.value_changed) || ', after its copy was last seen'
                    WHEN met.id IS NOT NULL THEN met.places || CASE WHEN met.places = 1 THEN ' copy ('
                         ELSE ' copies (' END
                         || met.kinds || '), one at ' || met.place
                    WHEN scanned.at IS NULL THEN 'nothing was scanned'
                    WHEN scanned.at < ago(30) THEN 'the last whole scan is of ' || posture_day(scanned.at)
                    WHEN shown.kind IS NULL THEN 'no scan has ever recognised a credential of this kind'
                    ELSE 'in none of the places scanned on ' || posture_day(scanned.at) END AS because
        FROM live c CROSS JOIN scanned LEFT JOIN met USING (id)
        LEFT JOIN shown ON shown.provider = c.provider AND shown.kind = c.kind
    """,
    clauses=(
        clauses.PCI_HARD_CODED,
        clauses.NIST_EMBEDDED,
        clauses.ISO_SECRETS,
        clauses.SOC_ACCESS,
        clauses.owasp("NHI2"),
    ),
)
