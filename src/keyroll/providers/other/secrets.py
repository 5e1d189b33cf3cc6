"""Secrets of vendors without a folder: the identifiers that their values contain.

Sources; if none is named, the form is that of the scanner's rule:

- SendGrid: ``SG.<id>.<secret>``; the id is ``api_key_id`` of ``GET /v3/api_keys`` (twilio/sendgrid-oai,
  example of *Create API keys*, read 2026-11-29).
- Twilio: an account's token occurs with its ``AC…`` SID, an API key's secret with its ``SK…`` SID ("API keys").
- PyPI: a token is ``pypi-`` and a macaroon whose identifier is the token's own id (``warehouse/macaroons/services.py``
  of pypi/warehouse, read 2026-11-29).
- OpenAI, Anthropic and Stripe show the last four characters in their consoles: a weak identifier.
"""

import base64
import binascii
import re

from keyroll.model.identifier import ANYWHERE, Identifier
from keyroll.providers._last_four import LastFour
from keyroll.providers.contracts.secrets import Derived, SecretKind, SecretMatch, Shape

_TWILIO_SID = re.compile(r"(?:AC|SK)[0-9a-f]{32}")
_TWILIO_SECRET = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0-9]{32}(?![A-Za-z0-9])")
_UUID = re.compile(rb"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_FILLER = r"[\s\S]{1,160}?"


def _weak(provider: str, kind: str, value: str) -> Identifier:
    return Identifier(f"{provider}@{ANYWHERE}", kind, value, strong=False)


def sendgrid(match: SecretMatch) -> Derived | None:
    """Return the key with its id, the middle part."""
    parts = match.text.split(".")
    return Derived(match.text, (Identifier.anywhere("sendgrid", "api_key_id", parts[1]),)) if len(parts) == 3 else None


def twilio(match: SecretMatch) -> Derived | None:
    """Return a token with the SID beside it: an API key's own, or (weak) the account's."""
    name = _TWILIO_SID.search(match.text)
    if name is None:
        return None
    secret = next((one for one in _TWILIO_SECRET.findall(match.text.replace(name[0], " ")) if not one.isdigit()), "")
    if not secret:
        return None
    if name[0].startswith("SK"):
        return Derived(secret, (Identifier.anywhere("twilio", "api_key_sid", name[0]),), kind="api_key")
    return Derived(secret, (_weak("twilio", "account_sid", name[0]),))


def pypi(match: SecretMatch) -> Derived | None:
    """Return the token with the id of its macaroon."""
    encoded = match.text.removeprefix("pypi-")
    try:
        raw = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    except (binascii.Error, ValueError):
        return None
    found = _UUID.search(raw)
    return Derived(match.text, (Identifier.anywhere("pypi", "token_id", found[0].decode()),) if found else ())


def _rules(*names: str) -> tuple[str, ...]:
    return tuple(f"betterleaks.{name}" for name in names)


SECRETS = (
    SecretKind(
        "api_key",
        rules=(*_rules("sendgrid-api-token"), "veles.secrets/sendgrid"),
        derive=sendgrid,
        provider="sendgrid",
        shapes=(Shape("sendgrid.key", r"\b(SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43})(?:[^A-Za-z0-9_-]|$)"),),
    ),
    SecretKind(
        "auth_token",
        rules=_rules("twilio-api-key"),  # an SID alone, which is not a secret
        derive=twilio,
        provider="twilio",
        shapes=(
            Shape("twilio.pair", rf"\b((?:AC|SK)[0-9a-f]{{32}}\b{_FILLER}[^A-Za-z0-9][A-Za-z0-9]{{32}})\b"),
            Shape(
                "twilio.reversed",
                rf"(?i:twilio)[\s\S]{{0,80}}?\b([A-Za-z0-9]{{32}}\b{_FILLER}\b(?:AC|SK)[0-9a-f]{{32}})\b",
            ),
        ),
    ),
    SecretKind(
        "api_token",
        rules=_rules("pypi-upload-token"),
        derive=pypi,
        provider="pypi",
        shapes=(Shape("pypi.token", r"\b(pypi-AgEI[A-Za-z0-9_-]{50,1000})"),),
    ),
    SecretKind(
        "access_token",
        rules=(*_rules("npm-access-token"), "veles.secrets/npmjsaccesstoken"),
        provider="npm",
        shapes=(Shape("npm.token", r"\b(npm_[A-Za-z0-9]{36})\b"),),
    ),
    SecretKind(
        "secret_key",
        rules=_rules("stripe-access-token"),
        derive=LastFour("stripe"),
        provider="stripe",
        shapes=(Shape("stripe.key", r"\b((?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,99})\b"),),
    ),
)
