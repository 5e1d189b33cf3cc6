"""A third party holds credentials and stands in no register."""

from keyroll.census.posture import clauses
from keyroll.census.posture.contract import Check
from keyroll.model.finding import Severity

CHECK = Check(
    id="unregistered_vendor",
    nhi="NHI3",
    title="A third party that no register names",
    severity=Severity.MEDIUM,
    reason="Who is not on the list is not reviewed, not told, and not off-boarded.",
    fix="Add the vendor with each credential that it holds to register/survey/vendors.csv.",
    unlock="Bring the vendor register in: register/survey/<date>/vendors.csv.",
    needs=(("registrations", "reads"),),
    sql="""
        WITH register AS (SELECT max(observed_at) AS at FROM reads WHERE complete AND starts_with(source, 'register@')),
        seen AS (
            SELECT vendor, count(DISTINCT id) AS holds, string_agg(DISTINCT replace(via, '_', ' '), ', ') AS via
            FROM vendor_holdings SEMI JOIN live USING (id) GROUP BY vendor),
        written AS (SELECT DISTINCT lower(trim(holder)) AS vendor FROM registrations WHERE holder <> '')
        SELECT seen.vendor AS subject,
               CASE WHEN written.vendor IS NOT NULL THEN 'no' WHEN register.at IS NOT NULL THEN 'yes' ELSE 'unknown' END AS answer,
               'it holds ' || holds || ' (' || via || ')' || CASE WHEN written.vendor IS NOT NULL THEN ' and stands in the register'
                    WHEN register.at IS NOT NULL THEN '; the register of ' || posture_day(register.at) || ' does not name it'
                    ELSE '; no register was read to its end' END AS because
        FROM seen CROSS JOIN register LEFT JOIN written ON written.vendor = lower(trim(seen.vendor))
    """,
    clauses=(clauses.CIS_VENDORS, clauses.ISO_SUPPLIERS, clauses.SOC_VENDORS, clauses.owasp("NHI3")),
)
