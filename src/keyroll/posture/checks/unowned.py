"""No source names an owner."""

from keyroll.model.finding import Severity
from keyroll.posture import clauses
from keyroll.posture.contract import Check

CHECK = Check(
    id="unowned",
    nhi="NHI1",
    title="It has no owner",
    severity=Severity.MEDIUM,
    reason="Nobody reviews it, and nobody acts when it leaks or fails.",
    fix="Name an owner: a tag at its source, or register/survey/vendors.csv.",
    unlock="Confirm guessed owners in register/survey/vendors.csv.",
    needs=(("credentials.owner",), ("credentials.owner_confidence",)),
    sql="""
        SELECT id AS subject,
               CASE WHEN nullif(owner, '') IS NULL THEN 'yes' WHEN owner_confidence > 0.5 THEN 'no'
                    ELSE 'unknown' END AS answer,
               CASE WHEN nullif(owner, '') IS NULL THEN 'no source, tag, register, log or code owner names anybody'
                    WHEN owner_confidence > 0.5 THEN 'owned by ' || owner
                    ELSE owner || ' is a guess, from: ' || replace(coalesce(owner_from, '?'), '_', ' ') END AS because
        FROM live
    """,
    clauses=(clauses.CIS_SERVICE, clauses.NIST_IDLE, clauses.ISO_OWNERS, clauses.owasp("NHI1")),
)
