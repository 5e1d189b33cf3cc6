"""The credential may administer the system that issued it."""

from keyroll.model.finding import Severity
from keyroll.posture import clauses
from keyroll.posture.contract import Check

CHECK = Check(
    id="administrator",
    nhi="NHI5",
    title="May administer its whole system",
    severity=Severity.HIGH,
    reason="An intruder with this credential can create accounts, raise privileges and hide the traces.",
    fix="Remove the privileges that it does not use: keyroll list grants.",
    unlock="Read its grants and the documents of custom policies, then sync to evaluate the policies.",
    needs=(("grants", "reads", "reach_of"),),
    sql="""
        SELECT id AS subject, answer, because FROM privileged
    """,
    clauses=(
        clauses.PCI_LEAST,
        clauses.CIS_ADMIN,
        clauses.NIST_LEAST,
        clauses.ISO_PRIVILEGED,
        clauses.SOC_ROLES,
        clauses.owasp("NHI5"),
    ),
)
