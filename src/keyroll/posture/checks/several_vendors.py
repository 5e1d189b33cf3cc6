"""Several third parties hold the same value."""

from keyroll.model.finding import Severity
from keyroll.posture import clauses
from keyroll.posture.contract import Check

CHECK = Check(
    id="several_vendors",
    nhi="NHI9",
    title="Several third parties hold the same value",
    severity=Severity.HIGH,
    reason="A breach of one vendor exposes it for all. Off-boarding one vendor needs a change at the others.",
    fix="Issue one credential for each vendor, then revoke the shared one.",
    unlock="Write the holders into register/survey/vendors.csv.",
    needs=(("registrations.id",),),
    sql="""
        WITH held AS (SELECT id, list_sort(list(DISTINCT vendor)) AS vendors FROM vendor_holdings GROUP BY id),
        written AS (SELECT DISTINCT id FROM registrations WHERE id IS NOT NULL)
        SELECT c.id AS subject,
               CASE WHEN len(h.vendors) >= 2 THEN 'yes' WHEN w.id IS NOT NULL THEN 'no' ELSE 'unknown' END AS answer,
               CASE WHEN len(h.vendors) >= 2 THEN 'held by ' || array_to_string(h.vendors, ' and ')
                    WHEN w.id IS NULL THEN 'it is in no register: nobody wrote down who holds it'
                    ELSE 'held by ' || coalesce(h.vendors[1] || ' only', 'no third party') END AS because
        FROM live c LEFT JOIN held h USING (id) LEFT JOIN written w USING (id)
    """,
    clauses=(
        clauses.NIST_IDENTIFIERS,
        clauses.NIST_PROVIDERS,
        clauses.ISO_SUPPLIERS,
        clauses.SOC_VENDORS,
        clauses.owasp("NHI9"),
    ),
)
