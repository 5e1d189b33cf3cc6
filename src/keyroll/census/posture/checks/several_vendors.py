"""Several third parties hold the same value."""

from keyroll.census.posture import clauses
from keyroll.census.posture.contract import Check
from keyroll.model.finding import Severity

CHECK = Check(
    id="several_vendors",
    nhi="NHI9",
    title="Several third parties hold the same value",
    severity=Severity.HIGH,
    reason="A breach at either opens it, and neither can be off-boarded without the other.",
    fix="Issue one for each vendor, then rotate the shared one away.",
    unlock="Bring the vendor register in to its end, and read the app installations.",
    needs=(("credentials.vendor_holders",), ("reads",)),
    sql="""
        WITH register AS (SELECT bool_or(complete) AS whole FROM reads WHERE starts_with(source, 'register@'))
        SELECT id AS subject,
               CASE WHEN len(vendor_holders) >= 2 THEN 'yes' WHEN vendor_holders IS NOT NULL AND whole THEN 'no' ELSE 'unknown' END AS answer,
               CASE WHEN len(vendor_holders) >= 2 THEN 'held by ' || array_to_string(vendor_holders, ' and ')
                    WHEN vendor_holders IS NULL OR NOT coalesce(whole, false) THEN 'no vendor register was read to its end'
                    WHEN len(vendor_holders) = 1 THEN 'held by ' || vendor_holders[1] || ' only' ELSE 'no third party is known to hold it' END AS because
        FROM live CROSS JOIN register
    """,
    clauses=(
        clauses.NIST_IDENTIFIERS,
        clauses.NIST_PROVIDERS,
        clauses.ISO_SUPPLIERS,
        clauses.SOC_VENDORS,
        clauses.owasp("NHI9"),
    ),
)
