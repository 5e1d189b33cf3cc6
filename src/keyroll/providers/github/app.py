"""Signs in as a GitHub App: its private key yields tokens of one installation, valid for an hour.

Source: "Authenticating as a GitHub App installation" and "Generating a JSON Web Token (JWT) for a GitHub App"
(docs.github.com, read 2026-11): RS256, ``iss`` is the client id; the claim lasts ten minutes at most, with one minute
for clock differences.
"""

import base64
import hashlib
import threading
import time
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from keyroll.http import Http
from keyroll.model.json import single
from keyroll.providers._jwt import signed

#: Seconds.
_SKEW, _LIFE, _SPARE = 60, 540, 300


def claim(key: rsa.RSAPrivateKey, client_id: str, now: float) -> str:
    """Return the signed claim with which an app signs in."""
    return signed(key, {"iat": int(now) - _SKEW, "exp": int(now) + _LIFE, "iss": client_id})


def fingerprint(key: rsa.RSAPrivateKey) -> str:
    """Return the fingerprint that GitHub's settings page shows for the key."""
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return f"SHA256:{base64.b64encode(hashlib.sha256(public).digest()).decode()}"


class Installation:
    """Tokens of one installation of an app; a new token is made shortly before the current token ends."""

    def __init__(self, address: str, key: rsa.RSAPrivateKey, client_id: str, organisation: str) -> None:
        self.app = Http(address, lambda: _bearer(claim(key, client_id, time.time())))
        self.key = key
        self._organisation = organisation
        self._token, self._ends = "", 0.0
        self._lock = threading.Lock()

    def authorise(self) -> Mapping[str, str]:
        """Return the header of a request. Raises VendorError if no token can be fetched."""
        with self._lock:
            if self._ends - _SPARE <= time.time():
                self._make()
            return _bearer(self._token)

    def _make(self) -> None:
        found = self.app.get(f"/orgs/{quote(self._organisation)}/installation")
        number = single(found.json(), found.where).text("id")
        made = self.app.request("POST", f"/app/installations/{number}/access_tokens")
        token = single(made.json(), made.where)
        self._token, self._ends = token.text("token"), _time(token.text("expires_at"))


def _time(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def _bearer(token: str) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {token}"}
