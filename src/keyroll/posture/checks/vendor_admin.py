"""A third party holds the credential, and it may administer."""

from keyroll.model.finding import Severity
from keyroll.posture import clauses
from keyroll.posture.contract import Check

CHECK = Check(
    id="vendor_admin",
    nhi="NHI3",
    title="A third party holds administrator privileges",
    severity=Severity.CRITICAL,
    reason="A breach of the vendor is then a breach of the whole system.",
    fix="Grant only what the integration uses, or restrict it to the vendor's networks.",
    unlock="Read its grants at its provider.",
    needs=(("grants", "reads", "reach_of"),),
    sql="""
        WITH held AS (SELECT id, string_agg(DISTINCT vendor, ', ' ORDER BY vendor) AS vendors
             FROM vendor_holdings GROUP BY id)
        SELECT id AS subject, answer, 'held by ' || vendors || '; ' || because AS because
        FROM privileged JOIN held USING (id)
    """,
    clauses=(
        clauses.PCI_VENDORS,
        clauses.NIST_PROVIDERS,
        clauses.ISO_SUPPLIERS,
        clauses.SOC_VENDORS,
        clauses.owasp("NHI3"),
    ),
)
