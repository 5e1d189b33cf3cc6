"""It may administer and has not done so for 90 days."""

from keyroll.census.posture import clauses
from keyroll.census.posture.contract import Check
from keyroll.census.posture.ground import IDLE_DAYS
from keyroll.model.finding import Severity

CHECK = Check(
    id="idle_administrator",
    nhi="NHI5",
    title="Administrator powers that it does not use",
    severity=Severity.HIGH,
    reason="A power that nobody uses serves only an intruder, and can go without breaking anything.",
    fix="Take the administrator grant away; nothing that the log shows needs it.",
    unlock="Bring in 90 days of the log that shows administration (audit log, CloudTrail).",
    needs=(("events",),),
    sql=f"""
        WITH logs AS (
            SELECT w.source, min(w.begins) AS begins, max(w.ends) AS ends FROM log_windows w
            SEMI JOIN (SELECT DISTINCT source FROM doings_by_name WHERE administered > 0) a ON a.source = w.source
            GROUP BY w.source)
        SELECT c.id AS subject,
               CASE WHEN d.last_administered >= ago({IDLE_DAYS}) THEN 'no'
                    WHEN logs.begins <= ago({IDLE_DAYS}) AND logs.ends >= ago(3) THEN 'yes' ELSE 'unknown' END AS answer,
               CASE WHEN d.last_administered >= ago({IDLE_DAYS}) THEN 'administered on ' || posture_day(d.last_administered)
                    WHEN logs.begins IS NULL THEN 'no log that is here shows administration of ' || c.source
                    WHEN logs.begins <= ago({IDLE_DAYS}) AND logs.ends >= ago(3) THEN m.because || '; it '
                         || coalesce('last did on ' || posture_day(d.last_administered), 'never did') || ', in a log since '
                         || posture_day(logs.begins)
                    ELSE 'the log of ' || c.source || ' reaches from ' || posture_day(logs.begins) || ' to '
                         || posture_day(logs.ends) || ' only' END AS because
        FROM live c JOIN mighty m ON m.id = c.id AND m.answer = 'yes'
        LEFT JOIN doings d ON d.id = c.id LEFT JOIN logs ON logs.source = c.source
    """,
    clauses=(clauses.PCI_REVIEW, clauses.NIST_REVIEW, clauses.ISO_ACCESS, clauses.SOC_ROLES, clauses.owasp("NHI5")),
)
