"""A machine signs in with the password of an account."""

from keyroll.model.finding import Severity
from keyroll.posture import clauses
from keyroll.posture.contract import Check

CHECK = Check(
    id="machine_password",
    nhi="NHI4",
    title="A machine signs in with a password",
    severity=Severity.HIGH,
    reason="A password is sent in full, is shared between people, has no scope, and also opens the web interface.",
    fix="Give the job a scoped token, then forbid password sign-in for its account.",
    unlock="Read the directory of people completely.",
    needs=(("credentials.kind",), ("credentials.principal_kind", "credentials.kind")),
    sql="""
        SELECT c.id AS subject,
               CASE WHEN d.account IS NULL THEN 'unknown' WHEN NOT d.account OR NOT d.in_place THEN 'no'
                    WHEN c.principal_kind = 'nonhuman' THEN 'yes' ELSE 'unknown' END AS answer,
               CASE WHEN d.account IS NULL THEN 'no provider declares its kind' WHEN NOT d.account OR NOT d.in_place
                    THEN 'no password: ' || replace(c.kind, '_', ' ')
                    WHEN c.principal_kind = 'nonhuman' THEN 'the account ' || c.name || ' is no person''s'
                    ELSE 'nothing says whether its account is a person''s' END AS because
        FROM live c LEFT JOIN kinds d ON d.provider = c.provider AND d.kind = c.kind
    """,
    clauses=(
        clauses.PCI_INTERACTIVE,
        clauses.NIST_SERVICES,
        clauses.ISO_AUTHENTICATION,
        clauses.SOC_ACCESS,
        clauses.owasp("NHI4"),
    ),
)
