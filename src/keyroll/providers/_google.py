"""Google's access tokens for a service account: a statement signed with its key is exchanged for a token.

developers.google.com, *Using OAuth 2.0 for Server to Server Applications*; google-auth 2.63.0, read 2026-11-29: claims
``iss``, ``scope``, ``aud``, ``iat``, ``exp`` and, for domain-wide delegation, ``sub``. With ``target_audience`` in
place of ``scope`` the response is an ID token, which grants nothing. The key file's own ``token_uri`` is ignored: a
forged one would receive signed statements.
"""

import base64
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from keyroll.errors import ConfigError, CredentialRefused
from keyroll.http import Http
from keyroll.model.json import Json, single
from keyroll.providers._oauth import granted
from keyroll.reveal import reveal
from keyroll.secret import Secret

#: The token endpoint.
LOGIN: Final = "https://oauth2.googleapis.com"
#: The audience of a statement, whatever the address of the endpoint.
_AUDIENCE: Final = "https://oauth2.googleapis.com/token"
GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_LIFE: Final = 3600


@dataclass(frozen=True, slots=True, repr=False)
class KeyFile:
    """A service account's key: its mail address, the key's id, and the key. No repr."""

    email: str
    id: str
    key: rsa.RSAPrivateKey = field(repr=False)

    def statement(self, claims: Mapping[str, Json]) -> str:
        """Return a JSON Web Token (RFC 7519, RS256) that is valid for an hour."""
        now = int(time.time())
        head = {"alg": "RS256", "typ": "JWT", "kid": self.id}
        fields = {"iss": self.email, "aud": _AUDIENCE, "iat": now, "exp": now + _LIFE, **claims}
        text = f"{_part(head)}.{_part(fields)}"
        signed = self.key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{text}.{_base64(signed)}"


def key_file(value: Secret) -> KeyFile | None:
    """Read a key file; None if the value is not a key file."""
    with reveal(value) as raw:
        try:
            fields = json.loads(raw)
            key = serialization.load_pem_private_key(str(fields["private_key"]).encode(), None)
            email, number = str(fields["client_email"]), str(fields["private_key_id"])
        except (ValueError, KeyError, TypeError, UnsupportedAlgorithm):
            return None
    return KeyFile(email, number, key) if isinstance(key, rsa.RSAPrivateKey) else None


def signed_in(login: str, value: Secret, scopes: str, sub: str = "") -> tuple[str, float]:
    """Fetch an access token, or return a given one unchanged. Raises CredentialRefused, ConfigError."""
    key = key_file(value)
    if key is None:
        with reveal(value) as raw:
            token = raw.decode("latin-1").strip()
        if "{" in token or not token:
            raise ConfigError("this is not the key of a service account", hint="give its JSON file, or an access token")
        return token, 0.0
    claims: dict[str, Json] = {"scope": scopes, **({"sub": sub} if sub else {})}
    http = Http(login)
    try:
        form = {"grant_type": GRANT, "assertion": key.statement(claims)}
        reply = http.request("POST", "/token", form=form, accept=(400, 401))
    finally:
        http.close()
    body = single(reply.json(), reply.where)
    if reply.status != 200:
        raise CredentialRefused(
            f"{reply.where}: {body.maybe('error')[:40]}, the credential is not accepted",
            hint="check that the key and its account exist, and that the clock is right",
        )
    return granted(body, reply.where)


def _part(value: Mapping[str, Json]) -> str:
    return _base64(json.dumps(value, separators=(",", ":")).encode())


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
