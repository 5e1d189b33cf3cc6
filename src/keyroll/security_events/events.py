"""Security events of the OpenID Foundation, by their identifier: what each reports about its subject.

Sources: OpenID CAEP 1.0 section 3, RISC Profile 1.0 section 2, Shared Signals Framework 1.0 section 7.1.4.1 and 7.1.4.2
(openid.net/specs). CAEP's identifiers were read in its source (github.com/openid/sharedsignals, openid-caep-1_0.md),
those of RISC in programs that name its sections, 2026-11.
"""

from collections.abc import Mapping

_CAEP = "https://schemas.openid.net/secevent/caep/event-type/"
_RISC = "https://schemas.openid.net/secevent/risc/event-type/"
_SSF = "https://schemas.openid.net/secevent/ssf/event-type/"

#: Events about a subject whose credentials may be compromised, or must no longer be accepted.
ALARMING: Mapping[str, str] = {
    f"{_CAEP}session-revoked": "session revoked",
    f"{_CAEP}credential-change": "credential changed",
    f"{_CAEP}token-claims-change": "claims of its token changed",
    f"{_CAEP}assurance-level-change": "assurance level changed",
    f"{_CAEP}device-compliance-change": "compliance of its device changed",
    f"{_CAEP}risk-level-change": "risk level changed",
    f"{_RISC}account-credential-change-required": "credentials must be changed",
    f"{_RISC}account-disabled": "account disabled",
    f"{_RISC}account-purged": "account purged",
    f"{_RISC}credential-compromise": "credential compromised",
    f"{_RISC}sessions-revoked": "sessions revoked",
}
#: Events about the stream itself, which open no incident.
OF_THE_STREAM: Mapping[str, str] = {
    f"{_SSF}verification": "verification of the stream",
    f"{_SSF}stream-updated": "stream updated",
}
#: Events of normal operation, which expose nothing.
ORDINARY: Mapping[str, str] = {
    f"{_CAEP}session-established": "session established",
    f"{_CAEP}session-presented": "session presented",
    f"{_RISC}account-enabled": "account enabled",
    f"{_RISC}opt-in": "opted in",
    f"{_RISC}opt-out-initiated": "opting out",
    f"{_RISC}opt-out-cancelled": "opt-out cancelled",
    f"{_RISC}opt-out-effective": "opted out",
}


def harmless(identifier: str) -> bool:
    """Return whether an event opens no incident; an unknown event may open one."""
    return identifier in OF_THE_STREAM or identifier in ORDINARY


def title(identifier: str) -> str:
    """Return the title of an event, or the last part of its identifier if it is unknown."""
    known = {**ALARMING, **OF_THE_STREAM, **ORDINARY}
    return known.get(identifier) or identifier.rstrip("/").rpartition("/")[2]
