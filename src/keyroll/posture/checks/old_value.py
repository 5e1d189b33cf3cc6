"""The credential's value is older than its policy allows, or than a year."""

from keyroll.model.finding import Severity
from keyroll.posture import clauses
from keyroll.posture.contract import Check

#: The longest permitted age of a value without a policy (NIST SP 800-57: one to two years).
YEAR = 365

CHECK = Check(
    id="old_value",
    nhi="NHI7",
    title="Its value is too old",
    severity=Severity.MEDIUM,
    reason="With every year, more copies, former employees and backups hold the value.",
    fix="Rotate it, and set a policy for its kind: register/survey/policies.csv.",
    unlock="Import the audit log that shows changes of its value.",
    needs=(("credentials.last_changed",),),
    sql=f"""
        WITH aged AS (SELECT *, least(coalesce(every_days, {YEAR}), {YEAR}) AS days FROM live)
        SELECT id AS subject,
               CASE WHEN last_changed >= ago(days) THEN 'no' WHEN last_changed IS NOT NULL AND NOT made_only THEN 'yes'
                    ELSE 'unknown' END AS answer,
               CASE WHEN last_changed IS NULL THEN 'nothing shows when its value was made or changed'
                    -- Of a kind that changes in place the making alone does not show how old the value is today.
                    WHEN last_changed < ago(days) AND coalesce(made_only, true) THEN 'made on '
                         || posture_day(last_changed) || '; no change is proven since, and none is ruled out'
                    ELSE 'its value is of ' || posture_day(last_changed) || '; ' || days || ' days are allowed'
                    END AS because
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
