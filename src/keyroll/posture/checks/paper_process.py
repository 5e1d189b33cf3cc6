"""A rotation process is documented and no run of it is proven."""

from keyroll.model.finding import Severity
from keyroll.posture import clauses
from keyroll.posture.contract import Check

CHECK = Check(
    id="paper_process",
    nhi="NHI7",
    title="A documented rotation process has never run",
    severity=Severity.MEDIUM,
    reason="A rotation that was never practised is likely to fail in an emergency.",
    fix="Have the responsible person run it once, then run keyroll sync.",
    unlock="Read the credentials of the process's kind.",
    needs=(("rotation_processes.proven",),),
    sql="""
        SELECT provider || ' ' || replace(kind, '_', ' ') AS subject,
               CASE proven WHEN 'yes' THEN 'no' WHEN 'no' THEN 'yes' ELSE 'unknown' END AS answer,
               CASE WHEN proven = 'no' THEN '"' || method || '"' || coalesce(', every ' || every_days || ' days', '')
                    || coalesce(', by ' || nullif(who, ''), '') || ': ' ELSE '' END || proven_because AS because
        FROM rotation_processes
    """,
    clauses=(clauses.PCI_CHANGE, clauses.NIST_SECRETS, clauses.ISO_SECRETS, clauses.owasp("NHI7")),
)
