"""Nobody has used it for 90 days, as far as the logs show."""

from keyroll.census.posture import clauses
from keyroll.census.posture.contract import Check
from keyroll.census.posture.ground import IDLE_DAYS
from keyroll.model.finding import Severity

CHECK = Check(
    id="idle",
    nhi="NHI1",
    title="Idle for 90 days",
    severity=Severity.MEDIUM,
    reason="What nobody uses nobody misses: an intruder has it to himself.",
    fix="Switch it off where that can be undone, wait out the longest known job, then delete it.",
    unlock="Bring in 90 days without gaps of the log that shows its use: keyroll sync --log PROVIDER.LOG PATH.",
    needs=(("credentials.last_used", "credentials.created", "rhythms"),),
    sql=f"""
        WITH told AS (
            SELECT id, max(last_used) AS last_used, max(observed_at) FILTER (last_used IS NOT NULL) AS told_at
            FROM states GROUP BY id),
        judged AS (
            SELECT c.id, c.last_used, c.created, c.log_begins, c.log_days, t.told_at, r.rhythm, r.expected_by,
                   c.last_used >= ago({IDLE_DAYS}) AS lately, r.late = 'no' AND r.expected_by >= ago(0) AS resting,
                   c.created >= ago({IDLE_DAYS}) AS young,
                   c.log_begins <= ago({IDLE_DAYS}) AND c.log_ends >= ago(3)
                   AND c.log_days >= 0.9 * date_diff('day', c.log_begins, c.log_ends) AS shown,
                   t.last_used IS NOT NULL AND t.told_at >= ago(30) AS told
            FROM live c LEFT JOIN rhythms r USING (id) LEFT JOIN told t USING (id))
        SELECT id AS subject,
               CASE WHEN lately OR resting OR young THEN 'no' WHEN shown OR told THEN 'yes' ELSE 'unknown' END AS answer,
               CASE WHEN lately THEN 'last used on ' || posture_day(last_used)
                    WHEN resting THEN rhythm || ' use; the next is expected by ' || posture_day(expected_by)
                    WHEN young THEN 'made on ' || posture_day(created)
                    WHEN shown OR told THEN coalesce('last used on ' || posture_day(last_used), 'never used')
                         || CASE WHEN shown THEN '; the log reaches back to ' || posture_day(log_begins)
                            ELSE '; so its issuer says, asked on ' || posture_day(told_at) END
                    WHEN log_begins IS NULL THEN 'no log that is here shows its use'
                    WHEN log_begins > ago({IDLE_DAYS}) THEN 'its log begins only on ' || posture_day(log_begins)
                    ELSE 'its log has gaps, or has ended' END AS because
        FROM judged
    """,
    clauses=(clauses.PCI_IDLE, clauses.CIS_IDLE, clauses.NIST_IDLE, clauses.ISO_ACCESS, clauses.owasp("NHI1")),
)
