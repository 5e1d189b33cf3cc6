"""The vendor itself recommends another kind instead of this one."""

from keyroll.model.finding import Severity
from keyroll.posture import clauses
from keyroll.posture.contract import Check

CHECK = Check(
    id="legacy_kind",
    nhi="NHI4",
    title="Its vendor advises against this kind of credential",
    severity=Severity.LOW,
    reason="The vendor offers a short-lived or scoped replacement and may withdraw the old kind.",
    fix="Migrate to the kind that the vendor advises, privileged credentials first.",
    unlock="Add its kind to its provider's folder.",
    needs=(("credentials.kind",),),
    sql="""
        SELECT c.id AS subject,
               CASE WHEN d.kind IS NULL THEN 'unknown' WHEN d.legacy_because <> '' THEN 'yes' ELSE 'no' END AS answer,
               CASE WHEN d.kind IS NULL THEN 'no provider declares its kind'
                    WHEN d.legacy_because <> '' THEN d.legacy_because
                    ELSE 'its vendor advises nothing else' END AS because
        FROM live c LEFT JOIN kinds d ON d.provider = c.provider AND d.kind = c.kind
    """,
    clauses=(clauses.ISO_AUTHENTICATION, clauses.NIST_SERVICES, clauses.owasp("NHI4")),
)
