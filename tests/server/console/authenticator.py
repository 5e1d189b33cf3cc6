"""An authenticator in software (ES256): what a browser and a passkey send, and what a forger would."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import cbor2
from console_home import HOST, Client
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey, generate_private_key

_THERE, _VERIFIED, _NEW = 0x01, 0x04, 0x40


def b64(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def unb64(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Authenticator:
    """One passkey for one origin."""

    origin: str
    host: str = HOST
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    count: int = 0
    flags: int = _THERE | _VERIFIED
    act: str = "webauthn.get"
    client: dict[str, Any] = field(default_factory=dict)

    def made(self, challenge: str) -> dict[str, Any]:
        """Answer the request to make a passkey."""
        numbers = self.key.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        about = bytes(16) + len(self.id).to_bytes(2) + self.id + cbor2.dumps(cose)
        told = self._told(self.flags | _NEW) + about
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": told})
        client = self._client("webauthn.create", challenge)
        return self._answer({"clientDataJSON": b64(client), "attestationObject": b64(attested)})

    def signed(self, challenge: str, **changed: bytes) -> dict[str, Any]:
        """Answer a request to sign a challenge; ``changed`` replaces a part afterwards."""
        self.count += 1
        told, client = self._told(self.flags), self._client(self.act, challenge)
        signature = self.key.sign(told + hashlib.sha256(client).digest(), ECDSA(hashes.SHA256()))
        parts = {"authenticatorData": told, "clientDataJSON": client, "signature": signature} | changed
        return self._answer({name: b64(part) for name, part in parts.items()})

    def _told(self, flags: int) -> bytes:
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin}
        return json.dumps(said | self.client).encode()

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        about = {"id": b64(self.id), "rawId": b64(self.id), "type": "public-key", "clientExtensionResults": {}}
        return about | {"response": response}


def send(client: Client, path: str, body: object = None, **headers: str) -> tuple[int, dict[str, Any]]:
    status, _, content = client.ask(
        path, "POST", json.dumps(body or {}), **{"Content_Type": "application/json"} | headers
    )
    return status, json.loads(content)


def registered(client: Client) -> Authenticator:
    """Register a new passkey of the person who is signed in."""
    one = Authenticator(f"http://{HOST}:{client.port}")
    _, options = send(client, "/passkey/new")
    status, said = send(client, "/passkey/add", one.made(options["challenge"]) | {"label": "software"})
    assert status == 200, said
    return one


def challenge(client: Client) -> str:
    """Return a challenge for a sign-in."""
    status, options = send(client, "/passkey/challenge")
    assert status == 200
    return str(options["challenge"])
