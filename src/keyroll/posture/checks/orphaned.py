"""Every known owner has left."""

from keyroll.model.finding import Severity
from keyroll.posture import clauses
from keyroll.posture.contract import Check

CHECK = Check(
    id="orphaned",
    nhi="NHI1",
    title="All of its owners have left",
    severity=Severity.HIGH,
    reason="Nobody is accountable for it, and a former owner may still know its value.",
    fix="Name a new owner, then rotate it: the former owner may have the value.",
    unlock="Name owners, and read the directory of people completely.",
    needs=(("credentials.orphaned",),),
    sql="""
        SELECT id AS subject, orphaned AS answer,
               CASE orphaned WHEN 'yes' THEN coalesce(owner, 'its owner') || ' has left'
                    WHEN 'no' THEN owner || ' is still there'
                    ELSE orphaned_because END AS because
        FROM live
    """,
    clauses=(clauses.PCI_LEAVERS, clauses.NIST_ACCOUNTS, clauses.ISO_ACCESS, clauses.SOC_REMOVE, clauses.owasp("NHI1")),
)
