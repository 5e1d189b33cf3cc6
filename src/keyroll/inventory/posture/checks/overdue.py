"""Its next change was due by its policy."""

from keyroll.inventory.posture import clauses
from keyroll.inventory.posture.contract import Check
from keyroll.model.finding import Severity

CHECK = Check(
    id="overdue",
    nhi="NHI7",
    title="Its rotation is overdue",
    severity=Severity.HIGH,
    reason="The risk analysis behind the policy no longer holds for it.",
    fix="Rotate it, or have its owner say why not: keyroll list rotations.",
    unlock="Write down how often: register/survey/policies.csv.",
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
