"""The next change was due by the policy, and has not happened."""

from keyroll.model.finding import Severity
from keyroll.posture import clauses
from keyroll.posture.contract import Check

CHECK = Check(
    id="overdue",
    nhi="NHI7",
    title="Its rotation is overdue",
    severity=Severity.HIGH,
    reason="The risk analysis behind the rotation policy assumed an earlier change.",
    fix="Rotate it, or record the owner's reason: keyroll list rotations.",
    unlock="Write the cadence into register/survey/policies.csv.",
    needs=(("credentials.overdue",),),
    sql="""
        SELECT id AS subject, overdue AS answer, coalesce(nullif(overdue_because, ''),
             'no policy says when it is due') AS because
        FROM live
    """,
    clauses=(
        clauses.PCI_CHANGE,
        clauses.NIST_SECRETS,
        clauses.NIST_CRYPTOPERIOD,
        clauses.ISO_SECRETS,
        clauses.owasp("NHI7"),
    ),
)
