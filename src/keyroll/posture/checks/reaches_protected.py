"""The credential reaches protected resources through its grants: administration, secrets or code."""

from keyroll.model.finding import Severity
from keyroll.posture import clauses
from keyroll.posture.contract import Check

CHECK = Check(
    id="reaches_protected",
    nhi="NHI5",
    title="Reaches administration, secrets or code",
    severity=Severity.MEDIUM,
    reason="This credential reaches resources beyond its own system through a chain of granted privileges.",
    fix="Look at the paths and cut the cheapest one: keyroll reach --cut ID.",
    unlock="Read the entitlements of its provider completely, then sync to compute its reach.",
    needs=(("reach_of",), ("grants", "reads")),
    sql="""
        SELECT l.id AS subject,
               CASE WHEN r.protected > 0 THEN 'yes'
                    WHEN r.node IS NULL OR r.protected_possible > 0 OR r.because IS NOT NULL OR p.answer <> 'no'
                         THEN 'unknown'
                    ELSE 'no' END AS answer,
               CASE WHEN r.protected > 0 THEN 'known steps lead to ' || r.protected || ' protected resources'
                    WHEN r.node IS NULL THEN 'its reach was not computed'
                    WHEN r.protected IS NULL THEN 'its reach was not computed: '
                         || coalesce(r.because, 'no reason is kept')
                    WHEN r.protected_possible > 0 THEN 'steps that are possible lead to ' || r.protected_possible
                         || ' protected resources'
                    WHEN p.answer <> 'no' OR r.because IS NOT NULL THEN coalesce(r.because, p.because)
                    ELSE 'no step that is known or possible leads to a protected resource' END AS because
        FROM live l LEFT JOIN reach_of r ON r.node = l.id LEFT JOIN privileged p ON p.id = l.id
    """,
    clauses=(clauses.PCI_LEAST, clauses.NIST_LEAST, clauses.SOC_ROLES, clauses.owasp("NHI5")),
)
