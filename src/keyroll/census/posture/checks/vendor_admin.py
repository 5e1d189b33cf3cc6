"""A third party holds it, and it may administer."""

from keyroll.census.posture import clauses
from keyroll.census.posture.contract import Check
from keyroll.model.finding import Severity

CHECK = Check(
    id="vendor_admin",
    nhi="NHI3",
    title="A third party holds administrator powers",
    severity=Severity.CRITICAL,
    reason="One breach at the vendor is then a breach of the whole system.",
    fix="Replace the grant by the few privileges that the integration uses; else tie it to the vendor's networks.",
    unlock="Read what it may do (grants of its provider), and which vendor holds it.",
    needs=(("grants",), ("credentials.vendor_holders",)),
    sql="""
        SELECT c.id AS subject, CASE WHEN c.vendor_holders IS NULL THEN 'unknown' ELSE m.answer END AS answer,
               CASE WHEN c.vendor_holders IS NULL THEN 'nothing says whether a third party holds it'
                    ELSE 'held by ' || array_to_string(c.vendor_holders, ', ') || '; ' || m.because END AS because
        FROM live c JOIN mighty m USING (id) WHERE c.vendor_holders IS NULL OR len(c.vendor_holders) > 0
    """,
    clauses=(
        clauses.PCI_VENDORS,
        clauses.NIST_PROVIDERS,
        clauses.ISO_SUPPLIERS,
        clauses.SOC_VENDORS,
        clauses.owasp("NHI3"),
    ),
)
