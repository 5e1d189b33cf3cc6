"""The credential never expires, or not within a year."""

from keyroll.model.finding import Severity
from keyroll.posture import clauses
from keyroll.posture.contract import Check

CHECK = Check(
    id="no_end",
    nhi="NHI7",
    title="It has no expiry date",
    severity=Severity.LOW,
    reason="A forgotten credential without an expiry date stays valid for ever.",
    fix="Issue the successor with an expiry, or under a policy with a date.",
    unlock="Read the issuer's list that shows expiry.",
    needs=(("credentials.expires",),),
    sql="""
        WITH shows AS (SELECT source, kind FROM credentials WHERE expires IS NOT NULL GROUP BY ALL),
        judged AS (
            SELECT c.id, c.expires, coalesce(d.never_expires, false) AS for_ever, shows.kind IS NOT NULL AS shown
            FROM live c LEFT JOIN kinds d ON d.provider = c.provider AND d.kind = c.kind
            LEFT JOIN shows ON shows.source = c.source AND shows.kind = c.kind)
        SELECT id AS subject,
               CASE WHEN expires <= ago(-365) THEN 'no' WHEN expires IS NOT NULL OR for_ever OR shown THEN 'yes'
                    ELSE 'unknown' END AS answer,
               CASE WHEN expires IS NOT NULL THEN 'expires on ' || posture_day(expires)
                    WHEN for_ever THEN 'its kind never expires' WHEN shown THEN 'its issuer lists no expiry for it'
                    ELSE 'no list shows whether it expires' END AS because
        FROM judged
    """,
    clauses=(clauses.PCI_CHANGE, clauses.NIST_CRYPTOPERIOD, clauses.ISO_SECRETS, clauses.owasp("NHI7")),
)
