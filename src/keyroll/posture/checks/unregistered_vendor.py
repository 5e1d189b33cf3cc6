"""A third party holds credentials and is missing in every register."""

from keyroll.model.finding import Severity
from keyroll.posture import clauses
from keyroll.posture.contract import Check

CHECK = Check(
    id="unregistered_vendor",
    nhi="NHI3",
    title="A third party is missing in the register",
    severity=Severity.MEDIUM,
    reason="A vendor that is not registered is not reviewed, not notified, and not off-boarded.",
    fix="Add the vendor and its credentials to register/survey/vendors.csv.",
    unlock="Import the vendor register: register/survey/vendors.csv.",
    needs=(("vendor_holdings.via", "reads"),),
    sql="""
        WITH register AS (SELECT max(observed_at) AS told FROM reads
             WHERE complete AND starts_with(source, 'register@')),
        seen AS (
            SELECT vendor, coalesce(bool_or(via = 'register'), false) AS written, 'it holds ' || count(DISTINCT id)
                   || coalesce(' (' || string_agg(DISTINCT replace(via, '_', ' '), ', ' ORDER BY replace(via, '_', ' '))
                   || ')', '') AS holds
            FROM vendor_holdings SEMI JOIN live USING (id) GROUP BY vendor)
        SELECT vendor AS subject, CASE WHEN written THEN 'no' WHEN told IS NOT NULL THEN 'yes'
             ELSE 'unknown' END AS answer,
               holds || CASE WHEN written THEN ' and stands in the register'
                    WHEN told IS NULL THEN '; no register was read to its end'
                    ELSE '; the register of ' || posture_day(told) || ' names it for none' END AS because
        FROM seen CROSS JOIN register
    """,
    clauses=(clauses.CIS_VENDORS, clauses.ISO_SUPPLIERS, clauses.SOC_VENDORS, clauses.owasp("NHI3")),
)
