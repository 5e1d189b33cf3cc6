"""API tokens, and Access service tokens: the client id is beside the secret and is the identifier.

Tokens made since 2026 are ``cfut_`` (a user's) or ``cfat_`` (an account's), 40 characters and a checksum
(developers.cloudflare.com, Fundamentals, "Token formats"; the checksum's eight hexadecimal digits are those of the
scanner's rule, its algorithm is not published). A service token is a client id ``<32 hex>.access`` and a secret of 64
hexadecimal digits (Zero Trust, "Service tokens"; the lengths are from memory: re-check).
"""

import re

from keyroll.model.identifier import Identifier
from keyroll.providers.contracts.secrets import Derived, SecretKind, SecretMatch, Shape

_ID = re.compile(r"[0-9a-f]{32}\.access")
_SECRET = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


def service_token(match: SecretMatch) -> Derived | None:
    """Return the secret of a service token with its client id."""
    name, secret = _ID.search(match.text), _SECRET.search(match.text)
    if name is None or secret is None:
        return None
    return Derived(secret[0], (Identifier.anywhere("cloudflare", "access_client_id", name[0]),))


def api_token(match: SecretMatch) -> Derived | None:
    """Return an API token; its prefix shows whether it is an account's."""
    return Derived(match.text, kind="account_token" if match.text.startswith("cfat_") else "")


SECRETS = (
    SecretKind(
        "access_service_token",
        derive=service_token,
        shapes=(
            Shape("cloudflare.access", r"\b([0-9a-f]{32}\.access\b[\s\S]{1,240}?[^0-9a-f][0-9a-f]{64})(?:[^0-9a-f]|$)"),
            Shape(
                "cloudflare.access-reversed",
                r"(?:^|[^0-9a-f])([0-9a-f]{64}[^0-9a-f][\s\S]{0,240}?\b[0-9a-f]{32}\.access)\b",
            ),
        ),
    ),
    SecretKind(
        "api_token",
        rules=(
            "betterleaks.cloudflare-api-key.1",
            "betterleaks.cloudflare-api-key.2",
            "betterleaks.cloudflare-global-api-key",
            "betterleaks.cloudflare-origin-ca-key",
            "veles.secrets/cloudflareapitoken",
        ),
        derive=api_token,
        shapes=(
            Shape("cloudflare.token", r"\b(cf(?:ut|at|k)_[A-Za-z0-9]{40}[a-f0-9]{8})\b"),
            Shape(
                "cloudflare.old-token",
                r"(?i:cloudflare|\bcf)(?i:[\w .-]{0,40}(?:token|key))[\s\S]{0,24}?\b([A-Za-z0-9_-]{40})"
                r"(?:[^A-Za-z0-9_-]|$)",
                4.0,
            ),
        ),
    ),
)
