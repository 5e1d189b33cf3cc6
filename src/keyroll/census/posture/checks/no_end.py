"""It never expires, or not within a year."""

from keyroll.census.posture import clauses
from keyroll.census.posture.contract import Check
from keyroll.model.finding import Severity

CHECK = Check(
    id="no_end",
    nhi="NHI7",
    title="No end in sight",
    severity=Severity.LOW,
    reason="A forgotten one stays valid for ever: only an expiry ends what nobody remembers.",
    fix="Issue its successor with an expiry; where the vendor has none, put it under a policy with a date.",
    unlock="Read the list of its issuer that shows expiry.",
    needs=(("credentials.expires",),),
    sql="""
        WITH shows AS (SELECT source, kind FROM credentials WHERE expires IS NOT NULL GROUP BY ALL)
        SELECT c.id AS subject,
               CASE WHEN c.expires > ago(-365) OR (c.expires IS NULL AND (coalesce(d.never_expires, false) OR shows.kind IS NOT NULL))
                    THEN 'yes' WHEN c.expires IS NOT NULL THEN 'no' ELSE 'unknown' END AS answer,
               CASE WHEN c.expires IS NOT NULL THEN 'expires on ' || posture_day(c.expires)
                    WHEN d.never_expires THEN 'its kind never expires' WHEN shows.kind IS NOT NULL THEN 'its issuer lists no expiry for it'
                    ELSE 'no list shows whether it expires' END AS because
        FROM live c LEFT JOIN declared d ON d.provider = c.provider AND d.kind = c.kind
        LEFT JOIN shows ON shows.source = c.source AND shows.kind = c.kind
    """,
    clauses=(clauses.PCI_CHANGE, clauses.NIST_CRYPTOPERIOD, clauses.ISO_SECRETS, clauses.owasp("NHI7")),
)
