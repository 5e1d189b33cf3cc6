"""A gate in memory for tests: its credentials, its list, and questions as a proxy sends them."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from joserfc.jwk import ECKey, KeySet

from keyroll.gate.deciding import Deciding, GateDecision
from keyroll.gate.known import GateCredential, GateList, KnownCredentials
from keyroll.gate.presenting import Presenting
from keyroll.gate.reading import MalformedQuestion, read
from keyroll.gate.settings import GateSettings, TokenIssuer
from keyroll.gate.signed_tokens import SignedTokens
from keyroll.secret import Secret

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TOKEN, PROXY_TOKEN = b"svc_0123456789abcdef", b"prx_0123456789abcdef"
BILLING, CLIENT = "gitlab@main:token:7", "oidc@login:client:billing"
ISSUER = "https://login.example"


@dataclass
class MemoryGate:
    """A gate that knows one token, one client of an issuer, and one proxy; ``keys`` is a file for the issuer's keys."""

    keys: Path
    signing: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", {"kid": "k1"}))
    once: bool = False
    listed: GateList | None = None
    credential: GateCredential = field(default_factory=lambda: GateCredential(BILLING))

    def __post_init__(self) -> None:
        self.keys.write_text(json.dumps(KeySet([self.signing]).as_dict(private=False)))
        issuer = TokenIssuer(
            ISSUER, str(self.keys), frozenset({"billing-api"}), "oidc@login:client:{client_id}", self.once
        )
        settings = GateSettings(("private-token",), {ISSUER: issuer})
        self.presenting = Presenting(Secret(b"k" * 32), "0a0b0c0d", settings, SignedTokens(settings.issuers))
        mark = self.presenting.fingerprint
        self.known = KnownCredentials(
            {mark(TOKEN): BILLING},
            {BILLING: BILLING, CLIENT: CLIENT},
            {BILLING: self.credential, CLIENT: GateCredential(CLIENT)},
        )
        self.listed = self.listed or GateList()
        self.listed = GateList(self.listed.refused, self.listed.accepted, {mark(PROXY_TOKEN): "nginx"})

    def decide(self, question: bytes, now: datetime = NOW) -> GateDecision:
        """Return the decision about a request line with headers."""
        try:
            asked = read(question)
        except MalformedQuestion:
            return GateDecision("malformed")
        return Deciding(self.presenting).decide(asked, self.known, self.listed, now)


def question(*headers: bytes, path: bytes = b"/nginx") -> bytes:
    """Return a proxy's question with further headers."""
    own = (b"Host: gate", b"X-Gate-Proxy: " + PROXY_TOKEN, b"X-Gate-Uri: /invoices?page=2", b"X-Gate-Method: GET")
    return b"\r\n".join((b"GET " + path + b" HTTP/1.1", *own, *headers))


def bearing(token: bytes) -> bytes:
    """Return the header that carries a token."""
    return b"Authorization: Bearer " + token
