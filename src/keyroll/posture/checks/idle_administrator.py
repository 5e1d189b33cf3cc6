"""The credential may administer and has not done so for 90 days."""

from keyroll.inventory.standing import IDLE_DAYS
from keyroll.model.finding import Severity
from keyroll.posture import clauses
from keyroll.posture.contract import Check

CHECK = Check(
    id="idle_administrator",
    nhi="NHI5",
    title="Administrator privileges that it does not use",
    severity=Severity.HIGH,
    reason="An unused privilege is useful only to an intruder. Removing it breaks nothing.",
    fix="Remove the administrator grant: no logged action needs it.",
    unlock="Import 90 days of the log that shows administration.",
    needs=(("doings",),),
    sql=f"""
        WITH logs AS (
            SELECT source, min(begins) AS begins, max(ends) AS ends FROM log_windows
            WHERE source IN (SELECT source FROM doings WHERE administered > 0) GROUP BY source),
        own AS (SELECT id, max(last_administered) AS did FROM doings GROUP BY id),
        judged AS (
            SELECT c.id, c.source, m.because, logs.begins, logs.ends, own.did, own.did >= ago({IDLE_DAYS}) AS lately,
                   logs.begins <= ago({IDLE_DAYS}) AND logs.ends >= ago(7) AS shown
            FROM live c JOIN privileged m ON m.id = c.id AND m.answer = 'yes'
            LEFT JOIN own ON own.id = c.id LEFT JOIN logs ON logs.source = c.source)
        SELECT id AS subject, CASE WHEN lately THEN 'no' WHEN shown THEN 'yes' ELSE 'unknown' END AS answer,
               CASE WHEN lately THEN 'administered on ' || posture_day(did)
                    WHEN shown THEN because || '; it ' || coalesce('last did on ' || posture_day(did), 'never did')
                         || ', in a log since ' || posture_day(begins)
                    WHEN begins IS NULL THEN 'no log that is here shows administration of ' || source
                    ELSE 'the log of ' || source || ' has only ' || posture_day(begins) || ' to ' || posture_day(ends)
                    END AS because
        FROM judged
    """,
    clauses=(clauses.PCI_REVIEW, clauses.NIST_REVIEW, clauses.ISO_ACCESS, clauses.SOC_ROLES, clauses.owasp("NHI5")),
)
