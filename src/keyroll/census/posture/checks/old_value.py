"""Its value is older than its policy allows, or than a year."""

from keyroll.census.posture import clauses
from keyroll.census.posture.contract import Check
from keyroll.model.finding import Severity

#: The most that a value may live where no policy says less (NIST SP 800-57: one to two years).
YEAR = 365

CHECK = Check(
    id="old_value",
    nhi="NHI7",
    title="Its value is too old",
    severity=Severity.MEDIUM,
    reason="The longer a value lives, the more copies, leavers and backups know it.",
    fix="Rotate it; then put its kind under a policy in register/survey/policies.csv.",
    unlock="Bring in the audit log that shows changes of its value, or survey it again after the next change.",
    needs=(("credentials.created", "credentials.changed", "value_changes"),),
    sql=f"""
        WITH proven AS (SELECT id, max(happened_at) AS at FROM value_changes GROUP BY id),
        aged AS (
            SELECT c.id, least(coalesce(r.every_days, {YEAR}), {YEAR}) AS days, c.created,
                   coalesce(greatest(p.at, c.changed), p.at, c.changed, CASE WHEN NOT d.in_place THEN c.created END) AS since
            FROM live c LEFT JOIN proven p USING (id) LEFT JOIN rotations r USING (id)
            LEFT JOIN declared d ON d.provider = c.provider AND d.kind = c.kind)
        SELECT id AS subject,
               CASE WHEN coalesce(since, created) >= ago(days) THEN 'no' WHEN since IS NOT NULL THEN 'yes' ELSE 'unknown' END AS answer,
               CASE WHEN since IS NOT NULL THEN 'its value is of ' || posture_day(since) || '; at most ' || days || ' days are allowed'
                    WHEN created >= ago(days) THEN 'made on ' || posture_day(created)
                    ELSE 'nothing shows when its value last changed' END AS because
        FROM aged
    """,
    clauses=(
        clauses.PCI_CHANGE,
        clauses.NIST_SECRETS,
        clauses.NIST_CRYPTOPERIOD,
        clauses.ISO_SECRETS,
        clauses.owasp("NHI7"),
    ),
)
