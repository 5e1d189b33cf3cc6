"""The credential has no use in the logs for 90 days."""

from keyroll.model.finding import Severity
from keyroll.posture import clauses
from keyroll.posture.contract import Check

CHECK = Check(
    id="idle",
    nhi="NHI1",
    title="Unused for 90 days",
    severity=Severity.MEDIUM,
    reason="Nobody expects use of this credential, so nobody notices misuse of it.",
    fix="Disable it reversibly, wait, then delete it.",
    unlock="Import 90 days of log without gaps: keyroll sync --log.",
    needs=(("credentials.unused",),),
    sql="""
        SELECT id AS subject, unused AS answer, unused_because AS because FROM live
    """,
    clauses=(clauses.PCI_IDLE, clauses.CIS_IDLE, clauses.NIST_IDLE, clauses.ISO_ACCESS, clauses.owasp("NHI1")),
)
