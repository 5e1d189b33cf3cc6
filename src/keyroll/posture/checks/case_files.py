"""A file that was sent to a vendor contains a usable copy of the credential."""

from keyroll.model.finding import Severity
from keyroll.posture import clauses
from keyroll.posture.contract import Check

CHECK = Check(
    id="case_files",
    nhi="NHI2",
    title="In a file that was sent to a vendor",
    severity=Severity.HIGH,
    reason="Recordings and dumps for a support desk contain sessions and keys. A breach of the desk exposes them.",
    fix="Rotate it, have the file deleted, and send only cleaned recordings.",
    unlock="Get the files of your support cases and scan them: keyroll sync --scan.",
    needs=(("reads", "credentials.changed", "credentials.last_changed"),),
    sql="""
        WITH files AS (SELECT * FROM locations WHERE kind = 'support_case_file'),
        read_at AS (
            SELECT max(r.observed_at) AS at FROM reads r SEMI JOIN files f ON f.source = r.source
                 AND f.endpoint = r.endpoint
            WHERE r.complete),
        met AS (
            SELECT id, min(holder) AS holder, min(coalesce(place, location)) AS place, max(coalesce(since,
                 observed_at)) AS came,
                   count(DISTINCT location) AS places
            FROM files GROUP BY id),
        shown AS (SELECT DISTINCT provider, kind FROM credentials SEMI JOIN met USING (id))
        SELECT c.id AS subject,
               CASE WHEN met.id IS NOT NULL THEN CASE WHEN c.value_changed > met.came THEN 'no' ELSE 'yes' END
                    WHEN read_at.at >= ago(30) AND shown.kind IS NOT NULL THEN 'no' ELSE 'unknown' END AS answer,
               CASE WHEN met.id IS NOT NULL AND c.value_changed > met.came THEN 'its value changed on '
                    || posture_day(c.value_changed)
                         || ', after ' || met.holder || ' got a copy'
                    WHEN met.id IS NOT NULL THEN met.holder || ' has it in ' || met.place
                    WHEN read_at.at IS NULL THEN 'no files of support cases were read'
                    WHEN read_at.at < ago(30) THEN 'files of support cases were last read on '
                         || posture_day(read_at.at)
                    WHEN shown.kind IS NULL THEN 'no such file has ever shown a credential of this kind'
                    ELSE 'in none of the files read on ' || posture_day(read_at.at) END AS because
        FROM live c CROSS JOIN read_at LEFT JOIN met USING (id)
        LEFT JOIN shown ON shown.provider = c.provider AND shown.kind = c.kind
    """,
    clauses=(clauses.ISO_SECRETS, clauses.NIST_SECRETS, clauses.SOC_VENDORS, clauses.owasp("NHI2")),
)
