"""The clauses that checks cite, once each: PCI DSS, CIS Controls, NIST, ISO/IEC 27001, SOC 2.

``checked`` numbers were looked up in 2026-11 on public pages that list the clauses: PCI DSS 4.0.1 on pages of
compliance tools, CIS on csf.tools (version 8, whose numbers 8.1 keeps), NIST in mappings of revision 5, ISO in
published statements of applicability. None of it replaces the standard's own text. All other numbers are from memory.
"""

from typing import Final

from keyroll.posture.contract import StandardClause

_PCI, _CIS = "PCI DSS 4.0.1", "CIS Controls 8.1"
_NIST, _KEYS = "NIST SP 800-53 r5", "NIST SP 800-57 part 1 r5"
_ISO, _SOC = "ISO/IEC 27001:2022 A", "SOC 2 (TSC 2017)"

PCI_REVIEW: Final = StandardClause(
    _PCI, "7.2.5.1", "review the access of application and system accounts; management approves it", checked=True
)
PCI_LEAST: Final = StandardClause(_PCI, "7.2.5", "application and system accounts have least privilege", checked=True)
PCI_LEAVERS: Final = StandardClause(_PCI, "8.2.5", "revoke the access of terminated users immediately", checked=True)
PCI_IDLE: Final = StandardClause(_PCI, "8.2.6", "remove or disable accounts that were idle for 90 days", checked=True)
PCI_VENDORS: Final = StandardClause(
    _PCI, "8.2.7", "third-party access is enabled only while needed, and monitored", checked=True
)
PCI_INTERACTIVE: Final = StandardClause(
    _PCI, "8.6.1", "interactive use of system accounts is an approved, short exception", checked=True
)
PCI_HARD_CODED: Final = StandardClause(
    _PCI, "8.6.2", "no passwords of system accounts in scripts, configuration or source code", checked=True
)
PCI_CHANGE: Final = StandardClause(
    _PCI, "8.6.3", "change passwords of system accounts as often as a risk analysis requires", checked=True
)
PCI_APART: Final = StandardClause(_PCI, "6.5.3", "separate test from production, and enforce the separation")

CIS_IDLE: Final = StandardClause(_CIS, "5.3", "disable accounts that were idle for 45 days", checked=True)
CIS_ADMIN: Final = StandardClause(_CIS, "5.4", "administrators use dedicated accounts", checked=True)
CIS_SERVICE: Final = StandardClause(
    _CIS, "5.5", "list service accounts with owner, purpose, date of review", checked=True
)
CIS_VENDORS: Final = StandardClause(_CIS, "15.1", "keep a list of service providers", checked=True)
CIS_VENDOR_ENDS: Final = StandardClause(
    _CIS, "15.7", "close the accounts and data flows of a former provider", checked=True
)
CIS_APART: Final = StandardClause(_CIS, "16.8", "separate production from other systems")

NIST_ACCOUNTS: Final = StandardClause(
    _NIST, "AC-2", "manage accounts over their lifecycle; change shared secrets when a member leaves", checked=True
)
NIST_IDLE: Final = StandardClause(
    _NIST, "AC-2(3)", "disable accounts that are expired, without an owner, or inactive", checked=True
)
NIST_ATYPICAL: Final = StandardClause(_NIST, "AC-2(12)", "monitor accounts for atypical use", checked=True)
NIST_LEAST: Final = StandardClause(_NIST, "AC-6", "least privilege")
NIST_REVIEW: Final = StandardClause(_NIST, "AC-6(7)", "review privileges and remove those that are not needed")
NIST_IDENTIFIERS: Final = StandardClause(
    _NIST, "IA-4", "assign each identifier to one individual, role, service or device", checked=True
)
NIST_SECRETS: Final = StandardClause(
    _NIST, "IA-5", "manage authenticators; change them periodically and after a leak", checked=True
)
NIST_EMBEDDED: Final = StandardClause(
    _NIST, "IA-5(7)", "no unencrypted authenticators in code or scripts", checked=True
)
NIST_SERVICES: Final = StandardClause(_NIST, "IA-9", "services authenticate before they communicate")
NIST_PROVIDERS: Final = StandardClause(
    _NIST, "SA-9", "require your controls of external services, and monitor compliance"
)
NIST_CRYPTOPERIOD: Final = StandardClause(
    _KEYS, "5.3", "use an authentication key for one to two years at most; replace it after a compromise"
)

ISO_OWNERS: Final = StandardClause(_ISO, "5.9", "each asset has an owner", checked=True)
ISO_IDENTITY: Final = StandardClause(
    _ISO, "5.16", "manage identities, including machine identities, over their lifecycle", checked=True
)
ISO_SECRETS: Final = StandardClause(_ISO, "5.17", "manage authentication secrets by a defined process", checked=True)
ISO_ACCESS: Final = StandardClause(
    _ISO, "5.18", "review access rights, and remove them when they are not needed", checked=True
)
ISO_SUPPLIERS: Final = StandardClause(_ISO, "5.19", "manage the risks of suppliers", checked=True)
ISO_CLOUD: Final = StandardClause(
    _ISO, "5.23", "manage the security of cloud services from contract to exit", checked=True
)
ISO_PRIVILEGED: Final = StandardClause(_ISO, "8.2", "restrict and manage privileged access", checked=True)
ISO_AUTHENTICATION: Final = StandardClause(_ISO, "8.5", "choose authentication by the risk", checked=True)
ISO_APART: Final = StandardClause(_ISO, "8.31", "separate development, test and production", checked=True)

SOC_ACCESS: Final = StandardClause(_SOC, "CC6.1", "protect access with managed identities and credentials")
SOC_REMOVE: Final = StandardClause(_SOC, "CC6.2", "issue credentials on approval; remove them when they are not needed")
SOC_ROLES: Final = StandardClause(_SOC, "CC6.3", "grant access by role and least privilege")
SOC_BOUNDARY: Final = StandardClause(_SOC, "CC6.6", "protect the boundary against external access")
SOC_VENDORS: Final = StandardClause(_SOC, "CC9.2", "manage the risk of vendors")


def owasp(nhi: str) -> StandardClause:
    """Return the clause of a risk of the OWASP NHI Top 10 itself."""
    return StandardClause("OWASP NHI 2025", nhi, "this risk", checked=True)
